import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

/** What a control request answered. */
export type ControlAnswer = { readonly status: number; readonly body: Record<string, unknown> };

/** A fleet in a process of its own. */
export type FleetProcess = {
  readonly control: number;
  readonly child: ChildProcess;
  readonly call: (method: string, path: string, body?: unknown) => Promise<ControlAnswer>;
  /** Ends the process by a signal, or by closing its lifeline; answers its exit code. */
  readonly end: (how: 'SIGTERM' | 'SIGKILL' | 'lifeline') => Promise<number | null>;
};

/** Starts a fleet process on a state folder and waits until it is ready. */
export async function spawnFleet(folder: string): Promise<FleetProcess> {
  const child = spawn(process.execPath, [main, '--state', folder, '--control', '0', '--lifeline'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const [line] = await Promise.race([
    once(child.stdout, 'data'),
    exit.then(() => Promise.reject(new Error('the fleet ended before it was ready'))),
  ]);
  const { control } = JSON.parse(String(line)) as { control: number };
  return {
    control,
    child,
    call: async (method, path, body) => {
      const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
      const response = await fetch(`http://127.0.0.1:${control}${path}`, init);
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    end: async (how) => {
      if (how === 'lifeline') child.stdin.end();
      else child.kill(how);
      const [code] = (await exit) as [number | null];
      return code;
    },
  };
}

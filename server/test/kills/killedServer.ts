import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** An answer of the API. */
// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the server says; the tests say what it should be.
export type Answer = { readonly status: number; readonly body: any };

/** The real server as a process of its own, which dies and comes back. */
export type KilledServer = {
  /**
   * Calls the API as an account. A call that the death of the server cut off is made again when it is back, and says so:
   * whether it had been done before nobody knows but the server.
   */
  call(
    account: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer & { readonly cut: boolean }>;
  /** Where it answers now. */
  url(): Promise<string>;
  /** Where it keeps its key and its files. */
  readonly folder: string;
  /** Kills it with -9 and starts it again. */
  kill(): Promise<void>;
  close(): Promise<void>;
};

/** Starts the server on a database, on a simulated clock; what it logs is inherited, or told. */
export async function killedServer(
  databaseUrl: string,
  clock: string,
  logging: { readonly level: string; readonly to?: (text: string) => void } = { level: 'error' },
): Promise<KilledServer> {
  const folder = await mkdtemp(join(tmpdir(), 'turnup-kills-'));
  const main = join(import.meta.dirname, '../../src/main.ts');
  const words = [
    '--database',
    databaseUrl,
    '--data',
    folder,
    '--port',
    '0',
    '--simulated',
    clock,
    '--log',
    logging.level,
  ];
  let child = start(main, words, logging.to);
  let up = ready(child);
  const tokens = new Map<string, string>();

  async function attempt(
    url: string,
    account: string,
    method: string,
    path: string,
    body: unknown,
  ): Promise<Answer> {
    let token = tokens.get(account);
    if (token === undefined) {
      const signIn = { tenant: 'operator', account, password: `${account}-demo` };
      token = String((await send(url, undefined, 'POST', '/turnup/v1/session', signIn)).body.token);
      tokens.set(account, token);
    }
    return send(url, token, method, path, body);
  }

  return {
    folder,
    url: () => up,
    async call(account, method, path, body) {
      for (let cut = false; ; cut = true) {
        const at = up;
        try {
          return { ...(await attempt(await at, account, method, path, body)), cut };
        } catch (error) {
          // A call that fails while its server lives is a fault of the server.
          if (at === up) await Promise.race([died(child), late(error)]);
          await up;
        }
      }
    },
    async kill() {
      const victim = child;
      const gone = died(victim);
      victim.kill('SIGKILL');
      await gone;
      child = start(main, words, logging.to);
      up = ready(child);
      await up;
    },
    async close() {
      const gone = died(child);
      child.kill('SIGKILL');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function start(
  main: string,
  words: readonly string[],
  told: ((text: string) => void) | undefined,
): ChildProcess {
  // The pipe ends with this process, however it ends, and with it the server.
  const child = spawn(process.execPath, [main, ...words], {
    env: { ...process.env, TURNUP_LIFELINE_FD: '3' },
    stdio: ['ignore', 'pipe', told === undefined ? 'inherit' : 'pipe', 'pipe'],
  });
  child.stderr?.on('data', (chunk: Buffer) => told?.(String(chunk)));
  return child;
}

async function ready(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('a server without output');
  for await (const line of createInterface(child.stdout)) return (JSON.parse(line) as { url: string }).url;
  throw new Error('the server ended before it was ready');
}

async function died(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** The error of a call whose server does not turn out to be dead. */
async function late(error: unknown): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, 20_000).unref());
  throw error;
}

async function send(
  url: string,
  token: string | undefined,
  method: string,
  path: string,
  body: unknown,
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return { status: response.status, body: text === '' ? undefined : isJson ? JSON.parse(text) : text };
}

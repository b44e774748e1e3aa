import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { allProcesses, commandOf, environmentOf, type ProcessStat, statOf, treeOf } from './proc.ts';
import type { Run } from './run.ts';

const root = join(import.meta.dirname, '../../..');
const mark = 'TURNUP_BENCH_MARK';

/** An `npm start` as a person would give it, in a process group of its own. */
export type NpmStart = {
  readonly npm: ChildProcess;
  /** All that it has said so far, a line each. */
  readonly lines: readonly string[];
  /** Resolves with the first line, said or to come, that fits; throws when it ends before, or after `ms`. */
  said(pattern: RegExp, ms: number): Promise<RegExpExecArray>;
  /** Everything that runs because of it, found by what it inherited and by who started it, also without its parents. */
  processes(): readonly ProcessStat[];
  /** Ends it like Ctrl-C and waits; answers how long that took. */
  stop(): Promise<number>;
  /** How npm ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
};

/** Runs `npm start -- …` of this clone; whatever it leaves is killed at the end of the run. */
export function npmStart(run: Run, words: readonly string[]): NpmStart {
  const name = randomBytes(8).toString('hex');
  const { DATABASE_URL, TURNUP_DATABASE_URL, ...environment } = process.env;
  const npm = spawn('npm', ['start', '--silent', '--', ...words], {
    cwd: root,
    env: { ...environment, [mark]: name },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  for (const stream of [npm.stdout, npm.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      for (const listener of listeners) listener();
    });
  }
  const ended = once(npm, 'exit').then(([code, signal]) => ({ code, signal }));
  const known = new Map<number, number>();
  const processes = (): readonly ProcessStat[] => {
    const all = allProcesses();
    const found = new Set([
      ...treeOf(npm.pid ?? 0, all).map((each) => each.pid),
      ...all.filter((each) => known.get(each.pid) === each.startTicks).map((each) => each.pid),
      ...all.filter((each) => environmentOf(each.pid)?.[mark] === name).map((each) => each.pid),
    ]);
    // Of those that were seen once, the later ones are found again when their parents are gone.
    const own = all.filter((each) => found.has(each.pid) && each.pid !== process.pid && !each.zombie);
    for (const each of own) known.set(each.pid, each.startTicks);
    return own;
  };
  run.defer(async () => {
    for (const each of processes()) killStill(each);
  });
  return {
    npm,
    lines,
    said: (pattern, ms) => firstLine(run, lines, listeners, ended, pattern, ms),
    processes,
    async stop() {
      const from = performance.now();
      processes();
      process.kill(-(npm.pid ?? 0), 'SIGINT');
      await ended;
      return performance.now() - from;
    },
    ended,
  };
}

/** Kills a process unless its number belongs to another one by now. */
function killStill({ pid, startTicks }: ProcessStat): void {
  if (statOf(pid)?.startTicks !== startTicks) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

async function firstLine(
  run: Run,
  lines: readonly string[],
  listeners: Set<() => void>,
  ended: Promise<unknown>,
  pattern: RegExp,
  ms: number,
): Promise<RegExpExecArray> {
  let looked = 0;
  const look = (): RegExpExecArray | undefined => {
    for (; looked < lines.length; looked++) {
      const match = pattern.exec(lines[looked] ?? '');
      if (match !== null) return match;
    }
    return undefined;
  };
  const { promise, resolve } = Promise.withResolvers<RegExpExecArray>();
  const listener = (): void => {
    const match = look();
    if (match !== undefined) resolve(match);
  };
  listeners.add(listener);
  listener();
  const over = ended.then(() => pause(200)).then(() => fail('it ended before'));
  const late = pause(ms, undefined, { signal: run.signal }).then(() => fail(`not within ${ms / 1_000} s`));
  const fail = (why: string): never => {
    throw new Error(
      `npm start never said ${pattern}: ${why}; its last words: ${lines.slice(-3).join(' | ')}`,
    );
  };
  over.catch(() => {});
  late.catch(() => {});
  return await Promise.race([promise, over, late]).finally(() => listeners.delete(listener));
}

/** A port on which nobody listens just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves when a server answers on this port, however it answers. */
export async function answering(run: Run, port: number, ms: number): Promise<void> {
  const until = performance.now() + ms;
  for (;;) {
    const answered = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (answered) return;
    run.signal.throwIfAborted();
    if (performance.now() > until) throw new Error(`nobody answers on port ${port} after ${ms / 1_000} s`);
    await pause(20);
  }
}

/** Those of these processes whose command holds a text. */
export function withCommand(processes: readonly ProcessStat[], text: string): readonly ProcessStat[] {
  return processes.filter((each) => commandOf(each.pid).includes(text));
}

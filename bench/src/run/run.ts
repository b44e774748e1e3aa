import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { onLifelineLost } from '../../../server/src/platform/lifeline.ts';

/** One run of a benchmark or fault: its folder, its end, and what it must put away. */
export type Run = {
  /** A temporary folder of its own, removed at the end. */
  readonly folder: string;
  /** Fires when the run must end: its time is over, or it was told to stop. */
  readonly signal: AbortSignal;
  /** Tells people what is happening, on standard error. */
  say(line: string): void;
  /** Puts something away at the end, however the run ends; what came last goes first. */
  defer(cleanup: () => unknown): void;
};

const cleanupMs = 20_000;

/**
 * Does `work` within a time, then puts away what it deferred: also when it throws, when its time is over, on a stop
 * signal, and when the launcher is gone.
 */
export async function withRun<Value>(
  limitMs: number,
  work: (run: Run) => Promise<Value>,
  say: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'turnup-bench-'));
  const cleanups: (() => unknown)[] = [];
  const stopping = new AbortController();
  const stop = (reason: string) => () => stopping.abort(new Error(reason));
  const interrupt = stop('stopped');
  for (const signal of signals) process.on(signal, interrupt);
  onLifelineLost(stop('the launcher is gone'));
  const timer = setTimeout(stop(`not done within ${Math.round(limitMs / 1_000)} s`), limitMs);
  const run: Run = {
    folder,
    signal: stopping.signal,
    say,
    defer: (cleanup) => {
      cleanups.push(cleanup);
    },
  };
  const stopped = new Promise<never>((_, reject) => {
    stopping.signal.addEventListener('abort', () => reject(stopping.signal.reason));
  });
  try {
    return await Promise.race([work(run), stopped]);
  } finally {
    clearTimeout(timer);
    stopping.abort(new Error('the run is over'));
    for (const cleanup of cleanups.toReversed()) await putAway(cleanup, say);
    rmSync(folder, { recursive: true, force: true });
    for (const signal of signals) process.off(signal, interrupt);
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One that hangs or throws must not keep the others. */
async function putAway(cleanup: () => unknown, say: (line: string) => void): Promise<void> {
  try {
    await Promise.race([cleanup(), pause(cleanupMs, undefined, { ref: false })]);
  } catch (error) {
    say(`putting away: ${String(error)}`);
  }
}

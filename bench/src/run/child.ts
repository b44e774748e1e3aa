import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Run } from './run.ts';

/** Runs a program of ours under this Node with one JSON word; answers the JSON of its last line. `flags` are Node's. */
export async function askChild<Answer>(
  run: Run,
  file: string,
  question: unknown,
  flags: readonly string[] = [],
): Promise<Answer> {
  const child = startChild(run, [...flags, file, JSON.stringify(question)]);
  let last = '';
  if (child.stdout === null) throw new Error('a child without output');
  for await (const line of createInterface(child.stdout)) last = line;
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`${file} ended with ${child.exitCode ?? child.signalCode}`);
  return JSON.parse(last) as Answer;
}

/**
 * Starts a program of ours under this Node. It is killed at the end of the run; its standard input ends when this
 * process does, however it ends.
 */
export function startChild(
  run: Run,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  const child = spawn(process.execPath, words, {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin?.on('error', () => {});
  run.defer(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  return child;
}

/** For a child: ends this process when its parent's end of standard input closes. */
export function endWithParent(): void {
  process.stdin.on('end', () => process.exit(3)).on('error', () => process.exit(3));
  process.stdin.resume();
  process.stdin.unref?.();
}

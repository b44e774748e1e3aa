import { type ChildProcess, spawn } from 'node:child_process';
import type { Binaries } from './binaries.ts';
import type { RunAs } from './run-as.ts';

// Our end of the shell's standard input closes when we end, even by kill -9: `read` then meets the end of the file
// and the server is told to stop (SIGINT: fast shutdown). The shell first says the server's process id.
const runScript = `
exec 3<&0 </dev/null
signal=$1; shift
"$@" 3<&- &
server=$!
echo "$server"
exec >/dev/null 2>&1
( while read -r line <&3; do :; done; kill -s "$signal" "$server" ) &
guard=$!
wait "$server"; status=$?
kill "$guard" 2>/dev/null
exit "$status"`;

// For a server that is already there and is nobody's child any more.
const guardScript = `while read -r line; do :; done; kill -s INT "$1" 2>/dev/null`;

/** A program that ends when we end. */
export type Watched = {
  /** Resolves with the program's process id. */
  readonly pid: Promise<number>;
  /** Resolves with its exit status. */
  readonly exit: Promise<number>;
  /** Tells it to stop, by its signal. */
  release(): void;
  /** From now on it does not keep our event loop alive. */
  loosen(): void;
};

/** Runs a PostgreSQL program below a watchdog. `output` is an open file that takes what it says on standard error. */
export function runWatched(
  command: readonly string[],
  options: {
    readonly binaries: Binaries;
    readonly runAs: RunAs;
    readonly signal: 'INT' | 'TERM';
    readonly output: number;
  },
): Watched {
  const child = spawn(
    '/bin/sh',
    ['-c', runScript, 'watchdog', options.signal, ...options.runAs.prefix, ...command],
    {
      ...options.runAs.identity,
      cwd: '/',
      env: options.binaries.environment,
      // A session of its own: Ctrl-C at the terminal is ours to turn into an orderly stop.
      detached: true,
      stdio: ['pipe', 'pipe', options.output],
    },
  );
  const exit = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
  const pid = new Promise<number>((resolve, reject) => {
    child.stdout?.once('data', (data: Buffer) => resolve(Number.parseInt(data.toString(), 10)));
    exit.then((code) => reject(new Error(`the watchdog ended with ${code}`)), reject);
  });
  pid.catch(() => {});
  child.stdin?.on('error', () => {});
  return { pid, exit, release: () => child.stdin?.end(), loosen: () => loosen(child) };
}

/** Ties a running server's life to ours. `release` tells it to stop. */
export function guard(pid: number): { release(): void } {
  const child = spawn('/bin/sh', ['-c', guardScript, 'watchdog', String(pid)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin?.on('error', () => {});
  loosen(child);
  return { release: () => child.stdin?.end() };
}

function loosen(child: ChildProcess): void {
  for (const handle of [child, child.stdin, child.stdout])
    (handle as unknown as { unref?: () => void } | null)?.unref?.();
}

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { Fault } from './fault.js';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** A terminal sends Ctrl-C to the whole group and npm passes it on again: what comes this soon after is the same one. */
const sameSignalMs = 5_000;
const orphanGraceMs = 20_000;
const pollMs = 400;

/**
 * Runs a program and ends as it ends. Passes a stop signal on once; one that comes again much later is meant, and
 * kills. When npm, our parent, is killed, the program is told to stop. With `lifeline` the program gets a pipe as file
 * 3 (TURNUP_LIFELINE_FD) that closes when this process ends, however it ends.
 * @param {readonly string[]} command
 * @param {{ root: string, lifeline: boolean }} options
 */
export async function supervise([file, ...words], { root, lifeline }) {
  const child = spawn(file, words, {
    cwd: root,
    env: environment(root, lifeline),
    stdio: lifeline ? ['inherit', 'inherit', 'inherit', 'pipe'] : 'inherit',
  });
  child.stdio[3]?.on('error', () => {});
  const release = passSignals(child);
  const stopWatching = watchParent(child);
  const ending = await new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Fault(`cannot run ${file}: ${error.message}`)));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  }).finally(() => {
    stopWatching();
    release();
  });
  if (ending.signal !== null) {
    process.kill(process.pid, ending.signal);
    // A signal whose default is not to end us still ends in the status a shell would show.
    process.exitCode = 128 + constants.signals[ending.signal];
    return;
  }
  process.exitCode = ending.code;
}

/** @param {string} root @param {boolean} lifeline */
function environment(root, lifeline) {
  const path = `${join(root, 'node_modules', '.bin')}:${process.env.PATH ?? ''}`;
  const { TURNUP_LIFELINE_FD: _, ...inherited } = process.env;
  // What Node makes of the sources is kept: every process after the first starts in two thirds of the time.
  const cache = process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'node');
  return {
    ...inherited,
    PATH: path,
    NODE_COMPILE_CACHE: cache,
    ...(lifeline ? { TURNUP_LIFELINE_FD: '3' } : {}),
  };
}

/** @param {import('node:child_process').ChildProcess} child */
function passSignals(child) {
  let first;
  const pass = (signal) => {
    if (first === undefined) {
      first = performance.now();
      child.kill(signal);
    } else if (performance.now() - first > sameSignalMs) {
      child.kill('SIGKILL');
    }
  };
  for (const signal of forwarded) process.on(signal, pass);
  return () => {
    for (const signal of forwarded) process.off(signal, pass);
  };
}

/** npm cannot tell us that it was killed with -9; that our parent is another one now can. */
function watchParent(child) {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const parent = process.ppid;
  let orphanedAt;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    if (orphanedAt === undefined) {
      orphanedAt = performance.now();
      child.kill('SIGTERM');
    } else if (performance.now() - orphanedAt > orphanGraceMs) {
      child.kill('SIGKILL');
    }
  }, pollMs);
  return () => clearInterval(timer);
}

import { closeSync, openSync, readSync, renameSync, statfsSync, statSync } from 'node:fs';
import { StartupError } from '../startup-error.ts';

const rotateBytes = 8 * 1024 * 1024;
const nearlyFullBytes = 16 * 1024 * 1024;

/** A place in the server's log; later faults are read from there on. */
export type LogMark = {
  /** What was written since. */
  since(): string;
  /** The reason that stands in the log since, in one line. */
  fault(what: string, folder: string): StartupError;
};

/** Opens the log for appending, with the last one kept beside it when it has grown large. */
export function openLog(path: string): number {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > rotateBytes) renameSync(path, `${path}.old`);
  return openSync(path, 'a', 0o600);
}

/** Remembers the log's present end. */
export function markLog(path: string): LogMark {
  const start = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const since = (): string => readFrom(path, start > rotateBytes ? 0 : start);
  return {
    since,
    fault: (what, folder) => new StartupError(`${what}: ${explain(since(), folder)} (log: ${path})`),
  };
}

/** What PostgreSQL's own words mean for the person who starts the system. */
export function explain(log: string, folder: string): string {
  if (/No space left on device|Disk quota exceeded/.test(log) || (log.trim() === '' && isNearlyFull(folder)))
    return `the disk of ${folder} is full`;
  if (/Read-only file system/.test(log)) return `${folder} is on a read-only file system`;
  if (/Permission denied/.test(log)) return `no permission to write in ${folder}`;
  const lines = log.split('\n').filter((line) => /FATAL|PANIC|error:/.test(line));
  return (
    lines.at(-1)?.replace(/^.*?(FATAL|PANIC|error): +/, '') ??
    log.trim().split('\n').at(-1) ??
    'no reason given'
  );
}

/** A full disk takes no log either, and initdb clears away what it made before one can look. */
function isNearlyFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < nearlyFullBytes;
  } catch {
    return false;
  }
}

function readFrom(path: string, start: number): string {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(64 * 1024);
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, start));
  } finally {
    closeSync(file);
  }
}

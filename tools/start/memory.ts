import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Memory } from '../../lab/src/story/run.ts';

/** How far the demo of a data folder has come. It is written beside the database, so that a start after a kill goes on. */
export type Walk = {
  readonly story: string;
  /** What was set for this walk; it stays, because the data were loaded with it. */
  readonly set: Readonly<Record<string, string>>;
  readonly state: 'begun' | 'done' | 'refused';
  readonly memory?: Memory;
};

const fileOf = (dataDir: string): string => join(dataDir, 'walk.json');

/** The walk of a data folder, or undefined where none has begun. */
export async function readWalk(dataDir: string): Promise<Walk | undefined> {
  const text = await readFile(fileOf(dataDir), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Walk;
  } catch {
    // Written whole or not at all; what cannot be read was never ours.
    return undefined;
  }
}

/** Writes it aside and renames it, so that a kill leaves the one or the other. */
export async function writeWalk(dataDir: string, walk: Walk): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const aside = `${fileOf(dataDir)}.${process.pid}`;
  await writeFile(aside, `${JSON.stringify(walk)}\n`);
  await rename(aside, fileOf(dataDir));
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from '../../lab/src/client/machine.ts';
import { passwordOfRole } from '../../lab/src/story/clients.ts';
import { loadStory } from '../../lab/src/story/load.ts';
import { type Reporter, type Result, table } from '../../lab/src/story/report.ts';
import { type Set as Prepared, setUp } from '../../lab/src/story/run.ts';
import type { Story } from '../../lab/src/story/schema.ts';
import { parametersOf } from '../../lab/src/story/values.ts';
import { readWalk, type Walk, writeWalk } from './memory.ts';

/** The story that a first start walks. */
const flagship = 's1-flagship';

/** The demo of a data folder: its story with what was set for it, and how far it has come. */
export type Demo = {
  readonly story: Story;
  readonly folder: string;
  readonly walk: Walk;
  readonly parameters: ReturnType<typeof parametersOf>;
};

/** The demo that was begun in a data folder, else a new one with what is set now. */
export async function demoOf(dataDir: string, set: Readonly<Record<string, string>>): Promise<Demo> {
  const begun = await readWalk(dataDir);
  const walk: Walk = begun ?? { story: flagship, set, state: 'begun' };
  const { story, folder } = await loadStory(walk.story);
  return { story, folder, walk, parameters: parametersOf(story.parameters ?? [], walk.set) };
}

/** Sets the demo up on a running system; where it was set up before, only its actors come back. */
export function prepare(demo: Demo, machine: Machine, report: Reporter, dataDir: string): Promise<Prepared> {
  const { story, folder, walk, parameters } = demo;
  // Actors register at the same time; the file is written by one after the other, the fullest last.
  let written: Promise<void> = Promise.resolve();
  return setUp({
    story,
    folder,
    ...parameters,
    url: () => machine.url,
    machine,
    report,
    ...(walk.memory === undefined ? {} : { memory: walk.memory }),
    remember(memory) {
      written = written.then(() => writeWalk(dataDir, { ...walk, memory }));
      return written;
    },
  });
}

/** Notes that the walk is over. */
export async function conclude(dataDir: string, result: Result): Promise<void> {
  const walk = await readWalk(dataDir);
  if (walk !== undefined)
    await writeWalk(dataDir, { ...walk, state: result.ended === undefined ? 'done' : 'refused' });
}

/** What did not come out as expected, or one line that everything did. */
export function summaryOf(result: Result): string {
  const failing = result.verdicts.filter(
    (verdict) => verdict.outcome === 'fails' && verdict.expected !== 'asked',
  );
  const holding = result.verdicts.filter((verdict) => verdict.outcome === 'holds').length;
  if (failing.length > 0) return `\n${table(failing)}\n`;
  return result.ended === undefined ? `          ${holding} expectations of the story hold\n` : '';
}

/** Accounts of the demo, for a person to sign in with. */
export function accountsOf(story: Story): string {
  const builtIn = [
    'orderStaff',
    'sales',
    'solutionEngineer',
    'designAuthority',
    'provisioning',
    'field',
    'noc',
    'readOnly',
    'administrator',
  ].map((role) => `${role} / ${passwordOfRole(role)}`);
  const parties = story.actors
    .filter((actor) => actor.party !== undefined)
    .map((actor) => `${actor.account} / ${passwordOfRole(actor.roles[0] ?? '')}`);
  const lines: string[] = [];
  for (const entry of [...builtIn, ...parties]) {
    const last = lines.at(-1);
    if (last === undefined || last.length + entry.length > 96) lines.push(entry);
    else lines[lines.length - 1] = `${last}, ${entry}`;
  }
  return lines.map((line) => `          ${line}`).join('\n');
}

/** A folder for a walk that leaves nothing behind. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'turnup-once-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

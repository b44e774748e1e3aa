import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ReferenceDataSet, type ReferenceKind, referenceKey } from '@turnup/contract';
import { write } from './pointer.ts';
import { checked, Story, StoryFault, type StoryPatch } from './schema.ts';
import { substitute, type Values } from './values.ts';

/** A data set, with the tenant into which it goes (undefined: the system's own operator). */
export type LoadedSet = {
  readonly kind: ReferenceKind;
  readonly records: Record<string, unknown>[];
  readonly tenant?: string;
};

/** Folder of the stories that come with the project. */
const storiesFolder = resolve(import.meta.dirname, '../../../stories');

/** Reads and checks a story by its file, or by the name of one that comes with the project. */
export async function loadStory(
  nameOrFile: string,
): Promise<{ readonly story: Story; readonly folder: string }> {
  const file = nameOrFile.endsWith('.json') ? resolve(nameOrFile) : join(storiesFolder, `${nameOrFile}.json`);
  const story = checked(Story, await readJson(file, nameOrFile), file);
  return { story, folder: dirname(file) };
}

/** Names of the stories that come with the project. */
export async function storyNames(): Promise<string[]> {
  const files = await readdir(storiesFolder);
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** The data sets of a story in their order, with parameters put in. A patch whose record is nowhere is a fault. */
export async function loadDataSets(story: Story, folder: string, values: Values): Promise<LoadedSet[]> {
  const sets: LoadedSet[] = [];
  for (const entry of story.data) {
    const tenant = entry.as === undefined ? {} : { tenant: entry.as };
    if ('file' in entry) {
      for (const file of await filesOf(resolve(folder, entry.file)))
        sets.push({ ...dataSet(await readJson(file, file), file), ...tenant });
    } else
      sets.push({
        ...dataSet({ kind: entry.kind, records: substitute(entry.records, values) }, story.name),
        ...tenant,
      });
  }
  for (const parameter of story.parameters ?? [])
    if (values[parameter.name] !== undefined)
      for (const patch of parameter.patches ?? []) applyPatch(sets, substitute(patch, values));
  return sets;
}

function applyPatch(sets: readonly LoadedSet[], { kind, key, pointer, value }: StoryPatch): void {
  const found = sets
    .filter((set) => set.kind === kind)
    .flatMap((set) => set.records.filter((record) => referenceKey(set.kind, record as never) === key));
  if (found.length === 0) throw new StoryFault(`a parameter patches ${kind} ${key}, which is in no data set`);
  for (const record of found) write(record, pointer, value);
}

function dataSet(value: unknown, what: string): LoadedSet {
  return checked(ReferenceDataSet, value, what) as LoadedSet;
}

async function filesOf(path: string): Promise<string[]> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) throw new StoryFault(`there is no data ${path}`);
  if (!info.isDirectory()) return [path];
  const files = (await readdir(path)).filter((file) => file.endsWith('.json')).sort();
  return files.map((file) => join(path, file));
}

async function readJson(file: string, what: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new StoryFault(`there is no story or data ${what}; stories are ${(await storyNames()).join(', ')}`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StoryFault(`${file} is not JSON: ${(error as Error).message}`);
  }
}

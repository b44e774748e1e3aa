import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { rooms } from './table.ts';

// `from '…'` of imports and re-exports, types or not; `import '…'`; `import('…')`. Strings and comments that look the
// same are checked too: better one such sentence written otherwise than an import unseen.
const sources = [
  /\bfrom\s*['"]([^'"\n]+)['"]/g,
  /\bimport\s*['"]([^'"\n]+)['"]/g,
  /\bimport\s*\(\s*['"`]([^'"`\n]+)['"`]/g,
];

/** What a look at every import of the server found. */
export type Findings = {
  readonly files: number;
  readonly imports: number;
  readonly breaches: readonly string[];
};

/**
 * Follows each relative import below `folder` (server/src) to the room it leads to, and names those that go up, go
 * sideways, or go past a room's index.ts. Biome's patterns see the text of an import only, and so cannot tell a room
 * from a folder of the same name.
 */
export function findBreaches(folder: string): Findings {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.[jt]sx?$/.test(file),
  );
  const found = files.flatMap((file) =>
    importsOf(readFileSync(join(folder, file), 'utf8')).map((source) => ({ file, source })),
  );
  const breaches = found.flatMap(({ file, source }) => judge(file, source) ?? []);
  return { files: files.length, imports: found.length, breaches };
}

function importsOf(text: string): string[] {
  return sources.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
}

function judge(file: string, source: string): string | undefined {
  if (!source.startsWith('.')) return undefined;
  const target = relative('.', join(dirname(file), source));
  if (target.startsWith('..')) return strange(file, target);
  const [from, to] = [roomOf(file), roomOf(target)];
  if (to === undefined) return file.includes('/') ? `${file}: floors: no room imports ${target}` : undefined;
  if (from === to) return undefined;
  if (from !== undefined && to.floor >= from.floor && !from.beside?.includes(to.room)) {
    return `${file}: floors: ${from.room} (${from.floor}) may not import ${to.room} (${to.floor})`;
  }
  if (!to.open && target !== `${to.room}/index.ts`)
    return `${file}: floors: ${target} is imported past ${to.room}/index.ts`;
  return undefined;
}

function strange(file: string, target: string): string | undefined {
  // Tests may read the demo operator's files and the fleet of the lab runs below them.
  return /\.(test|fixture)\.ts$/.test(file) || file.includes('/testing/')
    ? undefined
    : `${file}: floors: ${target} is outside the server`;
}

function roomOf(file: string): (typeof rooms)[number] | undefined {
  const [first, ...rest] = file.split('/');
  return rest.length === 0 ? undefined : rooms.find(({ room }) => room === first);
}

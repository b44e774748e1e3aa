import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { biomeFloors } from './floors/biome.ts';
import { findBreaches } from './floors/imports.ts';
import { rooms } from './floors/table.ts';

// The floors of tools/floors/table.ts as rules for Biome: --write puts them into tools/floors/biome-rules.json, which
// biome.json extends; without it they are compared, and the imports between rooms are checked by where they lead.
const root = join(import.meta.dirname, '..');
const file = join(root, 'tools/floors/biome-rules.json');
const wanted = biomeFloors();

if (process.argv.includes('--write')) {
  writeFileSync(file, JSON.stringify(wanted));
  spawnSync('biome', ['format', '--write', file], { cwd: root, stdio: 'inherit' });
} else if (!isDeepStrictEqual(JSON.parse(readFileSync(file, 'utf8')), wanted)) {
  fail('tools/floors/biome-rules.json is not what table.ts says: run node tools/floors.ts --write');
}

const folders = readdirSync(join(root, 'server/src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
for (const folder of folders) {
  if (!rooms.some(({ room }) => room === folder))
    fail(`server/src/${folder} has no row in tools/floors/table.ts`);
}
for (const { room } of rooms) {
  if (!folders.includes(room)) fail(`tools/floors/table.ts names ${room}, which is no folder of server/src`);
}

const { files, imports, breaches } = findBreaches(join(root, 'server/src'));
for (const breach of breaches) fail(breach);
if (files === 0 || imports === 0) fail('no imports were found to check');
console.log(`${rooms.length} rooms, ${files} files, ${imports} imports`);

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

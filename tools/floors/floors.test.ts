import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBreaches } from './imports.ts';
import { rooms } from './table.ts';

// A breach of each form is planted in a small copy of the repository; each must be found, by file and by rule.
const repository = join(import.meta.dirname, '../..');
const root = mkdtempSync(join(tmpdir(), 'turnup-floors-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Plant = { readonly file: string; readonly text: string; readonly rule: string; readonly says: string };

const upward = 'floors: design (3) imports no room but';
const restricted = 'lint/style/noRestrictedImports';
const globals = 'lint/style/noRestrictedGlobals';
const cycle = 'lint/suspicious/noImportCycles';

const plants: Record<string, Plant> = {
  'a static import upward': plant(
    'design/static.ts',
    `import { x } from '../ordering/index.ts';\nexport const y = x;`,
    upward,
  ),
  'a type import upward': plant(
    'design/type.ts',
    `import type { T } from '../ordering/index.ts';\nexport type U = T;`,
    upward,
  ),
  'a named type import upward': plant(
    'design/named.ts',
    `import { type T, x } from '../ordering/index.ts';\nexport const y: T = x;`,
    upward,
  ),
  'an import for its effect': plant('design/effect.ts', `import '../ordering/index.ts';`, upward),
  'a re-export': plant('design/reexport.ts', `export { x } from '../ordering/index.ts';`, upward),
  'a re-export of all': plant('design/all.ts', `export * from '../ordering/index.ts';`, upward),
  'a re-export of a type': plant(
    'design/retype.ts',
    `export type { T } from '../ordering/index.ts';`,
    upward,
  ),
  'a dynamic import': plant(
    'design/dynamic.ts',
    `export const y = await import('../ordering/index.ts');`,
    upward,
  ),
  'an import sideways': plant('design/sideways.ts', `export { x } from '../allocation/index.ts';`, upward),
  'an import back to the room that may import it': plant(
    'provisioning/back.ts',
    `export { x } from '../ordering/index.ts';`,
    'floors: provisioning (4) imports no room but',
  ),
  'an import of a test upward': plant(
    'design/a.test.ts',
    `export { x } from '../ordering/index.ts';`,
    upward,
  ),
  'an import past index.ts': plant(
    'design/past.ts',
    `export { x } from '../catalog/types.ts';`,
    'floors: another room is imported through its index.ts',
  ),
  "another room's store": plant(
    'ordering/store-of-another.ts',
    `export { x } from '../provisioning/store.ts';`,
    'floors: another room is imported through its index.ts',
  ),
  'a type that imports': plant(
    'design/import-type.ts',
    `export type U = import('../ordering/index.ts').T;`,
    'floors: write `import type` instead of a type that imports',
    'plugin',
  ),
  'a computed import': plant(
    'design/computed.ts',
    `const room = 'ordering';\nexport const y = await import(\`../\${room}/index.ts\`);`,
    'floors: import() takes a plain string',
    'plugin',
  ),
  'a cycle': plant(
    'design/cycle.ts',
    `import { b } from './cycle-b.ts';\nexport const a = (): unknown => b;`,
    'part of a cycle',
    cycle,
  ),
  'a cycle of types': plant(
    'design/circle.ts',
    `import type { B } from './circle-b.ts';\nexport type A = B | 1;`,
    'part of a cycle',
    cycle,
  ),
  'Date.now in a rule file': plant(
    'design/rules.ts',
    `export const at = (): number => Date.now();`,
    '(Date.now)',
    'plugin',
  ),
  'new Date() in a rule file': plant(
    'design/date.ts',
    `export const at = (): Date => new Date();`,
    '(new Date())',
    'plugin',
  ),
  'Math.random in a rule file': plant(
    'design/chance.ts',
    `export const y = Math.random();`,
    '(Math.random)',
    'plugin',
  ),
  'process.env in a rule file': plant(
    'design/env.ts',
    `export const y = process.env.HOME;`,
    'global variable process',
    globals,
  ),
  'random bytes': plant(
    'design/bytes.ts',
    `export { randomBytes } from 'node:crypto';`,
    'chance comes from platform',
  ),
  'SQL outside store.ts': plant(
    'design/query.ts',
    'export const read = (tx: { sql: typeof String.raw }): unknown => tx.sql`select 1`;',
    'floors: SQL stands in store.ts',
    'plugin',
  ),
  'typed SQL outside store.ts': plant(
    'design/typed-query.ts',
    'export const read = (sql: <T>(text: TemplateStringsArray) => T): number => sql<number>`select 1`;',
    'floors: SQL stands in store.ts',
    'plugin',
  ),
  'SQL through a client': plant(
    'design/client.ts',
    'export const read = (c: { query(text: string): unknown }): unknown => c.query("select 1 from x");',
    'floors: SQL stands in store.ts',
    'plugin',
  ),
  'a socket': plant(
    'design/socket.ts',
    `export { connect } from 'node:net';`,
    'floors: design opens no sockets',
  ),
  'a socket through a package': plant(
    'design/ssh.ts',
    `export { Client } from 'ssh2';`,
    'floors: design opens no sockets',
  ),
  fetch: plant(
    'design/fetch.ts',
    `export const y = await fetch('http://localhost');`,
    'global variable fetch',
    globals,
  ),
  'the database driver': plant(
    'design/driver.ts',
    `export { default } from 'pg';`,
    'floors: the database is reached through',
  ),
  'input or output in foundation': plant(
    'foundation/io.ts',
    `export { readFileSync } from 'node:fs';`,
    'foundation does no input or output',
  ),
  'the lab in the server': plant(
    'design/lab.ts',
    `export { x } from '../../../lab/src/index.ts';`,
    'floors: the server imports nothing of',
  ),
};

function plant(file: string, text: string, says: string, rule = restricted): Plant {
  return { file, text, rule, says };
}

const innocent: Record<string, string> = {
  'design/innocent.ts': [
    `import { x } from '../catalog/index.ts';`,
    `import { ok } from '../foundation/result.ts';`,
    `import { openDatabase } from '../platform/database.ts';`,
    `import { help } from './testing/help.ts';`,
    `export const day = new Date('2027-05-05');`,
    `export const all = [x, ok, openDatabase, help, Math.max(1, 2), Date.UTC(2027, 4, 5)];`,
  ].join('\n'),
  'design/store.ts': 'export const read = (sql: typeof String.raw): unknown => sql`select 1`;',
  'design/sub/inner.test.ts': `export { help } from '../testing/help.ts';\nexport const now = Date.now();`,
  'ordering/beside.ts': `export { x } from '../provisioning/index.ts';`,
  'activation/driver.ts': `export { connect } from 'node:net';`,
  'platform/clock.ts': `export const now = (): number => Date.now();\nexport const home = process.env.HOME;`,
};

type Finding = { readonly file: string; readonly rule: string; readonly says: string };
let findings: readonly Finding[];

function write(file: string, text: string): void {
  const path = join(root, 'server/src', file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${text}\n`);
}

beforeAll(() => {
  for (const file of ['biome.json', '.gitignore', 'tools/floors'])
    cpSync(join(repository, file), join(root, file), { recursive: true });
  rmSync(join(root, 'tools/floors/floors.test.ts'));
  for (const { room } of rooms) {
    write(`${room}/index.ts`, `export const x = 1;\nexport type T = number;`);
    write(`${room}/types.ts`, 'export const x = 1;');
    write(`${room}/store.ts`, 'export const x = 1;');
  }
  write('foundation/result.ts', 'export const ok = 1;');
  write('platform/database.ts', 'export const openDatabase = 1;');
  write('design/testing/help.ts', 'export const help = 1;');
  write('design/cycle-b.ts', `import { a } from './cycle.ts';\nexport const b = (): unknown => a;`);
  write('design/circle-b.ts', `import type { A } from './circle.ts';\nexport type B = A | 2;`);
  for (const { file, text } of Object.values(plants)) write(file, text);
  for (const [file, text] of Object.entries(innocent)) write(file, text);
  findings = lint();
});

function lint(): Finding[] {
  const biome = join(repository, 'node_modules/.bin/biome');
  const { stdout } = spawnSync(biome, ['lint', '--reporter=github', '--max-diagnostics=none', 'server'], {
    cwd: root,
    encoding: 'utf8',
  });
  return stdout.split('\n').flatMap((line) => {
    const match = /^::error title=([^,]+),file=([^,]+),.*?::(.*)$/.exec(line);
    return match === null
      ? []
      : [
          {
            rule: match[1] ?? '',
            file: (match[2] ?? '').replace(/^.*server\/src\//, ''),
            says: match[3] ?? '',
          },
        ];
  });
}

describe('a planted breach is found: ', () => {
  test.each(Object.entries(plants))('%s', (_, { file, rule, says }) => {
    expect(findings.filter((finding) => finding.file === file)).toContainEqual({
      file,
      rule,
      says: expect.stringContaining(says),
    });
  });

  test('nothing is said of what is allowed', () => {
    expect(findings.filter(({ file }) => file in innocent)).toEqual([]);
  });
});

describe('where imports lead', () => {
  test("is followed for each form, past folders that have a room's name", () => {
    write('design/sub/room.ts', `export { x } from '../../testing/index.ts';`);
    write('ordering/past.ts', `export { x } from '../testing/types.ts';`);
    write('inventory/sub/upward.ts', `export type { T } from "../../design/index.ts";`);
    write('main.ts', `import { x } from './design/store.ts';\nexport default x;`);
    const { files, imports, breaches } = findBreaches(join(root, 'server/src'));
    expect(files).toBeGreaterThan(60);
    expect(imports).toBeGreaterThan(30);
    expect(breaches).toEqual(
      expect.arrayContaining([
        'design/static.ts: floors: design (3) may not import ordering (4)',
        'design/type.ts: floors: design (3) may not import ordering (4)',
        'design/effect.ts: floors: design (3) may not import ordering (4)',
        'design/reexport.ts: floors: design (3) may not import ordering (4)',
        'design/dynamic.ts: floors: design (3) may not import ordering (4)',
        'design/sideways.ts: floors: design (3) may not import allocation (3)',
        'design/import-type.ts: floors: design (3) may not import ordering (4)',
        'design/past.ts: floors: catalog/types.ts is imported past catalog/index.ts',
        'design/lab.ts: floors: ../../lab/src/index.ts is outside the server',
        'design/sub/room.ts: floors: design (3) may not import testing (3)',
        'ordering/past.ts: floors: testing/types.ts is imported past testing/index.ts',
        'inventory/sub/upward.ts: floors: inventory (2) may not import design (3)',
        'main.ts: floors: design/store.ts is imported past design/index.ts',
      ]),
    );
    expect(breaches.filter((breach) => (breach.split(':')[0] ?? '') in innocent)).toEqual([]);
  });

  test('an empty folder shows itself by its count', () => {
    const empty = mkdtempSync(join(tmpdir(), 'turnup-floors-'));
    expect(findBreaches(empty)).toEqual({ files: 0, imports: 0, breaches: [] });
    rmSync(empty, { recursive: true });
  });
});

import { compositionRoot, programs, type Room, rooms, socketModules } from './table.ts';

type Pattern = {
  readonly group: readonly string[];
  readonly message: string;
  readonly importNamePattern?: string;
};
type Override = { readonly includes: readonly string[]; readonly linter: { readonly rules: unknown } };
type Plugin = { readonly path: string; readonly includes: readonly string[] };

// A folder of one's own room may have a room's name.
const ownFolder = ['!./**'];
// Tests, and what helps the tests of one room: a folder or file of that name inside the room.
const tests = ['**/*.test.ts', '**/*.fixture.ts', 'testing/**', 'testing.ts'];
const notTests = tests.map((glob) => `!${glob.startsWith('*') ? glob : `server/src/*/${glob}`}`);

/**
 * The parts of biome.json that follow from the table. One override per room and one for its tests: of two overrides
 * that fit a file the later replaces the earlier's options, so each says all.
 */
export function biomeFloors(): {
  readonly overrides: readonly Override[];
  readonly plugins: readonly Plugin[];
} {
  const system = rooms.filter((room) => room.system).map(({ room }) => `!server/src/${room}/**`);
  const overrides = [
    ...rooms.flatMap((room) => [
      override([`server/src/${room.room}/**`], [...directions(room), ...means(room)], globals(room)),
      override(
        tests.map((glob) => `server/src/${room.room}/${glob}`),
        directions(room),
        {},
      ),
    ]),
    override([compositionRoot], doors(rooms), {}),
    ...programs.map(({ program, never }) => override([`${program}/**`], [strangers(program, never)], {})),
  ];
  const plugins = [
    { path: './tools/floors/import-types.grit', includes: ['**/*.ts', '**/*.tsx'] },
    {
      path: './tools/floors/computed-imports.grit',
      includes: ['server/src/**/*.ts', 'contract/**/*.ts', ...notTests],
    },
    { path: './tools/floors/system.grit', includes: ['server/src/*/**/*.ts', ...system, ...notTests] },
    {
      path: './tools/floors/sql.grit',
      includes: [
        'server/src/**/*.ts',
        ...system,
        '!**/store.ts',
        '!**/*-store.ts',
        '!**/store-*.ts',
        '!**/store/**',
        ...notTests,
      ],
    },
  ];
  return { overrides, plugins };
}

/** Which rooms a room may import, and by which door. */
function directions(room: Room): Pattern[] {
  const others = rooms.filter((other) => other.room !== room.room);
  const allowed = others.filter((other) => other.floor < room.floor || room.beside?.includes(other.room));
  const forbidden = others.filter((other) => !allowed.includes(other)).map((other) => other.room);
  const names = allowed.map((other) => other.room).join(', ');
  return [
    {
      group: [...forbidden.map(foldersOf), ...ownFolder],
      message: `floors: ${room.room} (${room.floor}) imports no room but ${names || 'itself'}`,
    },
    ...doors(allowed),
    strangers('the server', ['lab', 'console', 'cli', 'bench', 'tools']),
  ];
}

function doors(allowed: readonly Room[]): Pattern[] {
  const names = allowed.filter((other) => !other.open).map((other) => other.room);
  if (names.length === 0) return [];
  const group = [...names.map(foldersOf), ...names.map((name) => `!**/${name}/index.ts`), ...ownFolder];
  return [{ group, message: 'floors: another room is imported through its index.ts' }];
}

/** Many rooms keep helpers of their tests in a folder that has a room's name; imports.ts tells the two apart. */
function foldersOf(room: string): string {
  return room === 'testing' ? '**/testing/index.ts' : `**/${room}/**`;
}

/** Which of the system's means are kept from a room. */
function means(room: Room): Pattern[] {
  const patterns: Pattern[] = [];
  if (!room.sockets)
    patterns.push({ group: socketModules, message: `floors: ${room.room} opens no sockets` });
  if (room.pure)
    patterns.push({ group: ['node:*'], message: `floors: ${room.room} does no input or output` });
  if (room.system) return patterns;
  return [
    ...patterns,
    { group: ['pg'], message: 'floors: the database is reached through platform/database.ts' },
    { group: ['node:process', 'process'], message: 'floors: the environment comes from platform' },
    {
      group: ['node:crypto', 'crypto'],
      importNamePattern: 'random.*|getRandomValues|webcrypto|default',
      message: 'floors: chance comes from platform',
    },
  ];
}

function globals(room: Room): Record<string, string> {
  return {
    ...(room.sockets ? {} : { fetch: `floors: ${room.room} opens no sockets` }),
    ...(room.system
      ? {}
      : {
          process: 'floors: the environment comes from platform',
          crypto: 'floors: chance comes from platform',
        }),
  };
}

function strangers(program: string, never: readonly string[]): Pattern {
  return {
    group: never.flatMap((other) => [`**/${other}/${other === 'tools' ? '' : 'src/'}**`, `@turnup/${other}`]),
    message: `floors: ${program} imports nothing of ${never.join(', ')}`,
  };
}

function override(includes: string[], patterns: Pattern[], deniedGlobals: Record<string, string>): Override {
  const rules = {
    style: {
      noRestrictedImports: { level: 'error', options: { patterns } },
      ...(Object.keys(deniedGlobals).length > 0
        ? { noRestrictedGlobals: { level: 'error', options: { deniedGlobals } } }
        : { noRestrictedGlobals: 'off' }),
    },
  };
  return { includes, linter: { rules } };
}

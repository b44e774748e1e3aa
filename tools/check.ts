import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onLifelineLost } from '../server/src/platform/lifeline.ts';
import { type Check, runCheck, tell } from './check/run.ts';

// `npm run check`: everything that can be said of the sources without running them, all of it each time, one line
// each. `npm run check -- types` runs those whose name has the word.
const root = join(import.meta.dirname, '..');

const checks: readonly Check[] = [
  {
    name: 'format and lint',
    command: ['biome', 'ci', '--max-diagnostics=100', '--error-on-warnings', '.'],
    saw: /Checked (\d+) files?/,
    unit: 'files',
  },
  { name: 'floors', command: ['node', 'tools/floors.ts'], saw: /(\d+) imports/, unit: 'imports' },
  types('types', 'tsconfig.json'),
  ...(existsSync(join(root, 'console/tsconfig.json'))
    ? [types('types of the console', 'console/tsconfig.json')]
    : []),
  { name: 'types see all', command: ['node', 'tools/typed.ts'], saw: /(\d+) sources/, unit: 'sources' },
  {
    name: 'dead code',
    command: [
      'knip',
      '--no-progress',
      '--reporter',
      'symbols',
      '--reporter',
      './tools/check/knip-reporter.ts',
    ],
    saw: /knip looked at (\d+) files/,
    unit: 'files',
  },
  { name: 'lockfile', command: ['node', 'tools/lockfile.ts'], saw: /(\d+) packages/, unit: 'packages' },
  {
    name: 'schema in step',
    command: ['node', 'tools/schema.ts', '--check'],
    saw: /(\d+) tables/,
    unit: 'tables',
  },
];

function types(name: string, project: string): Check {
  return {
    name,
    command: [
      'tsc',
      '--noEmit',
      '--diagnostics',
      // What was looked at before and has not changed since is not looked at again.
      '--incremental',
      '--tsBuildInfoFile',
      join('node_modules/.cache/turnup', `${name.replaceAll(' ', '-')}.tsbuildinfo`),
      '-p',
      project,
    ],
    saw: /Files: +(\d+)/,
    unit: 'files',
  };
}

onLifelineLost(() => process.exit(1));
const words = process.argv.slice(2);
const chosen = checks.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
let failed = chosen.length === 0;
if (failed)
  console.error(
    `no check has a name with ${words.join(' or ')}; there are ${checks.map(({ name }) => name).join(', ')}`,
  );
for (const check of chosen) {
  const outcome = await runCheck(check, root);
  console.log(tell(outcome));
  failed ||= !outcome.passed;
}
process.exitCode = failed ? 1 : 0;

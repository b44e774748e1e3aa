import { execFileSync } from 'node:child_process';
import { join, relative } from 'node:path';

// Every source that git knows must be in one of the type checker's projects: what it does not see it cannot find wrong.
const root = join(import.meta.dirname, '..');
const projects = ['tsconfig.json', 'console/tsconfig.json'];

const run = (file: string, ...words: readonly string[]): string[] =>
  execFileSync(file, words, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n');

const typed = new Set(
  projects.flatMap((project) =>
    run(join(root, 'node_modules/.bin/tsc'), '--listFilesOnly', '-p', project).map((file) =>
      relative(root, file),
    ),
  ),
);
const sources = run('git', 'ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx').filter(
  (file) => file !== '',
);
const unseen = sources.filter((file) => !typed.has(file));
for (const file of unseen)
  console.error(`${file} is in none of ${projects.join(', ')}: name its folder in "include" of one of them`);
console.log(`${sources.length - unseen.length} sources are type checked`);
process.exitCode = unseen.length === 0 ? 0 : 1;

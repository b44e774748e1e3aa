import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { completeLockfile, type Lockfile } from './lockfile/complete.ts';

// Whether package-lock.json names every package of every platform; --write adds what is missing. `npm ci` refuses a
// lockfile that lacks the package of a platform nobody here uses, and npm writes such a one where a registry lacks it.
const file = join(import.meta.dirname, '../package-lock.json');
const lockfile = JSON.parse(readFileSync(file, 'utf8')) as Lockfile;
const { completed, added } = completeLockfile(lockfile);
if (added.length > 0 && process.argv.includes('--write')) {
  writeFileSync(file, `${JSON.stringify(completed, null, 2)}\n`);
} else if (added.length > 0) {
  console.error(`package-lock.json lacks ${added.join(', ')}: run node tools/lockfile.ts --write`);
  process.exitCode = 1;
}
console.log(`${Object.keys(completed.packages).length} packages`);

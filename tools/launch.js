// The one way every `npm …` command starts: sees that the packages are there, then runs the program under the Node
// that npm brought along and stands over it until it ends. Plain JavaScript without dependencies, because it runs on
// whatever Node the machine has, before anything is installed.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from './launch/fault.js';
import { ensureInstalled } from './launch/install.js';
import { programs } from './launch/programs.js';
import { supervise } from './launch/supervise.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [verb = '', ...words] = process.argv.slice(2);

try {
  const program = programs[verb];
  if (program === undefined) {
    throw new Fault(`no such command: '${verb}'; there are ${Object.keys(programs).join(', ')}`);
  }
  const node = await ensureInstalled(root);
  const [file, ...ahead] = program;
  if (!existsSync(join(root, file))) throw new Fault(`${file} is missing from ${root}`);
  await supervise([node, join(root, file), ...ahead, ...words], { root, lifeline: true });
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  process.stderr.write(`turnup: ${error.message}\n`);
  process.exitCode = 1;
}

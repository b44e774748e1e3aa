#!/usr/bin/env node
// Runs the command line under the Node that the project brought along. Plain JavaScript, because it starts on whatever
// Node the machine has.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const own = join(root, 'node_modules', '.bin', 'node');
const node = existsSync(own) ? own : process.execPath;
if (node !== own && Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(`turnup: run npm install in ${root} first: it brings the Node that this needs\n`);
  process.exit(1);
}
const child = spawn(node, [join(root, 'cli', 'src', 'main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('error', (error) => {
  process.stderr.write(`turnup: ${error.message}\n`);
  process.exit(1);
});
child.once('exit', (code, signal) => {
  process.exit(signal === null ? (code ?? 1) : 1);
});

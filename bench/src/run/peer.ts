import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from './run.ts';

const peers = join(import.meta.dirname, '../../peers');

/** The file of a peer, a program of its own with its own lockfile in `bench/peers/NAME`. */
export function peerFile(name: string, file: string): string {
  return join(peers, name, file);
}

/** The version of a package that a peer has installed. */
export function peerVersion(name: string, dependency: string): string {
  const file = join(peers, name, 'node_modules', dependency, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** Installs a peer into its own folder unless its lockfile is installed already. */
export async function installPeer(run: Run, name: string): Promise<void> {
  const folder = join(peers, name);
  if (isInstalled(folder)) return;
  run.say(`installing ${name} into bench/peers/${name}`);
  const npm = process.env['npm_execpath'];
  const [file, ...ahead] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  const words = [...ahead, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const child = spawn(file ?? 'npm', words, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  run.defer(() => child.kill());
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (status !== 0) throw new Error(`npm could not install bench/peers/${name}`);
}

function isInstalled(folder: string): boolean {
  const record = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const versions = (file: string): string =>
    Object.entries((JSON.parse(readFileSync(file, 'utf8')) as Lock).packages)
      .filter(([path, entry]) => path !== '' && entry.optional !== true)
      .map(([path, entry]) => `${path} ${entry.version}`)
      .sort()
      .join('\n');
  return versions(record) === versions(join(folder, 'package-lock.json'));
}

type Lock = { readonly packages: Readonly<Record<string, { version?: string; optional?: boolean }>> };

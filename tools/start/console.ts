import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../lab/src/client/machine.ts';

const source = join(projectRoot, 'console');
/** Where the built console is. */
export const consoleDist = join(source, 'dist');

/**
 * Builds the console where it is older than its sources. It takes seconds, in which the walk goes on. Answers the build,
 * to be ended when the system stops, or undefined where nothing is to be built.
 */
export async function buildConsole(onFailure: (why: string) => void): Promise<ChildProcess | undefined> {
  if (!existsSync(join(source, 'index.html')) || !(await isStale())) return undefined;
  const vite = join(projectRoot, 'node_modules/vite/bin/vite.js');
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'error'], {
    cwd: source,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString()).slice(-2_000);
  });
  child.once('error', (error) => onFailure(error.message));
  child.once('exit', (code, signal) => {
    if (code !== 0 && signal === null) onFailure(said.trim().split('\n')[0] ?? `status ${code}`);
  });
  return child;
}

async function isStale(): Promise<boolean> {
  const built = await stat(join(consoleDist, 'index.html')).catch(() => undefined);
  return built === undefined || (await newest(source)) > built.mtimeMs;
}

/** When something of the sources was changed last. */
async function newest(folder: string): Promise<number> {
  const left = new Set(['node_modules', 'dist', 'test']);
  const entries = await readdir(folder, { withFileTypes: true });
  const times = await Promise.all(
    entries
      .filter((entry) => !left.has(entry.name))
      .map((entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? newest(path) : stat(path).then((info) => info.mtimeMs);
      }),
  );
  return Math.max(0, ...times);
}

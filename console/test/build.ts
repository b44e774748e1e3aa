import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const folder = join(import.meta.dirname, '..');
const root = join(folder, '..');
const cache = join(root, 'node_modules/.cache/turnup-console');

/**
 * The console as it is built from the present sources; answers the folder. A build is kept under the hash of what it
 * was made from, so that two test files and a running server do not take each other's files away.
 */
export async function builtConsole(): Promise<string> {
  const made = join(cache, await hashOfSources());
  if (existsSync(join(made, 'index.html'))) return made;
  await mkdir(cache, { recursive: true });
  await forgetOld();
  const fresh = await mkdtemp(join(cache, 'making-'));
  await promisify(execFile)(
    process.execPath,
    [
      join(root, 'node_modules/vite/bin/vite.js'),
      'build',
      '--outDir',
      fresh,
      '--emptyOutDir',
      '--logLevel',
      'error',
    ],
    { cwd: folder, env: { ...process.env, NODE_ENV: 'production' } },
  );
  // Whoever is first wins; the other's build is the same.
  await rename(fresh, made).catch(() => rm(fresh, { recursive: true, force: true }));
  return made;
}

/** Builds that nobody made for an hour belong to sources that are gone. */
async function forgetOld(): Promise<void> {
  for (const name of await readdir(cache)) {
    const made = join(cache, name);
    const { mtimeMs } = await stat(made);
    if (Date.now() - mtimeMs > 3_600_000) await rm(made, { recursive: true, force: true });
  }
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256');
  const files = ['index.html', 'vite.config.ts', 'package.json', '../package-lock.json'];
  for (const part of ['src', 'public'])
    for (const name of (await readdir(join(folder, part), { recursive: true })).sort())
      if (/\.\w+$/.test(name)) files.push(join(part, name));
  for (const file of files) hash.update(file).update(await readFile(join(folder, file)));
  return hash.digest('hex').slice(0, 16);
}

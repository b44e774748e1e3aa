import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { StartupError } from '../startup-error.ts';
import type { Binaries } from './binaries.ts';
import { type LogMark, markLog, openLog } from './log-file.ts';
import { isAlive } from './processes.ts';
import { giveTo, type RunAs } from './run-as.ts';
import { runWatched } from './watchdog.ts';

/** Where one cluster keeps what, below its folder. */
export type Cluster = {
  readonly folder: string;
  /** PostgreSQL's own data directory. */
  readonly data: string;
  /** The superuser's password, readable by its owner only. */
  readonly passwordFile: string;
  /** Who supervises the running server. */
  readonly ownerFile: string;
  readonly postmasterFile: string;
  readonly logFile: string;
};

/** The role and the database that the embedded server has. */
export const roleName = 'turnup';

const newClusterBytes = 160 * 1024 * 1024;
const startBytes = 32 * 1024 * 1024;

/** Names the files of the cluster in `folder`. */
export function clusterAt(folder: string): Cluster {
  const root = join(folder, 'cluster');
  return {
    folder,
    data: join(root, 'data'),
    passwordFile: join(root, 'password'),
    ownerFile: join(root, 'owner'),
    postmasterFile: join(root, 'data', 'postmaster.pid'),
    logFile: join(folder, 'server.log'),
  };
}

/**
 * Makes the cluster unless it is there. It is made under another name and put in place by one rename, so a kill in
 * the middle leaves no half cluster, and of two processes that do it at once one wins and both use its cluster.
 */
export async function ensureCluster(
  cluster: Cluster,
  how: { readonly binaries: Binaries; readonly runAs: RunAs; readonly durable: boolean },
): Promise<void> {
  const root = join(cluster.folder, 'cluster');
  if (!existsSync(root)) {
    requireSpace(cluster.folder, newClusterBytes);
    removeLeftovers(cluster.folder);
    const draft = join(cluster.folder, `new-${process.pid}`);
    mkdirSync(draft, { mode: 0o700 });
    try {
      await initialise(cluster, draft, how);
      putInPlace(draft, root);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  giveTo(how.runAs.owner, root);
  requireSpace(cluster.folder, startBytes);
  requireVersion(cluster, how.binaries);
}

/** The superuser's password. */
export function readPassword(cluster: Cluster): string {
  try {
    return readFileSync(cluster.passwordFile, 'utf8').trim();
  } catch (cause) {
    throw new StartupError(`cannot read the database's password in ${cluster.passwordFile}`, { cause });
  }
}

async function initialise(
  cluster: Cluster,
  draft: string,
  how: { readonly binaries: Binaries; readonly runAs: RunAs; readonly durable: boolean },
): Promise<void> {
  writeDurably(join(draft, 'password'), `${randomBytes(24).toString('base64url')}\n`);
  giveTo(how.runAs.owner, draft);
  const command = [how.binaries.initdb, '-D', join(draft, 'data'), '-U', roleName, '-A', 'scram-sha-256'];
  command.push('--pwfile', join(draft, 'password'), '--no-locale', '-E', 'UTF8', '--no-instructions');
  if (!how.durable) command.push('--no-sync');
  const mark: LogMark = markLog(cluster.logFile);
  const output = openLog(cluster.logFile);
  try {
    const status = await runWatched(command, { ...how, signal: 'TERM', output }).exit;
    if (status !== 0) throw mark.fault('cannot make the database', cluster.folder);
  } finally {
    closeSync(output);
  }
}

function putInPlace(draft: string, root: string): void {
  try {
    renameSync(draft, root);
  } catch (error) {
    // Another process put its own in place first.
    if (!existsSync(root)) throw error;
  }
}

function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^new-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && (Number(pid) === process.pid || !isAlive(Number(pid)))) {
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
}

function requireSpace(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= bytes) return;
  const mebibytes = (count: number): string => `${Math.floor(count / 1024 / 1024)} MiB`;
  throw new StartupError(
    `the disk of ${folder} is full: ${mebibytes(bavail * bsize)} free, the database needs ${mebibytes(bytes)} to start`,
  );
}

function requireVersion(cluster: Cluster, binaries: Binaries): void {
  const found = readVersion(join(cluster.data, 'PG_VERSION'));
  if (found === binaries.major) return;
  throw new StartupError(
    `the database in ${cluster.folder} was made by PostgreSQL ${found}, this program brings ${binaries.major}: ` +
      'start the version that made it, or name another folder',
  );
}

function readVersion(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new StartupError(`${path} cannot be read: this is not a database of ours, or not of this user`, {
      cause,
    });
  }
}

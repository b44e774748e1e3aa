import { type SpawnOptions, spawnSync } from 'node:child_process';
import { chownSync, lchownSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartupError } from '../startup-error.ts';

/** How to run a PostgreSQL program, which refuses to run as root. */
export type RunAs = {
  /** Words before the program's own. */
  readonly prefix: readonly string[];
  /** User and group to change to, where it is not done by the prefix. */
  readonly identity: Pick<SpawnOptions, 'uid' | 'gid'>;
  /** The user that must own the cluster's files. */
  readonly owner: { readonly uid: number; readonly gid: number };
};

// Inside a user namespace of its own root appears as user 1000 but still owns its files: PostgreSQL is content, and
// a folder closed to others stays reachable. Needs no other user on the machine and no right but making namespaces.
const namespace = ['unshare', '-U', '--map-user=1000', '--map-group=1000'];

/**
 * Decides who runs PostgreSQL on `folder` (which exists): ourselves, unless we are root. As root: whoever owns the
 * cluster already; else ourselves in a user namespace; else, where namespaces are refused, the folder's owner or an
 * unprivileged user. Each way is tried on the real program and folder before it is chosen.
 */
export function chooseRunAs(binary: string, folder: string, cluster: string): RunAs {
  const uid = process.geteuid?.() ?? 0;
  const gid = process.getegid?.() ?? 0;
  const plain: RunAs = { prefix: [], identity: {}, owner: { uid, gid } };
  if (uid !== 0) return plain;
  const ways = [
    ...clusterOwner(cluster),
    { ...plain, prefix: namespace },
    ...folderOwner(folder),
    ...unprivileged(),
  ];
  for (const way of ways) {
    if (owns(way, folder) && reaches(way, binary, folder)) return way;
  }
  owns(plain, folder);
  throw new StartupError(
    `PostgreSQL does not run as root, user namespaces are refused here (unshare -U), and no unprivileged user reaches ${folder}; ` +
      'run as an ordinary user, use a folder open to others, or name a server in DATABASE_URL',
  );
}

/**
 * Gives all of a folder to the user that will run PostgreSQL. Only root can, and only root needs it. The folder itself
 * changes hands last, so that its owner tells whether all has been given, and a server at work in it is left in peace.
 */
export function giveTo(owner: RunAs['owner'], path: string): void {
  if (process.geteuid?.() !== 0) return;
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || (found.uid === owner.uid && found.gid === owner.gid)) return;
  if (found.isDirectory()) for (const name of readdirSync(path)) giveTo(owner, join(path, name));
  lchownSync(path, owner.uid, owner.gid);
}

function clusterOwner(cluster: string): RunAs[] {
  const found = statSync(cluster, { throwIfNoEntry: false });
  return found === undefined || found.uid === 0 ? [] : [become(found.uid, found.gid)];
}

function folderOwner(folder: string): RunAs[] {
  const found = statSync(dirname(folder));
  return found.uid === 0 ? [] : [become(found.uid, found.gid)];
}

function unprivileged(): RunAs[] {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  return ['postgres', 'nobody'].flatMap((name) => {
    const user = users.find((fields) => fields[0] === name);
    return user === undefined ? [] : [become(Number(user[2]), Number(user[3]))];
  });
}

function become(uid: number, gid: number): RunAs {
  return { prefix: [], identity: { uid, gid }, owner: { uid, gid } };
}

/** The probe below needs a folder that the user owns; the folder is ours alone, so it may change hands. */
function owns(way: RunAs, folder: string): boolean {
  try {
    chownSync(folder, way.owner.uid, way.owner.gid);
    return true;
  } catch {
    return false;
  }
}

function reaches(way: RunAs, binary: string, folder: string): boolean {
  const probe = 'test -x "$1" && test -w "$2" && test -x "$2"';
  const [command = '', ...words] = [...way.prefix, 'sh', '-c', probe, 'sh', binary, folder];
  return spawnSync(command, words, { ...way.identity, cwd: '/', stdio: 'ignore' }).status === 0;
}

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The major version that the sources are written for. */
const nodeMajor = 24;

/**
 * Whether node_modules holds what package-lock.json asks for. A stamp says that an installation was finished for this
 * very lockfile; a look at each package sees one that was broken afterwards. An installation that somebody made by
 * hand has no stamp, but npm's own record of it is as good.
 * @param {string} root
 */
export function isInstalled(root) {
  const lock = readJson(join(root, 'package-lock.json'));
  if (lock === undefined || !allPresent(root, lock)) return false;
  const stamp = stampFile(root);
  if (readText(stamp) === stampText(root)) return true;
  if (!sameVersions(lock, readJson(join(root, 'node_modules/.package-lock.json')))) return false;
  writeStamp(root);
  return true;
}

/** Writes down that the installation for the present lockfile is complete. @param {string} root */
export function writeStamp(root) {
  try {
    writeFileSync(stampFile(root), stampText(root));
  } catch {
    // A read-only node_modules is looked through again at the next start.
  }
}

/** @param {string} root */
export function stampFile(root) {
  return join(root, 'node_modules/.turnup-stamp');
}

/**
 * The Node that npm brought for this platform, or the one that runs us when it is new enough; undefined when neither
 * runs. The binary is tried, because a file that is there may be half written or made for another C library.
 * @param {string} root
 */
export function findNode(root) {
  const platform = `${process.platform}-${process.arch}`;
  for (const name of [`node-${platform}`, `node-bin-${platform}`]) {
    const node = join(root, 'node_modules', name, 'bin/node');
    if (
      existsSync(node) &&
      majorOf(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout) === nodeMajor
    )
      return node;
  }
  return majorOf(process.version) >= nodeMajor ? process.execPath : undefined;
}

/** How many packages an installation brings. @param {string} root */
export function packageCount(root) {
  return required(readJson(join(root, 'package-lock.json')) ?? {}).length;
}

function majorOf(version) {
  return Number.parseInt((version ?? '').replace('v', ''), 10);
}

function stampText(root) {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  return `${process.platform}-${process.arch} ${hash}\n`;
}

/** The packages that every platform installs. Optional ones are missed, if at all, by who needs them. */
function required(lock) {
  return Object.entries(lock.packages ?? {}).filter(
    ([path, entry]) => path.includes('node_modules/') && !entry.optional && !entry.devOptional && !entry.peer,
  );
}

function allPresent(root, lock) {
  return required(lock).every(([path]) => existsSync(join(root, path, 'package.json')));
}

function sameVersions(lock, installed) {
  const found = installed?.packages ?? {};
  return required(lock).every(([path, entry]) => entry.link || found[path]?.version === entry.version);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

import { spawn } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from './fault.js';
import { findNode, isInstalled, packageCount, stampFile, writeStamp } from './packages.js';

/**
 * Installs the packages unless they are there, and answers the Node to run under. Safe after an installation that was
 * killed, and when two commands are started at once.
 * @param {string} root
 */
export async function ensureInstalled(root) {
  if (isInstalled(root)) {
    const node = findNode(root);
    if (node !== undefined) return node;
  }
  const release = await takeTurn(root);
  try {
    if (!isInstalled(root) || findNode(root) === undefined) await install(root);
  } finally {
    release();
  }
  const node = findNode(root);
  if (node === undefined) {
    throw new Fault(
      `no Node 24 for ${process.platform}-${process.arch} came along: install Node 24 and start again`,
    );
  }
  return node;
}

async function install(root) {
  const started = performance.now();
  say(`installing ${packageCount(root) || ''} packages …`.replace('  ', ' '));
  // While npm is at work the packages are in no state to be stamped.
  rmSync(stampFile(root), { force: true });
  const { status, output } = await runNpmInstallation(root);
  if (status !== 0) throw new Fault(explain(output, root));
  writeStamp(root);
  say(`installed in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

async function runNpmInstallation(root) {
  const locked = existsSync(join(root, 'package-lock.json'));
  if (locked) {
    const exact = await runNpm(root, ['ci', ...options]);
    if (exact.status === 0 || !exact.output.includes('EUSAGE')) return exact;
  }
  // Where the lockfile lacks something, be it a package of another platform, `install` keeps to all that it does have.
  // The old packages go first: it would take one that is half written for a whole one.
  rmSync(join(root, 'node_modules'), { recursive: true, force: true });
  return runNpm(root, ['install', ...(locked ? ['--no-save'] : []), ...options]);
}

const options = [
  // Whatever NODE_ENV or a user's settings say, the tests and the Node binary are wanted.
  ...['--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund'],
  ...['--prefer-offline', '--loglevel=error', '--fetch-retries=2'],
  ...['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'],
];

function runNpm(root, words) {
  const npm = process.env.npm_execpath;
  const [file, ...ahead] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  const child = spawn(file, [...ahead, ...words], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      output = (output + data).slice(-20_000);
    });
  }
  const stop = (signal) => {
    child.kill(signal);
    child.once('exit', () => process.exit(130));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.once(signal, stop);
  return new Promise((resolve, reject) => {
    child.once('error', () => reject(new Fault('npm was not found: install Node with npm')));
    child.once('close', (status) => {
      for (const signal of signals) process.off(signal, stop);
      resolve({ status, output });
    });
  });
}

const reasons = [
  [/ENOSPC|EDQUOT/, (_, root) => `the disk of ${root} is full: the packages need about 700 MB`],
  [/EROFS/, (_, root) => `${root} is on a read-only file system: the packages cannot be installed in it`],
  [/EACCES|EPERM/, (_, root) => `no permission to write in ${root}: the packages cannot be installed in it`],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED/,
    (code) =>
      `the package registry cannot be reached (${code}): the first start needs the network; try again later`,
  ],
  [
    /EINTEGRITY/,
    () => 'a package differs from what package-lock.json says: run npm cache clean --force, then again',
  ],
];

/**
 * One line for what npm said in many.
 * @param {string} output @param {string} root
 */
function explain(output, root) {
  for (const [pattern, text] of reasons) {
    const match = pattern.exec(output);
    if (match !== null) return text(match[0], root);
  }
  const line = output.split('\n').find((text) => /^npm (error|ERR!) (?!code)/.test(text));
  return `npm could not install the packages: ${line?.replace(/^npm (error|ERR!) /, '') ?? 'no reason given'}`;
}

/**
 * Of several commands started at once one installs and the others wait.
 * @param {string} root @returns {Promise<() => void>}
 */
async function takeTurn(root) {
  const folder = join(root, '.turnup');
  const file = join(folder, 'install.pid');
  for (let told = false; ; ) {
    try {
      accessSync(root, constants.W_OK);
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      // Another command that found the same dead holder may just have removed our file instead of its.
      await pause(50);
      if (readText(file) === String(process.pid)) return () => rmSync(file, { force: true });
      continue;
    } catch (error) {
      if (error.code !== 'EEXIST') throw new Fault(explain(String(error.code), root));
    }
    if (isGone(file)) {
      rmSync(file, { force: true });
    } else {
      if (!told) say('another command is installing the packages; waiting');
      told = true;
      await pause(200);
    }
  }
}

/** Whether the process that took the turn has ended without giving it back. */
function isGone(file) {
  const holder = Number(readText(file) ?? 0);
  // The holder writes its number right after it makes the file; one without a number was killed in between.
  if (holder === 0) return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 2_000;
  try {
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function say(line) {
  process.stderr.write(`turnup: ${line}\n`);
}

import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { lstat, mkdir, readFile, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { askControl } from './control.ts';
import { eventually } from './run.ts';
import type { DeviceAddress } from './types.ts';

const main = join(import.meta.dirname, 'main.ts');

/** The carrier that stands on this machine for this user, as `up` left it. */
export type Standing = {
  readonly level: 'L1' | 'L2';
  readonly pid: number;
  readonly control: string;
  readonly devices: readonly DeviceAddress[];
};

/** Short, because a socket's path has at most 107 bytes. */
function home(): string {
  return join(tmpdir(), `turnup-lab-${userInfo().uid}`);
}

/** The file with how its devices are reached, as reference data of kind `deviceAccess`. Holds secrets. */
export function announcementFile(): string {
  return join(home(), 'lab.json');
}

/** The standing carrier, if there is one that answers. */
export async function standing(): Promise<Standing | undefined> {
  try {
    const found = JSON.parse(await readFile(announcementFile(), 'utf8')) as Standing;
    await askControl(found.control, 'GET', '/status');
    return found;
  } catch {
    return undefined;
  }
}

/** Starts a carrier that outlives this program; it ends with `down` or with the machine. */
export async function bringUp(): Promise<Standing> {
  await rm(announcementFile(), { force: true });
  await ownFolder(home());
  const [out, log] = [
    openSync(announcementFile(), 'w', 0o600),
    openSync(join(home(), 'lab.log'), 'w', 0o600),
  ];
  const child = spawn(process.execPath, [main, '--state', join(home(), 's')], {
    detached: true,
    stdio: ['ignore', out, log],
  });
  for (const descriptor of [out, log]) closeSync(descriptor);
  const ended = new Promise<never>((_, reject) => {
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`the carrier ended; ${join(home(), 'lab.log')} says why`)));
  });
  ended.catch(() => {});
  const found = await Promise.race([
    eventually(async () => JSON.parse(await readFile(announcementFile(), 'utf8')) as Standing, 60_000, 100),
    ended,
  ]);
  child.unref();
  return found;
}

/** Ends the standing carrier and waits until it is gone. */
export async function takeDown(found: Standing): Promise<void> {
  process.kill(found.pid, 'SIGTERM');
  await eventually(async () => {
    if ((await standing()) !== undefined) throw new Error('the carrier does not end');
  }, 20_000);
  await rm(home(), { recursive: true, force: true });
}

/** A folder in a place where everybody may write must be ours before anything is put into it. */
async function ownFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== userInfo().uid || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} belongs to somebody else`);
  }
}

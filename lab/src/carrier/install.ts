import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.ts';

const list = join(import.meta.dirname, '../../../tools/debian-packages.txt');
const policy = '/usr/sbin/policy-rc.d';

/** Debian's answer to packages that want to start their service: no. The laboratory starts its own processes. */
const refuseServices = '#!/bin/sh\nexit 101\n';

/** Names in the list of Debian packages, without comments. */
export function packageNames(text: string): readonly string[] {
  const names = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
  return names.filter((name) => name !== '');
}

/** Installs what the fullest level needs, as root on Debian, without starting any service. */
export async function installPackages(): Promise<readonly string[]> {
  const names = packageNames(await readFile(list, 'utf8'));
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const own = !(await exists(policy));
  if (own) {
    await writeFile(policy, refuseServices);
    await chmod(policy, 0o755);
  }
  try {
    await run(['apt-get', 'update', '-qq'], { timeoutMs: 300_000 });
    const install = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...names];
    await run(install, { timeoutMs: 900_000, env });
  } finally {
    if (own) await rm(policy, { force: true });
  }
  return names;
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

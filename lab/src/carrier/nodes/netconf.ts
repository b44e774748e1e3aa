import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Subsystem } from '../management.ts';
import type { Processes } from '../processes.ts';
import { eventually, run } from '../run.ts';
import type { NetconfNode } from '../types.ts';

const model = join(import.meta.dirname, '../../fleet/model.md');
const emptyConfiguration =
  '<?xml version="1.0" encoding="UTF-8"?>\n<config xmlns="urn:ietf:params:xml:ns:netconf:base:1.0"/>\n';
/** netconfd and its subsystem must name the same port, though nobody listens on it. */
const port = 8301;

/** The fleet's device model as a YANG module in a folder of its own. */
export async function writeModule(state: string): Promise<void> {
  const text = await readFile(model, 'utf8');
  const module = /```yang\n(module turnup-device \{[\s\S]*?\n\})\n```/.exec(text)?.[1];
  if (module === undefined) throw new Error(`${model} holds no module turnup-device`);
  // netconfd checks its start file before defaults are there, and would refuse what it had saved itself.
  const loadable = module.replace(/must "not\(mtu\) or mtu <= \.\.\/mtu" \{[^}]*\}/, '');
  await mkdir(join(state, 'yang'), { recursive: true });
  await writeFile(join(state, 'yang/turnup-device.yang'), `${loadable}\n`);
}

/**
 * Starts netconfd on what it had saved. Each has a home of its own, where its transaction ids are; it asks the system
 * where that is, not its environment, so inside namespaces the folder is put in the home's place.
 */
export async function startNetconf(
  state: string,
  processes: Processes,
  { name }: NetconfNode,
  owned: boolean,
): Promise<void> {
  const folder = join(state, 'nodes', name);
  const home = join(folder, 'home');
  const startup = join(folder, 'startup.xml');
  // Without a file to start with it would save nothing either.
  if ((await mkdir(home, { recursive: true })) !== undefined) await writeFile(startup, emptyConfiguration);
  await run(['rm', '-f', join(folder, 'ncx.sock')]);
  const words = [
    `--ncxserver-sockname=${join(folder, 'ncx.sock')}`,
    `--port=${port}`,
    `--startup=${startup}`,
    '--superuser=root',
    `--modpath=${join(state, 'yang')}:/usr/share/yuma/modules`,
    '--module=turnup-device',
    '--log-level=info',
  ];
  const atHome = ['sh', '-c', 'mount --bind "$HOME" /root && exec "$0" "$@"', 'netconfd', ...words];
  const command = owned ? ['unshare', '-m', '--propagation', 'private', ...atHome] : ['netconfd', ...words];
  processes.start(name, 'netconfd', command, { HOME: home }, true);
  await eventually(() => run(['test', '-S', join(folder, 'ncx.sock')]), 40_000);
}

/** Each session is a process that joins its standard streams to the daemon, as sshd would start it. */
export function netconfSubsystem(state: string, name: string): Subsystem {
  const socket = join(state, 'nodes', name, 'ncx.sock');
  return {
    kind: 'program',
    command: ['/usr/sbin/netconf-subsystem', `--ncxserver-sockname=${port}@${socket}`],
    env: { USER: 'root', SSH_CONNECTION: `127.0.0.1 1 127.0.0.1 ${port}` },
  };
}

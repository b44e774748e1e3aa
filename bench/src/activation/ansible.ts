import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeviceAddress } from '../../../lab/src/carrier/types.ts';
import {
  type Activation,
  applyServiceChange,
  closeDrivers,
  type PlannedDevice,
  planChange,
} from '../../../server/src/activation/index.ts';
import { newId } from '../../../server/src/platform/ids.ts';
import { activationOn, tenant } from '../network/activation.ts';
import type { BenchCarrier } from '../network/carrier.ts';
import { vpnOn } from '../network/service.ts';
import { compared, figure, median } from '../rows.ts';
import { openFor, type Server } from '../run/database.ts';
import type { Run } from '../run/run.ts';
import type { BenchOptions, Row } from '../types.ts';

const playbook = '/usr/bin/ansible-playbook';
const module =
  '/usr/lib/python3/dist-packages/ansible_collections/ansible/netcommon/plugins/modules/netconf_config.py';
const ncclient = '/usr/lib/python3/dist-packages/ncclient/__init__.py';

/**
 * The same change of 20 netconfd devices by this system and by Debian's Ansible (packages `ansible`,
 * `python3-ncclient`), in turn. Ansible is given the edit-config that this system shows as its dry run, as many forks as
 * there are devices, and starts afresh each time, as a playbook does; it undoes nothing where a device fails.
 */
export async function besideAnsible(
  run: Run,
  server: Server,
  carrier: BenchCarrier,
  { quick }: BenchOptions,
): Promise<Row[]> {
  const missing = [playbook, module, ncclient].find((file) => !existsSync(file));
  if (missing !== undefined) {
    run.say(`left out: Ansible beside it: there is no ${missing}`);
    return [];
  }
  const devices = carrier.devices.slice(0, quick ? 4 : 20);
  const names = devices.map(({ device }) => device);
  const database = openFor(run, await server.createMigrated('ansible'), 8);
  await carrier.loadAccess(database);
  const activation = activationOn(database, { rpcMs: 20_000 });
  run.defer(() => closeDrivers(activation.drivers));
  const version = (number: number) => vpnOn(names, { rateKbps: 10_000 * number, target: number });
  const apply = (contributions: ReturnType<typeof version> | null) => secondsOf(activation, contributions);
  await apply(version(1));
  const planned = await planChange(activation, { tenant, serviceId: 'vpn', contributions: version(2) });
  const folder = join(run.folder, 'ansible');
  await writePlaybooks(folder, devices, planned.devices);
  const own: number[] = [];
  const theirs: number[] = [];
  let failed = 0;
  const playIt = async (direction: string): Promise<void> => {
    // What a playbook leaves undone where a device did not answer, it does when it is run again, as its user would.
    for (let attempt = 1; ; attempt++) {
      const { seconds, said } = await play(run, folder, direction, names.length);
      if (said === undefined) {
        theirs.push(seconds);
        return;
      }
      failed += 1;
      run.say(`ansible-playbook failed after ${seconds.toFixed(1)} s: ${said}`);
      if (attempt === 3) throw new Error('ansible-playbook failed three times');
    }
  };
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    for (const [contributions, direction] of [
      [version(2), 'reverse'],
      [version(1), 'forward'],
    ] as const) {
      own.push(await apply(contributions));
      // What the playbook then takes back is brought anew, so that both find the devices as they expect them.
      await playIt(direction);
      await playIt(direction === 'forward' ? 'reverse' : 'forward');
    }
  }
  await apply(null);
  run.say(`${names.length} devices: ${median(own).toFixed(2)} s, by Ansible ${median(theirs).toFixed(2)} s`);
  return [
    compared(
      'tx20.s',
      median(own),
      `s on ${names.length} × netconfd`,
      'Ansible, the same change',
      median(theirs),
    ),
    figure('tx20.ansibleWorstS', Math.max(...theirs), 's'),
    figure('tx20.ansibleFailed', failed, 'runs that had to be repeated'),
  ];
}

async function secondsOf(
  activation: Activation,
  contributions: ReturnType<typeof vpnOn> | null,
): Promise<number> {
  const from = performance.now();
  const change = { tenant, transactionId: newId(), serviceId: 'vpn', contributions };
  const { state } = await applyServiceChange(activation, change);
  if (state !== 'completed') throw new Error(`the change on 20 devices is ${state}`);
  return (performance.now() - from) / 1_000;
}

/** An inventory, what is sent to each device in both directions, and a playbook for each. */
async function writePlaybooks(
  folder: string,
  devices: readonly DeviceAddress[],
  planned: readonly PlannedDevice[],
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const hosts = devices.map(
    ({ device, host, port, user, secret }) =>
      `${device} ansible_host=${host} ansible_port=${port} ansible_user=${user} ansible_password=${secret}`,
  );
  const shared = [
    '[all:vars]',
    'ansible_connection=ansible.netcommon.netconf',
    'ansible_host_key_checking=false',
    'ansible_look_for_keys=false',
  ];
  await writeFile(join(folder, 'inventory.ini'), `${[...hosts, ...shared].join('\n')}\n`, { mode: 0o600 });
  for (const { device, forwardText, reverseText } of planned) {
    await writeFile(join(folder, `${device}.forward.xml`), configOf(forwardText));
    await writeFile(join(folder, `${device}.reverse.xml`), configOf(reverseText));
  }
  for (const direction of ['forward', 'reverse']) {
    await writeFile(
      join(folder, `${direction}.yml`),
      [
        '- hosts: all',
        '  gather_facts: false',
        '  tasks:',
        '    - ansible.netcommon.netconf_config:',
        '        target: candidate',
        `        content: "{{ lookup('file', '${folder}/' + inventory_hostname + '.${direction}.xml') }}"`,
        '',
      ].join('\n'),
    );
  }
}

const configOf = (text: string): string =>
  `<config xmlns="urn:ietf:params:xml:ns:netconf:base:1.0">${text}</config>`;

/** Runs a playbook; says what was fatal when it failed. */
async function play(
  run: Run,
  folder: string,
  direction: string,
  forks: number,
): Promise<{ readonly seconds: number; readonly said?: string }> {
  const from = performance.now();
  const words = [
    '-i',
    join(folder, 'inventory.ini'),
    '--forks',
    String(forks),
    join(folder, `${direction}.yml`),
  ];
  const environment = { ...process.env, ANSIBLE_HOST_KEY_CHECKING: 'False', ANSIBLE_LOCAL_TEMP: folder };
  const child = spawn(playbook, words, {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: run.signal,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      said = (said + part).slice(-4_000);
    });
  const [code] = await once(child, 'exit');
  const seconds = (performance.now() - from) / 1_000;
  if (code === 0) return { seconds };
  const fatal = said.split('\n').filter((line) => line.startsWith('fatal'));
  return { seconds, said: fatal.join('; ') || said };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askControl } from './control.ts';
import { type HostedCarrier, hostCarrier } from './host.ts';
import { mapOf, Ovsdb, toMap } from './ovsdb.ts';
import { probe, tellProbe } from './probe.ts';
import { eventually, type Ran } from './run.ts';
import type { Fault } from './types.ts';

// Real switches and routers want a machine that does nothing else at the time: they are tested where it is asked for.
const wanted = process.env['TURNUP_REQUIRE']?.split(',').includes('lab') ?? false;
const found = wanted ? await probe() : undefined;
if (found === undefined) console.warn('SKIP tests of the carrier: run them with TURNUP_REQUIRE=lab');
else if (found.level !== 'L1') throw new Error(`the lab is required: ${tellProbe(found)}`);

const folders: string[] = [];
const newState = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'carrier-'));
  folders.push(folder);
  return join(folder, 's');
};
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** Command lines of all processes of this machine that name a folder. */
function processesIn(folder: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return [];
      }
    })
    .filter((line) => line.includes(folder));
}

describe.skipIf(!wanted)('a carrier in namespaces', { timeout: 60_000 }, () => {
  let state: string;
  let carrier: HostedCarrier;
  beforeAll(async () => {
    state = await newState();
    carrier = await hostCarrier(state, 'L1');
  });
  afterAll(() => carrier?.stop());

  const ask = (url: string, body: unknown) => askControl(carrier.control, 'POST', url, body);
  const inNode = async (node: string, ...command: readonly string[]) =>
    (await ask('/run', { node, command })) as Ran;
  const break_ = (fault: Fault) => ask('/fault', fault);
  const received = async (from: string, to: string) =>
    Number(
      /(\d+) received/.exec((await inNode(from, 'ping', '-c', '2', '-i', '0.2', '-W', '1', to)).stdout)?.[1],
    );

  test('every part of every device runs', async () => {
    const status = (await askControl(carrier.control, 'GET', '/status')) as Record<string, string[]>;
    expect(status['NID-1']?.sort()).toEqual(['agent', 'ovs-vswitchd', 'ovsdb-server']);
    expect(status['PE-1']?.sort()).toEqual(['agent', 'bfdd', 'bgpd', 'ospfd', 'staticd', 'zebra']);
    expect(status['NC-1']).toEqual(['netconfd']);
    expect(carrier.devices.map(({ driver }) => driver).sort()).toEqual(
      [...Array(7).fill('frr'), ...Array(2).fill('netconf'), ...Array(4).fill('ovsdb')].sort(),
    );
  });

  test('nobody reaches anybody before a service is there, not even over the wires of a ring', async () => {
    expect(await received('host-a1', '10.0.0.2')).toBe(0);
    expect(await received('host-b1', '10.0.0.2')).toBe(0);
    expect(await received('host-x1', '192.168.2.10')).toBe(0);
  });

  test('the core routes between the edges, and around a link that drops in silence', async () => {
    await eventually(async () => {
      if ((await received('PE-1', '10.255.0.2')) !== 2) throw new Error('the core does not route yet');
    }, 30_000);
    await break_({ kind: 'drop', node: 'P-1', port: 'core1', percent: 100 });
    await eventually(async () => {
      if ((await received('PE-1', '10.255.0.2')) !== 2) throw new Error('the core does not route around');
    }, 30_000);
    await break_({ kind: 'drop', node: 'P-1', port: 'core1', percent: 0 });
  });

  test('a device is managed by who has its secret, and shows the key that was announced', async () => {
    const device = carrier.devices[0];
    if (device === undefined) throw new Error('no device');
    const login = (password: string) =>
      new Promise<string>((resolve) => {
        const client = new ssh2.Client();
        let key = '';
        client.on('ready', () => {
          client.end();
          resolve(key);
        });
        client.on('error', (error) => resolve(error.message));
        client.connect({
          host: device.host,
          port: device.port,
          username: device.user,
          password,
          hostHash: 'sha256',
          hostVerifier: (hash: string) => {
            key = Buffer.from(hash, 'hex').toString('base64').replace(/=+$/, '');
            return true;
          },
        });
      });
    expect(await login(device.secret)).toBe(device.hostKeySha256);
    expect(await login('guessed')).toMatch(/authentication methods failed/);
  });

  test('the state folder, with its control socket, is its owner’s alone', async () => {
    expect((await stat(state)).mode & 0o077).toBe(0);
  });

  test('a bridge’s agent takes back what is not confirmed, also when it was killed meanwhile', async () => {
    const database = await Ovsdb.connect(join(state, 'nodes/AGG-S/db.sock'));
    const port = { table: 'Port', where: [['name', '==', 'nni1']] };
    const trunks = async () => {
      const [answer] = await database.transact([{ op: 'select', ...port, columns: ['trunks'] }]);
      return answer?.rows?.[0]?.['trunks'];
    };
    const undo = [{ op: 'update', ...port, row: { trunks: 4095 } }];
    const mark = toMap({
      'turnup-pending': 'trial',
      'turnup-pending-timeout-s': '1',
      'turnup-pending-undo': JSON.stringify(undo),
    });
    const root = { op: 'mutate', table: 'Open_vSwitch', where: [] };
    await database.transact([
      { op: 'update', ...port, row: { trunks: 77 } },
      {
        ...root,
        mutations: [
          ['external_ids', 'insert', mark],
          ['next_cfg', '+=', 1],
        ],
      },
    ]);
    expect(await trunks()).toBe(77);
    await break_({ kind: 'agent', node: 'AGG-S', signal: 'SIGKILL' });
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    expect(await trunks()).toBe(77);
    await break_({ kind: 'start', node: 'AGG-S' });
    const again = await Ovsdb.connect(join(state, 'nodes/AGG-S/db.sock'));
    await eventually(async () => {
      const [answer] = await again.transact([{ op: 'select', ...port, columns: ['trunks'] }]);
      if (answer?.rows?.[0]?.['trunks'] !== 4095) throw new Error('not taken back');
    }, 30_000);
    const [answer] = await again.transact([
      { op: 'select', table: 'Open_vSwitch', where: [], columns: ['external_ids'] },
    ]);
    expect(mapOf(answer?.rows?.[0]?.['external_ids'])).not.toHaveProperty('turnup-pending');
    again.close();
  });

  test('an unknown node or fault is refused with a word', async () => {
    await expect(break_({ kind: 'kill', node: 'PE-9' })).rejects.toThrow('there is no node PE-9');
    await expect(ask('/melt', {})).rejects.toThrow('there is no POST /melt');
  });
});

describe.skipIf(!wanted)('however a carrier ends', () => {
  test.each(['SIGTERM', 'SIGKILL', 'lifeline'] as const)('%s: no process of it is left', async (how) => {
    const state = await newState();
    const program = join(import.meta.dirname, 'main.ts');
    const child = spawn(process.execPath, [program, '--state', state, '--lifeline'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exit = once(child, 'exit');
    await once(child.stdout, 'data');
    expect(processesIn(state).length).toBeGreaterThan(20);
    if (how === 'lifeline') child.stdin.end();
    else child.kill(how);
    await exit;
    await eventually(async () => {
      const left = processesIn(state);
      if (left.length > 0) throw new Error(`still there: ${left.join('\n')}`);
    }, 30_000);
  });
});

describe.skipIf(!wanted)('without namespaces (L2)', () => {
  test('the NETCONF devices answer on loopback, and end with whoever started them', async () => {
    const state = await newState();
    const carrier = await hostCarrier(state, 'L2');
    try {
      expect(await askControl(carrier.control, 'GET', '/status')).toEqual({
        'NC-1': ['netconfd'],
        'NC-2': ['netconfd'],
      });
      expect(carrier.devices.map(({ device }) => device)).toEqual(['NC-1', 'NC-2']);
    } finally {
      await carrier.stop();
    }
    expect(processesIn(state)).toEqual([]);
  });
});

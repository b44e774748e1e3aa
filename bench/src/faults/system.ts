import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Api } from '../../../lab/src/client/api.ts';
import { FleetControl } from '../../../lab/src/client/fleet.ts';
import { passwordOfRole } from '../../../lab/src/story/clients.ts';
import type { Invariant } from '../types.ts';
import { holds, none } from './invariants.ts';

/** A client of a demo system in the name of one of its built-in accounts. */
export function apiOf(url: string, account: string): Api {
  return new Api(url, { account, password: passwordOfRole(account) });
}

/** A device as the fleet knows it. */
export type DeviceState = {
  readonly device: string;
  readonly hash: string;
  readonly config: unknown;
  readonly pending: unknown;
  readonly locks: Readonly<Record<string, number>>;
};

/** What every device of a fleet runs. */
export async function deviceStates(fleet: FleetControl): Promise<ReadonlyMap<string, DeviceState>> {
  const { devices } = await fleet.call<{ devices: { name: string }[] }>('GET', '/devices');
  const states = await Promise.all(
    devices.map(({ name }) => fleet.call<DeviceState>('GET', `/state/${encodeURIComponent(name)}`)),
  );
  return new Map(states.map((state) => [state.device, state]));
}

/** That no device stands between two configurations: as the fleet has them, as the system reads them, as it records them. */
export async function wholeDevices(url: string, fleet: FleetControl): Promise<Invariant[]> {
  const reader = apiOf(url, 'readOnly');
  const states = [...(await deviceStates(fleet)).values()];
  const managed = await reader.get<string[]>('/turnup/v1/device');
  const read = await Promise.all(
    managed.map((name) =>
      reader.get<ReadBack>(`/turnup/v1/device/${encodeURIComponent(name)}/configuration`),
    ),
  );
  const transactions = await reader.get<Transaction[]>('/turnup/v1/configurationTransaction?limit=1000');
  const configured = read.filter((each) => each.values.length > 0);
  return [
    none(
      'no device has a commit to be confirmed',
      states.filter((each) => each.pending).map((each) => each.device),
    ),
    none(
      'no device is locked',
      states.filter((each) => Object.keys(each.locks).length > 0).map((each) => each.device),
    ),
    none(
      'every device runs all that services own on it',
      configured.flatMap(({ device, values }) =>
        values.filter(({ value }) => value === null).map(({ path }) => `${device} lacks ${path}`),
      ),
    ),
    none(
      'every network-wide transaction has ended',
      transactions.filter((each) => !endStates.has(each.state)).map(({ id, state }) => `${id} is ${state}`),
    ),
    holds('devices were configured', configured.length > 0, `${configured.length} of ${managed.length}`),
  ];
}

const endStates: ReadonlySet<string> = new Set(['completed', 'undone', 'interrupted']);

type ReadBack = { readonly device: string; readonly values: readonly { path: string; value: unknown }[] };
type Transaction = { readonly id: string; readonly state: string };

/** That the pools are conserved, and that no value has two owners. */
export async function soundLedger(url: string): Promise<Invariant[]> {
  const reader = apiOf(url, 'readOnly');
  const pools = await reader.get<LedgerLine[]>('/turnup/v1/pool?limit=1000');
  const allocated = pools.reduce((sum, line) => sum + line.allocated, 0);
  return [
    none(
      'free + reserved + allocated + quarantined + withdrawn = size in every pool',
      pools.filter((line) => !line.conserved || line.sum !== line.size),
    ),
    none(
      'nothing is left reserved',
      pools
        .filter((line) => line.reserved > 0)
        .map((line) => `${line.reserved} of ${line.pool} ${line.scope}`),
    ),
    holds('parameters were allocated', allocated > 0, `${allocated} in ${pools.length} pools`),
  ];
}

type LedgerLine = {
  readonly pool: string;
  readonly scope: string;
  readonly size: number;
  readonly sum: number;
  readonly reserved: number;
  readonly allocated: number;
  readonly conserved: boolean;
};

/** Finds the control interface of a running fleet among the ports on which its process listens. */
export async function controlOf(pid: number): Promise<FleetControl> {
  for (const port of listeningPorts(pid)) {
    const fleet = new FleetControl(port);
    const answer = await Promise.race([
      fleet.call<{ devices?: unknown }>('GET', '/devices').catch(() => undefined),
      pause(1_000, undefined),
    ]);
    if (Array.isArray(answer?.devices)) return fleet;
  }
  throw new Error(`process ${pid} serves no control interface`);
}

/** Ports on which a process listens, from /proc: its sockets' inodes, found in the table of TCP. */
function listeningPorts(pid: number): readonly number[] {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  return parseTcpTable(readFileSync(`/proc/${pid}/net/tcp`, 'utf8'))
    .filter((socket) => socket.listens && inodes.has(socket.inode))
    .map((socket) => socket.port);
}

/** The lines of /proc/net/tcp. */
export function parseTcpTable(
  text: string,
): readonly { readonly port: number; readonly listens: boolean; readonly inode: string }[] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const fields = line.trim().split(/\s+/);
      return {
        port: Number.parseInt(fields[1]?.split(':')[1] ?? '', 16),
        listens: fields[3] === '0A',
        inode: fields[9] ?? '',
      };
    });
}

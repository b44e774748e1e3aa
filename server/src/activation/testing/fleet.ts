import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '../../platform/database.ts';
import { referenceLoaders } from '../access/load.ts';
import { sealKey } from './activation.ts';

const program = fileURLToPath(new URL('../../../../lab/src/fleet/main.ts', import.meta.url));

/** A fleet of NETCONF device servers in a process of its own, reached over SSH and its control interface alone. */
export class Fleet {
  readonly #folder: string;
  #process: { control: number; kill(signal: NodeJS.Signals): Promise<void> } | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Starts a fleet on an empty folder. */
  static async start(): Promise<Fleet> {
    const fleet = new Fleet(await mkdtemp(join(tmpdir(), 'activation-fleet-')));
    await fleet.restart();
    return fleet;
  }

  /** Starts the process on the folder, with whatever an earlier one left there. */
  async restart(): Promise<void> {
    const stdio: ['pipe', 'pipe', 'inherit'] = ['pipe', 'pipe', 'inherit'];
    const child = spawn(
      process.execPath,
      [program, '--state', this.#folder, '--control', '0', '--lifeline'],
      { stdio },
    );
    const exit = once(child, 'exit');
    const [line] = await once(child.stdout, 'data');
    this.#process = {
      control: (JSON.parse(String(line)) as { control: number }).control,
      kill: async (signal) => {
        child.kill(signal);
        await exit;
      },
    };
  }

  /** Ends the process at once; what it had written stays. */
  async kill(): Promise<void> {
    await this.#process?.kill('SIGKILL');
  }

  /** Ends the process and takes its folder away. */
  async stop(): Promise<void> {
    await this.#process?.kill('SIGTERM');
    await rm(this.#folder, { recursive: true, force: true });
  }

  async control(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`http://127.0.0.1:${this.#process?.control}${path}`, init);
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Sets a fault on a device. */
  async fault(device: string, fault: Readonly<Record<string, unknown>>): Promise<void> {
    await this.control('POST', '/fault', { device, fault });
  }

  async clearFaults(device: string): Promise<void> {
    await this.control('DELETE', '/fault', { device });
  }

  /** Hash of what a device runs, and whether a commit is pending on it. */
  async state(device: string): Promise<{ readonly hash: string; readonly pending?: object }> {
    return (await this.control('GET', `/state/${device}`)) as { hash: string; pending?: object };
  }

  /** Loads access to every device, or those of a list, as an operator does. */
  async loadAccess(database: Database, tenant: string, only?: readonly string[]): Promise<void> {
    type Address = { name: string; host: string; port: number; user: string; hostKeySha256: string };
    const { devices } = (await this.control('GET', '/devices')) as { devices: Address[] };
    const wanted = devices.filter(({ name }) => only === undefined || only.includes(name));
    const records = wanted.map(({ name, host, port, user, hostKeySha256 }) => ({
      device: name,
      driver: 'netconf',
      host,
      port,
      user,
      secret: 'secret',
      hostKeySha256: hostKeySha256.replace(/^SHA256:/, ''),
    }));
    await database.transaction((tx) =>
      referenceLoaders(sealKey).deviceAccess(tx, tenant, records as never[]),
    );
  }
}

const customerNetwork = (name: string) => ({ name, rateKbps: 1_000_000, side: 'customer' });
const line = (name: string) => ({ name, rateKbps: 1_000_000 });

function edge(name: string, routerId: string, extra = '') {
  const system = `<system><hostname>${name}</hostname><router-id>${routerId}</router-id></system>`;
  return {
    name,
    role: 'provider-edge',
    routerId,
    managed: true,
    user: 'lab',
    password: 'secret',
    ports: ['ge-0/0/1', 'ge-0/0/2', 'ge-0/0/3'].map(line),
    config: `<device xmlns="urn:turnup:device">${system}${extra}</device>`,
  };
}

function premises(name: string) {
  const ports = [line('wan0'), line('wan1'), customerNetwork('lan0'), customerNetwork('lan1')];
  return { name, role: 'customer-premises', managed: true, user: 'lab', password: 'secret', ports };
}

const span = (name: string, a: string, b: string, latencyUs: number) => ({
  name,
  a: { node: a },
  b: { node: b },
  latencyUs,
  capacityKbps: 10_000_000,
  mtu: 9000,
});

const access = (cpe: string, wan: string, node: string, port: string) => ({
  name: `${cpe}-${wan}`,
  a: { node: cpe, port: wan },
  b: { node, port },
  latencyUs: 100,
  capacityKbps: 1_000_000,
  mtu: 9000,
});

const otherCustomer = '<vrf><name>OTHER</name><rd>65000:999</rd></vrf>';

/** The network of the sample intents: three edges, one of them with another customer's VRF, two core nodes, CPEs. */
export const sampleWorld = {
  nodes: [
    edge('PE-A', '10.0.0.1', otherCustomer),
    edge('PE-B', '10.0.0.2'),
    edge('PE-C', '10.0.0.3'),
    ...['P1', 'P2'].map((name) => ({ name, role: 'core', ports: [], managed: false })),
    ...['CE-HQ-1', 'CE-HQ-2', 'CE-BRANCH'].map(premises),
  ],
  links: [
    span('a-1', 'PE-A', 'P1', 1000),
    span('b-2', 'PE-B', 'P2', 1000),
    span('1-2', 'P1', 'P2', 500),
    span('1-c', 'P1', 'PE-C', 1500),
    span('2-c', 'P2', 'PE-C', 2500),
    access('CE-HQ-1', 'wan0', 'PE-A', 'ge-0/0/1'),
    access('CE-HQ-2', 'wan0', 'PE-B', 'ge-0/0/1'),
    access('CE-BRANCH', 'wan0', 'PE-C', 'ge-0/0/1'),
    access('CE-HQ-1', 'wan1', 'PE-A', 'ge-0/0/2'),
    access('CE-BRANCH', 'wan1', 'PE-C', 'ge-0/0/3'),
  ],
};

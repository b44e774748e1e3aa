import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { mapOf, type OvsdbOperation, type OvsdbRow, setOf, toMap } from '../ovsdb.ts';
import { eventually, run, tryRun } from '../run.ts';
import type { StampAnswer, StampTest } from './stamp-sender.ts';

const head = join(import.meta.dirname, 'test-head-main.ts');

// A test head is a port of the bridge's own, in the S-VLAN of a customer's port and with the address that was
// configured there: it reflects for the service (RFC 8762), and tests start from it, through the policer of that port.
// Each is in a network of its own, since between two heads of one network no packet would ever see the bridge.

/** Marks ports that the agent made; nobody else touches them. */
const headMark = { 'turnup-agent': 'test-head' } as const;

/** A head as it is wanted: beside which port, in which S-VLAN, with which address. */
export type Head = {
  readonly name: string;
  readonly beside: string;
  readonly vlan: number;
  readonly addressCidr: string;
};

/** The heads that the ports' configuration asks for. */
export function wantedHeads(ports: Iterable<OvsdbRow>): ReadonlyMap<string, Head> {
  const heads = new Map<string, Head>();
  for (const port of ports) {
    const addressCidr = mapOf(port['external_ids'])['test-address'];
    const vlan = Number(setOf(port['tag'])[0] ?? Number.NaN);
    if (addressCidr === undefined || !isIPv4(addressCidr.split('/')[0] ?? '') || !(vlan > 0)) continue;
    // An interface's name has at most 15 letters, and a customer's port may have as many.
    const name = `oam-${String(port['name']).slice(-11)}`;
    heads.set(name, { name, beside: String(port['name']), vlan, addressCidr });
  }
  return heads;
}

/** The heads that stand in the database, with the S-VLAN and the row of each. */
export function standingHeads(
  ports: ReadonlyMap<string, OvsdbRow>,
): ReadonlyMap<string, { readonly uuid: string; readonly vlan: number }> {
  return new Map(
    [...ports].flatMap(([uuid, port]) =>
      mapOf(port['external_ids'])['turnup-agent'] === headMark['turnup-agent']
        ? [[String(port['name']), { uuid, vlan: Number(setOf(port['tag'])[0]) }] as const]
        : [],
    ),
  );
}

export function addHead(bridge: string, { name, vlan }: Head): readonly OvsdbOperation[] {
  return [
    { op: 'insert', table: 'Interface', row: { name, type: 'internal' }, 'uuid-name': 'interface' },
    {
      op: 'insert',
      table: 'Port',
      row: {
        name,
        vlan_mode: 'access',
        tag: vlan,
        interfaces: ['named-uuid', 'interface'],
        external_ids: toMap(headMark),
      },
      'uuid-name': 'port',
    },
    onPorts(bridge, 'insert', ['named-uuid', 'port']),
  ];
}

export function removeHead(bridge: string, uuid: string): readonly OvsdbOperation[] {
  return [onPorts(bridge, 'delete', ['uuid', uuid])];
}

function onPorts(bridge: string, mutation: 'insert' | 'delete', port: readonly string[]): OvsdbOperation {
  const where = [['name', '==', bridge]];
  return { op: 'mutate', table: 'Bridge', where, mutations: [['ports', mutation, ['set', [port]]]] };
}

const networkOf = (bridge: string, head: string): string => `${bridge}.${head}`;
const inside = (network: string): readonly string[] => ['nsenter', `--net=/run/netns/${network}`, '--'];

/**
 * Moves a head into a network of its own once the bridge has made its interface, and gives it its addresses. Hardware
 * addresses follow from IP addresses, and those of the others are entered, so that no customer ever sees a head ask.
 */
export async function addressHead(bridge: string, { name, addressCidr }: Head): Promise<void> {
  const [address = '', length = ''] = addressCidr.split('/');
  const octets = address.split('.').map(Number);
  const network = networkOf(bridge, name);
  await tryRun(['ip', 'netns', 'add', network]);
  const within = inside(network);
  await eventually(
    async () => {
      await tryRun(['ip', 'link', 'set', name, 'netns', network]);
      await run([...within, 'ip', 'link', 'show', name]);
    },
    5_000,
    20,
  );
  const lines = [
    `addr flush dev ${name}`,
    `link set ${name} address ${hardwareAddress(octets)} up`,
    `addr replace ${addressCidr} dev ${name}`,
    ...othersOf(octets, Number(length)).map(
      (other) =>
        `neigh replace ${other.join('.')} lladdr ${hardwareAddress(other)} nud permanent dev ${name}`,
    ),
  ];
  await run([...within, 'ip', '-batch', '-'], { input: `${lines.join('\n')}\n` });
}

/** Every other address of the subnet, which is small: a line's two, or some more than a service has ends. */
function othersOf(octets: readonly number[], length: number): readonly (readonly number[])[] {
  const size = 2 ** Math.max(0, Math.min(12, 32 - length));
  const own = octets.reduce((sofar, octet) => sofar * 256 + octet, 0);
  const first = Math.floor(own / size) * size;
  return Array.from({ length: size }, (_, index) => first + index)
    .filter((each) => each !== own)
    .map((each) => [24, 16, 8, 0].map((shift) => Math.floor(each / 2 ** shift) % 256));
}

/** What is left of a head when its port has gone. */
export async function forgetHead(bridge: string, name: string): Promise<void> {
  await tryRun(['ip', 'netns', 'del', networkOf(bridge, name)]);
}

/** A head that answers, and makes tests. It ends with the agent too. */
export type RunningHead = { test(test: StampTest): Promise<StampAnswer>; stop(): Promise<void> };

/** Starts a head in its network. */
export async function startHead(bridge: string, { name, addressCidr }: Head): Promise<RunningHead> {
  const [program = '', ...words] = [...inside(networkOf(bridge, name)), process.execPath, head];
  const child = spawn(program, [...words, addressCidr.split('/')[0] ?? ''], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => {});
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  await Promise.race([
    once(lines, 'line'),
    ended.then(([code]) => Promise.reject(new Error(`the head ${name} ended with ${code}`))),
  ]);
  const waiting = new Map<number, (answer: StampAnswer) => void>();
  lines.on('line', (line) => {
    const { id, answer } = JSON.parse(line) as { readonly id: number; readonly answer: StampAnswer };
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  let last = 0;
  return {
    test: (test) =>
      new Promise((resolve) => {
        const id = ++last;
        waiting.set(id, resolve);
        child.stdin.write(`${JSON.stringify({ id, test })}\n`);
      }),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

function hardwareAddress(octets: readonly number[]): string {
  return ['02', '00', ...octets.map((octet) => octet.toString(16).padStart(2, '0'))].join(':');
}

/** Whether a test makes sense: addresses and positive numbers. Anybody may have written it into the database. */
export function isTest(test: Partial<StampTest>): test is StampTest {
  const { source = '', destination = '', count, sizeBytes, rateKbps = 1, durationS = 1 } = test;
  const numbers = [count, sizeBytes, rateKbps, durationS];
  return [source, destination].every(isIPv4) && numbers.every((number) => Number(number) > 0);
}

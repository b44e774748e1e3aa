import { isIPv4 } from 'node:net';
import { join } from 'node:path';
import { mapOf, type OvsdbOperation, type OvsdbRow, setOf, toMap } from '../ovsdb.ts';
import { eventually, run, tryRun } from '../run.ts';

const sender = join(import.meta.dirname, 'stamp-sender.ts');

// A test head is a port of the bridge's own, in the S-VLAN of a customer's port and with the address that was
// configured there: it reflects for the service (RFC 8762), and tests start from it, through the policer of that port.

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

/**
 * Gives a head its addresses once the bridge has made its interface. The hardware address follows from the IP address,
 * and the other end's is entered, so that no customer ever sees a head ask for the other.
 */
export async function addressHead({ name, addressCidr }: Head): Promise<void> {
  const [address = ''] = addressCidr.split('/');
  const octets = address.split('.').map(Number);
  const other = [...octets.slice(0, 3), (octets[3] ?? 0) ^ 1];
  await eventually(() => run(['ip', 'link', 'show', name]), 5_000, 20);
  await run(['ip', 'link', 'set', name, 'address', hardwareAddress(octets), 'up']);
  await run(['ip', 'addr', 'replace', addressCidr, 'dev', name]);
  await run([
    ...['ip', 'neigh', 'replace', other.join('.'), 'lladdr', hardwareAddress(other)],
    ...['nud', 'permanent', 'dev', name],
  ]);
}

function hardwareAddress(octets: readonly number[]): string {
  return ['02', '00', ...octets.map((octet) => octet.toString(16).padStart(2, '0'))].join(':');
}

/** A test that somebody asked for by an entry of the database: packets one by one, or a stream at a rate. */
export type HeadTest = {
  readonly source: string;
  readonly destination: string;
  readonly count: number;
  readonly sizeBytes: number;
  readonly rateKbps?: number;
  readonly durationS?: number;
};

/** Makes a test by STAMP (RFC 8762) and answers what was measured. Whatever is not an address or a number is refused. */
export async function makeTest(test: HeadTest): Promise<string> {
  const { source, destination, count, sizeBytes, rateKbps, durationS = 1 } = test;
  const numbers = [count, sizeBytes, rateKbps ?? 1, durationS];
  if (![source, destination].every(isIPv4) || !numbers.every((number) => number > 0)) return '{}';
  const how = rateKbps === undefined ? ['--count', count] : ['--kbps', rateKbps, '--seconds', durationS];
  const words = ['--from', source, '--to', destination, '--size', sizeBytes, ...how].map(String);
  const timeoutMs = 30_000 + durationS * 1_000;
  return (await tryRun([process.execPath, sender, ...words], { timeoutMs })).stdout;
}

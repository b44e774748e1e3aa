import { parseAddress } from '../address.ts';
import { readConfig } from '../config.ts';
import type { LinkRecord, NodeRecord } from '../control-schema.ts';
import { Network, type PathTest, type PathTestResult } from '../forwarding/network.ts';
import type { ContainerData } from '../tree.ts';
import { initialTree, linkInput, portInput } from '../world-rules.ts';

/**
 * A three-site L3VPN that works: headquarters on two provider edges (active and standby), one site on a third, one
 * behind a partner's hand-over that translates the VLAN.
 */

const CLASSES = [
  ['voice', [46], 20],
  ['business', [26, 28], 50],
  ['default', [0], 30],
] as const;

const qosPolicy = `<qos-policy><name>three-class</name>${CLASSES.map(
  ([name, points, share]) =>
    `<class><name>${name}</name>${points.map((point) => `<dscp>${point}</dscp>`).join('')}<share-percent>${share}</share-percent></class>`,
).join('')}</qos-policy>`;

const targets =
  '<import-target>65000:100</import-target><export-target>65000:100</export-target><local-as>65000</local-as>';

type Attachment = {
  readonly port: string;
  readonly vlan: number;
  readonly own: string;
  readonly far: string;
  readonly farAs: number;
  readonly rateKbps: number;
  readonly preference: number;
};

function unit({ port, vlan, own, rateKbps }: Attachment, vrf: string): string {
  return `<port><name>${port}</name><enabled>true</enabled><mtu>1500</mtu><unit><vlan>${vlan}</vlan><description>access</description><service-id>S-1</service-id><vrf>${vrf}</vrf><address>${own}/30</address><mtu>1500</mtu><ingress-rate-kbps>${rateKbps}</ingress-rate-kbps><egress-rate-kbps>${rateKbps}</egress-rate-kbps><qos-policy>three-class</qos-policy></unit></port>`;
}

function neighbor({ far, farAs, preference }: Attachment): string {
  return `<neighbor><address>${far}</address><remote-as>${farAs}</remote-as><description>peer</description><preference>${preference}</preference><max-prefix>20</max-prefix></neighbor>`;
}

function edge(
  name: string,
  routerId: string,
  rd: string,
  access: Attachment,
  extra = '',
  inVrf = '',
): NodeRecord {
  const vrf = `<vrf><name>meridian</name><rd>${rd}</rd>${targets}${neighbor(access)}${inVrf}</vrf>`;
  return node(
    name,
    'provider-edge',
    routerId,
    [access.port],
    `${unit(access, 'meridian')}${vrf}${qosPolicy}${extra}`,
  );
}

function site(name: string, as: number, lan: string, accesses: readonly Attachment[]): NodeRecord {
  const lans = [0, 1].map(
    (index) =>
      `<port><name>lan${index}</name><unit><vlan>0</vlan><vrf>default</vrf><address>${lan}.${index}.1/24</address></unit></port>`,
  );
  const networks = [0, 1].map((index) => `<network><prefix>${lan}.${index}.0/24</prefix></network>`);
  const vrf = `<vrf><name>default</name><local-as>${as}</local-as>${accesses.map(neighbor).join('')}${networks.join('')}</vrf>`;
  const units = accesses.map((access) => unit(access, 'default')).join('');
  const ports = [...accesses.map((access) => access.port), 'lan0', 'lan1'];
  return node(name, 'customer-premises', undefined, ports, `${units}${lans.join('')}${vrf}${qosPolicy}`);
}

function node(
  name: string,
  role: string,
  routerId: string | undefined,
  ports: readonly string[],
  config: string,
): NodeRecord {
  return {
    name,
    role,
    ...(routerId === undefined ? {} : { routerId }),
    ports: ports.map((port) => ({ name: port, rateKbps: 1_000_000 })),
    managed: true,
    user: 'lab',
    password: 'secret',
    config: `<device xmlns="urn:turnup:device">${config}</device>`,
  };
}

const explicitPath =
  '<path><name>scenic</name><destination>10.0.0.3</destination><hop>P1</hop><hop>P2</hop></path>';
const pathTo = '<path-to><destination>10.0.0.3</destination><path>scenic</path></path-to>';

function access(
  port: string,
  vlan: number,
  own: string,
  far: string,
  farAs: number,
  rateKbps: number,
  preference = 100,
): Attachment {
  return { port, vlan, own, far, farAs, rateKbps, preference };
}

/** The nodes of the VPN, with their configurations. */
export const vpnNodes: readonly NodeRecord[] = [
  edge(
    'LON-A',
    '10.0.0.1',
    '65000:101',
    access('ge-0', 300, '100.64.0.1', '100.64.0.2', 65_101, 1_000_000, 200),
    explicitPath,
    pathTo,
  ),
  edge(
    'LON-B',
    '10.0.0.2',
    '65000:102',
    access('ge-0', 301, '100.64.0.5', '100.64.0.6', 65_101, 1_000_000, 100),
  ),
  edge('LDS', '10.0.0.3', '65000:103', access('ge-0', 302, '100.64.0.9', '100.64.0.10', 65_102, 500_000)),
  edge('ABZ', '10.0.0.4', '65000:104', access('nni-0', 1201, '100.64.0.13', '100.64.0.14', 65_103, 100_000)),
  ...['P1', 'P2'].map((name): NodeRecord => ({ name, role: 'core', ports: [], managed: false })),
  site('CE-HQ', 65_101, '10.1', [
    access('wan0', 300, '100.64.0.2', '100.64.0.1', 65_000, 1_000_000, 200),
    access('wan1', 301, '100.64.0.6', '100.64.0.5', 65_000, 1_000_000, 100),
  ]),
  site('CE-LDS', 65_102, '10.2', [access('wan0', 302, '100.64.0.10', '100.64.0.9', 65_000, 500_000)]),
  site('CE-ABZ', 65_103, '10.3', [access('wan0', 0, '100.64.0.14', '100.64.0.13', 65_000, 100_000)]),
];

function link(
  name: string,
  a: LinkRecord['a'],
  b: LinkRecord['b'],
  latencyUs: number,
  capacityKbps = 10_000_000,
): LinkRecord {
  return { name, a, b, latencyUs, capacityKbps, mtu: 1500 };
}

/** The links and cables of the VPN. */
export const vpnLinks: readonly LinkRecord[] = [
  link('lona-p1', { node: 'LON-A' }, { node: 'P1' }, 1000),
  link('lonb-p2', { node: 'LON-B' }, { node: 'P2' }, 1000),
  link('p1-p2', { node: 'P1' }, { node: 'P2' }, 500),
  link('p1-lds', { node: 'P1' }, { node: 'LDS' }, 1500),
  link('p2-lds', { node: 'P2' }, { node: 'LDS' }, 2500),
  link('p1-abz', { node: 'P1' }, { node: 'ABZ' }, 4000),
  link('p2-abz', { node: 'P2' }, { node: 'ABZ' }, 6000),
  link('hq-a', { node: 'CE-HQ', port: 'wan0' }, { node: 'LON-A', port: 'ge-0' }, 100, 1_000_000),
  link('hq-b', { node: 'CE-HQ', port: 'wan1' }, { node: 'LON-B', port: 'ge-0' }, 100, 1_000_000),
  link('lds', { node: 'CE-LDS', port: 'wan0' }, { node: 'LDS', port: 'ge-0' }, 50, 1_000_000),
  link(
    'abz',
    { node: 'CE-ABZ', port: 'wan0', vlan: 0 },
    { node: 'ABZ', port: 'nni-0', vlan: 1201 },
    900,
    100_000,
  ),
];

/** What may differ from the working network. */
export type Change = {
  readonly trees?: ReadonlyMap<string, ContainerData>;
  readonly downLinks?: readonly string[];
  readonly links?: readonly LinkRecord[];
  readonly nodes?: readonly NodeRecord[];
  readonly failedPorts?: Readonly<Record<string, readonly string[]>>;
};

/** Derives the network that follows from the nodes' configurations and a change. */
export function vpnNetwork(change: Change = {}): Network {
  const nodes = [...vpnNodes, ...(change.nodes ?? [])].map((record) => {
    const tree = change.trees?.get(record.name) ?? (record.managed ? initialTree(record) : undefined);
    return {
      name: record.name,
      role: record.role,
      routerId: record.routerId === undefined ? undefined : parseAddress(record.routerId),
      ports: new Map(record.ports.map((port) => [port.name, portInput(record, port)])),
      config: tree && readConfig(tree),
      failedPorts: new Set(change.failedPorts?.[record.name]),
    };
  });
  const down = new Set(change.downLinks);
  const links = [...vpnLinks, ...(change.links ?? [])].map((record) => linkInput(record, down));
  return new Network({ nodes: new Map(nodes.map((item) => [item.name, item])), links });
}

/** A full-size test at twice the rate of the fastest access, so that every limit on the way shows. */
export function pathTest(source: string, destination: string, more: Partial<PathTest> = {}): PathTest {
  return {
    vrf: 'default',
    source,
    destination,
    count: 10,
    sizeBytes: 1500,
    rateKbps: 2_000_000,
    durationS: 1,
    ...more,
  };
}

/** The result of a test that the device did not refuse. */
export function result(network: Network, device: string, test: PathTest): PathTestResult {
  const answer = network.test(device, test);
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
}

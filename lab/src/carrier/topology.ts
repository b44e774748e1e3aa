import type { Cable, RouterNode, Topology } from './types.ts';

const nniMtu = 9000;
const cable = (a: string, b: string, mtu = 1500): Cable => ({ a: end(a), b: end(b), mtu });

function end(text: string): Cable['a'] {
  const [node = '', port = ''] = text.split(':');
  return { node, port };
}

const customer = (name: string): RouterNode => ({ name, role: 'customer', core: [], ports: [] });

/**
 * The standing carrier: an Ethernet ring with two ways between two access devices, and a routed core with two edges
 * and two ways. Customers A and B (Ethernet) and X and Y (routed) use the same addresses as each other; C has four sites on
 * the ring.
 */
export const standardCarrier: Topology = {
  asNumber: 65_000,
  bfdIntervalMs: 100,
  bridges: [
    { name: 'NID-1', uni: ['uni1', 'uni2'], nni: ['nni1', 'nni2'] },
    { name: 'NID-2', uni: ['uni1', 'uni2'], nni: ['nni1', 'nni2'] },
    { name: 'AGG-N', uni: ['uni1', 'uni2'], nni: ['nni1', 'nni2'] },
    { name: 'AGG-S', uni: ['uni1', 'uni2'], nni: ['nni1', 'nni2'] },
  ],
  routers: [
    {
      name: 'PE-1',
      role: 'edge',
      loopback: '10.255.0.1',
      core: [
        { port: 'core1', addressCidr: '10.254.1.1/30' },
        { port: 'core2', addressCidr: '10.254.2.1/30' },
      ],
      ports: ['ge1', 'ge2', 'ge3'],
    },
    {
      name: 'PE-2',
      role: 'edge',
      loopback: '10.255.0.2',
      core: [
        { port: 'core1', addressCidr: '10.254.3.1/30' },
        { port: 'core2', addressCidr: '10.254.4.1/30' },
      ],
      ports: ['ge1', 'ge2', 'ge3'],
    },
    {
      name: 'P-1',
      role: 'core',
      loopback: '10.255.0.11',
      core: [
        { port: 'core1', addressCidr: '10.254.1.2/30' },
        { port: 'core2', addressCidr: '10.254.3.2/30' },
      ],
      ports: [],
    },
    {
      name: 'P-2',
      role: 'core',
      loopback: '10.255.0.12',
      core: [
        { port: 'core1', addressCidr: '10.254.2.2/30' },
        { port: 'core2', addressCidr: '10.254.4.2/30' },
      ],
      ports: [],
    },
    { ...customer('CE-X1'), ports: ['wan0', 'lan0'] },
    { ...customer('CE-X2'), ports: ['wan0', 'lan0'] },
    { ...customer('CE-Y1'), ports: ['wan0', 'lan0'] },
    { ...customer('CE-Y2'), ports: ['wan0', 'lan0'] },
    { ...customer('CE-Z'), ports: ['wan0', 'lan0'] },
  ],
  netconf: [{ name: 'NC-1' }, { name: 'NC-2' }],
  hosts: [
    { name: 'host-a1', addressCidr: '10.0.0.1/24' },
    { name: 'host-a2', addressCidr: '10.0.0.2/24' },
    { name: 'host-b1', addressCidr: '10.0.0.1/24' },
    { name: 'host-b2', addressCidr: '10.0.0.2/24' },
    { name: 'host-c1', addressCidr: '10.0.0.1/24' },
    { name: 'host-c2', addressCidr: '10.0.0.2/24' },
    { name: 'host-c3', addressCidr: '10.0.0.3/24' },
    { name: 'host-c4', addressCidr: '10.0.0.4/24' },
    { name: 'host-x1', addressCidr: '192.168.1.10/24', gateway: '192.168.1.1' },
    { name: 'host-x2', addressCidr: '192.168.2.10/24', gateway: '192.168.2.1' },
    { name: 'host-y1', addressCidr: '192.168.1.10/24', gateway: '192.168.1.1' },
    { name: 'host-y2', addressCidr: '192.168.2.10/24', gateway: '192.168.2.1' },
    { name: 'host-z', addressCidr: '198.51.100.10/24', gateway: '198.51.100.1' },
    { name: 'internet', addressCidr: '203.0.113.2/30', gateway: '203.0.113.1' },
  ],
  cables: [
    cable('NID-1:nni1', 'AGG-N:nni1', nniMtu),
    cable('NID-1:nni2', 'AGG-S:nni1', nniMtu),
    cable('NID-2:nni1', 'AGG-N:nni2', nniMtu),
    cable('NID-2:nni2', 'AGG-S:nni2', nniMtu),
    cable('host-a1:eth0', 'NID-1:uni1'),
    cable('host-b1:eth0', 'NID-1:uni2'),
    cable('host-a2:eth0', 'NID-2:uni1'),
    cable('host-b2:eth0', 'NID-2:uni2'),
    cable('PE-1:core1', 'P-1:core1', nniMtu),
    cable('PE-1:core2', 'P-2:core1', nniMtu),
    cable('PE-2:core1', 'P-1:core2', nniMtu),
    cable('PE-2:core2', 'P-2:core2', nniMtu),
    cable('CE-X1:wan0.301', 'PE-1:ge1.301'),
    cable('CE-Y1:wan0.301', 'PE-1:ge2.301'),
    cable('CE-Z:wan0.301', 'PE-1:ge3.301'),
    cable('CE-X2:wan0.301', 'PE-2:ge1.301'),
    cable('CE-Y2:wan0.301', 'PE-2:ge2.301'),
    cable('internet:eth0', 'PE-2:ge3.304'),
    cable('host-x1:eth0', 'CE-X1:lan0'),
    cable('host-x2:eth0', 'CE-X2:lan0'),
    cable('host-y1:eth0', 'CE-Y1:lan0'),
    cable('host-y2:eth0', 'CE-Y2:lan0'),
    cable('host-z:eth0', 'CE-Z:lan0'),
    cable('host-c1:eth0', 'AGG-S:uni1'),
    cable('host-c2:eth0', 'AGG-N:uni1'),
    cable('host-c3:eth0', 'AGG-N:uni2'),
    cable('host-c4:eth0', 'AGG-S:uni2'),
  ],
  management: {
    name: 'DCN',
    addressCidr: '10.250.0.1/24',
    leases: { from: '10.250.0.10', to: '10.250.0.99' },
    port: 'mgmt0',
    devices: ['CE-Z'],
  },
};

/** What is left of a carrier without namespaces: devices that are configured and carry nothing. */
export function managementOnly(carrier: Topology): Topology {
  const { management: _, ...rest } = carrier;
  return { ...rest, bridges: [], routers: [], hosts: [], cables: [] };
}

/** NETCONF devices and nothing else: for what is measured over many. */
export function netconfFleet(count: number): Topology {
  const netconf = Array.from({ length: count }, (_, index) => ({ name: `NC-${index + 1}` }));
  return { ...managementOnly(standardCarrier), netconf };
}

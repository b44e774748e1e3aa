import { expect, test } from 'vitest';
import type { NodeRecord } from '../control-schema.ts';
import { pathTest, vpnLinks, vpnNetwork } from '../testing/vpn.ts';

/** Two customer routers on an E-Line between Leeds and Aberdeen; each line of the configurations may be replaced. */
type Lines = {
  readonly evcA?: string;
  readonly evcB?: string;
  readonly unitA?: string;
  readonly unitB?: string;
  readonly addressB?: string;
};

function edge(name: string, routerId: string, unit: string, evc: string): NodeRecord {
  const config = `<port><name>ge-5</name><unit><vlan>50</vlan>${unit}<evc>line</evc></unit></port><evc><name>line</name>${evc}</evc>`;
  return record(name, 'provider-edge', ['ge-5'], config, routerId);
}

function customer(name: string, address: string): NodeRecord {
  const config = `<port><name>wan0</name><unit><vlan>50</vlan><vrf>v</vrf><address>${address}</address></unit></port><vrf><name>v</name></vrf>`;
  return record(name, 'customer-premises', ['wan0'], config);
}

function record(name: string, role: string, ports: string[], config: string, routerId?: string): NodeRecord {
  return {
    name,
    role,
    ...(routerId === undefined ? {} : { routerId }),
    ports: ports.map((port) => ({ name: port, rateKbps: 1_000_000 })),
    managed: true,
    config: `<device xmlns="urn:turnup:device">${config}</device>`,
  };
}

function line(lines: Lines = {}) {
  const wire = { latencyUs: 10, capacityKbps: 1_000_000, mtu: 1500 };
  return vpnNetwork({
    nodes: [
      edge(
        'EA',
        '10.0.1.1',
        lines.unitA ?? '',
        lines.evcA ?? '<pseudowire-id>77</pseudowire-id><remote>10.0.1.2</remote>',
      ),
      edge(
        'EB',
        '10.0.1.2',
        lines.unitB ?? '',
        lines.evcB ?? '<pseudowire-id>77</pseudowire-id><remote>10.0.1.1</remote>',
      ),
      customer('CA', '192.168.0.1/24'),
      customer('CB', lines.addressB ?? '192.168.0.2/24'),
    ],
    links: [
      { ...wire, name: 'ea-p1', a: { node: 'EA' }, b: { node: 'P1' }, latencyUs: 700 },
      { ...wire, name: 'eb-p2', a: { node: 'EB' }, b: { node: 'P2' }, latencyUs: 800 },
      { ...wire, name: 'ca', a: { node: 'CA', port: 'wan0' }, b: { node: 'EA', port: 'ge-5' } },
      { ...wire, name: 'cb', a: { node: 'CB', port: 'wan0' }, b: { node: 'EB', port: 'ge-5' } },
    ],
  });
}

const across = pathTest('192.168.0.1', '192.168.0.2', {
  vrf: 'v',
  rateKbps: undefined,
  durationS: undefined,
});

test('an E-Line joins two routers as one wire: no node between them shows', () => {
  const answer = line().test('CA', across);
  expect(answer).toMatchObject({ sent: 10, received: 10, path: ['CA', 'CB'] });
  // 10 + 700 + 500 + 800 + 10 each way.
  expect(typeof answer === 'string' ? 0 : answer.rtt?.minUs).toBeGreaterThanOrEqual(4040);
});

test.each<[string, Lines]>([
  ['pseudowire id', { evcB: '<pseudowire-id>78</pseudowire-id><remote>10.0.1.1</remote>' }],
  ['remote', { evcB: '<pseudowire-id>77</pseudowire-id><remote>10.0.0.3</remote>' }],
  ['mtu of the line', { evcB: '<pseudowire-id>77</pseudowire-id><remote>10.0.1.1</remote><mtu>1400</mtu>' }],
  ['mtu of a unit', { unitA: '<mtu>1400</mtu>' }],
  ['subnet', { addressB: '192.168.0.2/25' }],
])('a wrong %s on one side lets nothing through', (_name, lines) => {
  expect(line(lines).test('CA', across)).toMatchObject({ received: 0 });
});

test('the rates of both attachment circuits limit the line', () => {
  const offered = pathTest('192.168.0.1', '192.168.0.2', { vrf: 'v', rateKbps: 900_000 });
  const delivered = (lines: Lines) => {
    const answer = line(lines).test('CA', offered);
    return typeof answer === 'string' ? answer : answer.deliveredKbps;
  };
  expect(delivered({})).toBe(900_000);
  expect(delivered({ unitA: '<ingress-rate-kbps>20000</ingress-rate-kbps>' })).toBe(20_000);
  expect(delivered({ unitB: '<egress-rate-kbps>30000</egress-rate-kbps>' })).toBe(30_000);
  expect(delivered({ unitB: '<ingress-rate-kbps>30000</ingress-rate-kbps>' })).toBe(900_000);
});

test('the network of the other tests is not disturbed by the line', () => {
  expect(vpnLinks.length).toBe(11);
  expect(line().test('CE-HQ', pathTest('10.1.0.1', '10.2.0.1'))).toMatchObject({ deliveredKbps: 500_000 });
});

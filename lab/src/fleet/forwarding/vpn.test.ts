import { expect, test } from 'vitest';
import type { NodeRecord } from '../control-schema.ts';
import { editTree } from '../edit.ts';
import { pathTest, result, vpnLinks, vpnNetwork, vpnNodes } from '../testing/vpn.ts';
import { type ContainerData, emptyTree } from '../tree.ts';
import { validateTree } from '../validate.ts';
import { initialTree } from '../world-rules.ts';
import { parseXml } from '../xml.ts';

const hqToLeeds = pathTest('10.1.0.1', '10.2.0.1');
const hqToAberdeen = pathTest('10.1.0.1', '10.3.0.1');

/** The device's configuration after an edit of the children of `<device>`. */
function edited(device: string, xml: string): ReadonlyMap<string, ContainerData> {
  const record = vpnNodes.find((node) => node.name === device);
  if (record === undefined) throw new Error(device);
  const config = parseXml(
    `<config xmlns:nc="urn:ietf:params:xml:ns:netconf:base:1.0"><device xmlns="urn:turnup:device">${xml}</device></config>`,
  );
  const outcome = editTree(initialTree(record), config, 'merge');
  if (!outcome.ok) throw outcome.fault;
  expect(validateTree(outcome.tree)).toEqual([]);
  return new Map([[device, outcome.tree]]);
}

test('the working VPN carries each pair at the rate of its slower access', () => {
  const network = vpnNetwork();
  expect(result(network, 'CE-HQ', hqToLeeds)).toMatchObject({
    deliveredKbps: 500_000,
    sent: 166_666,
    received: 41_666,
  });
  expect(result(network, 'CE-HQ', hqToAberdeen)).toMatchObject({ deliveredKbps: 100_000 });
  expect(result(network, 'CE-LDS', pathTest('10.2.0.1', '10.3.1.1'))).toMatchObject({
    deliveredKbps: 100_000,
  });
});

test('the round trip is the sum of the links both ways and a little for every node', () => {
  const { rtt, jitterUs, path } = result(vpnNetwork(), 'CE-HQ', hqToAberdeen);
  expect(path).toEqual(['CE-HQ', 'LON-A', 'P1', 'ABZ', 'CE-ABZ']);
  // 100 + 1000 + 4000 + 900 each way, and eight times 15 for the nodes that forward or answer.
  expect(rtt?.minUs).toBeGreaterThanOrEqual(12_120);
  expect(rtt?.maxUs).toBeLessThanOrEqual(12_144);
  expect(rtt?.avgUs).toBeGreaterThan(rtt?.minUs ?? 0);
  expect(jitterUs).toBeGreaterThan(0);
  expect(result(vpnNetwork(), 'CE-HQ', hqToAberdeen).rtt).toEqual(rtt);
});

test('the explicit path is taken, and the shortest where one of its links is down', () => {
  expect(result(vpnNetwork(), 'CE-HQ', hqToLeeds).path).toEqual([
    'CE-HQ',
    'LON-A',
    'P1',
    'P2',
    'LDS',
    'CE-LDS',
  ]);
  const fallback = result(vpnNetwork({ downLinks: ['p1-p2'] }), 'CE-HQ', hqToLeeds);
  expect(fallback.path).toEqual(['CE-HQ', 'LON-A', 'P1', 'LDS', 'CE-LDS']);
});

test('the standby leg takes over in both directions when the active cable, port or edge goes', () => {
  const changes = [
    { downLinks: ['hq-a'] },
    { failedPorts: { 'LON-A': ['ge-0'] } },
    { trees: edited('LON-A', '<port><name>ge-0</name><enabled>false</enabled></port>') },
    {
      downLinks: ['lona-p1'],
      trees: edited('LON-A', '<port><name>ge-0</name><enabled>false</enabled></port>'),
    },
  ];
  for (const change of changes) {
    const network = vpnNetwork(change);
    expect(result(network, 'CE-HQ', hqToLeeds).path).toEqual(['CE-HQ', 'LON-B', 'P2', 'P1', 'LDS', 'CE-LDS']);
    const back = result(network, 'CE-LDS', pathTest('10.2.0.1', '10.1.0.1'));
    expect(back.path).toEqual(['CE-LDS', 'LDS', 'P1', 'P2', 'LON-B', 'CE-HQ']);
    expect(back.deliveredKbps).toBe(500_000);
  }
});

test('without any way through, packets are lost and nothing says why', () => {
  const { rtt, ...lost } = result(vpnNetwork({ downLinks: ['lds'] }), 'CE-HQ', hqToLeeds);
  expect(rtt).toBeUndefined();
  expect(lost).toEqual({ sent: 166_666, received: 0, deliveredKbps: 0, path: ['CE-HQ'] });
});

test('a class gets its share of each rate; an unmarked test gets all of it', () => {
  const delivered = (dscp: number) => result(vpnNetwork(), 'CE-HQ', { ...hqToLeeds, dscp }).deliveredKbps;
  expect([46, 26, 28, 0, 63].map(delivered)).toEqual([100_000, 250_000, 250_000, 150_000, 150_000]);
});

test('sessions say established, active or idle', () => {
  const states = (change = {}) =>
    vpnNetwork(change)
      .neighborStates('CE-HQ')
      .map(({ address, state }) => `${address} ${state}`);
  expect(states()).toEqual(['100.64.0.1 established', '100.64.0.5 established']);
  expect(states({ downLinks: ['hq-a'] })).toEqual(['100.64.0.1 idle', '100.64.0.5 established']);
  const wrongAs = edited('LON-B', '<vrf><name>meridian</name><local-as>65009</local-as></vrf>');
  expect(states({ trees: wrongAs })).toEqual(['100.64.0.1 established', '100.64.0.5 active']);
});

test('more prefixes than max-prefix close the session, on either side', () => {
  const limit = (device: string, vrf: string, address: string, prefixes: number) =>
    edited(
      device,
      `<vrf><name>${vrf}</name><neighbor><address>${address}</address><remote-as>${vrf === 'default' ? 65000 : 65102}</remote-as><max-prefix>${prefixes}</max-prefix></neighbor></vrf>`,
    );
  // Leeds announces two networks; it is offered six LANs less its own two, and four access subnets.
  const state = (trees: ReadonlyMap<string, ContainerData>) =>
    vpnNetwork({ trees }).neighborStates('LDS')[0]?.state;
  expect(state(limit('LDS', 'meridian', '100.64.0.10', 2))).toBe('established');
  expect(state(limit('LDS', 'meridian', '100.64.0.10', 1))).toBe('idle');
  expect(state(limit('CE-LDS', 'default', '100.64.0.9', 8))).toBe('established');
  expect(state(limit('CE-LDS', 'default', '100.64.0.9', 7))).toBe('idle');
});

test('a static route carries a site without BGP', () => {
  const lds = edited(
    'LDS',
    '<vrf><name>meridian</name><neighbor nc:operation="delete"><address>100.64.0.10</address></neighbor><static><prefix>10.2.0.0/16</prefix><next-hop>100.64.0.10</next-hop></static></vrf>',
  );
  const ce = edited(
    'CE-LDS',
    '<vrf><name>default</name><neighbor nc:operation="delete"><address>100.64.0.9</address></neighbor><static><prefix>0.0.0.0/0</prefix><next-hop>100.64.0.9</next-hop></static></vrf>',
  );
  expect(result(vpnNetwork({ trees: new Map([...lds, ...ce]) }), 'CE-HQ', hqToLeeds).deliveredKbps).toBe(
    500_000,
  );
  expect(result(vpnNetwork({ trees: lds }), 'CE-HQ', hqToLeeds).received).toBe(0);
});

/** Another customer on Aberdeen's edge with the same addresses as Leeds; `rd` decides whether they collide. */
function otherCustomer(rd: string): { nodes: NodeRecord[]; trees: ReadonlyMap<string, ContainerData> } {
  const config = `<port><name>ge-9</name><unit><vlan>9</vlan><vrf>orchid</vrf><address>100.64.0.9/30</address></unit></port><vrf><name>orchid</name><rd>${rd}</rd><import-target>65000:900</import-target><export-target>65000:900</export-target></vrf>`;
  const record: NodeRecord = {
    name: 'AAA',
    role: 'provider-edge',
    routerId: '10.0.0.9',
    ports: [{ name: 'ge-9', rateKbps: 1000, side: 'customer' }],
    managed: true,
    config: `<device xmlns="urn:turnup:device">${config}</device>`,
  };
  return { nodes: [record], trees: new Map() };
}

test('a route distinguisher that another customer has hides the second of two equal routes', () => {
  const links = [
    { ...vpnLinks[0], name: 'aaa-p1', a: { node: 'AAA' }, b: { node: 'P1' } } as (typeof vpnLinks)[number],
  ];
  const accessOfLeeds = pathTest('10.1.0.1', '100.64.0.9', { sizeBytes: 64 });
  const apart = vpnNetwork({ ...otherCustomer('65000:900'), links });
  const colliding = vpnNetwork({ ...otherCustomer('65000:103'), links });
  expect(result(apart, 'CE-HQ', accessOfLeeds).received).toBeGreaterThan(0);
  expect(result(colliding, 'CE-HQ', accessOfLeeds).received).toBe(0);
});

test('edges of one VPN may share a distinguisher: the reflector passes on the better leg, then the other', () => {
  const trees = new Map(
    ['LON-A', 'LON-B'].flatMap((name) => [
      ...edited(name, '<vrf><name>meridian</name><rd>65000:100</rd></vrf>'),
    ]),
  );
  const path = (downLinks: string[]) =>
    result(vpnNetwork({ trees, downLinks }), 'CE-LDS', pathTest('10.2.0.1', '10.1.0.1')).path;
  expect(path([])).toContain('LON-A');
  expect(path(['hq-a'])).toContain('LON-B');
  expect(path(['hq-a', 'hq-b'])).toEqual(['CE-LDS']);
});

test('customers with the same addresses do not reach each other without a common target', () => {
  const links = [
    { ...vpnLinks[0], name: 'aaa-p1', a: { node: 'AAA' }, b: { node: 'P1' } } as (typeof vpnLinks)[number],
  ];
  const network = vpnNetwork({ ...otherCustomer('65000:900'), links });
  const answer = network.test('AAA', pathTest('100.64.0.9', '10.1.0.1', { vrf: 'orchid' }));
  expect(answer).toMatchObject({ received: 0, path: ['AAA'] });
});

test('a device refuses to send from an address or a vrf that it does not have', () => {
  const network = vpnNetwork();
  expect(network.test('CE-HQ', { ...hqToLeeds, source: '10.9.9.9' })).toBe('source-not-local');
  expect(network.test('CE-HQ', { ...hqToLeeds, vrf: 'orchid' })).toBe('unknown-vrf');
  expect(vpnNetwork({ trees: new Map([['CE-HQ', emptyTree]]) }).test('CE-HQ', hqToLeeds)).toBe('unknown-vrf');
});

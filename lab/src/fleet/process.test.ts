import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NetconfClient } from '../netconf/client.ts';
import type { DeviceAddress } from './control-schema.ts';
import { edgeNode, PASSWORD } from './testing/fleet.ts';
import { type FleetProcess, spawnFleet } from './testing/process.ts';
import { vpnLinks, vpnNodes } from './testing/vpn.ts';
import { childText } from './xml.ts';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder: string;
let running: FleetProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleet-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(
    running
      .filter(({ child }) => child.exitCode === null && child.signalCode === null)
      .map((fleet) => fleet.end('SIGKILL')),
  );
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<FleetProcess> {
  const fleet = await spawnFleet(folder);
  running.push(fleet);
  return fleet;
}

type State = { readonly hash: string; readonly pending?: { readonly deadlineMs: number } };

async function stateOf(fleet: FleetProcess, device: string): Promise<State> {
  return (await fleet.call('GET', `/state/${device}`)).body as unknown as State;
}

async function addresses(fleet: FleetProcess): Promise<readonly DeviceAddress[]> {
  return (await fleet.call('GET', '/devices')).body.devices as readonly DeviceAddress[];
}

async function connect(fleet: FleetProcess, device: string, password = PASSWORD): Promise<NetconfClient> {
  const address = (await addresses(fleet)).find((candidate) => candidate.name === device);
  if (address === undefined) throw new Error(device);
  return NetconfClient.connect({ ...address, password });
}

const vrf = '<vrf><name>a</name></vrf>';
const confirmed = (timeoutS: number) =>
  `<confirmed/><confirm-timeout>${timeoutS}</confirm-timeout><persist>tx</persist>`;

test('after kill -9 everything is back: configuration, address, host key and faults', async () => {
  const first = await start();
  await first.call('PUT', '/world', { nodes: [edgeNode('pe1'), edgeNode('pe2')] });
  const client = await connect(first, 'pe1');
  await client.edit(vrf);
  await client.commit();
  await first.call('POST', '/fault', { device: 'pe2', fault: { kind: 'refuseEdit' } });
  const [before, state] = [await addresses(first), await stateOf(first, 'pe1')];
  await first.end('SIGKILL');

  const second = await start();
  expect(await addresses(second)).toMatchObject(
    before.map(({ name, port, hostKeySha256 }) => ({ name, port, hostKeySha256 })),
  );
  expect((await stateOf(second, 'pe1')).hash).toBe(state.hash);
  await expect((await connect(second, 'pe2')).edit(vrf)).rejects.toThrow('operation-failed');
});

test('a confirmed commit that was pending at a kill is undone if its time passed, else its time goes on', async () => {
  const first = await start();
  await first.call('PUT', '/world', { nodes: [edgeNode('short'), edgeNode('long'), edgeNode('session')] });
  const before = await Promise.all(['short', 'long', 'session'].map((name) => stateOf(first, name)));
  for (const [name, timeoutS] of [
    ['short', 1],
    ['long', 600],
  ] as const) {
    const client = await connect(first, name);
    await client.edit(vrf);
    await client.commit(confirmed(timeoutS));
  }
  const session = await connect(first, 'session');
  await session.edit(vrf);
  await session.commit('<confirmed/><confirm-timeout>600</confirm-timeout>');
  const pending = (await stateOf(first, 'long')).pending;
  await first.end('SIGKILL');
  await new Promise((done) => setTimeout(done, 1000));

  const second = await start();
  expect((await stateOf(second, 'short')).hash).toBe(before[0]?.hash);
  expect((await stateOf(second, 'session')).hash).toBe(before[2]?.hash);
  const long = await stateOf(second, 'long');
  expect(long.hash).not.toBe(before[1]?.hash);
  expect(long.pending).toEqual(pending);
  expect(pending).toBeDefined();
});

test('a confirmed commit that was pending at a kill can be confirmed after the restart', async () => {
  const first = await start();
  await first.call('PUT', '/world', { nodes: [edgeNode('pe1')] });
  const client = await connect(first, 'pe1');
  await client.edit(vrf);
  await client.commit(confirmed(600));
  const { hash } = await stateOf(first, 'pe1');
  await first.end('SIGKILL');
  const second = await start();
  await (await connect(second, 'pe1')).commit('<persist-id>tx</persist-id>');
  expect(await stateOf(second, 'pe1')).toMatchObject({ hash });
  expect((await stateOf(second, 'pe1')).pending).toBeUndefined();
});

test('a half-written file of a killed process does not stand in the way', async () => {
  const first = await start();
  await first.call('PUT', '/world', { nodes: [edgeNode('pe1')] });
  await first.end('SIGKILL');
  await writeFile(join(folder, 'devices', 'pe1.json.new'), '{"running":');
  const second = await start();
  expect((await addresses(second)).length).toBe(1);
  await second.end('SIGTERM');
  await expect(readFile(join(folder, 'devices', 'pe1.json.new'))).rejects.toThrow('ENOENT');
});

test('killed in the middle of commits, a device has the last one that it acknowledged, or the one after it', async () => {
  const first = await start();
  await first.call('PUT', '/world', { nodes: [edgeNode('pe1')] });
  const client = await connect(first, 'pe1');
  let acknowledged = 0;
  const committing = (async () => {
    for (let number = 1; ; number++) {
      await client.edit(`<port><name>ge-0</name><description>${number}</description></port>`);
      await client.commit();
      acknowledged = number;
    }
  })().catch(() => undefined);
  while (acknowledged < 20) await new Promise((done) => setTimeout(done, 1));
  await first.end('SIGKILL');
  await committing;
  const second = await start();
  const state = await second.call('GET', '/state/pe1');
  const [port] = (state.body.config as { port: { description: string }[] }).port;
  expect([acknowledged, acknowledged + 1]).toContain(Number(port?.description));
});

test('ends with its lifeline and on SIGTERM', async () => {
  expect(await (await start()).end('lifeline')).toBe(0);
  expect(await (await start()).end('SIGTERM')).toBe(0);
});

test('the whole VPN over the control interface and SSH: technician, tester, failover', async () => {
  const fleet = await start();
  const [cables, links] = [vpnLinks.filter((link) => link.a.port), vpnLinks.filter((link) => !link.a.port)];
  const put = await fleet.call('PUT', '/world', { nodes: vpnNodes, links });
  expect((put.body.devices as unknown[]).length).toBe(7);
  expect((await fleet.call('PUT', '/world', { nodes: vpnNodes, links })).body).toEqual(put.body);

  const customer = await connect(fleet, 'CE-HQ');
  const ping = async () => {
    const reply = await customer.rpc(
      '<test-path xmlns="urn:turnup:device-test"><vrf>default</vrf><source>10.1.0.1</source><destination>10.2.0.1</destination><size-bytes>1500</size-bytes></test-path>',
    );
    return [
      childText(reply, 'received'),
      ...reply.children.filter((part) => part.name === 'path').map((part) => part.text),
    ];
  };
  expect(await ping()).toEqual(['0', 'CE-HQ']);
  for (const cable of cables) expect((await fleet.call('POST', '/cable', cable)).status).toBe(200);
  expect(await ping()).toEqual(['5', 'CE-HQ', 'LON-A', 'P1', 'P2', 'LDS', 'CE-LDS']);
  await fleet.call('POST', '/link', { name: 'hq-a', up: false });
  expect(await ping()).toEqual(['5', 'CE-HQ', 'LON-B', 'P2', 'P1', 'LDS', 'CE-LDS']);
  await fleet.call('DELETE', '/cable', { a: { node: 'CE-HQ', port: 'wan1' } });
  expect(await ping()).toEqual(['0', 'CE-HQ']);
});

test('a CPE comes out of its box once, with its factory login', async () => {
  const fleet = await start();
  const unpacked = await fleet.call('POST', '/unpack', { model: 'router-2', serial: 'SN0001', name: 'ce1' });
  expect(unpacked.body).toMatchObject({ name: 'ce1', user: 'admin', password: 'SN0001', model: 'router-2' });
  expect(
    (await fleet.call('POST', '/unpack', { model: 'router-2', serial: 'SN0001', name: 'ce1' })).body,
  ).toEqual(unpacked.body);
  expect(
    (await fleet.call('POST', '/unpack', { model: 'router-2', serial: 'SN0002', name: 'ce1' })).status,
  ).toBe(409);
  const client = await connect(fleet, 'ce1', 'SN0001');
  await client.edit('<port><name>wan0</name><description>uplink</description></port>');
  await client.commit();
  await client.close();
  await fleet.call('PUT', '/world', {
    models: [{ name: 'router-9', ports: [{ name: 'wan7', rateKbps: 10 }] }],
  });
  await fleet.call('POST', '/unpack', { model: 'router-9', serial: 'SN0009' });
  const state = await fleet.call('GET', '/state/SN0009');
  expect(state.body.config).toMatchObject({ system: { hostname: 'SN0009' }, port: [{ name: 'wan7' }] });
});

const wrongRequests = [
  ['PUT', '/world', { nodes: [{ name: '../x', role: 'core', ports: [], managed: false }] }, 400],
  ['PUT', '/world', { nodes: [{ ...edgeNode('x'), colour: 'red' }] }, 400],
  ['PUT', '/world', { nodes: [{ name: 'x', role: 'core', ports: [], managed: true }] }, 422],
  [
    'PUT',
    '/world',
    { nodes: [{ ...edgeNode('x'), config: '<device xmlns="urn:turnup:device"><nope/></device>' }] },
    422,
  ],
  ['PUT', '/world', { links: [{ ...vpnLinks[0], a: { node: 'nobody' } }] }, 422],
  [
    'POST',
    '/cable',
    { a: { node: 'a', port: 'p' }, b: { node: 'b', port: 'p' }, latencyUs: 1, capacityKbps: 1, mtu: 1500 },
    422,
  ],
  ['POST', '/link', { name: 'none', up: true }, 404],
  ['POST', '/fault', { device: 'none', fault: { kind: 'refuseEdit' } }, 404],
  ['POST', '/fault', { device: 'none', fault: { kind: 'explode' } }, 400],
  ['GET', '/state/none', undefined, 404],
  ['GET', '/nowhere', undefined, 404],
] as const;

test('wrong requests are answered with their status and every fault, and change nothing', async () => {
  const fleet = await start();
  for (const [method, path, body, status] of wrongRequests) {
    const answer = await fleet.call(method, path, body);
    expect([method, path, answer.status]).toEqual([method, path, status]);
    expect((answer.body.faults as string[]).length).toBeGreaterThan(0);
  }
  expect(await addresses(fleet)).toEqual([]);
});

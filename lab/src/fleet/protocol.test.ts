import { afterAll, beforeAll, expect, test } from 'vitest';
import { DeviceError, type NetconfClient } from '../netconf/client.ts';
import { ManualClock } from './testing/clock.ts';
import { edgeNode, startFleet, type TestFleet, until } from './testing/fleet.ts';
import { child, childText, parseXml, writeXml } from './xml.ts';

let fleet: TestFleet;
const clock = new ManualClock();
let number = 0;

beforeAll(async () => {
  fleet = await startFleet({ nodes: [] }, clock);
});
afterAll(() => fleet.stop());

/** A device of its own for a test. */
async function freshDevice(): Promise<string> {
  const name = `pe${++number}`;
  await fleet.world.update({ nodes: [edgeNode(name)] });
  return name;
}

const vrf = (name: string, rd = '1:1') => `<vrf><name>${name}</name><rd>${rd}</rd></vrf>`;
const lock = '<lock><target><candidate/></target></lock>';
const confirmed = (timeoutS: number, persist = '') =>
  `<confirmed/><confirm-timeout>${timeoutS}</confirm-timeout>${persist === '' ? '' : `<persist>${persist}</persist>`}`;

function hash(device: string): string {
  return fleet.world.host(device).device.describe().hash;
}

function refusal(promise: Promise<unknown>): Promise<DeviceError> {
  return promise.then(
    () => expect.unreachable('the device accepted it'),
    (error: unknown) => (error instanceof DeviceError ? error : Promise.reject(error)),
  );
}

test('hellos tell capabilities and a session id; both framings work', async () => {
  const device = await freshDevice();
  const [modern, old] = await Promise.all([
    fleet.connect(device),
    fleet.connect(device, { oldFraming: true }),
  ]);
  expect(modern.capabilities).toContain('urn:ietf:params:netconf:capability:confirmed-commit:1.1');
  expect(modern.sessionId).not.toBe(old.sessionId);
  await old.edit(vrf('a', '7:7'));
  await old.commit();
  expect(writeXml(await modern.getConfig())).toContain('<rd>7:7</rd>');
  await Promise.all([modern.close(), old.close()]);
  expect(fleet.world.host(device).device.sessionCounts).toEqual({ open: 0, peak: 2 });
});

test('a wrong password or user gets nowhere', async () => {
  const device = await freshDevice();
  await expect(fleet.connect(device, { password: 'wrong' })).rejects.toThrow();
  await expect(fleet.connect(device, { user: 'root' })).rejects.toThrow();
});

test('a locked candidate is refused to others with the holder; closing the session frees it', async () => {
  const device = await freshDevice();
  const [one, two] = await Promise.all([fleet.connect(device), fleet.connect(device)]);
  await one.rpc(lock);
  const denied = await refusal(two.rpc(lock));
  expect([denied.tag, denied.info && childText(denied.info, 'session-id')]).toEqual([
    'lock-denied',
    String(one.sessionId),
  ]);
  expect((await refusal(two.edit(vrf('b')))).tag).toBe('in-use');
  expect((await refusal(two.commit())).tag).toBe('in-use');
  await one.edit(vrf('a'));
  await one.close();
  await two.rpc(lock);
  expect(writeXml(await two.getConfig('candidate'))).not.toContain('vrf');
  await two.rpc('<unlock><target><candidate/></target></unlock>');
  expect((await refusal(two.rpc('<unlock><target><candidate/></target></unlock>'))).tag).toBe(
    'operation-failed',
  );
  await two.close();
});

test('a candidate that somebody changed cannot be locked until it is discarded', async () => {
  const device = await freshDevice();
  const [one, two] = await Promise.all([fleet.connect(device), fleet.connect(device)]);
  await one.edit(vrf('a'));
  const denied = await refusal(two.rpc(lock));
  expect(denied.info && childText(denied.info, 'session-id')).toBe('0');
  await one.rpc('<discard-changes/>');
  await two.rpc(lock);
  await Promise.all([one.drop(), two.drop()]);
});

test('a refused edit leaves the candidate as it was; a good one changes running only with the commit', async () => {
  const device = await freshDevice();
  const client = await fleet.connect(device);
  const before = hash(device);
  const refused = await refusal(
    client.edit(`${vrf('a')}<port><name>ge-0</name><unit><vlan>5</vlan><vrf>zz</vrf></unit></port>`),
  );
  expect(refused).toMatchObject({
    tag: 'data-missing',
    appTag: 'instance-required',
    path: "/d:device/d:port[d:name='ge-0']/d:unit[d:vlan='5']/d:vrf",
  });
  expect(writeXml(await client.getConfig('candidate'))).toBe(writeXml(await client.getConfig('running')));
  await client.edit(vrf('a'), '<test-option>test-only</test-option>');
  expect(fleet.world.host(device).device.describe().candidateHash).toBe(before);
  await client.edit(vrf('a'), '<error-option>rollback-on-error</error-option>');
  expect(hash(device)).toBe(before);
  await client.rpc('<validate><source><candidate/></source></validate>');
  await client.commit();
  expect(hash(device)).not.toBe(before);
  await client.close();
});

test('with test-option set an invalid candidate is stored, and refused by validate and commit', async () => {
  const device = await freshDevice();
  const client = await fleet.connect(device);
  const before = hash(device);
  await client.edit(
    '<port><name>ge-0</name><unit><vlan>5</vlan><vrf>a</vrf></unit></port>',
    '<test-option>set</test-option>',
  );
  expect((await refusal(client.rpc('<validate><source><candidate/></source></validate>'))).appTag).toBe(
    'instance-required',
  );
  expect((await refusal(client.commit())).appTag).toBe('instance-required');
  expect(hash(device)).toBe(before);
  await client.edit(vrf('a'));
  await client.commit();
  await client.close();
});

test('a confirmed commit that nobody confirms is undone when its time is over', async () => {
  const device = await freshDevice();
  const client = await fleet.connect(device);
  const before = hash(device);
  await client.edit(vrf('a'));
  await client.commit(confirmed(1));
  clock.advance(999);
  await client.getConfig();
  expect(hash(device)).not.toBe(before);
  clock.advance(1);
  await until(() => hash(device) === before);
  expect(fleet.world.host(device).device.describe().pending).toBeUndefined();
  expect(fleet.world.host(device).device.describe().candidateHash).toBe(before);
  await client.close();
});

test('without persist only the session itself confirms, and its loss undoes the commit', async () => {
  const device = await freshDevice();
  const [one, two] = await Promise.all([fleet.connect(device), fleet.connect(device)]);
  const before = hash(device);
  await one.edit(vrf('a'));
  await one.commit(confirmed(60));
  expect((await refusal(two.commit())).tag).toBe('in-use');
  expect((await refusal(two.rpc('<lock><target><running/></target></lock>'))).tag).toBe('lock-denied');
  await one.drop();
  await until(() => hash(device) === before);
  await two.edit(vrf('a'));
  await two.commit(confirmed(1));
  await two.commit();
  clock.advance(1200);
  await two.getConfig();
  expect(hash(device)).not.toBe(before);
  await two.close();
});

test('with persist another session confirms by the identifier, and only by it', async () => {
  const device = await freshDevice();
  const one = await fleet.connect(device);
  const before = hash(device);
  await one.edit(vrf('a'));
  await one.commit(confirmed(60, 'tx-1'));
  await one.drop();
  const two = await fleet.connect(device);
  expect((await refusal(two.commit())).tag).toBe('invalid-value');
  expect((await refusal(two.commit('<persist-id>tx-2</persist-id>'))).tag).toBe('invalid-value');
  expect((await refusal(two.rpc('<cancel-commit/>'))).tag).toBe('invalid-value');
  await two.commit('<persist-id>tx-1</persist-id>');
  expect(hash(device)).not.toBe(before);
  expect((await refusal(two.commit('<persist-id>tx-1</persist-id>'))).tag).toBe('invalid-value');
  await two.close();
});

test('cancel-commit undoes; a follow-up confirmed commit starts the time again and keeps the first image', async () => {
  const device = await freshDevice();
  const client = await fleet.connect(device);
  const before = hash(device);
  await client.edit(vrf('a'));
  await client.commit(confirmed(1, 'tx'));
  await client.edit(vrf('b', '1:2'));
  await client.commit(`${confirmed(60)}<persist-id>tx</persist-id>`);
  clock.advance(1200);
  expect(writeXml(await client.getConfig())).toContain('<name>b</name>');
  await client.rpc('<cancel-commit><persist-id>tx</persist-id></cancel-commit>');
  expect(hash(device)).toBe(before);
  expect((await refusal(client.rpc('<cancel-commit/>'))).tag).toBe('operation-failed');
  await client.close();
});

test('a killed session loses its locks and its confirmed commit', async () => {
  const device = await freshDevice();
  const [one, two] = await Promise.all([fleet.connect(device), fleet.connect(device)]);
  const before = hash(device);
  await one.rpc(lock);
  await one.edit(vrf('a'));
  await one.commit(confirmed(60));
  await two.rpc(`<kill-session><session-id>${one.sessionId}</session-id></kill-session>`);
  await one.closed;
  await until(() => hash(device) === before);
  await two.rpc(lock);
  expect(
    (await refusal(two.rpc(`<kill-session><session-id>${two.sessionId}</session-id></kill-session>`))).tag,
  ).toBe('invalid-value');
  await two.close();
});

test('events tell who changed what, how a confirmed commit went, and which port lost its light', async () => {
  const device = await freshDevice();
  const [listener, editor] = await Promise.all([fleet.connect(device), fleet.connect(device)]);
  await listener.rpc('<create-subscription xmlns="urn:ietf:params:xml:ns:netconf:notification:1.0"/>');
  await fleet.world.plug({
    ...cable,
    a: { node: device, port: 'ge-0' },
    b: { node: await freshDevice(), port: 'ge-0' },
  });
  await until(() => listener.events.length === 1);
  await editor.edit(vrf('a'));
  await editor.commit(confirmed(60));
  await editor.commit(confirmed(70));
  await editor.commit();
  await until(() => listener.events.length === 5);
  const bodies = listener.events.map((event) => event.children.find((part) => part.name !== 'eventTime'));
  expect(bodies.map((body) => body && (childText(body, 'confirm-event') ?? body.name))).toEqual([
    'link-event',
    'start',
    'netconf-config-change',
    'extend',
    'complete',
  ]);
  const change = bodies[2];
  const by = change && child(change, 'changed-by');
  expect(by && childText(by, 'session-id')).toBe(String(editor.sessionId));
  const edit = change && child(change, 'edit');
  expect(edit && [childText(edit, 'target'), childText(edit, 'operation')]).toEqual([
    "/d:device/d:vrf[d:name='a']",
    'create',
  ]);
  expect(childText(bodies[1] ?? parseXml('<x/>'), 'timeout')).toBe('60');
  await Promise.all([listener.close(), editor.close()]);
});

const cable = { latencyUs: 10, capacityKbps: 1_000_000, mtu: 1500 };

test('a filter on the subscription lets only its events through', async () => {
  const device = await freshDevice();
  const client = await fleet.connect(device);
  await client.rpc(
    '<create-subscription xmlns="urn:ietf:params:xml:ns:netconf:notification:1.0"><stream>NETCONF</stream><filter type="subtree"><netconf-confirmed-commit xmlns="urn:ietf:params:xml:ns:yang:ietf-netconf-notifications"/></filter></create-subscription>',
  );
  await client.edit(vrf('a'));
  await client.commit(confirmed(60));
  await client.rpc('<cancel-commit/>');
  await until(() => client.events.length === 2);
  expect(client.events.map((event) => event.children[1]?.name)).toEqual([
    'netconf-confirmed-commit',
    'netconf-confirmed-commit',
  ]);
  await client.close();
});

test('get answers configuration and state, and filters reach into both', async () => {
  const device = await freshDevice();
  const client = await fleet.connect(device);
  const state = await client.rpc(
    '<get><filter type="subtree"><device xmlns="urn:turnup:device"><state/></device></filter></get>',
  );
  expect(writeXml(state)).toContain('<port><name>ge-0</name><oper-status>down</oper-status></port>');
  expect(writeXml(state)).not.toContain('hostname');
  const part = await client.getConfig(
    'running',
    '<device xmlns="urn:turnup:device"><system><hostname/></system></device>',
  );
  expect(writeXml(part)).toContain(`<hostname>${device}</hostname></system></device></data>`);
  await client.close();
});

test.each([
  ['<nonsense/>', 'operation-not-supported'],
  ['<toString/>', 'operation-not-supported'],
  ['<test-path/>', 'operation-not-supported'],
  ['<get-config><source><startup/></source></get-config>', 'invalid-value'],
  ['<get-config/>', 'missing-element'],
  ['<get><filter type="xpath" select="/device"/></get>', 'bad-attribute'],
  ['<edit-config><target><running/></target><config/></edit-config>', 'operation-not-supported'],
  ['<edit-config><target><candidate/></target></edit-config>', 'missing-element'],
  [
    '<edit-config><target><candidate/></target><error-option>continue-on-error</error-option><config/></edit-config>',
    'invalid-value',
  ],
  ['<commit><confirmed/><confirm-timeout>0</confirm-timeout></commit>', 'invalid-value'],
  ['<kill-session><session-id>999</session-id></kill-session>', 'invalid-value'],
])('%s is answered with %s', async (operation, tag) => {
  const client = await sharedClient();
  expect((await refusal(client.rpc(operation))).tag).toBe(tag);
});

let shared: Promise<NetconfClient> | undefined;
function sharedClient(): Promise<NetconfClient> {
  shared ??= freshDevice().then((device) => fleet.connect(device));
  return shared;
}

test('a reply repeats the attributes of its rpc', async () => {
  const client = await sharedClient();
  const reply = await client.rpc('<get/>', ' xmlns:ex="urn:ex" ex:user-id="fred"');
  expect(reply.attributes.get('{urn:ex}user-id')).toBe('fred');
});

test('test-path answers figures and nodes, or which parameter it cannot take', async () => {
  const device = await freshDevice();
  const client = await fleet.connect(device);
  const parameters = (more: string) => `<test-path xmlns="urn:turnup:device-test">${more}</test-path>`;
  expect((await refusal(client.rpc(parameters('<vrf>x</vrf>')))).tag).toBe('missing-element');
  const whole = '<vrf>x</vrf><source>10.0.0.1</source><destination>10.0.0.2</destination>';
  expect((await refusal(client.rpc(parameters(whole)))).tag).toBe('invalid-value');
  await client.edit(
    '<vrf><name>x</name></vrf><port><name>ge-0</name><unit><vlan>5</vlan><vrf>x</vrf><address>10.0.0.1/30</address></unit></port>',
  );
  await client.commit();
  await fleet.world.plug({
    ...cable,
    a: { node: device, port: 'ge-0' },
    b: { node: await freshDevice(), port: 'ge-0' },
  });
  const reply = await client.rpc(parameters(`${whole}<count>3</count>`));
  expect(reply.children.map((part) => `${part.name}=${part.text}`)).toEqual([
    'sent=3',
    'received=0',
    'delivered-kbps=0',
    'method=derived',
    `path=${device}`,
  ]);
  await client.close();
});

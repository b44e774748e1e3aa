import { afterAll, beforeAll, expect, test } from 'vitest';
import { DeviceError } from '../netconf/client.ts';
import type { Fault } from './faults.ts';
import { ManualClock } from './testing/clock.ts';
import { edgeNode, startFleet, type TestFleet, until } from './testing/fleet.ts';
import { writeXml } from './xml.ts';

let fleet: TestFleet;
const clock = new ManualClock();
let number = 0;

beforeAll(async () => {
  fleet = await startFleet({ nodes: [] }, clock);
});
afterAll(() => fleet.stop());

/** A device with a fault, and a session on it. */
async function deviceWith(fault: Fault) {
  const name = `pe${++number}`;
  await fleet.world.update({ nodes: [edgeNode(name)] });
  const client = await fleet.connect(name);
  await fleet.world.setFault(name, fault);
  return { name, client, hash: () => fleet.world.host(name).device.describe().hash };
}

const vrf = '<vrf><name>a</name></vrf>';
const confirmed = '<confirmed/><confirm-timeout>60</confirm-timeout><persist>tx</persist>';
const confirming = '<persist-id>tx</persist-id>';

function answer(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof DeviceError ? error.message : String(error)),
  );
}

test('refuseEdit refuses until it is cleared', async () => {
  const { name, client } = await deviceWith({ kind: 'refuseEdit', message: 'no memory' });
  expect(await answer(client.edit(vrf))).toBe('operation-failed: no memory');
  expect(await answer(client.edit(vrf))).toBe('operation-failed: no memory');
  await fleet.world.clearFault(name, 'refuseEdit');
  expect(await answer(client.edit(vrf))).toBe('ok');
});

test('refuseCommit leaves running untouched, and once fires once', async () => {
  const { client, hash, name } = await deviceWith({ kind: 'refuseCommit', once: true });
  const before = hash();
  await client.edit(vrf);
  expect(await answer(client.commit(confirmed))).toBe('operation-failed: resource exhausted');
  expect(hash()).toBe(before);
  expect(fleet.world.host(name).device.faults.list()).toEqual([]);
  expect(await answer(client.commit(confirmed))).toBe('ok');
  expect(hash()).not.toBe(before);
});

test('after lets operations pass first', async () => {
  const { client } = await deviceWith({ kind: 'refuseEdit', after: 2 });
  const answers = [];
  for (let index = 0; index < 4; index++) answers.push(await answer(client.edit(vrf)));
  expect(answers.map((text) => text.split(':')[0])).toEqual([
    'ok',
    'ok',
    'operation-failed',
    'operation-failed',
  ]);
});

test('commitDoesNothing answers ok and applies nothing', async () => {
  const { client, hash } = await deviceWith({ kind: 'commitDoesNothing' });
  const before = hash();
  await client.edit(vrf);
  expect(await answer(client.commit(confirmed))).toBe('ok');
  expect(hash()).toBe(before);
  expect(writeXml(await client.getConfig('candidate'))).not.toContain('vrf');
});

test('refuseConfirm refuses the confirming commit only, and the time runs on', async () => {
  const { client, hash } = await deviceWith({ kind: 'refuseConfirm' });
  const before = hash();
  await client.edit(vrf);
  expect(
    await answer(client.commit('<confirmed/><confirm-timeout>1</confirm-timeout><persist>tx</persist>')),
  ).toBe('ok');
  expect(await answer(client.commit(confirming))).toBe('operation-failed: resource exhausted');
  expect(hash()).not.toBe(before);
  clock.advance(1000);
  await until(() => hash() === before);
});

test('refuseCancel keeps the confirmed commit pending', async () => {
  const { client, hash } = await deviceWith({ kind: 'refuseCancel', once: true });
  const before = hash();
  await client.edit(vrf);
  await client.commit(confirmed);
  const cancel = '<cancel-commit><persist-id>tx</persist-id></cancel-commit>';
  expect(await answer(client.rpc(cancel))).toBe('operation-failed: resource exhausted');
  expect(hash()).not.toBe(before);
  expect(await answer(client.rpc(cancel))).toBe('ok');
  expect(hash()).toBe(before);
});

test('staleReadBack answers what ran before the last change', async () => {
  const { client } = await deviceWith({ kind: 'staleReadBack', once: true });
  await client.edit(vrf);
  await client.commit();
  expect(writeXml(await client.getConfig())).not.toContain('vrf');
  expect(writeXml(await client.getConfig())).toContain('vrf');
});

test('hang takes the operation and never answers; other sessions are served', async () => {
  const { name, client, hash } = await deviceWith({ kind: 'hang', operation: 'commit', once: true });
  const before = hash();
  await client.edit(vrf);
  const silent = answer(client.commit());
  const other = await fleet.connect(name);
  await other.getConfig();
  expect(await Promise.race([silent, new Promise((done) => setTimeout(() => done('silence'), 300))])).toBe(
    'silence',
  );
  expect(hash()).toBe(before);
  await client.drop();
  expect(await silent).toContain('session closed');
  await other.close();
});

test('delayMs makes every operation wait', async () => {
  const { client } = await deviceWith({ kind: 'delayMs', delayMs: 200 });
  const idle = clock.waiting;
  const reply = answer(client.rpc('<get/>'));
  await until(() => clock.waiting === idle + 1);
  clock.advance(199);
  expect(await Promise.race([reply, new Promise((done) => setTimeout(() => done('silence'), 50))])).toBe(
    'silence',
  );
  clock.advance(1);
  expect(await reply).toBe('ok');
});

test('dropSessionOn breaks the connection before the operation, or after it without an answer', async () => {
  const early = await deviceWith({ kind: 'dropSessionOn', operation: 'commit' });
  const before = early.hash();
  await early.client.edit(vrf);
  expect(await answer(early.client.commit(confirmed))).toContain('session closed');
  expect(early.hash()).toBe(before);

  const late = await deviceWith({ kind: 'dropSessionOn', operation: 'commit', when: 'after', once: true });
  const empty = late.hash();
  await late.client.edit(vrf);
  expect(await answer(late.client.commit(confirmed))).toContain('session closed');
  expect(late.hash()).not.toBe(empty);
  const again = await fleet.connect(late.name);
  expect(await answer(again.commit(confirming))).toBe('ok');
});

test('unreachable closes the port and the sessions; clearing opens the same port with the same key', async () => {
  const name = `pe${++number}`;
  await fleet.world.update({ nodes: [edgeNode(name)] });
  const address = fleet.world.host(name).address();
  const client = await fleet.connect(name);
  await fleet.world.setFault(name, { kind: 'unreachable' });
  await client.closed;
  await expect(fleet.connect(name)).rejects.toThrow(/ECONNREFUSED/);
  await fleet.world.clearFault(name, 'unreachable');
  expect(fleet.world.host(name).address()).toEqual(address);
  await (await fleet.connect(name)).close();
});

test('portDown takes the light of that port', async () => {
  const [a, b] = [`pe${++number}`, `pe${++number}`];
  await fleet.world.update({ nodes: [edgeNode(a), edgeNode(b)] });
  const ends = { a: { node: a, port: 'ge-0' }, b: { node: b, port: 'ge-0' } };
  await fleet.world.plug({ ...ends, latencyUs: 1, capacityKbps: 1000, mtu: 1500 });
  const states = () => [a, b].map((name) => fleet.world.network().portStates(name).get('ge-0'));
  expect(states()).toEqual(['up', 'up']);
  await fleet.world.setFault(a, { kind: 'portDown', port: 'ge-0' });
  expect(states()).toEqual(['down', 'down']);
  await fleet.world.clearFault(a, undefined);
  expect(states()).toEqual(['up', 'up']);
});

import { beforeAll, describe, expect, it } from 'vitest';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { forgottenService, withoutQuarantine } from './foundService.ts';
import { LiveServices, modifyOf } from './liveService.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';
import { type Traces, tracesOf } from './traces.ts';

const simulate = '/turnup/v1/serviceOrder/simulate';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('taking over a service that is found on the network', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let live: LiveServices;
  let bare: Traces;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    await withoutQuarantine(system);
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
    live = new LiveServices(system, people);
    bare = await tracesOf(system, fleet);
  }, 120_000);

  const forgotten = (sites: readonly string[]) => forgottenService(system, people, live, sites);
  const ended = (id: string) => ({
    relatedParty: [{ id: 'ALDER', role: 'customer' }],
    serviceOrderItem: [{ id: '1', action: 'delete', service: { id } }],
  });

  it('no device changes; it enters the inventory as active and is billed once; adopted, it goes with its end', async () => {
    const found = await forgotten(['ALDER-MAN', 'ALDER-NCL']);
    const standing = await tracesOf(system, fleet);
    expect(standing.devices).not.toEqual(bare.devices);
    expect(standing.services).toEqual([]);
    const elsewhere = [{ site: 'ALDER-MAN', node: 'PE-MAN', port: 'xe-9/9/9' }];
    const refusals: readonly [object, number, string][] = [
      [found.order('adopt', { parameters: {} }), 422, 'TAKE_OVER_INCOMPLETE'],
      [found.order('adopt', {}, { 'vlan:NOWHERE:0': '7' }), 422, 'TAKE_OVER_INCOMPLETE'],
      [found.order('adopt', { accesses: elsewhere }), 422, 'ACCESS_UNKNOWN'],
      [found.order('perhaps'), 400, 'INVALID_ORDER'],
    ];
    for (const [body, status, code] of refusals) {
      const answer = await live.post(body);
      expect([answer.status, answer.body.code], JSON.stringify(answer.body)).toEqual([status, code]);
    }
    expect(await tracesOf(system, fleet)).toEqual(standing);
    const told = await system.call('orderStaff', 'POST', simulate, found.order('adopt'));
    expect(told.status, JSON.stringify(told.body)).toBe(200);
    expect(told.body.items[0].devices).toEqual([]);
    const order = await live.done(found.order('adopt'));
    expect((await live.tasks(order.id)).map((task) => task.key)).toEqual(
      told.body.tasks.map((task: Row) => task.key),
    );
    const id = order.serviceOrderItem[0].service.id;
    expect(await live.service(id)).toMatchObject({ state: 'active', inService: true });
    expect((await live.billing(id)).map((event) => event.kind)).toEqual(['start']);
    expect((await tracesOf(system, fleet)).devices).toEqual(standing.devices);

    // It is a service like any other from now on: what is its own is told by its number, and it can be changed.
    const again = await live.post(found.order('adopt'));
    expect([again.status, again.body.code]).toEqual([409, 'OWNED_BY_OTHERS']);
    expect(again.body.message).toContain((await live.service(id)).number);
    await live.done(modifyOf('ALDER', id, { state: 'inactive' }));
    await live.done(modifyOf('ALDER', id, { state: 'active' }));
    expect((await tracesOf(system, fleet)).devices).toEqual(standing.devices);
    await live.done(ended(id));
    const after = await tracesOf(system, fleet);
    // What it had is gone from the devices; ports are the device's and stay as they were found.
    const nothing = await system.call('orderStaff', 'POST', simulate, found.order('adopt'));
    const devices = nothing.body.items[0].devices as Row[];
    expect(devices.map((each) => each.device)).toEqual(expect.arrayContaining(['PE-MAN', 'PE-NCL']));
    for (const { forward } of devices.filter((each) => each.device.startsWith('PE-')))
      for (const part of ['<unit', '<vrf', '<neighbor']) expect(forward).toContain(part);
    expect(after.held).toEqual(bare.held);
  }, 240_000);

  it('kept, what was found stays when it ends; taken back, nothing is known of it and nothing is changed', async () => {
    const found = await forgotten(['ALDER-BRS', 'ALDER-CDF']);
    const standing = await tracesOf(system, fleet);
    const wrong = await live.post(found.order('keep', {}, { rt: '65000:100777' }));
    expect(wrong.status, JSON.stringify(wrong.body)).toBe(201);
    const held = await people.until('the difference', async () => {
      const { body } = await system.call(
        'orderStaff',
        'GET',
        `/tmf-api/serviceOrdering/v4/serviceOrder/${wrong.body.id}`,
      );
      return body.state === 'held' ? body : undefined;
    });
    expect(JSON.stringify(held.serviceOrderItem[0].errorMessage)).toContain('FOUND_DIFFERS');
    expect(JSON.stringify(held.serviceOrderItem[0].errorMessage)).toContain('65000:100777');
    await system.call('orderStaff', 'POST', '/tmf-api/serviceOrdering/v4/cancelServiceOrder', {
      serviceOrder: { id: wrong.body.id },
    });
    await people.until('cancellation', async () => {
      const { body } = await system.call(
        'orderStaff',
        'GET',
        `/tmf-api/serviceOrdering/v4/serviceOrder/${wrong.body.id}`,
      );
      return body.state === 'cancelled' ? true : undefined;
    });
    expect(await tracesOf(system, fleet)).toEqual(standing);
    const order = await live.done(found.order('keep'));
    await live.done(ended(order.serviceOrderItem[0].service.id));
    expect((await tracesOf(system, fleet)).devices).toEqual(standing.devices);
  }, 240_000);
});

import { beforeAll, describe, expect, it } from 'vitest';
import { internetOrder, vpnOrder } from './demo.ts';
import type { DemoFleet } from './fleet.ts';
import { type LiveServices, liveVpn, modifyOf } from './liveService.ts';
import type { People } from './people.ts';
import type { TestSystem } from './system.ts';
import { type Traces, tracesOf } from './traces.ts';

const simulate = '/turnup/v1/serviceOrder/simulate';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('relocating a site of a live service, and exchanging its access', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let live: LiveServices;
  let id: string;
  let standing: Traces;

  beforeAll(async () => {
    ({ system, fleet, people, live, id, standing } = await liveVpn());
  }, 120_000);

  const said = (name: string, value: unknown, more: object[] = []) => ({
    serviceCharacteristic: [{ name, value }, ...more],
  });
  const relocate = (from: string, to: string, more: object = {}, days?: number) =>
    modifyOf(
      'ALDER',
      id,
      said(
        'relocation',
        [{ from, to, ...more }],
        days === undefined ? [] : [{ name: 'parallelWorkingDays', value: days }],
      ),
    );
  const valuesOf = async (service: string): Promise<Row> =>
    (await live.service(service)).serviceCharacteristic.find((one: Row) => one.name === 'parameters').value;
  const stateOf = async (order: string, key: string): Promise<string> =>
    (await live.tasks(order)).find((task) => task.key === key)?.state;

  it('the new place is built and tested beside the old one, which carries until all is cut over; then it is given back', async () => {
    const order = relocate('ALDER-NCL', 'ALDER-BRS', {}, 4);
    const told = await system.call('orderStaff', 'POST', simulate, order);
    expect(told.status, JSON.stringify(told.body)).toBe(200);
    expect(told.body.items[0].classification).toEqual({ route: 'standard', fired: [] });
    const sent = await live.post(order);
    expect(sent.status, JSON.stringify(sent.body)).toBe(201);
    const keys = (await live.tasks(sent.body.id)).map((task) => task.key);
    expect(keys).toEqual(told.body.tasks.map((task: Row) => task.key));
    expect(sent.body.committedDate).toBe(told.body.committedDate);
    expect(told.body.items[0].cost.capexMinor).toBeGreaterThan(0);
    const unit = (await valuesOf(id))['cpe:ALDER-MAN'][0];
    const { number } = await live.service(id);
    const answered = (): Promise<number> => live.answered(unit, number, '10.40.0.1', '10.41.0.1');

    // Tested, and waiting: both stand, and the old one carries.
    await people.until('the test of the new access', async () =>
      (await stateOf(sent.body.id, '1/TEST_NEW/access:test')) === 'completed' ? true : undefined,
    );
    expect(await stateOf(sent.body.id, '1/CUT_OVER/window')).toBe('waiting');
    expect(await answered()).toBe(10);
    const both = await valuesOf(id);
    expect(both['port:ALDER-NCL:0'] ?? both['vlan:ALDER-NCL:0']).toBeDefined();
    expect(both['vlan:ALDER-BRS:0']).toBeDefined();
    await people.until('the cut-over', async () =>
      (await stateOf(sent.body.id, '1/CUT_OVER/network:cutOver')) === 'completed' ? true : undefined,
    );
    expect(await answered()).toBe(10);
    await people.until('completion', async () => {
      const { body } = await system.call(
        'orderStaff',
        'GET',
        `/tmf-api/serviceOrdering/v4/serviceOrder/${sent.body.id}`,
      );
      if (body.state === 'held') throw new Error(JSON.stringify(body.serviceOrderItem[0].errorMessage));
      return body.state === 'completed' ? true : undefined;
    });
    expect(await answered()).toBe(10);
    const values = await valuesOf(id);
    // What the order would hold was told before; nothing of the old place is left.
    const fresh = Object.entries(told.body.items[0].parameters).filter(([key]) => !key.includes('NCL'));
    expect(Object.fromEntries(fresh)).toEqual(values);
    expect(Object.keys(values).filter((key) => key.includes('ALDER-NCL'))).toEqual([]);
    expect((await live.billing(id)).map((event) => event.kind)).toEqual(['start', 'change']);
    await live.done(relocate('ALDER-BRS', 'ALDER-NCL', {}, 0));
    // Values that were given back age before they are anybody's again: as many are held, not the same.
    const back = await tracesOf(system, fleet);
    expect(back.held).toEqual(standing.held);
    expect(back.standing.every((one) => one.endsWith(' active of ALDER'))).toBe(true);
    expect(back.standing).toHaveLength(standing.standing.length);
    standing = back;
  }, 180_000);

  it('an internet access moves with both places in use; a line from point to point is cut over at once', async () => {
    const before = await tracesOf(system, fleet);
    const { requestedCompletionDate: _, ...access } = internetOrder('ALDER-MAN', 'ALDER');
    const net = await live.deliver({ ...access, externalId: 'PAR-1' });
    await live.done(modifyOf('ALDER', net, said('relocation', [{ from: 'ALDER-MAN', to: 'ALDER-CDF' }])));
    expect(
      (await live.service(net)).serviceCharacteristic.find((one: Row) => one.name === 'sites').value,
    ).toEqual([expect.objectContaining({ site: 'ALDER-CDF', bandwidthKbps: 100_000 })]);
    const { requestedCompletionDate: __, ...two } = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER', {
      bandwidthKbps: 20_000,
    });
    const [item] = two.serviceOrderItem;
    const sites = item?.service.serviceCharacteristic[1]?.value as Row[];
    const line = await live.deliver({
      ...two,
      serviceOrderItem: [
        {
          id: '1',
          action: 'add',
          service: {
            serviceSpecification: { id: 'E-LINE' },
            serviceCharacteristic: [
              { name: 'topology', value: 'pointToPoint' },
              { name: 'sites', value: sites.map(({ lanPrefixes: ___, ...site }) => site) },
            ],
          },
        },
      ],
    });
    const moved = await live.done(
      modifyOf('ALDER', line, said('relocation', [{ from: 'ALDER-NCL', to: 'ALDER-BRS' }])),
    );
    const keys = (await live.tasks(moved.id)).map((task) => task.key);
    expect(keys).toContain('1/CUT_OVER/network:cutOver');
    expect(keys.filter((key) => key.includes('TEST_NEW') || key.includes('window'))).toEqual([]);
    for (const one of [net, line])
      await live.done({
        relatedParty: [{ id: 'ALDER', role: 'customer' }],
        serviceOrderItem: [{ id: '1', action: 'delete', service: { id: one } }],
      });
    expect(await tracesOf(system, fleet)).toEqual(before);
  }, 180_000);

  it.each<[string, () => object, number, string]>([
    ['the place that it has', () => relocate('ALDER-NCL', 'ALDER-NCL'), 422, 'RELOCATION_NOT_POSSIBLE'],
    ['a place of the service', () => relocate('ALDER-NCL', 'ALDER-MAN'), 422, 'RELOCATION_NOT_POSSIBLE'],
    ['a site that it has not', () => relocate('ALDER-CDF', 'ALDER-BRS'), 422, 'RELOCATION_NOT_POSSIBLE'],
    ['nowhere', () => relocate('ALDER-NCL', 'ATLANTIS'), 422, 'REQUIREMENT_INVALID'],
    ['somebody else’s place', () => relocate('ALDER-NCL', 'MERIDIAN-BRS'), 422, 'REQUIREMENT_INVALID'],
    ['what is no relocation', () => modifyOf('ALDER', id, said('relocation', 'away')), 400, 'INVALID_ORDER'],
    [
      'an access that there is not',
      () => modifyOf('ALDER', id, said('migration', [{ site: 'ALDER-NCL' }])),
      422,
      'NO_OTHER_ACCESS',
    ],
    [
      'a site that it has not, to another access',
      () => modifyOf('ALDER', id, said('migration', [{ site: 'ALDER-CDF' }])),
      422,
      'MIGRATION_NOT_POSSIBLE',
    ],
    [
      'days without a change',
      () => modifyOf('ALDER', id, said('parallelWorkingDays', 3)),
      400,
      'INVALID_ORDER',
    ],
  ])('refuses to move to %s, and keeps nothing', async (_, body, status, code) => {
    const answer = await live.post(body());
    expect([answer.status, answer.body.code], JSON.stringify(answer.body)).toEqual([status, code]);
    expect(await tracesOf(system, fleet)).toEqual(standing);
  });

  it('a tail of another partner stands beside the first, all is cut over at once, and the first is ceased', async () => {
    const { requestedCompletionDate: _, ...order } = vpnOrder(['MERIDIAN-LDS', 'MERIDIAN-ABZ'], 'MERIDIAN');
    const vpn = await live.deliver(order);
    const before = await valuesOf(vpn);
    const partners = async (): Promise<string[]> =>
      (await system.call('provisioning', 'GET', '/turnup/v1/partnerOrder?limit=100')).body
        .filter(
          (each: Row) =>
            each.action === 'add' && each.state === 'completed' && (each.ceasedDate ?? null) === null,
        )
        .map((each: Row) => each.partner);
    const [first = ''] = await partners();
    const other = first === 'CALEDONET' ? 'GRANITE' : 'CALEDONET';
    const migrate = (partner: string) =>
      modifyOf('MERIDIAN', vpn, said('migration', [{ site: 'MERIDIAN-ABZ', partner }]));
    const same = await live.post(migrate(first));
    expect([same.status, same.body.code]).toEqual([422, 'NO_OTHER_ACCESS']);
    const done = await live.done(migrate(other));
    expect((await live.tasks(done.id)).map((task) => task.key)).toEqual(
      expect.arrayContaining([
        '1/CUT_OVER/window',
        '1/TEST_NEW/access:test',
        '1/PARTNER_CEASE_ABZ/partner:cease',
      ]),
    );
    expect(await partners()).toEqual([other]);
    const after = await valuesOf(vpn);
    expect(after['cpe:MERIDIAN-ABZ:1']).not.toEqual(before['cpe:MERIDIAN-ABZ']);
    expect(after['cpe:MERIDIAN-ABZ']).toBeUndefined();
    expect(after['cpe:MERIDIAN-LDS']).toEqual(before['cpe:MERIDIAN-LDS']);
    expect(
      await live.answered(
        after['cpe:MERIDIAN-LDS'][0],
        (await live.service(vpn)).number,
        '10.40.0.1',
        '10.41.0.1',
      ),
    ).toBe(10);
    // And once more: to the first one again.
    await live.done(migrate(first));
    expect(await partners()).toEqual([first]);
  }, 240_000);
});

import { beforeAll, describe, expect, it } from 'vitest';
import { demoDataSets, vpnOrder } from './demo.ts';
import { demoFleet } from './fleet.ts';
import { LiveServices, modifyOf } from './liveService.ts';
import { type Behaviour, People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const until = '2028-09-30';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

/** Months that remain from a day on, begun ones whole: counted another way than the product does. */
function monthsLeft(from: string): number {
  const [year = 0, month = 0, day = 0] = from.split('-').map(Number);
  const [endYear = 0, endMonth = 0, endDay = 0] = until.split('-').map(Number);
  return (endYear - year) * 12 + (endMonth - month) + (endDay > day ? 1 : 0);
}

describe('ending a partner’s tail before its minimum term', () => {
  let system: TestSystem;
  let people: People;
  let live: LiveServices;
  let id: string;
  let count = 0;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    await load('partnerOffer', { minimumTermUntil: until, percentOfRemaining: 100 });
    people = new People(system, await demoFleet(system));
    await people.hire();
    live = new LiveServices(system, people);
    id = await deliver();
  }, 120_000);

  /** The offers of the demo with these terms. */
  const load = async (kind: string, termination: object): Promise<void> => {
    const records = demoDataSets()
      .filter((set) => set.kind === kind)
      .flatMap((set) => set.records.map((record) => ({ ...(record as object), termination })));
    const answer = await system.call('administrator', 'POST', '/turnup/v1/referenceData', { kind, records });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  };
  const deliver = async (): Promise<string> => {
    count += 1;
    const body = vpnOrder(['MERIDIAN-LDS', 'MERIDIAN-BHM', 'MERIDIAN-ABZ'], 'MERIDIAN');
    return live.deliver({ ...body, externalId: `T-${count}` });
  };
  const read = async (order: string): Promise<Row> =>
    (await system.call('orderStaff', 'GET', `${orders}/${order}`)).body;
  const ended = (order: string, state: string, behaviour: Behaviour = {}): Promise<Row> =>
    people.until(
      `${order} to be ${state}`,
      async () => {
        const found = await read(order);
        return found.state === state ? found : undefined;
      },
      behaviour,
    );
  const deletion = () => ({
    relatedParty: [{ id: 'MERIDIAN', role: 'customer' }],
    serviceOrderItem: [{ id: '1', action: 'delete', service: { id } }],
  });
  const withoutAberdeen = async () => {
    const sites = (await live.service(id)).serviceCharacteristic.find(
      (one: Row) => one.name === 'sites',
    ).value;
    return {
      relatedParty: [{ id: 'MERIDIAN', role: 'customer' }],
      serviceOrderItem: [
        {
          id: '1',
          action: 'modify',
          service: {
            id,
            serviceCharacteristic: [
              { name: 'sites', value: sites.filter((site: Row) => site.site !== 'MERIDIAN-ABZ') },
            ],
          },
        },
      ],
    };
  };
  const simulated = async (body: object): Promise<Row[]> => {
    const answer = await system.call('orderStaff', 'POST', '/turnup/v1/serviceOrder/simulate', body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body.items[0].termination ?? [];
  };

  it('is told before anything is ordered, to the minor unit, on the day on which the partner is told', async () => {
    for (const body of [deletion(), await withoutAberdeen()]) {
      const [charge, ...others] = await simulated(body);
      expect(others).toEqual([]);
      expect(charge).toMatchObject({
        site: 'MERIDIAN-ABZ',
        minimumTermUntil: until,
        remainingMonths: monthsLeft(charge.endDate),
        chargeMinor: 45_000 * monthsLeft(charge.endDate),
        currency: 'GBP',
      });
    }
  }, 60_000);

  it('is told by a question about the service too, which keeps and changes nothing', async () => {
    const questions = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';
    const asking = (service: object, customer = 'MERIDIAN') =>
      system.call('sales', 'POST', questions, {
        instantSyncQualification: true,
        relatedParty: [{ id: customer, role: 'customer' }],
        serviceQualificationItem: [{ id: 'stands', service }],
      });
    const holdings = async () =>
      (await system.database.sql<{ count: number }>`select count(*) as count from allocation_line`)[0]?.count;
    const before = await holdings();
    const ceased = await asking({ id, state: 'terminated' });
    expect(ceased.status, JSON.stringify(ceased.body)).toBe(200);
    const [{ qualificationItemResult, feasibility }] = ceased.body.serviceQualificationItem;
    expect(qualificationItemResult).toBe('qualified');
    expect(feasibility.siteOptions).toEqual([]);
    const [reason, ...others] = feasibility.reasons;
    expect(others).toEqual([]);
    const { endDate } = reason.parameters;
    expect(reason).toMatchObject({
      code: 'EARLY_TERMINATION',
      parameters: {
        site: 'MERIDIAN-ABZ',
        minimumTermUntil: until,
        remainingMonths: monthsLeft(endDate),
        chargeMinor: 45_000 * monthsLeft(endDate),
      },
    });
    expect(feasibility.earliestCompletionDate >= endDate).toBe(true);
    // A customer is given ten working days to decide: it ends later than an order of today would.
    const [ordered] = await simulated(deletion());
    expect(endDate > ordered.endDate).toBe(true);

    for (const [service, customer] of [
      [{ id, state: 'terminated' }, 'ALDER'],
      [{ id: '00000000-0000-7000-8000-000000000000', state: 'terminated' }, 'MERIDIAN'],
    ] as const) {
      const refused = await asking(service, customer);
      expect([refused.status, refused.body.code, refused.body.faults[0].path]).toEqual([
        422,
        'UNKNOWN_SERVICE',
        '/serviceQualificationItem/0/service/id',
      ]);
    }

    const { serviceCharacteristic } = await live.service(id);
    const sites = serviceCharacteristic.find((one: Row) => one.name === 'sites').value;
    const rated = (bandwidthKbps: number) =>
      asking({
        id,
        serviceCharacteristic: [
          { name: 'sites', value: [{ ...sites[0], bandwidthKbps }, ...sites.slice(1)] },
        ],
      });
    const answerTo = async (bandwidthKbps: number): Promise<Row> =>
      (await rated(bandwidthKbps)).body.serviceQualificationItem[0];
    const present = sites[0].bandwidthKbps;
    for (const [bandwidthKbps, code] of [
      [present, 'NOTHING_CHANGES'],
      // Its equipment carries no more than it has.
      [present + 7_000, 'CHANGE_NOT_POSSIBLE'],
    ] as const) {
      const impossible = await answerTo(bandwidthKbps);
      expect(impossible.qualificationItemResult).toBe('unqualified');
      expect(impossible.eligibilityUnavailabilityReason.map((one: Row) => one.code)).toEqual([code]);
    }
    const less = await answerTo(present - 7_000);
    expect(less.qualificationItemResult, JSON.stringify(less)).toBe('qualified');
    expect(less.feasibility.price).toEqual({ oneOffMinor: 0, monthlyMinor: 0 });
    const { legs } = less.feasibility.siteOptions[0].options[0];
    const { body: stands } = await system.call('readOnly', 'GET', `/turnup/v1/reservation?limit=1000`);
    expect(JSON.stringify(stands)).toContain(`"${legs[0].port}"`);
    expect(await holdings()).toBe(before);
  }, 60_000);

  it('is held until it is authorized; refused, the item is cancelled and nothing was changed', async () => {
    const { body } = await live.post(deletion());
    await people.now({ leave: new Set(['authorize']) });
    const order = await read(body.id);
    expect(order.state).toBe('held');
    expect(order.note.map((note: Row) => note.text).join()).toContain(
      `is bound at MERIDIAN-ABZ until ${until}`,
    );
    const { body: work } = await system.call(
      'designAuthority',
      'GET',
      `/tmf-api/workOrder/v4/workOrder?serviceOrder=${body.id}&kind=authorize`,
    );
    expect(work[0].subject.termination).toEqual(await chargesNow());
    await ended(body.id, 'cancelled', { reject: new Map([['authorize', 'TOO_DEAR']]) });
    expect((await live.service(id)).state).toBe('active');
    expect((await live.billing(id)).map(({ kind }) => kind)).toEqual(['start']);
  }, 90_000);

  it('is told and held as well where an access is exchanged for that of another partner', async () => {
    const { body: sent } = await system.call('provisioning', 'GET', '/turnup/v1/partnerOrder?limit=100');
    const { partner: standing } = sent.find((order: Row) => order.action === 'add');
    const partner = standing === 'GRANITE' ? 'CALEDONET' : 'GRANITE';
    // The links were promised from the end of the interval on.
    await people.day(60);
    const migration = modifyOf('MERIDIAN', id, {
      serviceCharacteristic: [{ name: 'migration', value: [{ site: 'MERIDIAN-ABZ', partner }] }],
    });
    const [charge, ...others] = await simulated(migration);
    expect(others).toEqual([]);
    expect(charge).toMatchObject({ partner: standing, chargeMinor: 45_000 * monthsLeft(charge.endDate) });
    const { body } = await live.post(migration);
    await people.now({ leave: new Set(['authorize']) });
    const order = await read(body.id);
    expect(order.note.map((note: Row) => note.text).join()).toContain(`${standing} is bound at MERIDIAN-ABZ`);
    await ended(body.id, 'cancelled', { reject: new Map([['authorize', 'TOO_DEAR']]) });
    const { body: after } = await system.call('provisioning', 'GET', '/turnup/v1/partnerOrder?limit=100');
    expect(after).toHaveLength(sent.length);
    expect((await live.service(id)).state).toBe('active');
  }, 120_000);

  const chargesNow = async (): Promise<Row> => [expect.objectContaining({ site: 'MERIDIAN-ABZ' })];

  it('is on the order to the partner, and billed once, when a site leaves', async () => {
    const { body } = await live.post(await withoutAberdeen());
    await ended(body.id, 'completed');
    const { body: ceased } = await system.call('provisioning', 'GET', '/turnup/v1/partnerOrder?limit=100');
    const cease = ceased.find((order: Row) => order.action === 'cease');
    const amountMinor = 45_000 * monthsLeft(cease.requestedDate);
    const { body: whole } = await system.call('provisioning', 'GET', `/turnup/v1/partnerOrder/${cease.id}`);
    expect(whole.charges).toMatchObject([{ kind: 'earlyTermination', state: 'accepted', amountMinor }]);
    const billed = (await live.billing(id)).filter(({ kind }) => kind === 'termination');
    expect(billed).toMatchObject([{ oneOffMinor: amountMinor, currency: 'GBP', customer: 'MERIDIAN' }]);
    expect(await simulated(deletion())).toEqual([]);
  }, 120_000);

  it('is billed after the stop when the whole service is deleted, with authority and to the very end', async () => {
    count += 1;
    const body = vpnOrder(['MERIDIAN-LDS', 'MERIDIAN-ABZ'], 'MERIDIAN', { bandwidthKbps: 60_000 });
    const service = await live.deliver({ ...body, externalId: `T-${count}` });
    const { body: order } = await live.post({
      relatedParty: [{ id: 'MERIDIAN', role: 'customer' }],
      serviceOrderItem: [{ id: '1', action: 'delete', service: { id: service } }],
    });
    await people.now({ leave: new Set(['authorize']) });
    expect((await read(order.id)).state).toBe('held');
    await ended(order.id, 'completed');
    expect((await live.service(service)).state).toBe('terminated');
    const billed = await live.billing(service);
    expect(billed.map(({ kind }) => kind)).toEqual(['start', 'stop', 'termination']);
    const { billingDate, oneOffMinor } = billed.at(-1);
    expect(oneOffMinor).toBe(45_000 * monthsLeft(billingDate));
  }, 180_000);

  it('is part of what a cancellation costs once the tail is there, and terms that end let it go for nothing', async () => {
    count += 1;
    const body = vpnOrder(['MERIDIAN-LDS', 'MERIDIAN-ABZ'], 'MERIDIAN');
    const { body: order } = await live.post({ ...body, externalId: `T-${count}` });
    await people.until(
      'the tail',
      async () =>
        (await live.tasks(order.id)).some(
          ({ key, state }) => key.endsWith('partner:delivery') && state === 'completed',
        )
          ? true
          : undefined,
      { leave: new Set(['install']) },
    );
    const { body: told } = await system.call(
      'orderStaff',
      'POST',
      `/turnup/v1/serviceOrder/${order.id}/simulateCancellation`,
      {},
    );
    const charge = told.charge.find((one: Row) => one.reason.includes(`is bound until ${until}`));
    const { body: clock } = await system.call('simulation', 'GET', '/turnup/v1/simulation/clock');
    expect(charge).toMatchObject({
      chargeMinor: 45_000 * monthsLeft(clock.now.slice(0, 10)),
      currency: 'GBP',
    });
    await system.call('orderStaff', 'POST', '/tmf-api/serviceOrdering/v4/cancelServiceOrder', {
      serviceOrder: { id: order.id },
      acceptCharges: true,
    });
    await ended(order.id, 'cancelled');
    const { body: billing } = await system.call('orderStaff', 'GET', '/turnup/v1/billingEvent?limit=100');
    const paid = billing.find((event: Row) => event.orderId === order.id && event.kind === 'cancellation');
    expect(paid.oneOffMinor).toBe(told.charge.reduce((sum: number, one: Row) => sum + one.chargeMinor, 0));
    expect(billing.some((event: Row) => event.orderId === order.id && event.kind === 'termination')).toBe(
      false,
    );
  }, 180_000);
});

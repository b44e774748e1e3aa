import { beforeAll, describe, expect, it } from 'vitest';
import { eventually, internetOrder, loadDemo } from './demo.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const questions = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';
const queries = '/tmf-api/serviceQualificationManagement/v4/queryServiceQualification';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('what an answer offers instead, keeps at once, and says when it no longer holds', () => {
  let system: TestSystem;
  let people: People;
  const load = async (kind: string, records: unknown[]): Promise<void> => {
    const answer = await system.call('administrator', 'POST', '/turnup/v1/referenceData', { kind, records });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  };
  const ask = async (change: object, more: object = {}, date?: string): Promise<Row> => {
    const { serviceOrderItem, relatedParty } = internetOrder('ALDER-MAN', 'ALDER', {
      cpe: 'customerOwned',
      ...change,
    });
    const answer = await system.call('sales', 'POST', questions, {
      relatedParty,
      ...more,
      serviceQualificationItem: [
        {
          id: '1',
          ...(date === undefined ? {} : { expectedServiceAvailabilityDate: `${date}T12:00:00Z` }),
          service: serviceOrderItem[0]?.service,
        },
      ],
    });
    return answer.status >= 400 ? answer : read(answer.body.id);
  };
  const read = async (id: string): Promise<Row> =>
    (await system.call('readOnly', 'GET', `${questions}/${id}`)).body;
  const told = async (id: string, form = 'Check'): Promise<number> =>
    (
      await system.database.sql`
        select 1 from event where aggregate_id = ${id}
           and type = ${`${form}ServiceQualificationAttributeValueChangeEvent`} and body::text like '%true%'`
    ).length;

  beforeAll(async () => {
    system = await testSystem();
    people = new People(system);
    await loadDemo(system);
  }, 60_000);

  it('tells each alternative with its price and its date, as a question of its own would be answered', async () => {
    const early = await ask({}, {}, '2027-02-17');
    const [item] = early.serviceQualificationItem;
    expect(item.qualificationItemResult).toBe('alternate');
    const later = item.feasibility.alternatives.find(({ change }: Row) => change === 'date');
    const asked = await ask({}, {}, later.completionDate);
    const [again] = asked.serviceQualificationItem;
    expect(again.qualificationItemResult).toBe('qualified');
    expect(again.feasibility.price).toEqual(later.price);
    expect(again.feasibility.earliestCompletionDate <= later.completionDate).toBe(true);
    const [leg] = again.feasibility.siteOptions[0].options[0].legs;
    expect(later.price).toEqual({
      oneOffMinor: leg.portCostMinor + leg.buildCostMinor + leg.partnerOneOffMinor,
      monthlyMinor: leg.monthlyCostMinor,
    });
  }, 60_000);

  it('keeps what is scarce at once when the caller says so, as long as the answer is good', async () => {
    const plain = await ask({ bandwidthKbps: 60_000 });
    expect(plain.serviceQualificationItem[0].reservationId).toBeUndefined();
    const kept = await ask({ bandwidthKbps: 61_000 }, { reserve: true });
    const [item] = kept.serviceQualificationItem;
    expect(item.reservationRules).toContainEqual(expect.objectContaining({ rule: 'REQUESTED' }));
    const reservation = (await system.call('readOnly', 'GET', `/turnup/v1/reservation/${item.reservationId}`))
      .body;
    expect(reservation).toMatchObject({ state: 'reserved', holdUntil: item.feasibility.validUntil });
    expect(reservation.lines.map(({ pool }: Row) => pool)).toContain('port');
  }, 60_000);

  it('stays silent while it holds, and tells its subscribers once when it does not', async () => {
    const asked = await ask({ bandwidthKbps: 70_000 });
    const [item] = asked.serviceQualificationItem;
    expect(item.qualificationItemResult).toBe('qualified');
    const [leg] = item.feasibility.siteOptions[0].options[0].legs;
    const { links } = (await system.call('readOnly', 'GET', '/turnup/v1/topology')).body;
    const fibre = links.find(({ name }: Row) => name === leg.link);
    // A little slower is still what was answered.
    await load('link', [{ ...fibre, latencyUs: fibre.latencyUs + 1 }]);
    await people.quiet();
    expect((await read(asked.id)).serviceQualificationItem[0].noLongerHolds).toBeUndefined();
    await load('link', [{ ...fibre, monthlyCostMinor: fibre.monthlyCostMinor + 1_000 }]);
    const dearer = await eventually('the answer to be overtaken', async () => {
      const [now] = (await read(asked.id)).serviceQualificationItem;
      return now.noLongerHolds === undefined ? undefined : now;
    });
    expect(dearer.noLongerHolds[0]).toMatchObject({
      code: 'NO_LONGER_HOLDS',
      parameters: {
        monthlyMinor: item.feasibility.price.monthlyMinor + 1_000,
        since: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
      },
    });
    expect(dearer.noLongerHolds[0].message).toContain(leg.link);
    // What was answered stays as it was given.
    expect(dearer.feasibility).toEqual(item.feasibility);
    expect(await told(asked.id)).toBe(1);
    await load('link', [{ ...fibre, monthlyCostMinor: fibre.monthlyCostMinor + 2_000 }]);
    await people.quiet();
    expect(await told(asked.id)).toBe(1);
  }, 60_000);

  it('tells of a query as well, and of which site', async () => {
    const sites = ['MERIDIAN-BHM', 'MERIDIAN-BRS'];
    const { body: asked } = await system.call('sales', 'POST', queries, {
      relatedParty: [{ id: 'MERIDIAN', role: 'customer' }],
      searchCriteria: {
        service: {
          serviceSpecification: { id: 'L3VPN' },
          serviceCharacteristic: [
            { name: 'topology', value: 'anyToAny' },
            {
              name: 'sites',
              value: sites.map((site) => ({
                site,
                bandwidthKbps: 50_000,
                access: 'single',
                cpe: 'customerOwned',
              })),
            },
          ],
        },
      },
    });
    const now = async (): Promise<Row> =>
      (await system.call('readOnly', 'GET', `${queries}/${asked.id}`)).body;
    expect(asked.feasibility.result).toBe('qualified');
    const [[leg], [other]] = asked.serviceQualificationItem.map(({ options }: Row) => options[0].legs);
    expect(other.link).not.toBe(leg.link);
    const { links } = (await system.call('readOnly', 'GET', '/turnup/v1/topology')).body;
    const fibre = links.find(({ name }: Row) => name === leg.link);
    await load('link', [{ ...fibre, latencyUs: fibre.latencyUs + 1 }]);
    await people.quiet();
    expect((await now()).noLongerHolds).toBeUndefined();
    await load('link', [{ ...fibre, monthlyCostMinor: fibre.monthlyCostMinor + 77 }]);
    const later = await eventually('the query to be overtaken', async () => {
      const found = await now();
      return found.noLongerHolds === undefined ? undefined : found;
    });
    const [first, second] = later.serviceQualificationItem;
    expect(first.noLongerHolds).toEqual([
      expect.objectContaining({
        code: 'NO_LONGER_HOLDS',
        parameters: expect.objectContaining({ site: sites[0], monthlyMinor: leg.monthlyCostMinor + 77 }),
      }),
    ]);
    expect(second.noLongerHolds).toBeUndefined();
    expect(later.noLongerHolds).toHaveLength(2);
    expect(later.feasibility).toEqual(asked.feasibility);
    expect(await told(asked.id, 'Query')).toBe(1);
    await load('link', [{ ...fibre, monthlyCostMinor: fibre.monthlyCostMinor + 99 }]);
    await people.quiet();
    expect(await told(asked.id, 'Query')).toBe(1);
  }, 60_000);

  it('is told what is true instead when its last port is gone', async () => {
    const asked = await ask({ bandwidthKbps: 75_000 });
    const [item] = asked.serviceQualificationItem;
    const [{ node }] = item.feasibility.siteOptions[0].options[0].legs;
    const scope = `/turnup/v1/pool/port/scope/${node}`;
    const { values } = (await system.call('readOnly', 'GET', `${scope}?limit=1000`)).body;
    const free = values.filter(({ state }: Row) => state === 'free').map(({ value }: Row) => value);
    const gone = await system.call('administrator', 'POST', `${scope}/withdraw`, {
      values: free,
      reason: 'the node is closed',
    });
    expect(gone.status, JSON.stringify(gone.body)).toBe(200);
    await people.quiet();
    const [now] = (await read(asked.id)).serviceQualificationItem;
    expect(now.noLongerHolds.map(({ code }: Row) => code)).toContain('NO_LONGER_HOLDS');
    expect(now.noLongerHolds.map(({ code }: Row) => code)).toContain('PORT_SHORTAGE');
    expect(await told(asked.id)).toBe(1);
  }, 60_000);
});

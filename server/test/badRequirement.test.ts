import { beforeAll, describe, expect, it } from 'vitest';
import { demoDataSets, vpnOrder } from './demo.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const questions = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('requirements and data that make no sense', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await testSystem({ demo: true });
  }, 60_000);

  const terms = {
    currency: 'GBP',
    termMonths: 36,
    oneOffChargeMinor: 100_00,
    monthlyChargeMinor: 900_00,
    budgetMinor: 90_000_00,
    budgetTolerancePercent: 2,
  };
  /** A VPN of two sites with characteristics said otherwise. */
  const order = async (
    characteristics: Record<string, unknown>,
    date = '2027-08-30T12:00:00Z',
  ): Promise<Row> => {
    const body: Row = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER');
    const [item] = body.serviceOrderItem;
    const own = item.service.serviceCharacteristic.filter(({ name }: Row) => !(name in characteristics));
    item.service.serviceCharacteristic = [
      ...own,
      ...Object.entries(characteristics).map(([name, value]) => ({ name, value })),
    ];
    return system.call('orderStaff', 'POST', orders, { ...body, requestedCompletionDate: date });
  };
  const site = (code: string, change: object = {}) => ({
    site: code,
    bandwidthKbps: 100_000,
    access: 'single',
    cpe: 'managed',
    ...change,
  });
  const two = (change: object) => [site('ALDER-MAN', change), site('ALDER-NCL')];

  it.each([
    ['diverse with one leg', { sites: two({ diversity: ['duct'] }) }, 422, '/sites/0/diversity'],
    ['a requirement that nobody knows', { jitterUs: 500 }, 400, '/name'],
    ['a member of a site that nobody knows', { sites: two({ colour: 'red' }) }, 400, '/colour'],
    [
      'a level of diversity that nobody knows',
      { sites: two({ access: 'dual', diversity: ['aura'] }) },
      400,
      '/0',
    ],
    ['an unknown site', { sites: [site('ALDER-MAN'), site('NOWHERE')] }, 422, '/sites/1/site'],
    [
      'a blackout that ends before it begins',
      { blackouts: [{ from: '2027-05-02', to: '2027-05-01' }] },
      422,
      '/blackouts/0/to',
    ],
    [
      'a blackout at an unknown site',
      { blackouts: [{ from: '2027-05-01', to: '2027-05-02', site: 'X' }] },
      422,
      '/site',
    ],
    ['no sites', { sites: [] }, 400, '/value'],
    ['a site twice', { sites: [site('ALDER-MAN'), site('ALDER-MAN')] }, 422, '/sites/1/site'],
    [
      'a target that cannot be measured',
      { sites: two({ availabilityPercent: 100 }) },
      422,
      '/sites/0/availabilityPercent',
    ],
    [
      'an availability beyond 100 %',
      { sites: two({ availabilityPercent: 101 }) },
      400,
      '/availabilityPercent',
    ],
    [
      'a round trip of nothing',
      { latencyBounds: [{ from: 'ALDER-MAN', to: 'ALDER-NCL', maximumRttUs: 0 }] },
      400,
      '/maximumRttUs',
    ],
    [
      'a bound on an unknown site',
      { latencyBounds: [{ from: 'ALDER-MAN', to: 'ALDER-XYZ', maximumRttUs: 9_000 }] },
      422,
      '/latencyBounds/0/to',
    ],
    [
      'terms in another currency than the costs',
      { commercial: { ...terms, currency: 'EUR' } },
      422,
      '/commercial/currency',
    ],
    ['a term of nothing', { commercial: { ...terms, termMonths: 0 } }, 400, '/termMonths'],
    ['a negative charge', { commercial: { ...terms, monthlyChargeMinor: -1 } }, 400, '/monthlyChargeMinor'],
    [
      'LANs that overlap',
      {
        sites: [
          site('ALDER-MAN', { lanPrefixes: ['10.1.0.0/16'] }),
          site('ALDER-NCL', { lanPrefixes: ['10.1.4.0/24'] }),
        ],
      },
      422,
      '/sites/1/lanPrefixes/0',
    ],
    [
      'LANs of IPv6, which nothing configures',
      {
        sites: [
          site('ALDER-MAN', { lanPrefixes: ['10.1.0.0/16', '2001:db8:7::/48'] }),
          site('ALDER-NCL', { lanPrefixes: ['10.2.4.0/24'] }),
        ],
      },
      422,
      '/sites/0/lanPrefixes/1',
    ],
  ])('refuses %s, with its place', async (_what, characteristics, status, place) => {
    const answer = await order(characteristics);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expect(answer.body.faults.map(({ path }: Row) => path).join(' ')).toContain(place.split('/').at(-1));
    expect((await system.call('orderStaff', 'GET', orders)).body).toEqual([]);
  });

  it('refuses a question about LANs of IPv6 too, with the place', async () => {
    const [item]: Row[] = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER').serviceOrderItem;
    const sites = item.service.serviceCharacteristic.find(({ name }: Row) => name === 'sites');
    sites.value[1].lanPrefixes = ['2001:db8:9::/56'];
    const asked = await system.call('sales', 'POST', questions, {
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      serviceQualificationItem: [{ id: '1', service: item.service }],
    });
    expect([asked.status, JSON.stringify(asked.body)]).toEqual([
      422,
      expect.stringContaining('/lanPrefixes/0'),
    ]);
  });

  it('refuses a requested date that is past, and warns of one on which nobody works', async () => {
    const past = await order({}, '2027-02-14T12:00:00Z');
    expect([past.status, past.body.faults[0].message]).toEqual([
      422,
      '2027-02-14 is past; today is 2027-02-15',
    ]);
    const [item]: Row[] = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER').serviceOrderItem;
    // 31 May 2027 is the spring bank holiday of England.
    const asked = await system.call('sales', 'POST', questions, {
      provideUnavailabilityReason: true,
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      serviceQualificationItem: [
        { id: '1', expectedServiceAvailabilityDate: '2027-05-31T12:00:00Z', service: item.service },
      ],
    });
    expect(asked.status, JSON.stringify(asked.body)).toBeLessThan(300);
    expect(asked.body.serviceQualificationItem[0].feasibility.reasons).toContainEqual({
      code: 'REQUESTED_DATE_NOT_WORKED',
      message: 'Nobody works on 2027-05-31, the requested date: what is done is done by 2027-05-28.',
      parameters: { requested: '2027-05-31', before: '2027-05-28' },
    });
    const placed = await order({}, '2027-05-31T12:00:00Z');
    expect(placed.status).toBe(201);
    expect(JSON.stringify(placed.body.note)).toContain('Nobody works on 2027-05-31');
  });

  it('answers red where diversity is asked and one point of presence reaches the site, with the numbers', async () => {
    const [item]: Row[] = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER').serviceOrderItem;
    const sites = item.service.serviceCharacteristic.find(({ name }: Row) => name === 'sites');
    sites.value[0] = { ...sites.value[0], access: 'dual', diversity: ['pop'] };
    const asked = await system.call('sales', 'POST', questions, {
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      serviceQualificationItem: [{ id: '1', service: item.service }],
    });
    const [answered] = asked.body.serviceQualificationItem;
    expect(answered.qualificationItemResult).not.toBe('qualified');
    expect(answered.feasibility.reasons).toContainEqual(
      expect.objectContaining({
        code: 'NO_DIVERSE_PAIR',
        parameters: expect.objectContaining({ site: 'ALDER-MAN', levels: 'pop', pointsOfPresence: 1 }),
      }),
    );
  });

  it('refuses two items of one id, with the second’s place', async () => {
    const [item]: Row[] = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER').serviceOrderItem;
    const asked = await system.call('sales', 'POST', questions, {
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      serviceQualificationItem: [
        { id: '1', service: item.service },
        { id: '1', service: item.service },
      ],
    });
    expect([asked.status, asked.body.faults]).toEqual([
      400,
      [{ path: '/serviceQualificationItem/1/id', message: 'is 1 again' }],
    ]);
    const twice: Row = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER');
    const placed = await system.call('orderStaff', 'POST', orders, {
      ...twice,
      serviceOrderItem: [twice.serviceOrderItem[0], twice.serviceOrderItem[0]],
    });
    expect(placed.status).toBeGreaterThanOrEqual(400);
    expect(placed.body.faults[0].path).toBe('/serviceOrderItem/1/id');
  });

  const load = (kind: string, record: Row) =>
    system.call('administrator', 'POST', '/turnup/v1/referenceData', { kind, records: [record] });
  const first = (kind: string): Row =>
    structuredClone(demoDataSets().find((set) => set.kind === kind)?.records[0]);

  it('refuses a chance beyond 1, a best that is longer than the worst, and a plan that goes in a circle, by name', async () => {
    const risk = {
      code: 'RISK-X',
      kind: 'risk',
      text: 'More than certain',
      when: true,
      effect: { probability: 1.2 },
    };
    const chance = await load('rule', risk);
    expect([chance.status, chance.body.faults[0].path]).toEqual([400, '/records/0/effect/probability']);
    const offer = await load('partnerOffer', {
      ...first('partnerOffer'),
      leadTimeWorkingDays: { best: 30, likely: 25, worst: 20 },
    });
    expect([offer.status, offer.body.code]).toEqual([422, 'CONTRADICTION']);
    expect(offer.body.faults).toEqual([
      { path: '/records/0/leadTimeWorkingDays/best', message: 'best 30 is longer than likely 25' },
      { path: '/records/0/leadTimeWorkingDays/likely', message: 'likely 25 is longer than worst 20' },
    ]);
    const template = first('planTemplate');
    template.activities.find(({ key }: Row) => key === 'DESIGN').after.push('TEST');
    const circle = await load('planTemplate', template);
    expect([circle.status, circle.body.code]).toEqual([422, 'INVALID_PLAN_TEMPLATE']);
    expect(circle.body.message).toMatch(/goes in a circle: .*DESIGN.*TEST|goes in a circle: .*TEST.*DESIGN/);
  });
});

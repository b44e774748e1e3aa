import { beforeAll, describe, expect, it } from 'vitest';
import { eventually, loadDemo } from './demo.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const questions = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';
const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const resourceOrders = '/tmf-api/resourceOrdering/v4/resourceOrder';
const designs = '/turnup/v1/serviceDesign';
const augmentations = '/turnup/v1/capacityAugmentation';
const uplink = 'PE-LDS--CR-LDS';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

/** What a run is made of; what must come of it follows from these alone. */
type Case = {
  readonly uplinkKbps: number;
  readonly fillPercent: number;
  readonly soldKbps: number;
  readonly heldKbps: number;
  readonly wantedKbps: number;
  readonly planningKbps: number;
  readonly module: { addsKbps: number; costMinor: number; workingDays: number };
  /** The day on which a module is in service that is ordered on 2027-03-22; counted by hand on England's calendar. */
  readonly ready: string;
  readonly needDate: string;
  readonly otherMonthlyMinor: number;
  /** What becomes of it when it could be done without. */
  readonly outcome: 'cancelled' | 'completed' | 'left';
};

const cases: readonly Case[] = [
  {
    uplinkKbps: 10_000_000,
    fillPercent: 80,
    soldKbps: 6_800_000,
    heldKbps: 500_000,
    wantedKbps: 1_000_000,
    planningKbps: 200_000,
    module: { addsKbps: 10_000_000, costMinor: 1_800_000, workingDays: 30 },
    ready: '2027-05-06',
    needDate: '2027-05-14',
    otherMonthlyMinor: 9_000,
    outcome: 'completed',
  },
  {
    uplinkKbps: 4_000_000,
    fillPercent: 90,
    soldKbps: 2_400_000,
    heldKbps: 400_000,
    wantedKbps: 700_000,
    planningKbps: 300_000,
    module: { addsKbps: 2_000_000, costMinor: 731_007, workingDays: 12 },
    ready: '2027-04-09',
    needDate: '2027-06-01',
    otherMonthlyMinor: 12_300,
    outcome: 'cancelled',
  },
  {
    uplinkKbps: 10_000_000,
    fillPercent: 80,
    soldKbps: 6_800_000,
    heldKbps: 500_000,
    wantedKbps: 900_000,
    planningKbps: 200_000,
    module: { addsKbps: 10_000_000, costMinor: 1_700_000, workingDays: 20 },
    ready: '2027-04-21',
    needDate: '2027-06-01',
    otherMonthlyMinor: 9_000,
    outcome: 'left',
  },
];

describe.each(cases)('an uplink of $uplinkKbps kbit/s, of which $soldKbps are sold', (one) => {
  let system: TestSystem;
  let people: People;
  let design: Row;
  let augmentation: Row;
  let order: Row;
  const as = (account: string, method: string, path: string, body?: unknown) =>
    system.call(account, method, path, body);
  const done = async (account: string, method: string, path: string, body?: unknown): Promise<Row> => {
    const answer = await as(account, method, path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  const read = (path: string) => done('readOnly', 'GET', path);
  const load = (kind: string, records: unknown[]) =>
    done('administrator', 'POST', '/turnup/v1/referenceData', { kind, records });
  const keep = (id: string, amount: number, hold: object) =>
    done('noc', 'POST', '/turnup/v1/reservation', {
      id,
      owner: { kind: 'process', id },
      reason: id,
      lines: [{ key: 'rate', shape: 'quantities', pool: 'linkBandwidth', scope: uplink, amount }],
      ...hold,
    });

  const service = (sites: readonly string[], bandwidthKbps: number) => ({
    serviceSpecification: { id: 'L3VPN' },
    serviceCharacteristic: [
      { name: 'topology', value: 'anyToAny' },
      {
        name: 'sites',
        value: sites.map((site, index) => ({
          site,
          bandwidthKbps,
          access: 'single',
          cpe: 'managed',
          lanPrefixes: [`10.6${index}.0.0/24`],
        })),
      },
      {
        name: 'commercial',
        value: {
          currency: 'GBP',
          termMonths: 36,
          oneOffChargeMinor: 1_000_000,
          monthlyChargeMinor: 300_000,
          budgetMinor: 5_000_000,
          budgetTolerancePercent: 2,
        },
      },
    ],
  });
  const ask = async (sites: readonly string[], kbps: number, needDate: string): Promise<Row> => {
    const { id } = await done('sales', 'POST', questions, {
      relatedParty: [{ id: 'MERIDIAN', role: 'customer' }],
      serviceQualificationItem: [
        { id: '1', expectedServiceAvailabilityDate: `${needDate}T12:00:00Z`, service: service(sites, kbps) },
      ],
    });
    return eventually('an answer', async () => {
      const question = await read(`${questions}/${id}`);
      return question.state === 'done' ? question.serviceQualificationItem[0] : undefined;
    });
  };
  const proposedFor = (id: string) =>
    eventually('an augmentation', async () => {
      const [found] = await read(`${augmentations}?design=${id}`);
      return found;
    });
  const withShare = (body: Row) => body.alternatives.find((each: Row) => each.augmentations !== undefined);

  beforeAll(async () => {
    system = await testSystem({ now: '2027-03-22T08:00:00.000Z' });
    people = new People(system);
    await loadDemo(system);
    const { links, nodes, places } = (await as('readOnly', 'GET', '/turnup/v1/topology')).body;
    const link = (name: string) => links.find((each: Row) => each.name === name);
    const place = places.find(({ code }: Row) => code === 'POP-LDS');
    const node = nodes.find(({ name }: Row) => name === 'PE-LDS');
    const feasibility = { optionsPerSite: 6, unknownRouteIsYellow: true, comparisonTermMonths: 36 };
    await load('policy', [
      { code: 'feasibility', text: 'fill', value: { ...feasibility, maximumFillPercent: one.fillPercent } },
    ]);
    // Leeds hangs on one uplink; Bradford is another way in, dearer.
    await load('link', [
      { ...link(uplink), capacityKbps: one.uplinkKbps },
      { ...link('PE-LDS--CR-MAN'), status: 'planned', inServiceDate: '2029-01-01' },
    ]);
    await load('place', [{ ...place, code: 'POP-BRD', name: 'Bradford' }]);
    await load('networkNode', [{ ...node, name: 'PE-BRD', place: 'POP-BRD', routerId: '10.255.0.99' }]);
    await load('sharedRisk', [
      { code: 'PE-BRD-CARD-0', kind: 'card', name: 'Card 0 of PE-BRD', availability: 0.99999 },
    ]);
    await load('port', [
      {
        node: 'PE-BRD',
        name: 'ge-0/0/0',
        card: 'PE-BRD-CARD-0',
        rateKbps: 1_000_000,
        optic: '1000BASE-LX',
        use: 'customer',
        costMinor: 120_000,
      },
    ]);
    const fibre = link('FIBRE-MERIDIAN-LDS');
    await load('link', [
      { ...link(uplink), name: 'PE-BRD--CR-MAN', a: { node: 'PE-BRD' }, b: { node: 'CR-MAN' } },
      {
        ...fibre,
        name: 'FIBRE-MERIDIAN-LDS-BRD',
        a: { node: 'PE-BRD' },
        monthlyCostMinor: fibre.monthlyCostMinor + one.otherMonthlyMinor,
      },
    ]);
    await load('linkModule', [
      { code: 'MODULE', name: 'One more module', revocableWorkingDays: 8, ...one.module },
      // Dearer by the bit, and never the better choice here.
      {
        code: 'TWICE',
        name: 'Two',
        revocableWorkingDays: 8,
        addsKbps: one.module.addsKbps,
        costMinor: one.module.costMinor + 1,
        workingDays: 1,
      },
    ]);
    await keep('sold', one.soldKbps, { holdUntil: null });
    await done('noc', 'POST', '/turnup/v1/reservation/sold/allocate', {
      owner: { kind: 'process', id: 'sold' },
    });
    await keep('first', one.heldKbps, { holdWorkingDays: 10 });
    await keep('second', one.heldKbps, { holdWorkingDays: 10 });
  }, 90_000);

  it('cannot carry the request now: an alternate answer with the numbers, and a design that proposes the modules', async () => {
    const usable = (one.uplinkKbps * one.fillPercent) / 100;
    const free = usable - one.soldKbps - 2 * one.heldKbps;
    expect(free).toBeLessThan(one.wantedKbps);
    const item = await ask(['MERIDIAN-LDS', 'MERIDIAN-BHM'], one.wantedKbps, one.needDate);
    expect(item.qualificationItemResult).toBe('alternate');
    expect(item.feasibility.reasons).toContainEqual(
      expect.objectContaining({
        code: 'BANDWIDTH_SHORTAGE',
        parameters: expect.objectContaining({ link: uplink, freeKbps: free, askedKbps: one.wantedKbps }),
      }),
    );
    augmentation = await proposedFor(item.designId);
    expect(augmentation).toMatchObject({
      state: 'proposed',
      link: uplink,
      modules: [{ module: 'MODULE', quantity: 1 }],
      costMinor: one.module.costMinor,
      readyDate: one.ready,
      certifiedGapPercent: 0,
      shares: [{ linkKbps: one.wantedKbps, shareMinor: one.module.costMinor }],
    });
    design = await eventually('both ways in', async () => {
      const body = await read(`${designs}/${item.designId}`);
      return withShare(body) === undefined ? undefined : body;
    });
    const direct = withShare(design);
    expect(direct.augmentations).toMatchObject([{ link: uplink, shareMinor: one.module.costMinor }]);
    expect(direct.billOfMaterials).toContainEqual(
      expect.objectContaining({ item: 'AUGMENTATION', totalMinor: one.module.costMinor, charge: 'capex' }),
    );
    const other = design.alternatives.find((each: Row) => each.augmentations === undefined);
    expect(other.sites.flatMap((site: Row) => site.legs.map((leg: Row) => leg.node))).toContain('PE-BRD');
    expect(direct.business.capexMinor - other.business.capexMinor).toBe(one.module.costMinor);
    expect(other.monthlyCostMinor - direct.monthlyCostMinor).toBe(one.otherMonthlyMinor);
    const wait = direct.plan.activities.find(({ key }: Row) => key === 'CAPACITY');
    expect(wait.finishDate).toBe(one.ready);
    const config = direct.plan.activities.find(({ key }: Row) => key === 'CONFIG');
    expect(config.after).toContain('CAPACITY');
    expect(config.startDate >= one.ready).toBe(true);
  }, 60_000);

  it('planning needs some of it too: one project, the cost by rate, and the design is composed anew', async () => {
    const need = {
      id: 'GROWTH-LDS',
      reason: 'growth of another service',
      needDate: one.needDate,
      demands: [{ from: 'PE-LDS', to: 'CR-LDS', rateKbps: one.planningKbps, protection: false }],
    };
    expect((await as('sales', 'POST', augmentations, need)).status).toBe(403);
    const nowhere = await as('noc', 'POST', augmentations, {
      ...need,
      demands: [{ ...need.demands[0], to: 'NOWHERE' }],
    });
    expect(nowhere).toMatchObject({ status: 422, body: { code: 'UNKNOWN_NODE' } });
    expect((await as('noc', 'POST', augmentations, { ...need, needDate: '2027-03-01' })).body.code).toBe(
      'DATE_PASSED',
    );
    const [shared] = await done('noc', 'POST', augmentations, need);
    expect(shared.id).toBe(augmentation.id);
    const part = (one.module.costMinor * one.planningKbps) / (one.planningKbps + one.wantedKbps);
    const parts = Object.fromEntries(
      shared.shares.map((share: Row) => [share.consumer.kind, share.shareMinor]),
    );
    expect(parts['serviceDesign'] + parts['capacityProcess']).toBe(one.module.costMinor);
    expect(Math.abs(parts['capacityProcess'] - part)).toBeLessThan(1);
    const again = await read(`${designs}/${design.id}`);
    expect(again.version).toBe(design.version + 1);
    expect(withShare(again).augmentations[0].shareMinor).toBe(parts['serviceDesign']);
    design = again;
  }, 60_000);

  it('the order chooses it: one resource order, capacity from its day on, and a plan that waits', async () => {
    await done('solutionEngineer', 'POST', `${designs}/${design.id}/choose`, {
      alternative: withShare(design).id,
    });
    order = await done('orderStaff', 'POST', orders, {
      externalId: 'CRM-LDS',
      requestedCompletionDate: `${one.needDate}T12:00:00Z`,
      relatedParty: [{ id: 'MERIDIAN', role: 'customer' }],
      externalReference: [{ id: design.id, externalReferenceType: 'serviceDesign' }],
      serviceOrderItem: [
        { id: '1', action: 'add', service: service(['MERIDIAN-LDS', 'MERIDIAN-BHM'], one.wantedKbps) },
      ],
    });
    augmentation = await read(`${augmentations}/${augmentation.id}`);
    expect(augmentation).toMatchObject({ state: 'ordered', readyDate: one.ready, orderedDate: '2027-03-22' });
    const all = await read(resourceOrders);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({
      state: 'inProgress',
      expectedCompletionDate: one.ready,
      orderItem: [{ quantity: 1, resource: { resourceSpecification: { id: 'MODULE' } } }],
    });
    expect(all[0].externalReference).toEqual(
      expect.arrayContaining([
        { id: design.id, externalReferenceType: 'serviceDesign' },
        { id: 'GROWTH-LDS', externalReferenceType: 'capacityProcess' },
      ]),
    );
    expect((await done('noc', 'POST', `${augmentations}/${augmentation.id}/order`)).resourceOrder.id).toBe(
      all[0].id,
    );
    expect(await read(resourceOrders)).toHaveLength(1);
    const early = await as('noc', 'POST', '/tmf-api/resourceOrdering/v4/cancelResourceOrder', {
      resourceOrder: { id: all[0].id },
      cancellationReason: 'changed our mind',
    });
    expect(early).toMatchObject({ status: 409, body: { code: 'STILL_NEEDED' } });
  }, 60_000);

  it.runIf(one.outcome === 'left')(
    'an amended order keeps resting on it with its part by the new rate, or is refused with the reason',
    async () => {
      await people.now();
      const items = (bandwidthKbps: number) => ({
        serviceOrderItem: [
          {
            id: '1',
            service: {
              serviceCharacteristic: service(
                ['MERIDIAN-LDS', 'MERIDIAN-BHM'],
                bandwidthKbps,
              ).serviceCharacteristic.filter(({ name }) => name === 'sites'),
            },
          },
        ],
      });
      const less = one.wantedKbps - 100_000;
      const { amendment } = await done('orderStaff', 'PATCH', `${orders}/${order.id}`, items(less));
      expect(amendment, JSON.stringify(amendment)).toMatchObject({ state: 'done' });
      const part = Math.round((one.module.costMinor * less) / (less + one.planningKbps));
      await eventually('the new part', async () => {
        const { shares } = await read(`${augmentations}/${augmentation.id}`);
        const own = shares.find(({ consumer }: Row) => consumer.id === design.id);
        return own?.linkKbps === less && own.shareMinor === part ? own : undefined;
      });
      const plan = await read(`/turnup/v1/serviceOrder/${order.id}/plan`);
      expect(plan.activities.map(({ key }: Row) => key)).toContain('CAPACITY');
      // No equipment and no port carries as much: the order stays as it was.
      const beyond = await as('orderStaff', 'PATCH', `${orders}/${order.id}`, items(90_000_000));
      expect([beyond.status, beyond.body.code]).toEqual([409, 'AMENDMENT_REFUSED']);
      expect(beyond.body.message).toContain('FIBRE-MERIDIAN-LDS has 8,000 Mbit/s free');
      expect((await read(`${augmentations}/${augmentation.id}`)).shares).toHaveLength(2);
    },
    60_000,
  );

  it.runIf(one.outcome === 'left')(
    'a cancelled order leaves its part to the others, and what they can do without is offered for cancellation',
    async () => {
      await done('orderStaff', 'POST', '/tmf-api/serviceOrdering/v4/cancelServiceOrder', {
        serviceOrder: { id: order.id },
        cancellationReason: 'the customer went elsewhere',
        acceptCharges: true,
      });
      await people.now();
      const after = await eventually('the order to be gone', async () => {
        const { state } = await read(`${orders}/${order.id}`);
        return state === 'cancelled' ? read(`${augmentations}/${augmentation.id}`) : undefined;
      });
      expect(after.shares).toMatchObject([
        {
          consumer: { kind: 'capacityProcess', id: 'GROWTH-LDS' },
          linkKbps: one.planningKbps,
          shareMinor: one.module.costMinor,
        },
      ]);
      // 200 Mbit/s are free beside what is sold and held, and 200 Mbit/s are all that is still wanted.
      expect(after.cancellationOffered).toBeDefined();
      const cancelled = await as('noc', 'POST', '/tmf-api/resourceOrdering/v4/cancelResourceOrder', {
        resourceOrder: { id: augmentation.resourceOrder.id },
        cancellationReason: 'nobody needs it any more',
      });
      expect(cancelled.status, JSON.stringify(cancelled.body)).toBeLessThan(300);
      expect((await read('/turnup/v1/pool?conserved=false')).length).toBe(0);
    },
    60_000,
  );

  it.runIf(one.outcome !== 'left')(
    'when both holds lapse it could be done without, and is offered for cancellation once',
    async () => {
      await people.now();
      await done('noc', 'POST', '/turnup/v1/reservation/first/release', {
        owner: { kind: 'process', id: 'first' },
      });
      const wanted = one.wantedKbps + one.planningKbps;
      const usable = (one.uplinkKbps * one.fillPercent) / 100;
      // One hold given back is not enough in these cases.
      expect(usable - one.soldKbps - one.heldKbps).toBeLessThan(wanted);
      expect((await read(`${augmentations}/${augmentation.id}`)).cancellationOffered).toBeUndefined();
      await done('noc', 'POST', '/turnup/v1/reservation/second/release', {
        owner: { kind: 'process', id: 'second' },
      });
      expect(usable - one.soldKbps).toBeGreaterThanOrEqual(wanted);
      const after = await read(`${augmentations}/${augmentation.id}`);
      expect(after.cancellationOffered).toBeDefined();
      const told = await read(`${orders}/${order.id}`);
      expect(JSON.stringify(told.note)).toContain(`${uplink} has room again`);
    },
    60_000,
  );

  it.runIf(one.outcome === 'completed')(
    'a slip puts the order in jeopardy by its cause, and what is promised moves with it',
    async () => {
      const before = await read(`${orders}/${order.id}`);
      const late = `${one.needDate.slice(0, 4)}-07-30`;
      const past = await as('noc', 'PATCH', `${resourceOrders}/${augmentation.resourceOrder.id}`, {
        expectedCompletionDate: '2027-01-04',
      });
      expect(past.body.code).toBe('DATE_PASSED');
      await done('noc', 'PATCH', `${resourceOrders}/${augmentation.resourceOrder.id}`, {
        expectedCompletionDate: late,
        note: 'the maker is late',
      });
      const after = await read(`${orders}/${order.id}`);
      expect(after.expectedCompletionDate > before.expectedCompletionDate).toBe(true);
      expect(after.expectedCompletionDate > late).toBe(true);
      const alerts = await read('/turnup/v1/jeopardyAlert');
      expect(alerts).toContainEqual(
        expect.objectContaining({ orderReference: order.id, culprit: '1/CAPACITY', cause: '1A' }),
      );
      expect(JSON.stringify(after.note)).toContain('the maker is late');
      const ledger = await read(`/turnup/v1/pool/linkBandwidth/scope/${uplink}`);
      expect(ledger.conserved).toBe(true);
    },
    60_000,
  );

  it.runIf(one.outcome === 'completed')(
    'what waits goes on by itself when the modules are in service',
    async () => {
      const state = async () => {
        const plan = await read(`/turnup/v1/serviceOrder/${order.id}/plan`);
        return plan.activities.find(({ key }: Row) => key === 'CAPACITY').state;
      };
      await people.now();
      expect(await state()).not.toBe('done');
      await done('noc', 'PATCH', `${resourceOrders}/${augmentation.resourceOrder.id}`, {
        state: 'completed',
      });
      await people.quiet();
      expect(await state()).toBe('done');
      const ledger = await read(`/turnup/v1/pool/linkBandwidth/scope/${uplink}`);
      expect(ledger.size).toBe(((one.uplinkKbps + one.module.addsKbps) * one.fillPercent) / 100);
      expect((await read(`${resourceOrders}/${augmentation.resourceOrder.id}`)).state).toBe('completed');
      expect(
        (
          await as('noc', 'PATCH', `${resourceOrders}/${augmentation.resourceOrder.id}`, {
            state: 'completed',
          })
        ).body.code,
      ).toBe('INVALID_STATE');
    },
    60_000,
  );

  it.runIf(one.outcome === 'cancelled')(
    'cancelled before its point of no return, the order goes on without',
    async () => {
      await people.now();
      await done('noc', 'POST', '/tmf-api/resourceOrdering/v4/cancelResourceOrder', {
        resourceOrder: { id: augmentation.resourceOrder.id },
        cancellationReason: 'there is room again',
      });
      await people.quiet();
      const plan = await read(`/turnup/v1/serviceOrder/${order.id}/plan`);
      expect(plan.activities.find(({ key }: Row) => key === 'CAPACITY').state).toBe('done');
      const ledger = await read(`/turnup/v1/pool/linkBandwidth/scope/${uplink}`);
      expect(ledger).toMatchObject({ size: (one.uplinkKbps * one.fillPercent) / 100, conserved: true });
      expect((await read(`${resourceOrders}/${augmentation.resourceOrder.id}`)).state).toBe('cancelled');
      const after = await read(`${orders}/${order.id}`);
      expect(JSON.stringify(after.note)).toContain('is cancelled: there is room again');
    },
    60_000,
  );
});

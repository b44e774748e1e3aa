import { beforeEach, describe, expect, test } from 'vitest';
import type { Result } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { testDatabase } from '../platform/testing/database.ts';
import {
  answerQuery,
  askPartners,
  awaitOrder,
  beginOrder,
  beginQuery,
  cancelOrder,
  ceaseOrder,
  changeExpectedDate,
  closeQueries,
  completeOrder,
  decideCharge,
  findQuery,
  listOrders,
  listQueries,
  nextDue,
  orderFromPartners,
  type PartnerOrder,
  type PartnerQuery,
  partnerOrder,
  queriesByCorrelation,
  raiseCharge,
  reachMilestone,
  recordFoc,
  refuseOrder,
  timeOutDue,
} from './index.ts';
import { recordingPorts, setClock } from './testing.ts';

const { database } = await testDatabase();
const partner = { account: 'caledonet-desk', onBehalf: false };
const manager = { account: 'manager', onBehalf: true };
let made = 0;
let tenant = '';
let { ports, facts, calls } = recordingPorts();

// Each test has an operator of its own, so that none sees what another left.
beforeEach(async () => {
  tenant = `tenant${++made}`;
  ({ ports, facts, calls } = recordingPorts());
  await database.sql`delete from partner_query`;
  await setClock(database, '2027-03-01T10:00:00Z');
});

const within = <Value>(work: (tx: Transaction) => Promise<Value>): Promise<Value> =>
  database.transaction(work);
const done = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(`${result.fault.code}: ${result.fault.message}`);
  return result.value;
};
const code = (result: Result<unknown>): string =>
  result.ok ? 'ok' : `${result.fault.status} ${result.fault.code}`;
const types = (): string[] => facts.map(({ type }) => type.replace(/Event$/, ''));

const draft = (correlation = 'qualification-1', by = 'caledonet') => ({
  correlation,
  partner: by,
  offer: `${by}:abz:100m`,
  place: 'aberdeen',
  technology: 'ethernet',
  rateKbps: 100_000,
});
const ask = async (...drafts: ReturnType<typeof draft>[]): Promise<readonly PartnerQuery[]> =>
  done(await within((tx) => askPartners(ports, tx, tenant, drafts)));
const green = {
  confidence: 'green',
  leadTimeWorkingDays: 25,
  focWorkingDays: 3,
  monthlyMinor: 45_000,
} as const;

describe('a query', () => {
  test('is answered until the close of its second working day, a holiday not counted', async () => {
    await setClock(database, '2027-03-25T16:00:00Z'); // Good Friday and Easter Monday follow
    const [query] = await ask(draft());
    expect(query).toMatchObject({
      state: 'acknowledged',
      answerBy: '2027-03-31T16:00:00.000Z',
      party: 'party-caledonet',
    });
    expect(await nextDue(database.sql)).toBe('2027-03-31T16:00:00.000Z');
    expect(facts[0]?.audience).toEqual(['party-caledonet']);
  });

  test('asked twice is one query and one event; an unknown partner asks nobody', async () => {
    const [first] = await ask(draft());
    const again = await ask(draft(), draft('qualification-1', 'northwire'));
    expect(again.map(({ partner: by }) => by)).toEqual(['caledonet', 'northwire']);
    expect(again[0]?.id).toBe(first?.id);
    expect(types()).toEqual(['PartnerQueryCreate', 'PartnerQueryCreate']);
    const refused = await within((tx) =>
      askPartners(ports, tx, tenant, [draft('q2'), draft('q2', 'nobody')]),
    );
    expect(code(refused)).toBe('422 PARTNER_UNKNOWN');
    expect(refused.ok ? [] : refused.fault.faults?.map(({ path }) => path)).toEqual(['/1/partner']);
    expect(await queriesByCorrelation(database.sql, tenant, ['q2'])).toEqual([]);
  });

  test('is begun and answered by the partner alone; the same again is silent, another is refused', async () => {
    const [query] = await ask(draft());
    const id = query?.id ?? '';
    const give = (actor: typeof partner, answer: Parameters<typeof answerQuery>[3]['answer']) =>
      within((tx) => answerQuery(ports, tx, tenant, { id, actor, answer }));
    expect(code(await give(manager, green))).toBe('403 PARTNER_NOT_YOURS');
    expect(done(await within((tx) => beginQuery(ports, tx, tenant, { id, actor: partner }))).state).toBe(
      'inProgress',
    );
    expect(code(await give(partner, { confidence: 'yellow' }))).toBe('422 PARTNER_ANSWER_INVALID');
    expect(code(await give(partner, { ...green, validUntil: '2027-03-01T10:00:00Z' }))).toBe(
      '422 PARTNER_ANSWER_INVALID',
    );
    expect(done(await give(partner, green))).toMatchObject({ state: 'answered', answer: green, version: 3 });
    expect(done(await give(partner, { ...green })).version).toBe(3);
    expect(code(await give(partner, { ...green, monthlyMinor: 1 }))).toBe('409 PARTNER_ANSWER_DIFFERS');
    expect(calls).toEqual(['settled answered']);
    expect(types()).toEqual(['PartnerQueryCreate', 'PartnerQueryStateChange', 'PartnerQueryStateChange']);
  });

  test('of a partner without an account is answered by who may act on its behalf', async () => {
    const [query] = await ask(draft('q', 'northwire'));
    const input = { id: query?.id ?? '', answer: green };
    const give = (actor: typeof partner) =>
      within((tx) => answerQuery(ports, tx, tenant, { ...input, actor }));
    expect(code(await give(partner))).toBe('403 PARTNER_NOT_YOURS');
    expect(code(await give(manager))).toBe('ok');
  });

  test('times out at its instant, once, and a late answer is kept and refused', async () => {
    const [query] = await ask(draft());
    const id = query?.id ?? '';
    await setClock(database, '2027-03-03T16:59:59.999Z');
    expect(await within((tx) => timeOutDue(ports, tx))).toBe(0);
    await setClock(database, '2027-03-03T17:00:00Z');
    const sweeps = await Promise.all([1, 2, 3].map(() => within((tx) => timeOutDue(ports, tx))));
    expect(sweeps.reduce((sum, count) => sum + count)).toBe(1);
    expect(calls).toEqual(['settled timedOut']);
    expect(await nextDue(database.sql)).toBeNull();
    const late = await within((tx) => answerQuery(ports, tx, tenant, { id, actor: partner, answer: green }));
    expect(code(late)).toBe('409 PARTNER_QUERY_CLOSED');
    const kept = await findQuery(database.sql, tenant, id);
    expect(kept).toMatchObject({
      state: 'timedOut',
      answer: null,
      lateAnswer: green,
      lateAt: '2027-03-03T17:00:00.000Z',
    });
    expect(types().at(-1)).toBe('PartnerQueryLateAnswer');
    expect(calls).toEqual(['settled timedOut']);
  });

  test('that is due but not yet swept ends with the late answer itself', async () => {
    const [query] = await ask(draft());
    await setClock(database, '2027-03-03T17:00:00Z');
    const input = { id: query?.id ?? '', actor: partner, answer: green };
    expect(code(await within((tx) => answerQuery(ports, tx, tenant, input)))).toBe(
      '409 PARTNER_QUERY_CLOSED',
    );
    expect(calls).toEqual(['settled timedOut']);
    expect(await within((tx) => timeOutDue(ports, tx))).toBe(0);
  });

  test('of different answers at once one counts', async () => {
    const asked = await ask(...['a', 'b', 'c', 'd', 'e', 'f'].map((correlation) => draft(correlation)));
    const give = (id: string, monthlyMinor: number) =>
      within((tx) =>
        answerQuery(ports, tx, tenant, { id, actor: partner, answer: { ...green, monthlyMinor } }),
      );
    for (const { id } of asked) {
      const codes = (await Promise.all([1, 2, 3].map((amount) => give(id, amount)))).map(code).sort();
      expect(codes).toEqual(['409 PARTNER_ANSWER_DIFFERS', '409 PARTNER_ANSWER_DIFFERS', 'ok']);
    }
    expect(calls).toEqual(asked.map(() => 'settled answered'));
  });

  test('is closed with its correlation, and no other tenant sees it', async () => {
    await ask(draft(), draft('qualification-1', 'northwire'));
    const elsewhere = 'another-tenant';
    expect(await listQueries(database.sql, elsewhere, {})).toEqual({ items: [], total: 0 });
    expect(await within((tx) => closeQueries(ports, tx, elsewhere, 'qualification-1'))).toEqual([]);
    const closed = await within((tx) => closeQueries(ports, tx, tenant, 'qualification-1'));
    expect(closed.map(({ state }) => state)).toEqual(['closed', 'closed']);
    expect(
      (await listQueries(database.sql, tenant, { partner: 'caledonet', states: ['closed'] })).total,
    ).toBe(1);
    expect(await nextDue(database.sql)).toBeNull();
  });
});

const orderDraft = (correlation = 'order-1:abz', query?: string) => ({
  correlation,
  partner: 'caledonet',
  offer: 'caledonet:abz:100m',
  place: 'aberdeen',
  rateCard: { monthlyMinor: 52_000, oneOffMinor: 90_000, currency: 'GBP' },
  requestedDate: '2027-04-27',
  focTask: 'task-foc',
  ...(query === undefined ? {} : { query }),
});
const order = async (correlation?: string): Promise<PartnerOrder> => {
  const [placed] = done(
    await within((tx) => orderFromPartners(ports, tx, tenant, [orderDraft(correlation)])),
  );
  return placed as PartnerOrder;
};
const committed = async (correlation?: string): Promise<PartnerOrder> => {
  const { id } = await order(correlation);
  return done(
    await within((tx) => recordFoc(ports, tx, tenant, { id, actor: partner, focDate: '2027-04-27' })),
  );
};
const state = async (id: string): Promise<string> => done(await partnerOrder(database, tenant, id)).state;

describe('an order', () => {
  test('freezes the answered price, else the rate card, and is placed once per correlation', async () => {
    const [query] = await ask(draft());
    const id = query?.id ?? '';
    const place = (one: ReturnType<typeof orderDraft>) =>
      within((tx) => orderFromPartners(ports, tx, tenant, [one]));
    expect(code(await place(orderDraft('x', id)))).toBe('422 PARTNER_ORDER_INVALID');
    const answer = { ...green, validUntil: '2027-03-20T00:00:00Z' };
    await within((tx) => answerQuery(ports, tx, tenant, { id, actor: partner, answer }));
    const [quoted] = done(await place(orderDraft('x', id)));
    expect(quoted).toMatchObject({
      monthlyMinor: 45_000,
      oneOffMinor: 90_000,
      state: 'acknowledged',
      focDate: null,
    });
    expect((await order()).monthlyMinor).toBe(52_000);
    expect((await Promise.all([place(orderDraft('x', id)), place(orderDraft('x', id))])).map(code)).toEqual([
      'ok',
      'ok',
    ]);
    expect(code(await place({ ...orderDraft('x', id), offer: 'caledonet:abz:1g' }))).toBe(
      '409 PARTNER_ORDER_DIFFERS',
    );
    await setClock(database, '2027-03-20T00:00:00Z');
    expect(code(await place(orderDraft('y', id)))).toBe('422 PARTNER_ORDER_INVALID');
    expect((await listOrders(database.sql, tenant, {})).total).toBe(2);
    expect(types().filter((type) => type === 'PartnerOrderCreate')).toHaveLength(2);
  });

  test('placed by two runs of one task at once is one order', async () => {
    const runs = await Promise.all([1, 2, 3, 4].map(() => order('twice')));
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
    expect(types()).toEqual(['PartnerOrderCreate']);
  });

  test('is committed to once, not in the past and by the partner alone', async () => {
    const { id } = await order();
    const foc = (focDate: string, actor = partner) =>
      within((tx) => recordFoc(ports, tx, tenant, { id, actor, focDate }));
    expect(code(await foc('2027-02-26'))).toBe('422 PARTNER_DATE_PAST');
    expect(code(await foc('2027-04-27', manager))).toBe('403 PARTNER_NOT_YOURS');
    expect(done(await foc('2027-04-27'))).toMatchObject({ state: 'inProgress', expectedDate: '2027-04-27' });
    expect(code(await foc('2027-04-27'))).toBe('ok');
    expect(code(await foc('2027-04-28'))).toBe('409 PARTNER_FOC_GIVEN');
    expect(calls).toEqual(['foc 2027-04-27']);
  });

  test('slips with its reason and is expedited, while the commitment stays', async () => {
    const early = await order('early');
    const slip = (id: string, expectedDate: string, reason = 'duct blocked') =>
      within((tx) =>
        changeExpectedDate(ports, tx, tenant, { id, actor: partner, expectedDate, reason, cause: '1Z' }),
      );
    expect(code(await slip(early.id, '2027-05-06'))).toBe('409 PARTNER_ORDER_STATE');
    const { id } = await committed();
    expect(code(await slip(id, '2027-05-06', ' '))).toBe('422 PARTNER_REASON_MISSING');
    expect(code(await slip(id, '2027-02-01'))).toBe('422 PARTNER_DATE_PAST');
    expect(code(await slip(id, '2027-05-06'))).toBe('ok');
    expect(code(await slip(id, '2027-05-06'))).toBe('ok');
    const expedited = done(await slip(id, '2027-04-28', 'expedited'));
    expect(expedited).toMatchObject({ focDate: '2027-04-27', expectedDate: '2027-04-28' });
    expect(expedited.dateChanges.map(({ from, to, cause }) => [from, to, cause])).toEqual([
      ['2027-04-27', '2027-05-06', '1Z'],
      ['2027-05-06', '2027-04-28', '1Z'],
    ]);
    expect(calls).toEqual(['foc 2027-04-27', 'date 2027-04-27 2027-05-06', 'date 2027-05-06 2027-04-28']);
  });

  test('reports milestones that have come, each once', async () => {
    const { id } = await committed();
    const reach = (date: string) =>
      within((tx) => reachMilestone(ports, tx, tenant, { id, actor: partner, code: 'SURVEYED', date }));
    expect(code(await reach('2027-03-02'))).toBe('422 PARTNER_DATE_AHEAD');
    await reach('2027-03-01');
    expect(done(await reach('2027-03-01')).milestones).toHaveLength(1);
  });

  test('is completed with its circuit, and a late waiter sees it at once', async () => {
    const { id } = await committed();
    const complete = (completedDate?: string) =>
      within((tx) =>
        completeOrder(ports, tx, tenant, {
          id,
          actor: partner,
          circuitReference: 'CN-0007',
          ...(completedDate === undefined ? {} : { completedDate }),
        }),
      );
    expect(code(await complete('2027-04-27'))).toBe('422 PARTNER_DATE_AHEAD');
    await setClock(database, '2027-04-27T12:00:00Z');
    expect(done(await complete())).toMatchObject({
      completedDate: '2027-04-27',
      circuitReference: 'CN-0007',
    });
    expect(code(await complete())).toBe('ok');
    const seen = done(await within((tx) => awaitOrder(tx, tenant, { id, deliveryTask: 'task-build' })));
    expect(seen).toMatchObject({ state: 'completed', focTask: 'task-foc', deliveryTask: 'task-build' });
    expect(calls).toEqual(['foc 2027-04-27', 'done completed']);
  });

  test('delivered without a commitment has been committed to by that', async () => {
    const { id } = await order();
    await within((tx) => beginOrder(ports, tx, tenant, { id, actor: partner }));
    await within((tx) => completeOrder(ports, tx, tenant, { id, actor: partner }));
    expect(calls).toEqual(['foc 2027-03-01', 'done completed']);
  });

  test('is rejected before it began and fails afterwards; both tell who waits', async () => {
    const refuseIt = (id: string) =>
      within((tx) => refuseOrder(ports, tx, tenant, { id, actor: partner, reason: 'no duct', cause: '1X' }));
    expect(done(await refuseIt((await order('a')).id)).state).toBe('rejected');
    expect(done(await refuseIt((await committed('b')).id)).state).toBe('failed');
    expect(calls).toEqual(['done rejected', 'foc 2027-04-27', 'done failed']);
  });

  test('is cancelled while unfinished, once', async () => {
    const { id } = await committed();
    const cancel = () => within((tx) => cancelOrder(ports, tx, tenant, { id, reason: 'customer withdrew' }));
    expect(done(await cancel()).state).toBe('cancelled');
    expect(code(await cancel())).toBe('ok');
    const late = await within((tx) => completeOrder(ports, tx, tenant, { id, actor: partner }));
    expect(code(late)).toBe('409 PARTNER_ORDER_STATE');
  });

  test('is nobody else’s: another tenant finds nothing under the same id', async () => {
    const { id } = await committed();
    const cancel = await within((tx) => cancelOrder(ports, tx, 'another', { id, reason: 'x' }));
    expect(code(cancel)).toBe('404 PARTNER_ORDER_UNKNOWN');
    expect(code(await partnerOrder(database, 'another', id))).toBe('404 PARTNER_ORDER_UNKNOWN');
  });
});

describe('a charge', () => {
  const draftCharge = (blocking: boolean, currency = 'GBP') => ({
    kind: 'construction',
    text: 'new duct, 40 m',
    amountMinor: 150_000,
    currency,
    blocking,
  });
  const raise = (id: string, blocking: boolean, currency?: string) =>
    within((tx) =>
      raiseCharge(ports, tx, tenant, { id, actor: partner, charge: draftCharge(blocking, currency) }),
    );
  const decide = (id: string, charge: string, decision: 'accept' | 'decline' | 'withdraw', actor = manager) =>
    within((tx) => decideCharge(ports, tx, tenant, { order: id, charge, decision, actor }));

  test('that blocks holds the order until it is accepted', async () => {
    const { id } = await committed();
    expect(code(await raise(id, true, 'EUR'))).toBe('422 PARTNER_CURRENCY');
    const { charge, order: held } = done(await raise(id, true));
    expect(held.state).toBe('held');
    const early = await within((tx) => completeOrder(ports, tx, tenant, { id, actor: partner }));
    expect(code(early)).toBe('409 PARTNER_ORDER_STATE');
    const accepted = done(await decide(id, charge.id, 'accept'));
    expect(accepted).toMatchObject({
      order: { state: 'inProgress' },
      charge: { state: 'accepted', decidedBy: 'manager' },
    });
    expect(code(await decide(id, charge.id, 'accept'))).toBe('ok');
    expect(code(await decide(id, charge.id, 'decline'))).toBe('409 PARTNER_CHARGE_STATE');
    expect(types().slice(-4)).toEqual([
      'PartnerOrderCharge',
      'PartnerOrderStateChange',
      'PartnerOrderCharge',
      'PartnerOrderStateChange',
    ]);
  });

  test('that is declined keeps the order held until the partner withdraws it; two block twice', async () => {
    const { id } = await committed();
    const first = done(await raise(id, true)).charge.id;
    const second = done(await raise(id, true)).charge.id;
    await decide(id, first, 'decline');
    await decide(id, second, 'accept');
    expect(await state(id)).toBe('held');
    expect(code(await decide(id, first, 'withdraw'))).toBe('403 PARTNER_NOT_YOURS');
    await decide(id, first, 'withdraw', partner);
    expect(await state(id)).toBe('inProgress');
  });

  test('that does not block may come after the end, as for termination', async () => {
    const { id } = await committed();
    await within((tx) => cancelOrder(ports, tx, tenant, { id, reason: 'x' }));
    expect(code(await raise(id, true))).toBe('409 PARTNER_ORDER_STATE');
    const { charge } = done(await raise(id, false));
    expect(done(await decide(id, charge.id, 'accept')).order.state).toBe('cancelled');
  });
});

describe('ceasing', () => {
  test('is an order of its own; only its completion ends what was delivered', async () => {
    const { id } = await committed();
    const cease = (correlation: string) =>
      within((tx) => ceaseOrder(ports, tx, tenant, { id, correlation, requestedDate: '2027-06-01' }));
    expect(code(await cease('c1'))).toBe('409 PARTNER_ORDER_STATE');
    await within((tx) => completeOrder(ports, tx, tenant, { id, actor: partner }));
    const ceasing = done(await cease('c1'));
    expect(ceasing).toMatchObject({
      action: 'cease',
      ceases: id,
      state: 'acknowledged',
      monthlyMinor: 0,
      focDate: null,
    });
    expect(done(await cease('c2')).id).toBe(ceasing.id);
    expect(done(await partnerOrder(database, tenant, id)).ceasedDate).toBeNull();
    const input = { id: ceasing.id, actor: partner };
    await within((tx) => recordFoc(ports, tx, tenant, { ...input, focDate: '2027-06-01' }));
    await setClock(database, '2027-06-02T09:00:00Z');
    await within((tx) => completeOrder(ports, tx, tenant, input));
    expect(done(await partnerOrder(database, tenant, id)).ceasedDate).toBe('2027-06-02');
    expect(types()).toContain('PartnerOrderCeased');
  });
});

import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from './demo.ts';
import { type Answer, type TestSystem, testSystem } from './system.ts';

const path = '/turnup/v1/reservation';
const port = 'PE2/port4';
const quote = (id: string) => ({ kind: 'quote', id });

describe('service parameters through the API', () => {
  let system: TestSystem;
  let round = 0;
  let pool = '';
  let day = '';
  beforeAll(async () => {
    system = await testSystem({ demo: true });
  }, 60_000);

  const as = (account: string, method: string, to: string, body?: unknown, headers = {}): Promise<Answer> =>
    system.call(account, method, to, body, { headers });
  const load = async (kind: string, ...records: object[]): Promise<Answer> =>
    as('administrator', 'POST', '/turnup/v1/referenceData', { kind, records });
  const clock = async (time: string): Promise<void> => {
    const moved = await as('simulation', 'PATCH', '/turnup/v1/simulation/clock', { now: `${day}T${time}Z` });
    expect(moved.status).toBe(200);
  };
  const line = (rest: object = {}) => ({ key: 'vlan', shape: 'values', pool, scope: port, ...rest });
  const reserve = (id: string, rest: object = {}, account = 'sales') =>
    as(account, 'POST', path, {
      id: `${pool}-${id}`,
      owner: quote(id),
      reason: 'firm quote',
      holdMinutes: 240,
      lines: [line()],
      ...rest,
    });
  const move = (id: string, verb: string, body: object = {}, account = 'sales') =>
    as(account, 'POST', `${path}/${pool}-${id}/${verb}`, { owner: quote(id), ...body });
  const ledger = async () => (await as('readOnly', 'GET', `/turnup/v1/pool?pool=${pool}`)).body[0];
  const events = async (type: string): Promise<number> => {
    const rows = await system.database.sql<{ count: number }>`
      select count(*) as count from event where type = ${type} and body->>'reservationId' like ${`${pool}-%`}`;
    return rows[0]?.count ?? 0;
  };

  /** A pool of 300 to 303 on one port with three used, as in story S2, on a day of its own. */
  beforeEach(async () => {
    round++;
    pool = `S2-${round}`;
    day = `2027-03-${String(round).padStart(2, '0')}`;
    await clock('09:00:00.000');
    const vlans = {
      code: pool,
      kind: 'vlan',
      shape: 'values',
      scope: 'port',
      range: { first: 300, last: 303 },
    };
    expect((await load('pool', { ...vlans, strategy: 'lowest', quarantineDays: 0 })).status).toBe(200);
    const used = ['301', '302', '303'].map((value) => line({ key: value, value }));
    expect((await reserve('used', { holdMinutes: undefined, holdUntil: null, lines: used })).status).toBe(
      201,
    );
  });

  it('S2: confirmed 100 ms before the end; a replay at the end is the same; who comes later is refused with numbers', async () => {
    const made = await reserve('a', { warnBeforeMinutes: 30 });
    expect([made.status, made.body.holdUntil, made.body.lines[0].values]).toEqual([
      201,
      `${day}T13:00:00.000Z`,
      ['300'],
    ]);
    expect((await reserve('a', { warnBeforeMinutes: 30 })).status).toBe(200);
    await clock('12:59:00.000');
    const early = await reserve('b');
    expect([early.status, early.body.code]).toEqual([409, 'POOL_EXHAUSTED']);
    expect(early.body.lines).toEqual([
      { key: 'vlan', why: 'exhausted', pool, scope: port, wanted: 1, free: 0, freeValues: [] },
    ]);
    // The warning was due at 12:30; it is told while the hold lasts, so it must be out before the confirmation.
    await eventually('the warning', async () =>
      (await events('ReservationExpiryWarningEvent')) === 1 ? true : undefined,
    );
    await clock('12:59:59.900');
    expect((await move('a', 'confirm')).body).toMatchObject({ state: 'confirmed', holdUntil: null });
    await clock('13:00:00.000');
    expect((await move('a', 'confirm')).body).toMatchObject({
      state: 'confirmed',
      lines: [{ values: ['300'] }],
    });
    await clock('13:00:00.001');
    expect((await reserve('b')).status).toBe(409);
    expect(await ledger()).toMatchObject({ size: 4, sum: 4, reserved: 4, free: 0, conserved: true });
    expect(await events('ReservationExpiryWarningEvent')).toBe(1);
    expect(await events('ReservationConfirmedEvent')).toBe(1);
    expect(await events('ReservationExpiredEvent')).toBe(0);
  });

  it('S2: confirmed at the very instant is too late (409), and the first in line gets it, once', async () => {
    await reserve('a');
    await clock('12:59:00.000');
    const waiting = await reserve('b', { queue: true });
    expect([waiting.status, waiting.body.state, waiting.body.waitingBehind]).toEqual([201, 'waiting', 0]);
    expect((await reserve('c', { queue: true })).body.waitingBehind).toBe(1);
    await clock('13:00:00.000');
    const late = await move('a', 'confirm');
    expect([late.status, late.body.code]).toEqual([409, 'RESERVATION_EXPIRED']);
    const granted = await eventually('B served', async () => {
      const { body } = await as('readOnly', 'GET', `${path}/${pool}-b`);
      return body.state === 'reserved' ? body : undefined;
    });
    expect(granted.lines[0].values).toEqual(['300']);
    expect((await as('readOnly', 'GET', `${path}/${pool}-c`)).body.state).toBe('waiting');
    expect([await events('ReservationExpiredEvent'), await events('ReservationGrantedEvent')]).toEqual([
      1, 1,
    ]);
    const scope = await as('readOnly', 'GET', `/turnup/v1/pool/${pool}/scope/${encodeURIComponent(port)}`);
    expect(scope.body).toMatchObject({ size: 4, conserved: true });
    expect(scope.body.values[0]).toMatchObject({
      value: '300',
      state: 'reserved',
      holder: { owner: quote('b') },
    });
  });

  it('100 confirmations and requests at once around the end: one owner, nothing lost, no error', async () => {
    await reserve('a');
    await clock('12:59:59.999');
    const jumps = clock('13:00:00.000');
    const clients = Array.from({ length: 100 }, (_, index) =>
      index % 2 === 0 ? move('a', 'confirm') : reserve(`n${index}`),
    );
    const answers = await Promise.all(clients);
    await jumps;
    expect([...new Set(answers.map((answer) => answer.status))].sort()).not.toContain(500);
    const won = answers.filter((answer, index) => index % 2 === 1 && answer.status === 201).length;
    const { body } = await as('readOnly', 'GET', `${path}/${pool}-a`);
    expect(won + (body.state === 'confirmed' ? 1 : 0)).toBe(1);
    expect(await ledger()).toMatchObject({ reserved: 4, free: 0, conserved: true });
  });

  it('is one request over values, blocks and amounts: all or nothing, and says what would have worked', async () => {
    const lines = [
      line(),
      { key: 'link', shape: 'blocks', pool: 'LINK', avoid: ['100.64.0.0/24'] },
      {
        key: 'rate',
        shape: 'quantities',
        pool: `RATE-${round}`,
        scope: 'UPLINK',
        amount: 1_000_000,
        unit: 'kbit/s',
      },
    ];
    const steps = [
      { from: '2027-01-01T00:00:00Z', limit: 1_000_000 },
      { from: '2027-05-06T00:00:00Z', limit: 2_000_000 },
    ];
    const rate = {
      code: `RATE-${round}`,
      kind: 'bandwidth',
      shape: 'quantities',
      scope: 'link',
      strategy: 'lowest',
      quarantineDays: 0,
      unit: 'kbit/s',
      bookablePercent: 80,
      capacities: [{ scope: 'UPLINK', steps }],
    };
    expect((await load('pool', rate)).body).toMatchObject({ created: 1 });
    const before = await ledger();
    const refused = await reserve('a', { lines });
    expect([refused.status, refused.body.code]).toEqual([409, 'CAPACITY_EXCEEDED']);
    expect(refused.body.lines).toEqual([
      expect.objectContaining({ key: 'rate', limit: 800_000, used: 0, earliest: '2027-05-06T00:00:00.000Z' }),
    ]);
    expect(await ledger()).toEqual(before);
    const check = await as('sales', 'POST', `${path}/check`, {
      owner: quote('a'),
      reason: 'look',
      use: { from: '2027-05-06T00:00:00Z', to: null },
      lines,
    });
    expect(check.body).toMatchObject({ available: true });
    expect(await ledger()).toEqual(before);
    const later = await reserve('a', { lines, use: { from: '2027-05-06T00:00:00Z', to: null } });
    expect(later.status).toBe(201);
    expect(later.body.lines.map((one: { values?: string[] }) => one.values?.[0])).toEqual([
      '100.64.1.0/31',
      undefined,
      '300',
    ]);
  });

  it('keeps some lines and gives the others back; allocates with the same values; ages what is given back', async () => {
    const lines = [line({ key: 'one', value: '300' }), { key: 'rd', shape: 'values', pool: 'RD' }];
    const made = await reserve('a', { lines });
    const rd = made.body.lines[1].values[0];
    const kept = await move('a', 'confirm', { lines: ['rd'] });
    expect(kept.body.lines.map((one: { key: string }) => one.key)).toEqual(['rd']);
    expect(await ledger()).toMatchObject({ free: 1, reserved: 3 });
    expect((await move('a', 'allocate')).status).toBe(403);
    const allocated = await move('a', 'allocate', {}, 'noc');
    expect(allocated.body).toMatchObject({ state: 'allocated', lines: [{ values: [rd] }] });
    expect((await move('a', 'release')).body).toEqual({ givenBack: [] });
    const given = await move('a', 'deallocate', {}, 'noc');
    expect(given.body.givenBack[0].values).toEqual([rd]);
    const { body } = await as('readOnly', 'GET', '/turnup/v1/pool/RD/scope/-?state=quarantined');
    expect(body.values).toContainEqual(expect.objectContaining({ value: rd, state: 'quarantined' }));
    const audit = await as('noc', 'GET', `/turnup/v1/audit/reservation/${pool}-a`);
    expect(audit.body.map((entry: { action: string }) => entry.action)).toEqual([
      'reservation.create',
      'reservation.confirm',
      'reservation.allocate',
      'reservation.release',
      'reservation.deallocate',
    ]);
  });

  it('extends within the limits of the policy, in number and in length', async () => {
    await reserve('a');
    expect((await move('a', 'extend', { holdMinutes: 300 })).body).toMatchObject({
      holdUntil: `${day}T14:00:00.000Z`,
      extensions: 1,
    });
    expect((await move('a', 'extend', { holdUntil: '2037-01-01T00:00:00Z' })).body.code).toBe(
      'HOLD_TOO_LONG',
    );
    await move('a', 'extend', { holdWorkingDays: 1 });
    await move('a', 'extend', { holdWorkingDays: 2 });
    expect((await move('a', 'extend', { holdWorkingDays: 3 })).body.code).toBe('TOO_MANY_EXTENSIONS');
  });

  it('reserves by rule, and tells which: firm quotes and full pools are reserved, budgetary ones only looked at', async () => {
    const rules = [
      {
        code: 'RES-FIRM',
        kind: 'reservation',
        text: 'Firm quotes hold for four hours',
        when: { '==': [{ var: 'commitment' }, 'firm'] },
        effect: { holdMinutes: 240 },
      },
      {
        code: 'RES-FULL',
        kind: 'reservation',
        text: 'What is nearly gone is kept',
        when: { '>=': [{ var: 'utilisationPercent' }, 90] },
        effect: { holdMinutes: 60 },
      },
    ];
    expect((await load('rule', ...rules)).status).toBe(200);
    const byRule = (commitment: string) => ({
      holdMinutes: undefined,
      byRule: { commitment, customer: 'ALDER' },
    });
    const budgetary = await reserve('a', byRule('budgetary'));
    expect([budgetary.status, budgetary.body.decision]).toEqual([200, { reserve: false, rules: [] }]);
    expect(budgetary.body).toMatchObject({ available: true, lines: [{ values: ['300'] }] });
    expect((await as('readOnly', 'GET', `${path}/${pool}-a`)).status).toBe(404);
    const firm = await reserve('a', byRule('firm'));
    expect(firm.status).toBe(201);
    expect(firm.body).toMatchObject({ holdUntil: `${day}T13:00:00.000Z` });
    expect(firm.body.decision.rules).toEqual([
      { rule: 'RES-FIRM', text: 'Firm quotes hold for four hours', facts: { commitment: 'firm' } },
    ]);
    const full = await reserve('b', { ...byRule('budgetary'), queue: true });
    expect(full.body).toMatchObject({ state: 'waiting', holdUntil: `${day}T10:00:00.000Z` });
    expect(full.body.decision.rules[0]).toMatchObject({
      rule: 'RES-FULL',
      facts: { utilisationPercent: 100 },
    });
    const unknown = await load('rule', { ...rules[0], when: { '==': [{ var: 'quoteLevle' }, 'firm'] } });
    expect([unknown.status, unknown.body.code]).toEqual([422, 'UNKNOWN_FACT']);
    await load('rule', ...rules.map((rule) => ({ ...rule, when: false })));
  });

  it.each([
    [
      'a scope that the pool needs',
      { lines: [{ key: 'v', shape: 'values', pool: 'VLAN' }] },
      422,
      'WRONG_SCOPE',
    ],
    ['an unknown pool', { lines: [{ key: 'v', shape: 'values', pool: 'NOWHERE' }] }, 422, 'UNKNOWN_POOL'],
    [
      'a pool of another shape',
      { lines: [{ key: 'v', shape: 'blocks', pool: 'RD' }] },
      422,
      'WRONG_POOL_SHAPE',
    ],
    [
      'a value out of range',
      { lines: [{ key: 'v', shape: 'values', pool: 'RD', value: '65000:0' }] },
      422,
      'VALUE_OUT_OF_RANGE',
    ],
    [
      'a prefix of another network',
      { lines: [{ key: 'v', shape: 'blocks', pool: 'LINK', value: '10.0.0.0/31' }] },
      422,
      'VALUE_OUT_OF_RANGE',
    ],
    [
      'overlap with the customer’s LAN',
      {
        lines: [
          { key: 'v', shape: 'blocks', pool: 'LINK', value: '100.64.0.2/31', avoid: ['100.64.0.0/16'] },
        ],
      },
      422,
      'PREFIX_OVERLAP',
    ],
    [
      'a hold that is over',
      { holdMinutes: undefined, holdUntil: '2027-01-01T00:00:00Z' },
      422,
      'INVALID_HOLD',
    ],
    ['an absurd hold', { holdMinutes: undefined, holdUntil: '2999-01-01T00:00:00Z' }, 422, 'HOLD_TOO_LONG'],
    ['two ways of holding', { holdWorkingDays: 2 }, 422, 'INVALID_HOLD'],
    [
      'a negative period',
      { use: { from: '2027-06-02T00:00:00Z', to: '2027-06-01T00:00:00Z' } },
      422,
      'INVALID_PERIOD',
    ],
    [
      'an absurd period',
      { use: { from: '2027-06-01T00:00:00Z', to: '2827-06-01T00:00:00Z' } },
      422,
      'INVALID_PERIOD',
    ],
    [
      'a period that begins in another age',
      { use: { from: '2827-06-01T00:00:00Z', to: null } },
      422,
      'INVALID_PERIOD',
    ],
    ['a period of no dates', { use: { from: 'soon', to: null } }, 400, 'INVALID_BODY'],
    [
      'an unknown unit',
      {
        lines: [
          {
            key: 'q',
            shape: 'quantities',
            pool: 'linkBandwidth',
            scope: 'LDS-CORE',
            amount: 1,
            unit: 'furlong',
          },
        ],
      },
      422,
      'UNKNOWN_UNIT',
    ],
    [
      'an amount below nothing',
      { lines: [{ key: 'q', shape: 'quantities', pool: 'linkBandwidth', scope: 'LDS-CORE', amount: -1 }] },
      400,
      'INVALID_BODY',
    ],
    ['a negative hold', { holdMinutes: -5 }, 400, 'INVALID_BODY'],
    ['no lines', { lines: [] }, 400, 'INVALID_BODY'],
    [
      'an amount without scope',
      { lines: [{ key: 'q', shape: 'quantities', pool: 'linkBandwidth', amount: 1 }] },
      400,
      'INVALID_BODY',
    ],
    ['another account', { owner: { kind: 'account', id: 'administrator' } }, 403, 'NOT_THE_OWNER'],
    ['an order of the system', { owner: { kind: 'serviceOrder', id: 'x' } }, 403, 'NOT_THE_OWNER'],
  ])('refuses %s, and nothing is taken', async (_, change, status, code) => {
    const before = (await as('readOnly', 'GET', '/turnup/v1/pool?limit=1000')).body;
    const answer = await reserve('x', change);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect((await as('readOnly', 'GET', '/turnup/v1/pool?limit=1000')).body).toEqual(before);
  });

  it('refuses who is not the owner, who is not entitled, what is not there, and another request under a used id', async () => {
    await reserve('a');
    const thief = await as('sales', 'POST', `${path}/${pool}-a/confirm`, { owner: quote('thief') });
    expect([thief.status, thief.body.code]).toEqual([403, 'NOT_THE_OWNER']);
    expect((await reserve('b', {}, 'field')).status).toBe(403);
    expect((await move('none', 'confirm')).body.code).toBe('UNKNOWN_RESERVATION');
    const other = await reserve('a', { lines: [line({ key: 'another' })] });
    expect([other.status, other.body.code]).toEqual([409, 'RESERVATION_ID_REUSED']);
    const taken = await reserve('c', { lines: [line({ value: '300' })] });
    expect([taken.status, taken.body.code, taken.body.lines[0]]).toEqual([
      409,
      'VALUE_TAKEN',
      expect.objectContaining({ why: 'taken', value: '300', freeValues: [] }),
    ]);
    expect((await as('readOnly', 'GET', `${path}/${pool}-c`)).status).toBe(404);
    const keyed = {
      owner: quote('k'),
      reason: 'r',
      holdMinutes: 5,
      lines: [{ key: 'rd', shape: 'values', pool: 'RD' }],
    };
    const one = await as('sales', 'POST', path, keyed, { 'idempotency-key': `${pool}-k` });
    const two = await as('sales', 'POST', path, keyed, { 'idempotency-key': `${pool}-k` });
    expect([one.status, two.status, two.body.lines]).toEqual([201, 200, one.body.lines]);
  });

  it('withdraws what failed, never gives it out, and brings it back; utilisation and TMF685 tell it', async () => {
    const scope = `/turnup/v1/pool/${pool}/scope/${encodeURIComponent(port)}`;
    const withdrawn = await as('provisioning', 'POST', `${scope}/withdraw`, {
      values: ['300', '301'],
      reason: 'failed',
    });
    expect(withdrawn.body).toEqual({ withdrawn: ['300'], whenGivenBack: ['301'] });
    expect((await reserve('a')).body.lines[0]).toMatchObject({ why: 'exhausted', free: 0 });
    expect(await ledger()).toMatchObject({ free: 0, withdrawn: 1, reserved: 3, conserved: true });
    const [full] = (await as('readOnly', 'GET', `/turnup/v1/pool/${pool}/utilisation`)).body;
    expect(full).toMatchObject({ utilisationPercent: 100, forecast: { linear: `${day}T09:00:00.000Z` } });
    expect(
      (await as('provisioning', 'POST', `${scope}/reinstate`, { values: ['300'], reason: 'mended' })).status,
    ).toBe(200);
    expect((await reserve('a')).status).toBe(201);
    const tmf = '/tmf-api/resourcePoolManagement/v4';
    const found = await as('readOnly', 'GET', `${tmf}/resourcePool/${pool}`);
    expect(found.body).toMatchObject({
      '@type': 'ResourcePool',
      capacity: [{ capacityAmount: { capacityAmount: 4 } }],
    });
    const told = await as('readOnly', 'GET', `${tmf}/reservation/${pool}-a`);
    expect(told.body).toMatchObject({
      state: 'inProgress',
      reservationPeriod: { endDateTime: `${day}T13:00:00.000Z` },
      reservationItem: [{ id: 'vlan', appliedCapacity: [{ value: '300' }] }],
    });
    const list = await as('readOnly', 'GET', `${path}?pool=${pool}&expiringBefore=${day}T13:00:00.001Z`);
    expect([list.headers.get('x-total-count'), list.body[0].id]).toEqual(['1', `${pool}-a`]);
  });
});

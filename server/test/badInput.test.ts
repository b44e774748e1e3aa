import { DateOnly, Instant } from '@turnup/contract';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const hub = '/tmf-api/serviceOrdering/v4/hub';

describe('requests that make no sense', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await testSystem();
  });
  const orderStaff = (body: unknown) => system.call('orderStaff', 'POST', orders, body);

  it('names every field at fault at once, with TM Forum’s error body', async () => {
    const answer = await orderStaff({
      priority: 'high',
      unknown: 1,
      serviceOrderItem: [{ id: '1', action: 'destroy', service: {} }],
    });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      code: 'INVALID_BODY',
      reason: expect.any(String),
      message: expect.any(String),
      status: '400',
    });
    expect(answer.body.faults.map((fault: { path: string }) => fault.path).sort()).toEqual([
      '/priority',
      '/serviceOrderItem/0/action',
      '/unknown',
    ]);
  });

  it.each([
    ['serviceOrdering/v4/serviceOrder', 'state', 'acknowledged,inProgress', 'acknowledged,purple'],
    ['serviceOrdering/v4/serviceOrder', 'jeopardy', 'Hazard,Critical', 'hazard'],
    ['serviceOrdering/v4/cancelServiceOrder', 'state', 'accepted,done', 'accepted,purple'],
    ['serviceInventory/v4/service', 'state', 'active', 'active,designed'],
    ['ServiceActivationAndConfiguration/v4/service', 'state', 'active', 'purple'],
    ['ServiceActivationAndConfiguration/v4/monitor', 'state', 'Completed', 'completed'],
    ['serviceQualificationManagement/v4/checkServiceQualification', 'state', 'done', 'Done'],
    ['serviceQualificationManagement/v4/queryServiceQualification', 'state', 'done', 'over'],
    ['workOrder/v4/workOrder', 'state', 'held,rejected', 'held,'],
    ['/turnup/v1/serviceOrderAmendment', 'state', 'queued,held', 'waiting'],
    ['/turnup/v1/reservation', 'state', 'waiting', 'waiting,reserved'],
    ['/turnup/v1/serviceDesign', 'state', 'draft', 'sketch'],
    ['/turnup/v1/serviceDesign', 'mode', 'committed', 'guess'],
    ['/turnup/v1/jeopardyAlert', 'level', 'Critical', 'Red'],
    ['/turnup/v1/jeopardyAlert', 'open', 'true', 'yes'],
    ['/turnup/v1/cpe', 'state', 'inStock', 'lost'],
    ['/turnup/v1/plannedOutage', 'state', 'announced,withdrawn', 'over'],
    ['/turnup/v1/networkCondition', 'state', 'failed', 'purple'],
    ['/turnup/v1/partnerQuery', 'state', 'closed,answered', 'open'],
    ['/turnup/v1/partnerOrder', 'state', 'held,failed', 'done'],
    ['/turnup/v1/pool', 'conserved', 'false', 'no'],
  ])(
    'a list of %s filters by %s=%s and refuses %s with the words there are',
    async (list, name, good, bad) => {
      const path = list.startsWith('/') ? list : `/tmf-api/${list}`;
      const ask = (value: string) => system.call('administrator', 'GET', `${path}?${name}=${value}`);
      expect([200, 206]).toContain((await ask(good)).status);
      const { status, body } = await ask(bad);
      expect([status, body.code]).toEqual([400, 'INVALID_FILTER']);
      expect(body.message).toContain(good.split(',')[0]);
      expect(body.faults).toMatchObject([{ path: `?${name}` }]);
    },
  );

  it.each([
    ['malformed JSON', '{"serviceOrderItem": [', 400, 'MALFORMED_JSON'],
    ['no items', { serviceOrderItem: [] }, 400, 'INVALID_BODY'],
    ['no body', '', 400, 'BODY_MISSING'],
    ['an array', [], 400, 'INVALID_BODY'],
    [
      'a text for a number',
      { serviceOrderItem: [{ id: '1', action: 'add', quantity: '1', service: {} }] },
      400,
      'INVALID_BODY',
    ],
    [
      'a jeopardy alert of the client’s own',
      { jeopardyAlert: [], serviceOrderItem: [{ id: '1', action: 'noChange', service: {} }] },
      400,
      'INVALID_BODY',
    ],
  ])('refuses %s', async (_what, body, status, code) => {
    const answer = await orderStaff(body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('tells which words there are, and takes a type without a body for no body', async () => {
    const strange = await orderStaff({
      serviceOrderItem: [{ id: '1', action: 'destroy', service: {} }],
    });
    expect(strange.body.faults).toEqual([
      { path: '/serviceOrderItem/0/action', message: 'must be one of add, modify, delete, noChange' },
    ]);
    const nobody =
      '/tmf-api/ServiceActivationAndConfiguration/v4/service/01a22e50-e464-7c27-a37e-7b6f18ab7711';
    const ended = await system.call('orderStaff', 'DELETE', nobody, undefined, {
      headers: { 'content-type': 'application/json' },
    });
    expect([ended.status, ended.body.code]).toEqual([404, 'NOT_FOUND']);
  });

  const question = (date: string) => ({
    relatedParty: [{ id: 'ALDER', role: 'customer' }],
    serviceQualificationItem: [
      {
        id: '1',
        expectedServiceAvailabilityDate: date,
        service: { serviceSpecification: { id: 'INTERNET' } },
      },
    ],
  });
  const dated = (member: string) => (date: string) => ({
    [member]: date,
    serviceOrderItem: [{ id: '1', action: 'noChange', service: {} }],
  });
  it.each<[string, string, (date: string) => object, string, string]>([
    [
      '2027-13-01T00:00:00Z',
      'sales',
      question,
      'serviceQualificationItem/0/expectedServiceAvailabilityDate',
      'checkServiceQualification',
    ],
    [
      '2027-02-30T10:00:00Z',
      'orderStaff',
      dated('requestedCompletionDate'),
      'requestedCompletionDate',
      'serviceOrder',
    ],
    [
      '2027-06-31T10:00:00+01:00',
      'orderStaff',
      dated('requestedStartDate'),
      'requestedStartDate',
      'serviceOrder',
    ],
    ['2027-06-30T24:01:00Z', 'orderStaff', dated('requestedStartDate'), 'requestedStartDate', 'serviceOrder'],
    ['2027-06-30T10:00:60Z', 'orderStaff', dated('requestedStartDate'), 'requestedStartDate', 'serviceOrder'],
    [
      '2027-06-30T10:00:00+25:00',
      'orderStaff',
      dated('requestedStartDate'),
      'requestedStartDate',
      'serviceOrder',
    ],
  ])(
    'refuses the instant %s, which there is not, with its place',
    async (date, account, bodyOf, path, what) => {
      const base = what === 'serviceOrder' ? orders : `/tmf-api/serviceQualificationManagement/v4/${what}`;
      const { status, body } = await system.call(account, 'POST', base, bodyOf(date));
      expect([status, body.code, body.faults]).toEqual([
        400,
        'INVALID_BODY',
        [{ path: `/${path}`, message: expect.stringContaining('must be an instant that there is') }],
      ]);
    },
  );

  it('takes exactly the days that the calendar has', () => {
    const [day, instant] = [Compile(DateOnly), Compile(Instant)];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_999 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
        (year, month, date) => {
          const text = [
            String(year).padStart(4, '0'),
            String(month).padStart(2, '0'),
            String(date).padStart(2, '0'),
          ].join('-');
          const ms = Date.parse(`${text}T00:00:00.000Z`);
          const there = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
          expect([text, day.Check(text), instant.Check(`${text}T10:00Z`)]).toEqual([text, there, there]);
        },
      ),
      { numRuns: 2_000 },
    );
    for (const text of [
      '2028-02-29T23:59:59.123456789Z',
      '2027-02-28T00:00:00-05:00',
      '2027-02-28T09:30+14:00',
    ])
      expect([text, instant.Check(text), Number.isNaN(Date.parse(text))]).toEqual([text, true, false]);
  });

  it('tells a value that passed the edge and has not the form of its place, as a net below all checks', async () => {
    const { status, body } = await system.call(
      'orderStaff',
      'POST',
      '/tmf-api/serviceOrdering/v4/serviceOrder',
      {
        externalId: 'a\u0000b',
        relatedParty: [{ id: 'ALDER', role: 'customer' }],
        serviceOrderItem: [{ id: '1', action: 'noChange', service: { id: 'x' } }],
      },
    );
    expect([status, body.code]).toEqual([400, 'INVALID_VALUE']);
    expect(body.message).toContain('not of the form that is needed');
  });

  it('refuses a day that there is not, wherever one is asked for', async () => {
    const design = '/turnup/v1/serviceDesign/01a22e50-e464-7c27-a37e-7b6f18ab7711';
    const asked = { place: 'MAN', rateKbps: 1_000, quantity: 1, needDate: '2027-02-30' };
    const { status, body } = await system.call('solutionEngineer', 'POST', `${design}/resourceQuery`, asked);
    expect([status, body.faults]).toEqual([
      400,
      [{ path: '/needDate', message: 'must be a date that there is, as YYYY-MM-DD' }],
    ]);
  });

  it('refuses a version of a design that is no number', async () => {
    const design = '/turnup/v1/serviceDesign/01a22e50-e464-7c27-a37e-7b6f18ab7711';
    for (const [path, name] of [
      [`${design}?version=abc`, 'version'],
      [`${design}/document?version=1.5`, 'version'],
      [`${design}/difference?from=abc&to=2`, 'from'],
      [`${design}/difference?from=1&to=-2`, 'to'],
    ]) {
      const { status, body } = await system.call('administrator', 'GET', path as string);
      expect([status, body.code, body.faults[0].path]).toEqual([400, 'INVALID_QUERY', `?${name}`]);
    }
    expect((await system.call('administrator', 'GET', `${design}?version=3`)).status).toBe(404);
  });

  it('refuses a body of 50 MB without reading it to the end', async () => {
    const answer = await orderStaff(`{"description":"${'x'.repeat(50 * 1_048_576)}"}`).catch(
      (error: Error) => error,
    );
    // The connection may be cut while the rest is still being sent: that is a refusal too.
    if (!(answer instanceof Error))
      expect([answer.status, answer.body.code]).toEqual([413, 'BODY_TOO_LARGE']);
    expect((await system.call('orderStaff', 'GET', orders)).body).toEqual([]);
  });

  it('refuses another content type', async () => {
    const answer = await system.call('orderStaff', 'POST', orders, '<order/>', {
      headers: { 'content-type': 'application/xml' },
    });
    expect([answer.status, answer.body.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('refuses unknown filters and pages out of range', async () => {
    expect((await system.call('orderStaff', 'GET', `${orders}?colour=red`)).body).toMatchObject({
      code: 'UNKNOWN_FILTER',
    });
    expect((await system.call('noc', 'GET', '/turnup/v1/networkCondition?colour=red')).body).toMatchObject({
      code: 'UNKNOWN_FILTER',
    });
    expect((await system.call('orderStaff', 'GET', `${orders}?limit=-1`)).body).toMatchObject({
      code: 'INVALID_PAGE',
    });
    expect((await system.call('orderStaff', 'GET', `${orders}?offset=10001`)).body).toMatchObject({
      code: 'INVALID_PAGE',
    });
  });

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://[fe80::1]/',
    'http://10.0.0.8/listener',
    'file:///etc/passwd',
    'http://user:secret@listener.example/',
    'not an address',
  ])('refuses the listener %s by policy', async (callback) => {
    const answer = await system.call('orderStaff', 'POST', hub, { callback });
    expect([answer.status, answer.body.code]).toEqual([422, 'CALLBACK_REFUSED']);
  });

  it('refuses a query of a listener that it does not understand', async () => {
    const answer = await system.call('orderStaff', 'POST', hub, {
      callback: 'http://127.0.0.1:9/',
      query: 'state>held',
    });
    expect([answer.status, answer.body.code]).toEqual([400, 'INVALID_QUERY']);
  });

  it('refuses ids that are none, and ids of nobody, alike', async () => {
    for (const id of ['x', "1' or '1'='1", '00000000-0000-7000-8000-000000000000']) {
      const answer = await system.call('orderStaff', 'GET', `${orders}/${encodeURIComponent(id)}`);
      expect([answer.status, answer.body.code]).toEqual([404, 'NOT_FOUND']);
    }
  });

  it('loads reference data whole or not at all, naming each record at fault', async () => {
    const party = (code: string, kind: string) => ({ code, name: code, kind });
    const answer = await system.call('administrator', 'POST', '/turnup/v1/referenceData', {
      kind: 'party',
      records: [
        party('GOOD', 'customer'),
        party('BAD', 'alien'),
        party('GOOD', 'partner'),
        { ...party('EXTRA', 'customer'), colour: 'red' },
      ],
    });
    expect(answer.status).toBe(400);
    expect(answer.body.faults.map((fault: { path: string }) => fault.path)).toEqual([
      '/records/1/kind',
      '/records/2',
      '/records/3/colour',
    ]);
    const again = await system.call('administrator', 'POST', '/turnup/v1/referenceData', {
      kind: 'party',
      records: [party('GOOD', 'customer')],
    });
    expect(again.body).toEqual({ kind: 'party', created: 1, changed: 0, unchanged: 0 });
  });

  it('refuses a record that refers to something unknown, with its place', async () => {
    const partner = { code: 'P', party: 'P', name: 'P', calendar: 'nowhere', answerWithinWorkingDays: 2 };
    const answer = await system.call('administrator', 'POST', '/turnup/v1/referenceData', {
      kind: 'partner',
      records: [partner],
    });
    expect([answer.status, answer.body.code]).toEqual([422, 'UNKNOWN_REFERENCE']);
    expect(answer.body.faults).toEqual([
      { path: '/records/0/calendar', message: 'there is no calendar nowhere' },
    ]);
  });

  it('never moves a clock back, and lets only the simulation move it', async () => {
    const clock = '/turnup/v1/simulation/clock';
    expect((await system.call('sales', 'PATCH', clock, { now: '2027-03-01T00:00:00Z' })).status).toBe(403);
    expect((await system.call('simulation', 'PATCH', clock, { now: '2027-03-01T00:00:00Z' })).body.now).toBe(
      '2027-03-01T00:00:00.000Z',
    );
    expect((await system.call('simulation', 'PATCH', clock, { now: '2027-02-01T00:00:00Z' })).body.code).toBe(
      'CLOCK_BACKWARDS',
    );
  });
});

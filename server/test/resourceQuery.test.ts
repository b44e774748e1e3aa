import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './demo.ts';
import { type TestSystem, testSystem } from './system.ts';

const questions = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';
const designs = '/turnup/v1/serviceDesign';
const queries = '/turnup/v1/resourceQuery';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('ports asked of the resource domain', () => {
  let system: TestSystem;
  const as = (account: string, method: string, path: string, body?: unknown) =>
    system.call(account, method, path, body);
  const load = async (kind: string, records: unknown[]) => {
    const loaded = await as('administrator', 'POST', '/turnup/v1/referenceData', { kind, records });
    expect(loaded.status, JSON.stringify(loaded.body)).toBe(200);
  };
  let design: Row;

  /** A second building of the customer beside the first, on fibre to the same node. */
  async function twin(): Promise<{ node: string; place: string }> {
    const { body } = await as('readOnly', 'GET', '/turnup/v1/topology');
    const place = body.places.find(({ code }: Row) => code === 'ALDER-MAN');
    const link = body.links.find(({ a, b }: Row) => a.place === 'ALDER-MAN' || b.place === 'ALDER-MAN');
    const renamed = JSON.parse(JSON.stringify({ place, link }).replaceAll('"ALDER-MAN"', '"ALDER-SAL"'));
    await load('place', [{ ...renamed.place, entries: place.entries }]);
    await load('link', [{ ...renamed.link, name: 'FIBRE-ALDER-SAL' }]);
    const node = link.a.node ?? link.b.node;
    return { node, place: body.nodes.find(({ name }: Row) => name === node).place };
  }

  async function feasible(requestedDate: string): Promise<Row> {
    const sites = ['ALDER-MAN', 'ALDER-SAL'].map((site, index) => ({
      site,
      bandwidthKbps: 100_000,
      access: 'single',
      cpe: 'customerOwned',
      lanPrefixes: [`10.5${index}.0.0/24`],
    }));
    const { body } = await as('sales', 'POST', questions, {
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      serviceQualificationItem: [
        {
          id: '1',
          expectedServiceAvailabilityDate: `${requestedDate}T12:00:00Z`,
          service: {
            serviceSpecification: { id: 'L3VPN' },
            serviceCharacteristic: [
              { name: 'topology', value: 'anyToAny' },
              { name: 'sites', value: sites },
            ],
          },
        },
      ],
    });
    const list = (await as('readOnly', 'GET', designs)).body;
    const found = list.find((one: Row) => one.openedFor.id === body.id);
    expect(found, JSON.stringify(body)).toBeDefined();
    return (await as('readOnly', 'GET', `${designs}/${found.id}`)).body;
  }

  let at: { node: string; place: string };
  beforeAll(async () => {
    system = await testSystem({ demo: true });
    at = await twin();
    design = await feasible('2027-05-14');
  }, 60_000);

  const port = (name: string, availableFrom?: string) => ({
    node: at.node,
    name,
    card: `${at.node}-CARD-0`,
    rateKbps: 1_000_000,
    optic: 'LX',
    costMinor: 120_000,
    ...(availableFrom === undefined ? {} : { availableFrom }),
  });
  const ask = (quantity: number, needDate: string, more: object = {}) =>
    as('solutionEngineer', 'POST', `${designs}/${design.id}/resourceQuery`, {
      place: at.place,
      rateKbps: 1_000_000,
      quantity,
      needDate,
      ...more,
    });
  const answer = (id: string, ...ports: Row[]) => as('provisioning', 'PATCH', `${queries}/${id}`, { ports });

  it('one now and one from a later date: the design uses both dates; duplicate and excess answers are recorded', async () => {
    // Nothing of the node is left, so that only what is answered can be used.
    const scope = `/turnup/v1/pool/port/scope/${at.node}`;
    const { values } = (await as('readOnly', 'GET', `${scope}?limit=1000`)).body;
    const free = values.filter(({ state }: Row) => state === 'free').map(({ value }: Row) => value);
    await as('administrator', 'POST', `${scope}/withdraw`, { values: free, reason: 'sold' });
    expect((await as('readOnly', 'GET', `${designs}/${design.id}`)).body.openGates[0].code).toBe(
      'RESOURCE_LOST',
    );

    const asked = await ask(2, '2027-05-14');
    expect(asked.status, JSON.stringify(asked.body)).toBe(201);
    expect(asked.body).toMatchObject({
      state: 'acknowledged',
      quantity: 2,
      answerBy: '2027-02-17T17:00:00.000Z',
    });
    expect((await ask(2, '2027-05-14')).body.code).toBe('RESOURCE_QUERY_ASKED');
    const { id } = asked.body;
    const wrong = await answer(id, { ...port('new-0'), node: 'PE-ABC' });
    expect([wrong.status, wrong.body.faults[0].path]).toEqual([422, '/ports/0/node']);

    expect((await answer(id, port('new-0'))).body).toMatchObject({ state: 'partial' });
    expect((await answer(id, port('new-0'))).body.code).toBe('RESOURCE_ANSWER_DUPLICATE');
    const excess = await answer(id, port('new-1'), port('new-2'));
    expect([excess.status, excess.body.code]).toEqual([409, 'RESOURCE_ANSWER_EXCESS']);
    expect((await answer(id, port('new-1', '2027-04-30'))).body).toMatchObject({ state: 'answered' });
    const [kept] = (await as('readOnly', 'GET', `${queries}?design=${design.id}`)).body;
    expect(kept.refusedAnswers.map(({ why }: Row) => why)).toEqual(['duplicate', 'excess']);
    expect(kept.answers.map(({ name, availableFrom }: Row) => [name, availableFrom])).toEqual([
      ['new-0', undefined],
      ['new-1', '2027-04-30'],
    ]);

    const again = await as('solutionEngineer', 'POST', `${designs}/${design.id}/recompose`, {});
    expect(again.status, JSON.stringify(again.body)).toBe(200);
    const [chosen] = again.body.alternatives.filter(
      ({ id: each }: Row) => each === again.body.chosenAlternative,
    );
    const legs = chosen.sites.flatMap(({ legs: own }: Row) => own);
    expect(legs.map((leg: Row) => [leg.port, leg.availableFrom]).sort()).toEqual([
      ['new-0', undefined],
      ['new-1', '2027-04-30'],
    ]);
    expect(again.body.openGates).toEqual([]);
    expect(chosen.plan.activities.filter(({ notBefore }: Row) => notBefore === '2027-04-30')).not.toEqual([]);
    expect(chosen.plan.finishDate > '2027-04-30').toBe(true);
  }, 60_000);

  it('no answer within two working days raises jeopardy; what comes then is late, refused and recorded', async () => {
    const asked = await ask(1, '2027-06-30');
    expect(asked.status, JSON.stringify(asked.body)).toBe(201);
    await as('simulation', 'PATCH', '/turnup/v1/simulation/clock', { now: '2027-02-17T17:00:00.000Z' });
    const ended = await eventually('the end of the question', async () => {
      const { body } = await as('readOnly', 'GET', `${queries}?design=${design.id}`);
      const own = body.find(({ id }: Row) => id === asked.body.id);
      return own.state === 'timedOut' ? own : undefined;
    });
    const { body: alerts } = await as('orderStaff', 'GET', '/turnup/v1/jeopardyAlert');
    expect(alerts.filter(({ culprit }: Row) => culprit === `resourceQuery ${ended.id}`)).toEqual([
      expect.objectContaining({
        level: 'Hazard',
        orderReference: design.id,
        owner: 'solutionEngineer',
        cause: '1B',
      }),
    ]);
    const late = await answer(ended.id, port('new-9'));
    expect([late.status, late.body.code]).toEqual([409, 'RESOURCE_ANSWER_LATE']);
    const after = (await as('readOnly', 'GET', `${queries}?design=${design.id}`)).body;
    const own = after.find(({ id }: Row) => id === ended.id);
    expect(own.refusedAnswers).toEqual([expect.objectContaining({ why: 'late', by: 'provisioning' })]);
    expect(own.answers).toEqual([]);

    // Nobody has answered: the same may be asked again, once, and another optic is another question.
    const again = await ask(1, '2027-06-30');
    expect(again.status, JSON.stringify(again.body)).toBe(201);
    expect(again.body.id).not.toBe(ended.id);
    expect((await ask(1, '2027-06-30')).body.code).toBe('RESOURCE_QUERY_ASKED');
    for (const optic of ['SR', 'LR']) expect((await ask(1, '2027-06-30', { optic })).status).toBe(201);
    expect((await ask(2, '2027-06-30', { optic: 'LR' })).body.code).toBe('RESOURCE_QUERY_ASKED');
  }, 60_000);
});

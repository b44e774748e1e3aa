import { beforeAll, describe, expect, it } from 'vitest';
import { eventually, internetOrder } from './demo.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const questions = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';
const queries = '/turnup/v1/partnerQuery';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('what partners answer to a question of feasibility', () => {
  let system: TestSystem;
  const as = (account: string, method: string, path: string, body?: unknown) =>
    system.call(account, method, path, body);
  const accounts: Readonly<Record<string, string>> = { CALEDONET: 'partner', GRANITE: 'partner.granite' };

  const item = (id: string, bandwidthKbps: number) => ({
    id,
    service: internetOrder('MERIDIAN-ABZ', 'MERIDIAN', { bandwidthKbps, cpe: 'customerOwned' })
      .serviceOrderItem[0]?.service,
  });
  const ask = async (...items: object[]): Promise<string> => {
    const { status, body } = await as('sales', 'POST', questions, {
      relatedParty: [{ id: 'MERIDIAN', role: 'customer' }],
      serviceQualificationItem: items,
    });
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body.state).toBe('inProgress');
    return body.id;
  };
  const asked = async (id: string): Promise<Row[]> =>
    (await as('provisioning', 'GET', `${queries}?limit=1000`)).body.filter(
      ({ correlation }: Row) => correlation === id,
    );
  const reply = async (id: string, partner: string, rateKbps: number, answer: object) => {
    const query = (await asked(id)).find((one) => one.partner === partner && one.rateKbps === rateKbps);
    return as(accounts[partner] ?? '', 'PATCH', `${queries}/${query?.id}`, answer);
  };
  const concluded = (id: string): Promise<Row[]> =>
    eventually('the answer', async () => {
      const { body } = await as('readOnly', 'GET', `${questions}/${id}`);
      return body.state === 'done' ? body.serviceQualificationItem : undefined;
    });
  const legOf = (one: Row) => one.feasibility.siteOptions[0].options[0].legs[0];
  const reasonsOf = (one: Row): string[] =>
    one.feasibility.reasons.flatMap(({ code, parameters }: Row) =>
      code.startsWith('PARTNER_') ? [`${code} ${parameters.offer}`] : [],
    );

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    await new People(system).hire();
  }, 60_000);

  it('each rate is asked and priced by itself; who declines, is silent or answers too briefly is told where it matters', async () => {
    const id = await ask(item('small', 100_000), item('large', 1_000_000));
    expect((await asked(id)).map(({ offer, rateKbps }) => `${offer} ${rateKbps}`).toSorted()).toEqual([
      'CALEDONET-ABZ 100000',
      'CALEDONET-ABZ 1000000',
      'GRANITE-ABZ 100000',
      'GRANITE-ABZ 1000000',
    ]);
    const past = await reply(id, 'CALEDONET', 100_000, {
      confidence: 'green',
      validUntil: '2027-02-15T08:59:59.000Z',
    });
    expect([past.status, past.body.faults[0].path]).toEqual([422, '/validUntil']);
    const brief = await reply(id, 'CALEDONET', 100_000, {
      confidence: 'green',
      monthlyMinor: 41_000,
      validUntil: '2027-02-15T15:00:00.000Z',
    });
    expect(brief.status, JSON.stringify(brief.body)).toBe(200);
    for (const partner of ['CALEDONET', 'GRANITE'])
      expect(
        (await reply(id, partner, 1_000_000, { confidence: 'red', condition: `no duct for ${partner}` }))
          .status,
      ).toBe(200);
    // The close of GRANITE's third working day: it has said nothing about the small one.
    await as('simulation', 'PATCH', '/turnup/v1/simulation/clock', { now: '2027-02-18T17:00:00.000Z' });
    const [small, large] = await concluded(id);
    expect(small.qualificationItemResult).toBe('qualified');
    expect(reasonsOf(small)).toEqual([
      'PARTNER_CONDITION CALEDONET-ABZ',
      'PARTNER_ANSWER_EXPIRED CALEDONET-ABZ',
      'PARTNER_SILENT GRANITE-ABZ',
    ]);
    // An answer that binds no more leaves the rate card.
    expect(legOf(small)).toMatchObject({ partnerOffer: 'CALEDONET-ABZ', monthlyCostMinor: 45_000 });
    expect(large.qualificationItemResult).toBe('unqualified');
    expect(reasonsOf(large)).toEqual(['PARTNER_DECLINED CALEDONET-ABZ', 'PARTNER_DECLINED GRANITE-ABZ']);
    expect(large.eligibilityUnavailabilityReason.map(({ code }: Row) => code)).not.toContain('NO_ACCESS');
    expect(large.eligibilityUnavailabilityReason[0].label).toContain('no duct for');
  }, 60_000);

  it('an answer in another currency needs a rate and both amounts, and is reckoned by it; the other rate keeps its card', async () => {
    const id = await ask(item('one', 30_000), item('two', 40_000));
    const euros = { confidence: 'green', currency: 'EUR', monthlyMinor: 33_333 };
    const unknown = await reply(id, 'CALEDONET', 30_000, { ...euros, oneOffMinor: 111_111 });
    expect([unknown.status, unknown.body.code, unknown.body.faults[0].path]).toEqual([
      422,
      'PARTNER_ANSWER_INVALID',
      '/currency',
    ]);
    const loaded = await as('administrator', 'POST', '/turnup/v1/referenceData', {
      kind: 'exchangeRate',
      records: [{ from: 'EUR', to: 'GBP', date: '2027-02-01', rate: 0.84, source: 'ECB' }],
    });
    expect(loaded.status, JSON.stringify(loaded.body)).toBe(200);
    const half = await reply(id, 'CALEDONET', 30_000, euros);
    expect([half.status, half.body.faults[0].path]).toEqual([422, '/oneOffMinor']);
    const whole = await reply(id, 'CALEDONET', 30_000, { ...euros, oneOffMinor: 111_111 });
    expect(whole.status, JSON.stringify(whole.body)).toBe(200);
    expect((await reply(id, 'CALEDONET', 40_000, { confidence: 'green' })).status).toBe(200);
    for (const rateKbps of [30_000, 40_000])
      await reply(id, 'GRANITE', rateKbps, { confidence: 'red', condition: 'no capacity' });
    const [one, two] = await concluded(id);
    // 333.33 and 1,111.11 euros at 0.84.
    expect(legOf(one)).toMatchObject({ monthlyCostMinor: 28_000, partnerOneOffMinor: 93_333 });
    expect(legOf(two)).toMatchObject({ monthlyCostMinor: 45_000, partnerOneOffMinor: 250_000 });
  }, 60_000);
});

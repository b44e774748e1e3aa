import { beforeAll, describe, expect, it } from 'vitest';
import { loadDemo } from './demo.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const questions = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';
const designs = '/turnup/v1/serviceDesign';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

/** Half away from zero, as the test reckons. */
const rounded = (amount: number): number => Math.floor(amount + 0.5);

describe('terms in another currency than the costs', () => {
  let system: TestSystem;
  let people: People;
  const as = (account: string, method: string, path: string, body?: unknown) =>
    system.call(account, method, path, body);
  const load = async (kind: string, records: unknown[]) => {
    const answer = await as('administrator', 'POST', '/turnup/v1/referenceData', { kind, records });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  };
  const terms = {
    termMonths: 24,
    oneOffChargeMinor: 512_345,
    monthlyChargeMinor: 234_567,
    budgetMinor: 2_000_001,
    budgetTolerancePercent: 1,
  };
  const ask = (currency: string) =>
    as('sales', 'POST', questions, {
      relatedParty: [{ id: 'MERIDIAN', role: 'customer' }],
      serviceQualificationItem: [
        {
          id: '1',
          service: {
            serviceSpecification: { id: 'L3VPN' },
            serviceCharacteristic: [
              { name: 'topology', value: 'anyToAny' },
              {
                name: 'sites',
                value: ['MERIDIAN-LDS', 'MERIDIAN-BHM'].map((site, index) => ({
                  site,
                  bandwidthKbps: 200_000,
                  access: 'single',
                  cpe: 'managed',
                  lanPrefixes: [`10.8${index}.0.0/24`],
                })),
              },
              {
                name: 'latencyBounds',
                value: [{ from: 'MERIDIAN-LDS', to: 'MERIDIAN-BHM', maximumRttUs: 30_000 }],
              },
              { name: 'commercial', value: { ...terms, currency } },
            ],
          },
        },
      ],
    });
  const designFor = async (currency: string): Promise<Row> => {
    const { status, body } = await ask(currency);
    expect(status, JSON.stringify(body)).toBeLessThan(300);
    await people.quiet();
    const { body: question } = await as('readOnly', 'GET', `${questions}/${body.id}`);
    return (await as('readOnly', 'GET', `${designs}/${question.serviceQualificationItem[0].designId}`)).body;
  };

  beforeAll(async () => {
    system = await testSystem({ now: '2027-03-10T09:00:00.000Z' });
    people = new People(system);
    await loadDemo(system);
  }, 60_000);

  it('without a rate are refused with their place', async () => {
    const { status, body } = await ask('EUR');
    expect(status).toBe(422);
    expect(body.faults).toContainEqual(
      expect.objectContaining({ path: expect.stringMatching(/commercial/) }),
    );
  });

  it.each([
    {
      currency: 'EUR',
      rates: [
        ['EUR', 'GBP', '2027-03-01', 0.85],
        ['EUR', 'GBP', '2027-03-09', 0.8625],
        ['EUR', 'GBP', '2027-03-11', 0.9],
      ],
      used: 0.8625,
      digits: 1,
      isInverse: undefined,
    },
    {
      currency: 'JPY',
      rates: [['GBP', 'JPY', '2027-02-26', 191.5]],
      used: 1 / 191.5,
      digits: 100,
      isInverse: true,
    },
  ] as const)(
    '$currency by the latest rate of its day, with rate and source shown',
    async (one) => {
      await load(
        'exchangeRate',
        one.rates.map(([from, to, date, rate]) => ({
          from,
          to,
          date,
          rate,
          source: `Reference rate ${date}`,
        })),
      );
      const design = await designFor(one.currency);
      const chosen = design.alternatives.find(({ id }: Row) => id === design.chosenAlternative);
      const pounds = (minor: number): number => rounded(minor * one.used * one.digits);
      expect(chosen.exchangeRates).toEqual([
        expect.objectContaining({
          from: one.currency,
          to: 'GBP',
          rate: one.used,
          source: expect.stringContaining('Reference rate'),
          ...(one.isInverse === undefined ? {} : { isInverse: true }),
        }),
      ]);
      expect(chosen.business).toMatchObject({
        currency: 'GBP',
        oneOffChargeMinor: pounds(terms.oneOffChargeMinor),
        monthlyChargeMinor: pounds(terms.monthlyChargeMinor),
        monthlyMarginMinor: pounds(terms.monthlyChargeMinor) - chosen.monthlyCostMinor,
        netInvestmentMinor: chosen.capexMinor - pounds(terms.oneOffChargeMinor),
      });
      const budget = pounds(terms.budgetMinor);
      expect(chosen.budget).toMatchObject({
        currency: 'GBP',
        budgetMinor: budget,
        limitMinor: rounded(budget * 1.01),
      });
      const document = await as('readOnly', 'GET', `${designs}/${design.id}/document`);
      expect(document.body).toContain('Exchange rates');
      expect(document.body).toContain('Reference rate');
      // What the customer agreed to stays in his own money.
      expect(design.requirement.commercial).toMatchObject({ ...terms, currency: one.currency });
    },
    60_000,
  );

  it('a rate of nothing, below nothing or of no day is refused', async () => {
    for (const wrong of [{ rate: 0 }, { rate: -1 }, { date: '2027-13-01' }, { from: 'euro' }]) {
      const record = { from: 'USD', to: 'GBP', date: '2027-03-01', rate: 0.8, source: 'x', ...wrong };
      const answer = await as('administrator', 'POST', '/turnup/v1/referenceData', {
        kind: 'exchangeRate',
        records: [record],
      });
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
  });
});

import { describe, expect, test } from 'vitest';
import { failing, told } from './testing/told.ts';

/*
 * The same stories with another duct, latency, calendar, price and date. What must come of each is reckoned by hand: days
 * on the calendars, and money with the annuity of 36 months at 10 % a year. The flagship is walked up to its
 * delivery, which is the same for all and has a test of its own.
 */

const delivery = 'Deliver: people, partner and devices at work';
const annuity = (1 - 1.1 ** -3) / (1.1 ** (1 / 12) - 1);

/** As the stories tell sums: 37,228.85. */
const money = (minor: number): string =>
  (Math.round(minor) / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 });

describe('the flagship with other numbers', () => {
  const walked = (set: Record<string, string>) => told('s1-flagship', set, { before: delivery });

  test('another duct: one that nothing else lies in changes nothing', async () => {
    const result = await walked({ duct: 'DUCT-LDS-EAST' });
    expect([result.ended, failing(result)]).toEqual([undefined, []]);
    expect(result.figures).toMatchObject({ Answer: 'qualified', Expected: '2027-05-05' });
  }, 90_000);

  test('another duct: that of the first fibre is refused, and named', async () => {
    const result = await walked({ duct: 'DUCT-CITY-NORTH' });
    expect(result.figures['Answer']).not.toBe('qualified');
    expect(result.ended?.join('\n')).toMatch(
      /FIBRE-MERIDIAN-HQ-MAIN and FIBRE-MERIDIAN-HQ-BUILD to MERIDIAN-HQ share duct DUCT-CITY-NORTH/,
    );
  }, 90_000);

  test('another latency: what the route gives is kept to the microsecond, and no microsecond less', async () => {
    const kept = await walked({ latency: '14948us' });
    expect([kept.ended, failing(kept)]).toEqual([undefined, []]);
    expect(kept.figures).toMatchObject({ Answer: 'qualified', Expected: '2027-05-05' });
    const beyond = await walked({ latency: '14947us' });
    expect(beyond.figures['Answer']).toBe('alternate');
    expect(beyond.ended?.join('\n')).toContain(
      'MERIDIAN-HQ and MERIDIAN-ABZ reach a round trip of 14.948 ms; at most 14.947 ms is asked.',
    );
  }, 120_000);

  test('another calendar: Easter Monday is worked in Scotland, so all is done a day sooner', async () => {
    const result = await walked({ calendar: 'scotland' });
    expect([result.ended, failing(result)]).toEqual([undefined, []]);
    expect(result.figures).toMatchObject({ Expected: '2027-05-04', 'Time to revenue in days': '64' });
  }, 90_000);

  test.each([
    { monthly: 300_000, payback: '18.65' },
    { monthly: 400_000, payback: '12.11' },
  ])(
    'another price: $monthly a month, paid back after $payback months',
    async ({ monthly, payback }) => {
      const result = await walked({ price: String(monthly) });
      expect([result.ended, failing(result)]).toEqual([undefined, []]);
      expect(result.figures).toMatchObject({
        'Capital cost': '46,500.00',
        NPV: money((monthly - 115_000) * annuity - (4_650_000 - 1_200_000)),
        'Payback in months': payback,
      });
    },
    90_000,
  );

  test.each([
    // 33 working days by the other partner, who needs 10 days less and costs £500 more and £170 a month more.
    {
      date: '2027-05-04',
      expected: '2027-04-19',
      slack: '10',
      jeopardy: 'Normal',
      capex: 4_700_000,
      cost: 132_000,
    },
    {
      date: '2027-05-14',
      expected: '2027-05-05',
      slack: '7',
      jeopardy: 'Normal',
      capex: 4_650_000,
      cost: 115_000,
    },
  ])(
    'another date: $date',
    async ({ date, expected, slack, jeopardy, capex, cost }) => {
      const result = await walked({ date });
      expect([result.ended, failing(result)]).toEqual([undefined, []]);
      expect(result.figures).toMatchObject({
        Promised: date,
        Expected: expected,
        'Slack in working days': slack,
        Jeopardy: jeopardy,
        'Capital cost': money(capex),
        NPV: money((345_000 - cost) * annuity - (capex - 1_200_000)),
      });
    },
    90_000,
  );
});

describe('the augmentation with other numbers', () => {
  const net = (monthly: number, costMonthly: number, capex: number): number =>
    Math.round((monthly - costMonthly) * annuity - (capex - 1_000_000));

  test('another duct: two ways in that lie apart take both uplinks, and the short one is augmented', async () => {
    const result = await told(
      's6-augmentation',
      { access: 'dual', diversity: 'duct' },
      { before: 'Planning needs some of it too: it is shared' },
    );
    expect([result.ended, failing(result)]).toEqual([undefined, []]);
    expect(result.figures['Alternatives']).toContain('onNet PE-LDS and onNet PE-BRD');
    expect(result.figures['Ready']).toBe('2027-05-06');
  }, 90_000);

  test('another duct: two ways in through one duct are no answer, and it is named', async () => {
    const result = await told('s6-augmentation', {
      access: 'dual',
      diversity: 'duct',
      duct: 'DUCT-LDS-EAST',
    });
    expect(result.ended?.join('\n')).toContain(
      'FIBRE-MERIDIAN-LDS and FIBRE-MERIDIAN-LDS-BRD to MERIDIAN-LDS share duct DUCT-LDS-EAST.',
    );
    expect(result.figures['Ready']).toBeUndefined();
  }, 90_000);

  test('another latency: what the short way could not keep is no reason to augment it', async () => {
    const result = await told('s6-augmentation', { latency: '2ms' });
    expect(result.ended).toEqual(expect.arrayContaining(['Answer: qualified', 'By: PE-BRD']));
    expect(result.figures['Ready']).toBeUndefined();
    const beyond = await told('s6-augmentation', { latency: '1ms' });
    expect(beyond.ended?.join('\n')).toMatch(/reach a round trip of 1\.\d+ ms; at most 1\.0 ms is asked/);
  }, 120_000);

  test('another calendar: modules are there a day sooner, and so is the service', async () => {
    const result = await told('s6-augmentation', { calendar: 'scotland', ready: '2027-05-05' });
    expect([result.ended, failing(result)]).toEqual([undefined, []]);
    expect(result.figures).toMatchObject({ Ready: '2027-05-05', Finish: '2027-05-11, 2027-05-12' });
  }, 90_000);

  test('another price: what is earned by either way', async () => {
    const result = await told('s6-augmentation', { price: '200000' });
    expect([result.ended, failing(result)]).toEqual([undefined, []]);
    // Through Bradford £12,400 and £455 a month; by the uplink £12,400, the module, and £365 a month.
    expect(result.figures).toMatchObject({
      NPV: `${net(200_000, 45_500, 1_240_000)}, ${net(200_000, 36_500, 1_240_000 + 1_800_000)}`,
      'Payback in months': '1.55, 12.48',
    });
  }, 90_000);

  test('another date: the uplink comes a day too late, the other way does not', async () => {
    const result = await told(
      's6-augmentation',
      { date: '2027-05-12' },
      { before: 'Planning needs some of it too: it is shared' },
    );
    expect(result.ended).toBeUndefined();
    expect(result.figures).toMatchObject({ Finish: '2027-05-12, 2027-05-13', Compliant: 'true, false' });
    const sooner = await told(
      's6-augmentation',
      { date: '2027-05-11' },
      { before: 'Planning needs some of it too: it is shared' },
    );
    expect(sooner.figures).toMatchObject({ Finish: '2027-05-12, 2027-05-13', Compliant: 'false, false' });
  }, 120_000);
});

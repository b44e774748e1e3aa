import { diversityLevels } from '@turnup/contract/diversityLevels';
import { parseSiteTable } from '@turnup/contract/siteTable';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changedCharacteristics,
  characteristicsOf,
  draftOf,
  emptyDraft,
  emptySite,
  faultsOf,
  type RequirementDraft,
  rateDraft,
  rateOf,
  type SiteDraft,
  serviceOfDraft,
} from '../src/requirement/draft.ts';

const site = fc.record({
  site: fc.stringMatching(/^[A-Z]{2,8}-[A-Z]{2,4}$/),
  rate: fc.integer({ min: 1, max: 10_000 }).map((mbit) => String(mbit)),
  access: fc.constantFrom('single' as const, 'dual' as const),
  cpe: fc.constantFrom('managed' as const, 'wiresOnly' as const),
  availability: fc.constantFrom('', '99.9', '99.95'),
  diversity: fc.subarray([...diversityLevels]),
});
const draft: fc.Arbitrary<RequirementDraft> = fc
  .record({ sites: fc.array(site, { minLength: 1, maxLength: 5 }), bounded: fc.boolean() })
  .map(({ sites, bounded }) => ({
    specification: 'L3VPN',
    customer: 'MERIDIAN',
    topology: 'anyToAny' as const,
    sites: sites.map(
      (each): SiteDraft => ({
        ...each,
        diversity: each.access === 'dual' ? each.diversity : [],
        rest: {},
      }),
    ),
    bounds: bounded ? [{ from: 'A', to: 'B', ms: '17.5' }] : [],
    date: '2027-05-07',
  }));

describe('a requirement in a form', () => {
  test('rates are read as people write them', () => {
    expect(['500', '1G', '2.5G', '64k', ' 100 M ', '0.5'].map(rateOf)).toEqual([
      500_000, 1_000_000, 2_500_000, 64, 100_000, 500,
    ]);
    expect(['', 'fast', '-5', '0', '1.0001k', '5 T'].map(rateOf)).toEqual(
      Array.from({ length: 6 }, () => undefined),
    );
    expect(rateOf(rateDraft(1_536))).toBe(1_536);
  });

  test('what is read back is what was written', () => {
    fc.assert(
      fc.property(draft, (written) => {
        expect(draftOf(serviceOfDraft(written), written.customer, written.date)).toEqual(written);
        expect(changedCharacteristics(written, written)).toEqual([]);
        expect(faultsOf(written)).toEqual([]);
      }),
    );
  });

  test('an amendment names what is said otherwise, and nothing else', () => {
    fc.assert(
      fc.property(draft, (before) => {
        const [first, ...rest] = before.sites;
        if (first === undefined) return;
        const after = { ...before, sites: [{ ...first, rate: String(Number(first.rate) + 1) }, ...rest] };
        expect(changedCharacteristics(before, after).map(({ name }) => name)).toEqual(['sites']);
      }),
    );
  });

  test('what a site has that the form does not show is kept', () => {
    const service = {
      serviceCharacteristic: [
        {
          name: 'sites',
          value: [
            {
              site: 'A',
              bandwidthKbps: 5_000,
              access: 'single',
              cpe: 'managed',
              lanPrefixes: ['10.0.0.0/8'],
            },
          ],
        },
      ],
    };
    const [sites] = characteristicsOf(draftOf(service, 'C', '')).filter(({ name }) => name === 'sites');
    expect(sites?.value).toEqual(service.serviceCharacteristic[0]?.value);
  });

  test('money goes by the digits of its currency', () => {
    const terms = { termMonths: '36', oneOff: '120.5', monthly: '10', budget: '1000', tolerance: '2' };
    const minor = (currency: string): unknown =>
      characteristicsOf({ ...emptyDraft, terms: { currency, ...terms } }).find(
        ({ name }) => name === 'commercial',
      )?.value;
    expect(minor('GBP')).toMatchObject({ oneOffChargeMinor: 12_050, budgetMinor: 100_000 });
    expect(minor('JPY')).toMatchObject({ monthlyChargeMinor: 10, budgetMinor: 1_000 });
  });

  test('what is missing is told with its place', () => {
    expect(faultsOf({ ...emptyDraft, sites: [{ ...emptySite, site: 'HQ', rate: 'much' }] })).toEqual([
      'Choose a service.',
      'Name the customer.',
      'Choose a topology.',
      'HQ: “much” is no rate; write Mbit/s, or 1G, 500M.',
    ]);
  });
});

describe('a table of sites', () => {
  test('may come from a spreadsheet or a file, with the columns in any order', () => {
    const wanted = {
      site: 'HQ',
      bandwidthKbps: 1_000_000,
      access: 'dual',
      diversity: ['duct', 'node'],
      cpe: 'managed',
    };
    for (const text of [
      'HQ,1G,dual,duct node',
      'site,access,bandwidth,diversity\nHQ,dual,1G,duct node\n',
      'Site\tDiversity\tAccess\tBandwidth\r\nHQ\tduct|node\tdual\t1G\r\n',
      '"HQ";"1G";dual;"duct+node"',
    ])
      expect(parseSiteTable(text).map((line) => 'site' in line && line.site)).toEqual([wanted]);
  });

  test('every line is answered, with its number', () => {
    const site = { bandwidthKbps: 100_000, access: 'single', cpe: 'managed' };
    expect(parseSiteTable('site,bandwidth\nA,100\n\n,100\nB,fast\nC')).toEqual([
      { line: 2, site: { site: 'A', ...site } },
      { line: 4, fault: 'has no site' },
      { line: 5, fault: '“fast” is no rate: write Mbit/s, or 1G, 500M' },
      { line: 6, site: { site: 'C', ...site } },
    ]);
    expect(parseSiteTable('')).toEqual([]);
  });
});

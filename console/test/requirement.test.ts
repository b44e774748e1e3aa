import { ServiceRequirement } from '@turnup/contract';
import { diversityLevels } from '@turnup/contract/diversityLevels';
import { parseSiteTable } from '@turnup/contract/siteTable';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changedCharacteristics,
  characteristicsOf,
  serviceOfDraft,
} from '../src/requirement/characteristics.ts';
import {
  emptyDraft,
  emptyLevel,
  emptySite,
  emptyWork,
  type RequirementDraft,
  rateDraft,
  rateOf,
  type SiteDraft,
} from '../src/requirement/draft.ts';
import { draftOf } from '../src/requirement/draftOf.ts';
import { faultsOf } from '../src/requirement/faults.ts';

const site = fc.record({
  site: fc.stringMatching(/^[A-Z]{2,8}-[A-Z]{2,4}$/),
  rate: fc.integer({ min: 1, max: 10_000 }).map((mbit) => String(mbit)),
  access: fc.constantFrom('single' as const, 'dual' as const),
  cpe: fc.constantFrom('managed' as const, 'wiresOnly' as const),
  availability: fc.constantFrom('', '99.9', '99.95'),
  diversity: fc.subarray([...diversityLevels]),
  role: fc.constantFrom('' as const, 'root' as const, 'leaf' as const),
  routing: fc.constantFrom('' as const, 'bgp' as const, 'static' as const),
  prefixes: fc.constantFrom('', '10.1.0.0/16', '10.1.0.0/16 2001:db8::/48'),
  functions: fc.constantFrom('', 'ipsec', 'ipsec qos'),
  subAddress: fc.constantFrom('', 'Floor 3'),
});
const level = fc.record({
  rtt: fc.constantFrom('', '17.5'),
  jitter: fc.constantFrom('', '2'),
  loss: fc.constantFrom('', '0.1'),
  interruption: fc.constantFrom('', '50'),
});
const classes = fc.array(level, { maxLength: 3 }).map((levels) =>
  levels.map((promised, index) => ({
    name: `CLASS-${index}`,
    dscp: '26 46',
    share: String(index === 0 ? 100 - 10 * (levels.length - 1) : 10),
    level: promised,
  })),
);
const blackout = fc.record({
  from: fc.constant('2027-04-01'),
  to: fc.constantFrom('2027-04-01', '2027-04-09'),
  site: fc.constantFrom('', 'HQ-LON'),
  reason: fc.constantFrom('', 'quarter end'),
});
const work = fc.record({
  code: fc.constant('CRANE'),
  description: fc.constant('Lift the rack'),
  site: fc.constantFrom('', 'HQ-LON'),
  owner: fc.constant('FIELD-LON'),
  days: fc.integer({ min: 0, max: 9 }).map(String),
  costMinor: fc.integer({ min: 0, max: 500_000 }),
  before: fc.constantFrom('', 'INST_{site}'),
  fromHour: fc.constantFrom('', '22:00'),
  toHour: fc.constant(''),
});
const draft: fc.Arbitrary<RequirementDraft> = fc
  .record({
    sites: fc.array(site, { minLength: 1, maxLength: 5 }),
    bounded: fc.boolean(),
    blackouts: fc.array(blackout, { maxLength: 2 }),
    hubFirst: fc.boolean(),
    level,
    classes,
    works: fc.array(work, { maxLength: 2 }),
    others: fc.constantFrom([], [{ name: 'takeOver', value: { name: 'VRF-7' } }]),
  })
  .map(({ sites, bounded, works, ...rest }) => ({
    ...rest,
    works: works.map((each) => ({ ...each, toHour: each.fromHour === '' ? '' : '05:00' })),
    specification: 'L3VPN',
    customer: 'MERIDIAN',
    topology: 'anyToAny' as const,
    sites: sites.map(
      (each): SiteDraft => ({
        ...each,
        diversity: each.access === 'dual' ? each.diversity : [],
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

  test('a requirement of the contract is in the form whole, and nothing of it is lost', () => {
    const said = {
      topology: 'hubAndSpoke',
      sites: [
        {
          site: 'A',
          bandwidthKbps: 5_000,
          access: 'dual',
          role: 'root',
          diversity: ['duct', 'power'],
          cpe: 'managed',
          availabilityPercent: 99.95,
          cpeFunctions: ['ipsec'],
          lanPrefixes: ['10.0.0.0/8'],
          routing: 'bgp',
          subAddress: 'Unit 7',
        },
      ],
      latencyBounds: [{ from: 'A', to: 'B', maximumRttUs: 17_345 }],
      classesOfService: [
        { name: 'VOICE', dscp: [46], sharePercent: 20, serviceLevel: { maximumJitterUs: 2_500 } },
        { name: 'REST', dscp: [0], sharePercent: 80 },
      ],
      serviceLevel: { maximumRttUs: 30_000, maximumLossPercent: 0.1, maximumInterruptionMs: 50 },
      commercial: {
        currency: 'GBP',
        termMonths: 36,
        oneOffChargeMinor: 1,
        monthlyChargeMinor: 2,
        budgetMinor: 3,
        budgetTolerancePercent: 0.5,
      },
      bespokeActions: [
        {
          code: 'CRANE',
          description: 'Lift the rack',
          site: 'A',
          owner: 'FIELD',
          durationWorkingDays: 2,
          costMinor: 180_050,
          before: ['INST_{site}', 'CONFIG'],
          window: { from: '22:00', to: '05:00' },
        },
      ],
      blackouts: [{ from: '2027-04-01', to: '2027-04-06', site: 'A', reason: 'quarter end' }],
      hubFirst: true,
    };
    const whole = {
      ...said,
      customer: 'C',
      serviceSpecification: 'L3VPN',
      requestedCompletionDate: '2027-05-07',
    };
    const serviceCharacteristic = Object.entries(said).map(([name, value]) => ({ name, value }));
    expect(Object.keys(ServiceRequirement.properties).sort()).toEqual(Object.keys(whole).sort());
    const read = draftOf({ serviceSpecification: { id: 'L3VPN' }, serviceCharacteristic }, 'C', '2027-05-07');
    expect(characteristicsOf(read)).toEqual(serviceCharacteristic);
    expect(faultsOf(read)).toEqual([]);
  });

  test('an amendment says that nothing is left of what is taken away', () => {
    const before: RequirementDraft = {
      ...emptyDraft,
      hubFirst: true,
      bounds: [{ from: 'A', to: 'B', ms: '17' }],
      blackouts: [{ from: '2027-04-01', to: '2027-04-06', site: '', reason: '' }],
      level: { ...emptyLevel, rtt: '30' },
      works: [{ ...emptyWork, code: 'CRANE' }],
    };
    expect(changedCharacteristics(before, emptyDraft)).toEqual([
      { name: 'latencyBounds', value: [] },
      { name: 'serviceLevel', value: {} },
      { name: 'bespokeActions', value: [] },
      { name: 'blackouts', value: [] },
      { name: 'hubFirst', value: false },
    ]);
    expect(changedCharacteristics(emptyDraft, emptyDraft)).toEqual([]);
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
    const site = { ...emptySite, site: 'HQ' };
    const asked: RequirementDraft = {
      ...emptyDraft,
      specification: 'L3VPN',
      customer: 'C',
      topology: 'anyToAny',
      sites: [site],
    };
    expect(faultsOf(asked)).toEqual([]);
    expect(
      faultsOf({
        ...asked,
        blackouts: [{ from: '2027-04-06', to: '2027-04-01', site: '', reason: '' }],
        level: { ...emptyLevel, loss: 'little' },
        classes: [{ name: 'VOICE', dscp: '46 99', share: '20', level: emptyLevel }],
        works: [{ ...emptyWork, code: 'CRANE', costMinor: undefined, fromHour: '22:00' }],
      }),
    ).toEqual([
      'Days without work end on 2027-04-01, before they begin on 2027-04-06.',
      'The service level is made of numbers: ms and percent.',
      'Class VOICE needs DSCP values, 0 to 63.',
      'The classes share 20 %, not 100 %.',
      'Work CRANE needs a code, a description and an owner.',
      'Work CRANE has a cost that is no amount.',
      'Work CRANE has hours that lack their begin or end.',
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

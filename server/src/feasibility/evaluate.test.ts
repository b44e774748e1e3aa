import { FeasibilityAnswer } from '@turnup/contract';
import { Compile } from 'typebox/compile';
import { describe, expect, test } from 'vitest';
import { nothingPromised } from '../network/index.ts';
import { evaluateFeasibility } from './evaluate.ts';
import { changed, input, port, records, requirement, withSite } from './testing/flagship.ts';

const answerOf = (...parts: Parameters<typeof input>) => evaluateFeasibility(input(...parts));
const optionsOf = (answer: FeasibilityAnswer, site: string) =>
  answer.siteOptions.find((one) => one.site === site)?.options ?? [];
const carriers = (answer: FeasibilityAnswer, site: string) =>
  optionsOf(answer, site).map((option) => option.legs.map((leg) => leg.link ?? leg.partnerOffer));
const reasonOf = (answer: FeasibilityAnswer, code: string) => answer.reasons.find((one) => one.code === code);
const alternative = (answer: FeasibilityAnswer, change: string) =>
  answer.alternatives.find((one) => one.change === change);
const schema = Compile(FeasibilityAnswer);

describe('the flagship as asked', () => {
  const answer = answerOf();

  test('is qualified in 44 working days by 2027-05-05, and an answer of the contract', () => {
    expect(answer).toMatchObject({
      result: 'qualified',
      confidence: 'yellow',
      intervalWorkingDays: 44,
      earliestCompletionDate: '2027-05-05',
      validUntil: '2027-03-26T17:00:00.000Z',
      networkVersion: 12,
      alternatives: [],
    });
    expect([...schema.Errors(answer)]).toEqual([]);
  });

  test('costs less where equipment stands that does it', () => {
    const { occupancy } = input();
    const ports = { wanPort: 'wan1', lanPorts: ['lan1'] };
    const unit = { site: 'MERIDIAN-LDS', serial: 'U-7', model: 'CX-2000', loadKbps: 0, ports };
    const { price } = answerOf({ occupancy: { ...occupancy, standing: [unit] } });
    expect(price).toEqual({
      oneOffMinor: (answer.price?.oneOffMinor ?? 0) - 3_100_00,
      monthlyMinor: (answer.price?.monthlyMinor ?? 0) - 60_00,
    });
  });

  test('says with both versions when the inventory has moved on, and is not sure then', () => {
    const behind = answerOf({
      latestVersion: 14,
      requirement: withSite('MERIDIAN-HQ', { access: 'single' }),
    });
    expect(behind).toMatchObject({ networkVersion: 12, confidence: 'yellow' });
    expect(reasonOf(behind, 'NETWORK_BEHIND')?.parameters).toEqual({ networkVersion: 12, latestVersion: 14 });
    expect(reasonOf(answerOf({ latestVersion: 12 }), 'NETWORK_BEHIND')).toBeUndefined();
  });

  test('head office: the pair through one entry is refused with what it shares, the built one is proven', () => {
    expect(carriers(answer, 'MERIDIAN-HQ')).toEqual([['HQ-MAIN', 'HQ-BUILD']]);
    const [option] = optionsOf(answer, 'MERIDIAN-HQ');
    expect(option?.diversity).toMatchObject({
      verdict: 'proven',
      shared: [],
      compared: { primary: 6, secondary: 6 },
    });
    expect(option?.confidence).toBe('yellow');
    expect(
      option?.legs.map((leg) => [leg.kind, leg.port, leg.workingDays.survey, leg.workingDays.build]),
    ).toEqual([
      ['onNet', 'ge-0/0/1', 5, 0],
      ['nearNet', 'ge-0/0/1', 5, 15],
    ]);
    expect(reasonOf(answer, 'PAIR_NOT_DIVERSE')?.parameters).toEqual({
      site: 'MERIDIAN-HQ',
      primary: 'HQ-MAIN',
      secondary: 'HQ-SAME',
      shared: 'duct DUCT-HQ-MAIN, entry HQ-NORTH',
    });
    expect(reasonOf(answer, 'SURVEY_NEEDED')?.parameters).toMatchObject({
      surveyWorkingDays: 5,
      buildWorkingDays: 15,
    });
  });

  test('Aberdeen: both partners, the cheaper over the term first', () => {
    expect(carriers(answer, 'MERIDIAN-ABZ')).toEqual([['CALEDONET-ABZ'], ['GRANITE-ABZ']]);
    expect(optionsOf(answer, 'MERIDIAN-ABZ').map((option) => option.confidence)).toEqual(['green', 'yellow']);
    expect(optionsOf(answer, 'MERIDIAN-ABZ')[0]?.legs[0]).toMatchObject({
      port: 'xe-0/1/0',
      sharedRisks: null,
    });
  });

  test('round trips: access, nodes, core and equipment, both ways', () => {
    // HQ-MAIN 60 + [20 + 6,000 + 20] + tail 1,450 + two CPE of 25, there and back.
    expect(answer.latencies[0]).toEqual({
      from: 'MERIDIAN-HQ',
      to: 'MERIDIAN-ABZ',
      roundTripUs: 2 * (60 + 6_040 + 1_450 + 50),
      maximumRttUs: 18_000,
    });
    expect(answer.latencies).toHaveLength(3);
  });

  test('the same input gives the same answer, in whatever order the records come', () => {
    const base = records();
    const turned = {
      ...base,
      links: base.links.toReversed(),
      ports: base.ports.toReversed(),
      nodes: base.nodes.toReversed(),
    };
    expect(answerOf({ records: turned })).toEqual(answer);
  });
});

describe('diversity', () => {
  const sameDuct = changed({ links: { 'HQ-BUILD': { sharedRisks: ['DUCT-HQ-MAIN'] } } });

  test('no pair is left when the built fibre runs through the same duct; less diversity is proposed and works', () => {
    const answer = answerOf({ records: sameDuct });
    expect(answer).toMatchObject({ result: 'alternate', confidence: 'yellow' });
    expect(optionsOf(answer, 'MERIDIAN-HQ')).toEqual([]);
    expect(reasonOf(answer, 'NO_DIVERSE_PAIR')?.parameters).toMatchObject({
      accesses: 3,
      free: 3,
      pointsOfPresence: 2,
    });
    expect(answer.reasons.filter((one) => one.code === 'PAIR_NOT_DIVERSE')).toHaveLength(3);
    const less = alternative(answer, 'withoutDiversity');
    expect(less).toMatchObject({
      site: 'MERIDIAN-HQ',
      parameters: { dropped: 'duct', kept: 'link, node, pop, entry' },
    });
    const again = answerOf({
      records: sameDuct,
      requirement: withSite('MERIDIAN-HQ', { diversity: ['link', 'node', 'pop', 'entry'] }),
    });
    expect(again.result).toBe('qualified');
  });

  test('two legs with one point of presence contradict each other: red with the reason, no crash', () => {
    const links = { 'HQ-SAME': { a: { node: 'PE-LON-A' } }, 'HQ-BUILD': { a: { node: 'PE-LON-A' } } };
    const answer = answerOf({ records: changed({ links }), provideAlternative: false });
    expect(answer).toMatchObject({ result: 'unqualified', confidence: 'red', alternatives: [] });
    expect(reasonOf(answer, 'NO_DIVERSE_PAIR')?.parameters).toMatchObject({ pointsOfPresence: 1 });
  });

  test('legs on one node get two ports, on two cards where cards must differ', () => {
    const oneNode = (cards: string[]) =>
      changed({
        links: { 'HQ-BUILD': { a: { node: 'PE-LON-A' } }, 'HQ-SAME': { a: { node: 'PE-LON-A' } } },
        ports: (ports) => [
          ...ports.filter((one) => one.node !== 'PE-LON-A'),
          ...cards.map((card, at) => port('PE-LON-A', `ge-0/0/${at}`, { card })),
        ],
      });
    const asked = withSite('MERIDIAN-HQ', { diversity: ['card', 'duct', 'entry'] });
    const cards = ['PE-LON-A-CARD-0', 'PE-LON-A-CARD-0', 'PE-LON-A-CARD-1'];
    const good = answerOf({ records: oneNode(cards), requirement: asked });
    expect(good.result).toBe('qualified');
    const legs = optionsOf(good, 'MERIDIAN-HQ')[0]?.legs.map((leg) => leg.card);
    expect(new Set(legs).size).toBe(2);
    const oneCard = answerOf({ records: oneNode(cards.slice(0, 2)), requirement: asked });
    expect(optionsOf(oneCard, 'MERIDIAN-HQ')).toEqual([]);
    expect(reasonOf(oneCard, 'PAIR_NOT_DIVERSE')?.message).toContain('card PE-LON-A-CARD-0');
  });

  test('a feed that both legs record is shared, though the place lists it; what the place alone lists is no part of a leg', () => {
    const fed = (links: readonly string[]) => {
      const base = changed({
        places: { 'MERIDIAN-HQ': { sharedRisks: ['FEED-HQ'] } },
        links: Object.fromEntries(links.map((name) => [name, { sharedRisks: [`DUCT-${name}`, 'FEED-HQ'] }])),
      });
      const feed = { code: 'FEED-HQ', kind: 'power' as const, name: 'Feed', availability: 0.995 };
      return answerOf({
        records: { ...base, sharedRisks: [...base.sharedRisks, feed] },
        requirement: withSite('MERIDIAN-HQ', { diversity: ['link', 'node', 'duct', 'entry', 'power'] }),
        provideAlternative: false,
      });
    };
    expect(optionsOf(fed(['HQ-MAIN', 'HQ-BUILD']), 'MERIDIAN-HQ')).toEqual([]);
    const [apart] = optionsOf(fed([]), 'MERIDIAN-HQ');
    expect(apart?.diversity?.verdict).toBe('proven');
    const [oneLeg] = optionsOf(fed(['HQ-MAIN']), 'MERIDIAN-HQ');
    expect(oneLeg?.diversity?.verdict).toBe('proven');
    expect(oneLeg?.legs[0]?.sharedRisks).toContain('FEED-HQ');
    expect(oneLeg?.legs[1]?.sharedRisks).not.toContain('FEED-HQ');
  });

  test("an undisclosed tail still hangs on the operator's own end, and shares it", () => {
    const [tail] = optionsOf(answerOf(), 'MERIDIAN-ABZ');
    expect(tail?.legs[0]).toMatchObject({
      sharedRisks: null,
      knownRisks: ['PE-EDI-CARD-1', 'POWER-POP-EDI'],
    });
    const both = answerOf({
      requirement: withSite('MERIDIAN-ABZ', { access: 'dual', diversity: ['power'] }),
      provideAlternative: false,
    });
    expect(optionsOf(both, 'MERIDIAN-ABZ')).toEqual([]);
    expect(both.reasons.map(({ parameters }) => parameters?.['shared'])).toContain('power POWER-POP-EDI');
  });

  test('an undisclosed tail as second leg is unknown: yellow by policy, or no pair', () => {
    const offers = input().partnerOffers.map((offer) => ({
      ...offer,
      place: 'MERIDIAN-HQ',
      maximumRateKbps: 1_000_000,
    }));
    const question = {
      partnerOffers: [
        ...input().partnerOffers,
        ...offers.slice(0, 1).map((one) => ({ ...one, code: 'TAIL-HQ' })),
      ],
      records: changed({
        links: { 'HQ-BUILD': { sharedRisks: ['DUCT-HQ-MAIN'] } },
        ports: (ports) => [
          ...ports,
          port('PE-EDI', 'xe-0/1/9', { use: 'partner', partner: 'CALEDONET', card: 'PE-EDI-CARD-1' }),
        ],
      }),
    };
    const yellow = answerOf(question);
    expect(carriers(yellow, 'MERIDIAN-HQ')[0]).toEqual(['HQ-MAIN', 'TAIL-HQ']);
    const [option] = optionsOf(yellow, 'MERIDIAN-HQ');
    expect(option).toMatchObject({ confidence: 'yellow', diversity: { verdict: 'unknown' } });
    expect(option?.reasons.map((one) => one.code)).toContain('PARTNER_ROUTE_UNDISCLOSED');
    // What is proven goes before what is not known, even where it costs more.
    const both = answerOf({ ...question, records: { ...question.records, links: records().links } });
    expect(carriers(both, 'MERIDIAN-HQ')[0]).toEqual(['HQ-MAIN', 'HQ-BUILD']);
    expect(carriers(both, 'MERIDIAN-HQ')).toContainEqual(['HQ-MAIN', 'TAIL-HQ']);
    expect(both.result).toBe('qualified');
    const strict = answerOf({ ...question, policies: { ...input().policies, unknownRouteIsYellow: false } });
    expect(optionsOf(strict, 'MERIDIAN-HQ')).toEqual([]);
  });
});

describe('optical budget', () => {
  const hq = withSite('MERIDIAN-HQ', { access: 'single' });
  const lit = (budgetDb: Record<string, number>, fibreLossDbPerKm = 0.25) => ({
    requirement: hq,
    policies: {
      ...input().policies,
      optics: { fibreLossDbPerKm, connectionLossDb: 1.5, marginDb: 3, budgetDb },
    },
  });
  const main = records().links.find(({ name }) => name === 'HQ-MAIN');
  const optic =
    records().ports.find(({ node }) => node === main?.a.node || node === main?.b.node)?.optic ?? '';
  const lossDb = Math.round(((main?.lengthM ?? 0) * 0.25) / 10 + 450) / 100;

  test('an optic that bridges the fibre to the last hundredth of a dB serves, with the figures', () => {
    const answer = answerOf(lit({ [optic]: lossDb }));
    const [leg] = optionsOf(answer, 'MERIDIAN-HQ')[0]?.legs ?? [];
    expect(leg).toMatchObject({ link: 'HQ-MAIN', optical: { lossDb, budgetDb: lossDb } });
  });

  test('a hundredth less does not: another access is taken, or the reason has the numbers', () => {
    const budgetDb = Math.round(lossDb * 100 - 1) / 100;
    const answer = answerOf(lit({ [optic]: budgetDb }));
    expect(carriers(answer, 'MERIDIAN-HQ').flat()).not.toContain('HQ-MAIN');
    const dark = answerOf(lit({ [optic]: 0.1 }, 5));
    expect(dark.result).not.toBe('qualified');
    expect(
      dark.reasons.filter(({ code }) => code === 'OPTICAL_BUDGET').map((one) => one.parameters),
    ).toContainEqual(
      expect.objectContaining({ carrier: 'HQ-MAIN', optic, budgetDb: 0.1, lengthM: main?.lengthM }),
    );
  });

  test('an optic that the policy does not know is not held against anything', () => {
    const [leg] = optionsOf(answerOf(lit({ other: 1 })), 'MERIDIAN-HQ')[0]?.legs ?? [];
    expect(leg?.link).toBe('HQ-MAIN');
    expect(leg?.optical).toBeUndefined();
  });
});

describe('ports and bandwidth at the date of need', () => {
  const lds = withSite('MERIDIAN-LDS', {});

  test('no port now, eight from 2027-04-20: works for 04-28 with the dependency, not for 04-15', () => {
    const planned = changed({
      ports: (ports) => [
        ...ports.filter((one) => one.node !== 'PE-LDS'),
        port('PE-LDS', 'new-0', { inServiceDate: '2027-04-20' }),
      ],
    });
    const { requestedCompletionDate: _, ...open } = lds;
    const late = answerOf({ records: planned, requirement: open, needDate: '2027-04-28' });
    expect(late.result).toBe('qualified');
    const [leg] = optionsOf(late, 'MERIDIAN-LDS')[0]?.legs ?? [];
    expect(leg).toMatchObject({ port: 'new-0', availableFrom: '2027-04-20', confidence: 'yellow' });
    const early = answerOf({ records: planned, requirement: open, needDate: '2027-04-15' });
    expect(early.result).toBe('alternate');
    expect(reasonOf(early, 'PORT_SHORTAGE')?.parameters).toEqual({
      node: 'PE-LDS',
      askedKbps: 500_000,
      ports: 1,
      inService: 0,
      free: 0,
      date: '2027-04-15',
      availableFrom: '2027-04-20',
    });
    expect(alternative(early, 'date')?.parameters).toHaveProperty('requestedCompletionDate', '2027-05-05');
  });

  test('a taken port is not offered; all taken is a shortage with its numbers', () => {
    const occupancy = (...ports: string[]) => ({
      takenPorts: new Set(ports),
      linkUseKbps: nothingPromised,
    });
    const one = answerOf({ occupancy: occupancy('PE-LDS/ge-0/0/1') });
    expect(optionsOf(one, 'MERIDIAN-LDS')[0]?.legs[0]?.port).toBe('ge-0/0/2');
    const all = answerOf({ occupancy: occupancy('PE-LDS/ge-0/0/1', 'PE-LDS/ge-0/0/2') });
    expect(all.result).toBe('unqualified');
    expect(reasonOf(all, 'PORT_SHORTAGE')?.parameters).toMatchObject({
      node: 'PE-LDS',
      inService: 2,
      free: 0,
    });
  });

  test('one port free where two legs need two: one leg now, two when the next port comes', () => {
    const links = { 'HQ-BUILD': { a: { node: 'PE-LON-A' } }, 'HQ-SAME': { a: { node: 'PE-LON-A' } } };
    const scarce = changed({
      links,
      ports: (ports) => [
        ...ports.filter((one) => one.node !== 'PE-LON-A'),
        port('PE-LON-A', 'ge-0/0/1'),
        port('PE-LON-A', 'ge-0/0/2', { inServiceDate: '2027-06-15' }),
      ],
    });
    const answer = answerOf({
      records: scarce,
      requirement: withSite('MERIDIAN-HQ', { diversity: ['duct', 'entry'] }),
    });
    expect(answer.result).toBe('alternate');
    expect(reasonOf(answer, 'PORT_SHORTAGE')?.parameters).toMatchObject({ free: 1, needed: 2 });
    // The port comes on 06-15; installation, test, acceptance and activation follow.
    expect(alternative(answer, 'date')?.parameters).toHaveProperty('requestedCompletionDate', '2027-06-22');
    expect(alternative(answer, 'withoutDiversity')?.parameters).toMatchObject({ access: 'single' });
  });

  test('two sites never get one port, though each alone could have it', () => {
    const shared = changed({
      links: { 'LDS-MAIN': { a: { node: 'PE-LON-A' } } },
      ports: (ports) => ports.filter((one) => one.node !== 'PE-LON-A').concat(port('PE-LON-A', 'ge-0/0/1')),
    });
    const answer = answerOf({ records: shared });
    expect(answer.result).not.toBe('qualified');
    expect(reasonOf(answer, 'PORT_SHORTAGE')?.parameters).toMatchObject({
      node: 'PE-LON-A',
      free: 1,
      sites: 2,
    });
  });

  test('a site that was placed first makes room for one that only its port serves', () => {
    const base = changed({ ports: (ports) => ports.filter((one) => one.node !== 'PE-LDS') });
    const lds = base.links.find((link) => link.name === 'LDS-MAIN') ?? expect.fail();
    const abz = { ...lds, name: 'ABZ-MAIN', b: { place: 'MERIDIAN-ABZ', entry: 'ABZ-QUAY' } };
    const slowAndDear = port('PE-LDS', 'ge-0/0/9', { rateKbps: 100_000, costMinor: 9_000_00 });
    const asked = withSite('MERIDIAN-LDS', { bandwidthKbps: 100_000 });
    const answer = answerOf({
      partnerOffers: [],
      records: {
        ...base,
        links: [...base.links, abz],
        ports: [...base.ports, slowAndDear, port('PE-LDS', 'ge-0/0/1')],
      },
      requirement: {
        ...asked,
        latencyBounds: [],
        sites: asked.sites.map((one) =>
          one.site === 'MERIDIAN-ABZ' ? { ...one, bandwidthKbps: 500_000 } : one,
        ),
      },
    });
    expect(answer.result).toBe('qualified');
    // Leeds comes first and would take the cheaper port, but Aberdeen has no other.
    expect(optionsOf(answer, 'MERIDIAN-LDS')[0]?.legs[0]?.port).toBe('ge-0/0/9');
    expect(optionsOf(answer, 'MERIDIAN-ABZ')[0]?.legs[0]?.port).toBe('ge-0/0/1');
  });

  test('bandwidth beyond what is free: the largest that works is found and works', () => {
    const occupancy = {
      takenPorts: new Set<string>(),
      linkUseKbps: { apart: new Map([['LDS-MAIN', 9_700_000]]) },
    };
    const answer = answerOf({ occupancy });
    expect(answer.result).toBe('alternate');
    expect(reasonOf(answer, 'BANDWIDTH_SHORTAGE')?.parameters).toMatchObject({
      link: 'LDS-MAIN',
      freeKbps: 300_000,
      askedKbps: 500_000,
    });
    expect(alternative(answer, 'bandwidth')?.parameters).toEqual({
      bandwidthKbps: 300_000,
      askedKbps: 500_000,
    });
    expect(
      answerOf({ occupancy, requirement: withSite('MERIDIAN-LDS', { bandwidthKbps: 300_000 }) }).result,
    ).toBe('qualified');
    expect(
      answerOf({ occupancy, requirement: withSite('MERIDIAN-LDS', { bandwidthKbps: 300_001 }) }).result,
    ).not.toBe('qualified');
  });

  test('an uplink that is full blocks the site; a project that nobody committed to is a date, not capacity', () => {
    const links = { 'PE-LON-A--PE-LDS': {}, 'PE-LDS--PE-EDI': { capacityKbps: 1_000_000 } };
    const use = new Map([
      ['PE-LON-A--PE-LDS', 9_800_000],
      ['PE-LDS--PE-EDI', 900_000],
    ]);
    const project = { project: 'P9', link: 'PE-LON-A--PE-LDS', addsKbps: 10_000_000, costMinor: 18_000_00 };
    const question = (committed: boolean, inServiceDate: string) => ({
      occupancy: { takenPorts: new Set<string>(), linkUseKbps: { apart: use } },
      records: changed({ links, augmentations: [{ ...project, committed, inServiceDate }] }),
    });
    const open = answerOf(question(false, '2027-05-06'));
    expect(open.result).toBe('alternate');
    expect(reasonOf(open, 'BANDWIDTH_SHORTAGE')?.parameters).toMatchObject({
      link: 'PE-LON-A--PE-LDS',
      freeKbps: 200_000,
      askedKbps: 500_000,
    });
    const committed = answerOf(question(true, '2027-05-06'));
    expect(committed.result).toBe('qualified');
    const later = answerOf(question(false, '2027-05-20'));
    expect(alternative(later, 'date')?.parameters).toMatchObject({
      requestedCompletionDate: '2027-05-20',
      depends: 'the augmentation of PE-LON-A--PE-LDS',
    });
  });
});

describe('latency, date, equipment', () => {
  test('a bound that cannot be kept tells what can, and that works', () => {
    const bounds = [{ from: 'MERIDIAN-HQ', to: 'MERIDIAN-ABZ', maximumRttUs: 15_000 }];
    const answer = answerOf({ requirement: { ...requirement, latencyBounds: bounds } });
    expect(answer.result).toBe('alternate');
    expect(reasonOf(answer, 'LATENCY_BOUND')?.parameters).toMatchObject({
      askedUs: 15_000,
      reachableUs: 15_200,
    });
    expect(alternative(answer, 'latency')?.parameters).toMatchObject({ maximumRttUs: 15_200 });
    const atBound = [{ from: 'MERIDIAN-HQ', to: 'MERIDIAN-ABZ', maximumRttUs: 15_200 }];
    expect(answerOf({ requirement: { ...requirement, latencyBounds: atBound } }).result).toBe('qualified');
  });

  test('a bound decides between options: the dearer, faster partner is taken for it', () => {
    const offers = input().partnerOffers.map((offer) =>
      offer.partner === 'GRANITE' ? { ...offer, latencyUs: 900 } : offer,
    );
    const bounds = [{ from: 'MERIDIAN-HQ', to: 'MERIDIAN-ABZ', maximumRttUs: 14_500 }];
    const answer = answerOf({
      partnerOffers: offers,
      requirement: { ...requirement, latencyBounds: bounds },
    });
    expect(answer.result).toBe('qualified');
    expect(carriers(answer, 'MERIDIAN-ABZ')[0]).toEqual(['GRANITE-ABZ']);
  });

  test('too early a date is told with the earliest; the quicker partner is taken where he makes it', () => {
    const sooner = (requestedCompletionDate: string) =>
      answerOf({ requirement: { ...requirement, requestedCompletionDate } });
    const quick = sooner('2027-05-04');
    expect(quick.result).toBe('qualified');
    expect(carriers(quick, 'MERIDIAN-ABZ')[0]).toEqual(['GRANITE-ABZ']);
    const never = sooner('2027-03-31');
    expect(never.result).toBe('alternate');
    const earliest = never.earliestCompletionDate ?? '';
    expect(reasonOf(never, 'DATE_TOO_EARLY')?.parameters).toMatchObject({
      requestedCompletionDate: '2027-03-31',
      earliestCompletionDate: earliest,
    });
    expect(alternative(never, 'date')?.parameters).toHaveProperty('requestedCompletionDate', earliest);
    expect(sooner(earliest).result).toBe('qualified');
  });

  test('no equipment for it, no space for it, a node at its end of life', () => {
    const none = answerOf({
      requirement: withSite('MERIDIAN-LDS', { cpeFunctions: ['wifi'] }),
      provideAlternative: false,
    });
    expect(none).toMatchObject({ result: 'unqualified' });
    expect(reasonOf(none, 'CPE_NOT_AVAILABLE')?.parameters).toMatchObject({
      site: 'MERIDIAN-LDS',
      functions: 'wifi',
    });
    const cramped = answerOf({
      records: changed({ places: { 'MERIDIAN-HQ': { power: { freeSockets: 1, freeRackUnits: 6 } } } }),
    });
    expect(cramped.result).toBe('qualified');
    expect(reasonOf(cramped, 'SITE_SPACE_SHORTAGE')?.parameters).toMatchObject({
      freeSockets: 1,
      neededSockets: 2,
    });
    const twice = input().cpeModels.map((model) => ({ ...model, powerSockets: 3 }));
    expect(reasonOf(answerOf({ cpeModels: twice }), 'SITE_SPACE_SHORTAGE')?.parameters).toMatchObject({
      freeSockets: 4,
      neededSockets: 6,
    });
    const ending = answerOf({ records: changed({ nodes: { 'PE-LDS': { endOfLife: '2027-12-31' } } }) });
    expect(reasonOf(ending, 'END_OF_LIFE_IN_TERM')?.parameters).toMatchObject({
      node: 'PE-LDS',
      termMonths: 36,
    });
    const gone = answerOf({ records: changed({ nodes: { 'PE-LDS': { retires: '2027-05-07' } } }) });
    expect(reasonOf(gone, 'NODE_RETIRED')).toBeDefined();
    expect(gone.result).toBe('unqualified');
  });

  test('a site without any access, an offer in another currency or too slow', () => {
    expect(reasonOf(answerOf({ partnerOffers: [] }), 'NO_ACCESS')?.parameters).toEqual({
      site: 'MERIDIAN-ABZ',
    });
    const euros = input().partnerOffers.map((offer) => ({ ...offer, currency: 'EUR' }));
    expect(reasonOf(answerOf({ partnerOffers: euros }), 'CURRENCY_MISMATCH')?.parameters).toMatchObject({
      offered: 'EUR',
    });
    const slow = answerOf({ requirement: withSite('MERIDIAN-ABZ', { bandwidthKbps: 2_000_000 }) });
    expect(reasonOf(slow, 'OFFER_RATE_EXCEEDED')?.parameters).toMatchObject({ maximumKbps: 1_000_000 });
    expect(alternative(slow, 'bandwidth')?.parameters).toMatchObject({ bandwidthKbps: 1_000_000 });
  });
});

describe('another point of presence', () => {
  test('cheaper fibre that comes later makes nothing worse today', () => {
    const base = changed({});
    const main = base.links.find((link) => link.name === 'LDS-MAIN') ?? expect.fail();
    const later = {
      ...main,
      name: 'LDS-NEW',
      monthlyCostMinor: 1,
      status: 'planned' as const,
      inServiceDate: '2028-01-01',
    };
    const answer = answerOf({ records: { ...base, links: [...base.links, later] } });
    expect(answer.result).toBe('qualified');
    expect(carriers(answer, 'MERIDIAN-LDS')).toEqual([['LDS-MAIN']]);
  });

  const twoHomed = (ports: string[]) => {
    const base = changed({});
    const main = base.links.find((link) => link.name === 'LDS-MAIN') ?? expect.fail();
    const other = { ...main, name: 'LDS-EDI', a: { node: 'PE-EDI' }, monthlyCostMinor: 240_00 };
    return {
      records: { ...base, links: [...base.links, other] },
      occupancy: { takenPorts: new Set(ports), linkUseKbps: nothingPromised },
    };
  };

  test('where the nearest is short, the dearer one is an alternative with its extra cost', () => {
    expect(answerOf(twoHomed([])).result).toBe('qualified');
    const answer = answerOf(twoHomed(['PE-LDS/ge-0/0/1', 'PE-LDS/ge-0/0/2']));
    expect(answer).toMatchObject({ result: 'alternate', confidence: 'yellow' });
    expect(carriers(answer, 'MERIDIAN-LDS')).toEqual([['LDS-EDI']]);
    expect(alternative(answer, 'pointOfPresence')).toMatchObject({
      site: 'MERIDIAN-LDS',
      parameters: {
        pointOfPresence: 'POP-EDI',
        insteadOf: 'POP-LDS',
        extraMonthlyMinor: 90_00,
        extraOneOffMinor: 0,
      },
    });
    expect(answer.reasons.map((one) => one.code)).toEqual(
      expect.arrayContaining(['PREFERRED_NOT_AVAILABLE', 'PORT_SHORTAGE']),
    );
  });
});

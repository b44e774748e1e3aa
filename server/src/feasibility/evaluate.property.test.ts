import type { FeasibilityAnswer, Link, SharedRisk } from '@turnup/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildSnapshot, type NetworkRecords, promisedOn } from '../network/index.ts';
import { evaluateFeasibility } from './evaluate.ts';
import { input } from './testing/flagship.ts';
import { nationalRecords, nationalRequirement } from './testing/national.ts';
import type { FeasibilityInput } from './types.ts';

const RATE = 800_000;

/** What the single sites ask for: the first could use any port, the second only the fast ones. */
const SINGLE = [300_000, 600_000] as const;

/**
 * A small country in which ports are taken and links used at random. Each node has two ports: a cheap one for all, and
 * a dear one that is fast enough for one site only, so that sites compete and must make room for each other.
 */
const questions = fc
  .record({
    seed: fc.nat({ max: 500 }),
    taken: fc.array(fc.nat({ max: 15 }), { maxLength: 10 }),
    used: fc.array(fc.nat({ max: 60 }), { maxLength: 30 }),
    levels: fc.subarray(['link', 'node', 'pop', 'card', 'duct', 'entry'] as const),
  })
  .map(({ seed, taken, used, levels }) => {
    const whole = nationalRecords(8, 3, seed);
    const ports = whole.ports
      .filter((port) => port.name.endsWith('/0') || port.name.endsWith('/1'))
      .map((port) => (port.name.endsWith('/0') ? { ...port, costMinor: 0 } : { ...port, rateKbps: 400_000 }));
    const records: NetworkRecords = { ...whole, ports };
    const asked = nationalRequirement([0, 1, 2], RATE);
    const requirement = {
      ...asked,
      latencyBounds: [],
      sites: asked.sites.map((site, index) =>
        site.access === 'dual'
          ? { ...site, diversity: [...levels] }
          : { ...site, bandwidthKbps: SINGLE[index - 1] ?? RATE },
      ),
    };
    const occupancy = {
      takenPorts: new Set(taken.map((index) => `${ports[index]?.node}/${ports[index]?.name}`)),
      linkUseKbps: {
        apart: new Map(
          used.flatMap((index) => {
            const link = whole.links[index];
            return link === undefined ? [] : [[link.name, 9_900_000] as const];
          }),
        ),
      },
    };
    return { records, requirement, occupancy };
  });

type Question = {
  readonly records: NetworkRecords;
  readonly requirement: FeasibilityInput['requirement'];
  readonly occupancy: FeasibilityInput['occupancy'];
};

const ask = ({ records, requirement, occupancy }: Question, change: Partial<FeasibilityInput> = {}) =>
  evaluateFeasibility({
    ...input({ requirement, occupancy }),
    network: buildSnapshot('random', 1, records),
    partnerOffers: [],
    surveyRules: [],
    needDate: '2027-05-07',
    planInterval: () => ({ workingDays: 44, finishDate: '2027-05-05' }),
    ...change,
  });

type Leg = { readonly link: Link; readonly port: string; readonly card: string };

/** Every way of serving all sites at once, tried one by one; nothing of the room's own search is used. */
function servable({ records, requirement, occupancy }: Question): boolean {
  const free = (link: Link, rate: number) =>
    link.capacityKbps - promisedOn(occupancy.linkUseKbps, link.name) >= rate;
  const legsOf = (site: string, rate: number): Leg[] =>
    records.links
      .filter((link) => link.b.place === site && free(link, rate))
      .flatMap((link) =>
        records.ports
          .filter(
            (port) =>
              port.rateKbps >= rate &&
              port.node === link.a.node &&
              !occupancy.takenPorts.has(`${port.node}/${port.name}`),
          )
          .map((port) => ({ link, port: `${port.node}/${port.name}`, card: port.card })),
      );
  const kinds = new Map(records.sharedRisks.map((risk) => [risk.code, risk.kind]));
  const waysOf = (site: Question['requirement']['sites'][number]): Leg[][] => {
    const legs = legsOf(site.site, site.bandwidthKbps);
    if (site.access === 'single') return legs.map((leg) => [leg]);
    const levels = site.diversity ?? [];
    return legs.flatMap((a) => legs.filter((b) => diverse(a, b, levels, kinds)).map((b) => [a, b]));
  };
  // Links are full or empty here, so that one reachability holds at all rates.
  const joined = reachability(records, (link) => free(link, RATE));
  const place = (index: number, legs: readonly Leg[]): boolean => {
    const site = requirement.sites[index];
    if (site === undefined) return true;
    return waysOf(site).some(
      (way) =>
        way.every((leg) => legs.every((other) => other.port !== leg.port && joined(leg, other))) &&
        place(index + 1, [...legs, ...way]),
    );
  };
  return place(0, []);
}

function diverse(
  a: Leg,
  b: Leg,
  levels: readonly string[],
  kinds: ReadonlyMap<string, SharedRisk['kind']>,
): boolean {
  if (a.link.name === b.link.name || a.port === b.port) return false;
  const common = a.link.sharedRisks
    .filter((code) => b.link.sharedRisks.includes(code))
    .map((code) => kinds.get(code));
  const broken = [
    a.link.a.node === b.link.a.node && (levels.includes('node') || levels.includes('pop')),
    a.card === b.card && levels.includes('card'),
    common.includes('duct') && levels.includes('duct'),
    a.link.b.entry === b.link.b.entry && levels.includes('entry'),
  ];
  return !broken.includes(true);
}

function reachability(records: NetworkRecords, free: (link: Link) => boolean): (a: Leg, b: Leg) => boolean {
  const label = new Map(records.nodes.map((node) => [node.name, node.name]));
  for (let round = 0; round < records.nodes.length; round++) {
    for (const link of records.links) {
      const [a, b] = [label.get(link.a.node ?? ''), label.get(link.b.node ?? '')];
      if (a === undefined || b === undefined || !free(link)) continue;
      const [least = a] = [a, b].sort();
      label.set(link.a.node ?? '', least).set(link.b.node ?? '', least);
    }
  }
  return (a, b) => label.get(a.link.a.node ?? '') === label.get(b.link.a.node ?? '');
}

describe('against trying everything', () => {
  test('a combination is found exactly when one exists', () => {
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(questions, (question) => {
        const answer = ask(question, { provideAlternative: false });
        const served = answer.intervalWorkingDays !== undefined;
        seen.add(served);
        expect(served).toBe(servable(question));
      }),
      { numRuns: 300 },
    );
    expect(seen.size).toBe(2);
  });

  test('what is told keeps its word: ports are free, distinct and fit, proven pairs share nothing', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const answer = ask(question, { provideAlternative: false });
        if (answer.intervalWorkingDays === undefined) return;
        const best = answer.siteOptions.map(({ options }) => options[0]);
        const ports = best.flatMap((option) => option?.legs.map((leg) => `${leg.node}/${leg.port}`) ?? []);
        expect(new Set(ports).size).toBe(4);
        for (const port of ports) expect(question.occupancy.takenPorts.has(port)).toBe(false);
        // Any other option of one site goes with the best of the others.
        for (const [at, { options }] of answer.siteOptions.entries()) {
          const elsewhere = best.flatMap((option, index) => (index === at ? [] : (option?.legs ?? [])));
          const theirs = new Set(elsewhere.map((leg) => `${leg.node}/${leg.port}`));
          for (const leg of options.flatMap((option) => option.legs)) {
            expect(theirs.has(`${leg.node}/${leg.port}`)).toBe(false);
            expect(leg.portRateKbps).toBeGreaterThanOrEqual(leg.rateKbps);
          }
        }
        expectProofs(question.records, answer);
      }),
      { numRuns: 150 },
    );
  });

  test('each alternative, asked for itself, is answered yes; the bandwidth is the largest', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(questions, (question) => {
        const answer = ask(question);
        if (answer.intervalWorkingDays !== undefined) return;
        for (const { change, site, parameters } of answer.alternatives) {
          kinds.add(change);
          const asked = (parts: object) => ({
            ...question.requirement,
            sites: question.requirement.sites.map((one) => (one.site === site ? { ...one, ...parts } : one)),
          });
          const works = (parts: object) =>
            ask({ ...question, requirement: asked(parts) }, { provideAlternative: false })
              .intervalWorkingDays !== undefined;
          if (answer.siteOptions.filter(({ options }) => options.length === 0).length > 1) continue;
          if (change === 'bandwidth') {
            const bandwidthKbps = Number(parameters['bandwidthKbps']);
            expect(works({ bandwidthKbps })).toBe(true);
            expect(works({ bandwidthKbps: bandwidthKbps + 1 })).toBe(false);
          }
          if (change === 'withoutDiversity' && parameters['access'] === 'dual') {
            const kept = String(parameters['kept'])
              .split(', ')
              .filter((level) => level !== '');
            expect(works({ diversity: kept })).toBe(true);
          }
          if (change === 'withoutDiversity' && parameters['access'] === 'single') {
            expect(works({ access: 'single', diversity: undefined })).toBe(true);
          }
        }
      }),
      { numRuns: 200 },
    );
    expect([...kinds].sort()).toEqual(expect.arrayContaining(['bandwidth', 'withoutDiversity']));
  });
});

function expectProofs(records: NetworkRecords, answer: FeasibilityAnswer): void {
  const kinds = new Map(records.sharedRisks.map((risk) => [risk.code, risk.kind]));
  for (const option of answer.siteOptions.flatMap(({ options }) => options)) {
    const { diversity, legs } = option;
    if (diversity?.verdict !== 'proven') continue;
    const [a, b] = legs;
    const common = (a?.sharedRisks ?? []).filter((code) => b?.sharedRisks?.includes(code));
    for (const code of common) expect(diversity.levels).not.toContain(kinds.get(code));
    expect(Math.min(diversity.compared.primary, diversity.compared.secondary)).toBeGreaterThan(0);
  }
}

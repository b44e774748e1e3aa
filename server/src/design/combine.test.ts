import type { SiteOption } from '@turnup/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import * as flagship from '../foundation/testing/flagship.ts';
import { composeDesign } from './compose.ts';
import { designInput } from './testing/flagship.ts';
import { type Composition, type DesignInput, defaultPolicies } from './types.ts';

type Branch = {
  readonly price: number;
  readonly build: number;
  readonly availability?: number;
  readonly latencyUs?: number;
};

/** A service of many branches with options that trade money against time. */
function branches(
  options: readonly (readonly Branch[])[],
  maximumCombinations: number,
  parts: Partial<DesignInput['requirement']> = {},
  availabilityPercent?: number,
): DesignInput {
  const names = options.map((_, index) => `BRANCH-${index}`);
  const template = flagship.requirement.sites[2] ?? expect.fail();
  const optionOf = (site: string, { price, build, ...more }: Branch, index: number): SiteOption => ({
    site,
    legs: [
      flagship.ownLeg(site, 'PE-LDS', {
        id: `${site}:PE-LDS:${index}`,
        kind: 'nearNet',
        buildCostMinor: price,
        workingDays: { survey: 1, build, partnerFoc: 0, partnerBuild: { best: 0, likely: 0, worst: 0 } },
        ...more,
      }),
    ],
    confidence: 'green',
    reasons: [],
  });
  const { latencyBounds: _, commercial: __, ...requirement } = flagship.requirement;
  return designInput({
    requirement: {
      ...requirement,
      sites: names.map((site) => ({
        ...template,
        site,
        lanPrefixes: [],
        ...(availabilityPercent !== undefined && { availabilityPercent }),
      })),
      ...parts,
    },
    siteOptions: names.map((site, index) => ({
      site,
      options: (options[index] ?? []).map((branch, at) => optionOf(site, branch, at)),
    })),
    planCalendars: {
      ...flagship.planCalendars,
      places: Object.fromEntries(names.map((site) => [site, 'ENG'])),
    },
    policies: { ...defaultPolicies, maximumCombinations, alternatives: 50 },
    riskRules: [],
    surveyed: undefined,
  });
}

const choice = fc.record({
  price: fc.integer({ min: 1, max: 90 }).map((pounds) => pounds * 100_00),
  build: fc.integer({ min: 1, max: 40 }),
});
// Feasibility tells the cheapest first.
const service = fc.array(
  fc
    .array(choice, { minLength: 1, maxLength: 3 })
    .map((options) => options.toSorted((one, other) => one.price - other.price)),
  { minLength: 1, maxLength: 4 },
);
const worth = (composition: Composition) =>
  composition.alternatives.map(({ capexMinor, plan }) => `${plan.finishDate} ${capexMinor}`);

describe('a search that is bounded', () => {
  test('finds the same trades of cost against date as one that weighs everything', () => {
    fc.assert(
      fc.property(service, (options) => {
        const total = options.reduce((product, each) => product * each.length, 1);
        fc.pre(total > 3);
        const everything = worth(unwrap(composeDesign(branches(options, 1_000))));
        const bounded = unwrap(composeDesign(branches(options, 3)));
        const frontier = new Set(everything);
        // With three combinations only a part of the frontier is composed, but nothing that is not on it is offered first.
        expect(frontier.has(worth(bounded)[0] ?? '')).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test('says how many combinations were left and how good the best is at least', () => {
    const options = Array.from({ length: 12 }, (_, index) => [
      { price: 1_000_00, build: 30 },
      { price: 3_000_00 + index * 100_00, build: 5 },
    ]);
    const { alternatives, rejected } = unwrap(composeDesign(branches(options, 100)));
    const bound = rejected.find(({ reason }) => reason.code === 'SEARCH_BOUNDED');
    expect(bound?.description).toBe('4094 of 4096 combinations of site options');
    expect(bound?.reason.parameters).toMatchObject({ total: 4096, composed: 2 });
    expect(alternatives.map(({ plan }) => plan.workingDays).toSorted()).toEqual([22, 42]);
    expect(Number(bound?.reason.parameters?.gapPercent)).toBeLessThan(20);
  });

  test('the gap holds: no combination is better than the first by more', () => {
    fc.assert(
      fc.property(service, (options) => {
        const total = options.reduce((product, each) => product * each.length, 1);
        fc.pre(total > 2);
        const months = defaultPolicies.termMonths;
        const objective = ({ alternatives }: Composition, at = 0) => {
          const one = alternatives[at] ?? expect.fail();
          const days = (Date.parse(one.plan.finishDate) - Date.parse(one.plan.startDate)) / 86_400_000;
          return (
            one.capexMinor + one.monthlyCostMinor * months + days * defaultPolicies.objective.perDayMinor
          );
        };
        const best = objective(unwrap(composeDesign(branches(options, 1_000))));
        const bounded = unwrap(composeDesign(branches(options, 2)));
        const bound = bounded.rejected.find(({ reason }) => reason.code === 'SEARCH_BOUNDED');
        const gap = Number(bound?.reason.parameters?.gapMinor ?? 0);
        const routing = (bounded.alternatives[0]?.routes ?? []).map(({ roundTripUs }) => roundTripUs);
        const latency = (Math.max(0, ...routing) / 1000) * defaultPolicies.objective.perRttMsMinor;
        expect(objective(bounded) - best).toBeLessThanOrEqual(gap + latency + 1);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a search that is bounded and what must be met', () => {
  const late = { requestedCompletionDate: '2028-05-05' };
  const boundOf = (composition: Composition) =>
    composition.rejected.find(({ reason }) => reason.code === 'SEARCH_BOUNDED')?.reason;

  test('a cheaper option that misses the availability of its site does not drive out one that keeps it', () => {
    const options = Array.from({ length: 11 }, () => [
      { price: 900_00, build: 12, availability: 0.9995 },
      { price: 200_00, build: 11, availability: 0.97 },
    ]);
    const found = unwrap(composeDesign(branches(options, 1_000, late, 99)));
    expect(boundOf(found)?.parameters).toMatchObject({ total: 2_048, composed: 1 });
    expect(found.alternatives.map(({ compliant }) => compliant)).toEqual([true]);
    expect(found.alternatives[0]?.sites.map(({ legs }) => legs[0]?.buildCostMinor)).toEqual(
      options.map(() => 900_00),
    );
  });

  test('round trips are kept by exchanging sites, only those that must be', () => {
    const options = Array.from({ length: 12 }, () => [
      { price: 100_00, build: 8, latencyUs: 40_000 },
      { price: 700_00, build: 8, latencyUs: 200 },
    ]);
    const bounds = [
      { from: 'BRANCH-2', to: 'BRANCH-5', maximumRttUs: 10_000 },
      { from: 'BRANCH-5', to: 'BRANCH-9', maximumRttUs: 90_000 },
    ];
    const found = unwrap(composeDesign(branches(options, 1_000, { ...late, latencyBounds: bounds })));
    const [best] = found.alternatives;
    expect(best?.compliant).toBe(true);
    expect(
      best?.sites.flatMap(({ site, legs }) => (legs[0]?.buildCostMinor === 700_00 ? [site] : [])),
    ).toEqual(['BRANCH-2', 'BRANCH-5']);
    expect(boundOf(found)?.parameters).toMatchObject({ total: 4_096, composed: 2 });
    expect(boundOf(found)?.message).toContain('the best that is compliant');

    // What nothing keeps is said, and no distance to an optimum that may not be there.
    const never = bounds.map((bound) => ({ ...bound, maximumRttUs: 10 }));
    const missed = unwrap(composeDesign(branches(options, 1_000, { ...late, latencyBounds: never })));
    expect(missed.alternatives[0]?.compliant).toBe(false);
    expect(boundOf(missed)?.message).toContain('None of them is compliant');
    expect(boundOf(missed)?.parameters).not.toHaveProperty('gapPercent');
  });
});

describe('dominated options', () => {
  test('of the same shape are left before anything is combined, with why', () => {
    const { rejected, alternatives } = unwrap(
      composeDesign(
        branches(
          [
            [
              { price: 100_00, build: 5 },
              { price: 200_00, build: 5 },
              { price: 50_00, build: 9 },
            ],
          ],
          10,
        ),
      ),
    );
    expect(rejected.map(({ description, reason }) => [description, reason.code])).toEqual([
      ['BRANCH-0:PE-LDS:1', 'OPTION_DOMINATED'],
    ]);
    expect(alternatives).toHaveLength(2);
  });

  test('equal options are not both thrown away', () => {
    const { alternatives, rejected } = unwrap(
      composeDesign(
        branches(
          [
            [
              { price: 100_00, build: 5 },
              { price: 100_00, build: 5 },
            ],
          ],
          10,
        ),
      ),
    );
    expect(alternatives).toHaveLength(1);
    expect(rejected).toHaveLength(1);
  });
});

test('what is beyond the list is counted, not dropped', () => {
  const options = Array.from({ length: 3 }, () =>
    Array.from({ length: 4 }, (_, index) => ({ price: (index + 1) * 1_000_00, build: 40 - index * 10 })),
  );
  const input = branches(options, 1_000);
  const { alternatives, rejected } = unwrap(
    composeDesign({ ...input, policies: { ...input.policies, alternatives: 2, maximumRejected: 5 } }),
  );
  expect(alternatives).toHaveLength(2);
  expect(rejected).toHaveLength(6);
  expect(rejected.at(-1)?.description).toBe('57 more combinations');
});

test('two hundred sites are composed in seconds', () => {
  const options = Array.from({ length: 200 }, (_, index) => [
    { price: 1_000_00, build: 20 + (index % 7) },
    { price: 2_000_00, build: 10 + (index % 5) },
  ]);
  const started = performance.now();
  const { alternatives, rejected } = unwrap(composeDesign(branches(options, 1_000)));
  expect(alternatives.length).toBeGreaterThan(1);
  expect(rejected.map(({ reason }) => reason.code)).toEqual(
    expect.arrayContaining(['SEARCH_BOUNDED', 'ROUTES_NOT_LISTED']),
  );
  expect(performance.now() - started).toBeLessThan(8_000);
});

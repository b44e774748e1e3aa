import type { ImplementationPlan } from '@turnup/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calendarBook } from '../foundation/calendar.ts';
import { outcomesOf } from '../foundation/durationDistribution.ts';
import { unwrap } from '../foundation/result.ts';
import { england, scotland } from '../foundation/testing/calendars.ts';
import { planConfidence } from './planConfidence.ts';
import { planOf } from './planTemplate.ts';
import type { ActivityDraft } from './planTypes.ts';

const book = calendarBook([england, scotland]);
const limits = { exactOutcomes: 2_000, samples: 20_000 };

/** Chains that run side by side from 1 March 2027, each one activity of a three-point duration. */
function planWith(...points: readonly { best: number; likely: number; worst: number }[]): ImplementationPlan {
  const drafts = points.map(
    (threePoint, index): ActivityDraft => ({
      key: `A${index}`,
      template: `A${index}`,
      name: 'Work',
      owner: { kind: 'team', code: 'BUILD' },
      calendar: 'ENG',
      durationWorkingDays: threePoint.likely,
      ...(threePoint.best !== threePoint.worst && { threePoint }),
      after: [],
      tasks: ['work:build'],
      process: '1.4.5.4',
    }),
  );
  return unwrap(planOf('T', drafts, '2027-03-01', book));
}

test('a partner who needs 20, likely 25, at worst 40 days: half the time 26, four times of five 30', () => {
  const plan = planWith({ best: 20, likely: 25, worst: 40 });
  const known = planConfidence(plan, book, limits, 'seed');
  // The mean of the distribution is PERT's: (20 + 4 × 25 + 40) / 6.
  const mean = outcomesOf({ best: 20, likely: 25, worst: 40 }).reduce(
    (sum, one) => sum + one.days * one.probability,
    0,
  );
  expect(mean).toBeCloseTo(26.67, 1);
  expect(known).toEqual({
    method: 'exact',
    outcomes: 21,
    p50WorkingDays: 26,
    p50Date: '2027-04-08',
    p80WorkingDays: 30,
    p80Date: '2027-04-14',
    plannedPercent: 42,
  });
});

test('nothing is said where every duration is certain', () => {
  expect(planConfidence(planWith({ best: 5, likely: 5, worst: 5 }), book, limits, 's')).toBeUndefined();
});

test('two equal chains side by side are later than either alone: the later of both counts', () => {
  const one = { best: 10, likely: 15, worst: 30 };
  const alone = planConfidence(planWith(one), book, limits, 's');
  const both = planConfidence(planWith(one, one), book, limits, 's');
  expect(both).toMatchObject({ method: 'exact', outcomes: 21 * 21 });
  expect(both?.p50WorkingDays).toBeGreaterThan(alone?.p50WorkingDays ?? 0);
  expect(both?.plannedPercent).toBeCloseTo(((alone?.plannedPercent ?? 0) / 100) ** 2 * 100, 0);
});

test('work that would reach into a blackout begins after it, and before it in each outcome in which there is time', () => {
  // Work from 1 March 2027, then five days on site; nobody is on site from some day to 26 March.
  const draft = (key: string, parts: Partial<ActivityDraft>): ActivityDraft => ({
    key,
    template: key,
    name: 'Work',
    owner: { kind: 'team', code: 'BUILD' },
    calendar: 'ENG',
    durationWorkingDays: 5,
    after: [],
    tasks: ['work:build'],
    process: '1.4.5.4',
    ...parts,
  });
  const planned = (
    threePoint: { best: number; likely: number; worst: number },
    parts: Partial<ActivityDraft>,
  ) =>
    unwrap(
      planOf(
        'T',
        [
          draft('A', { durationWorkingDays: threePoint.likely, threePoint }),
          draft('B', { after: ['A'], ...parts }),
        ],
        '2027-03-01',
        book,
      ),
    );
  const from = (day: string) => ({ blackouts: [{ from: day, to: '2027-03-26' }] });
  // With the holidays of Easter on 26 and 29 March, five days from the 27th are over on 5 April.
  const after = '2027-04-05';
  const even = { best: 5, likely: 10, worst: 15 };
  expect(planConfidence(planned(even, {}), book, limits, 's')?.p50Date).toBe('2027-03-22');
  const never = planned(even, from('2027-03-15'));
  expect(never.finishDate).toBe(after);
  expect(planConfidence(never, book, limits, 's')).toMatchObject({
    p50Date: after,
    p80Date: after,
    plannedPercent: 100,
  });

  // Most of the time eight days or less are enough, and the visit is over on the 18th at the latest.
  const skewed = { best: 5, likely: 6, worst: 15 };
  const outcomes = outcomesOf(skewed);
  const daysAt = (chance: number): number => {
    const reached = outcomes.map(({ days }) =>
      outcomes.filter((one) => one.days <= days).reduce((sum, { probability }) => sum + probability, 0),
    );
    return outcomes[reached.findIndex((sum) => sum >= chance)]?.days ?? expect.fail();
  };
  const doneAt = (chance: number): string => (daysAt(chance) <= 8 ? `2027-03-${daysAt(chance) + 10}` : after);
  const soon = planned(skewed, { ...from('2027-03-19'), notBefore: '2027-03-02' });
  expect(soon.finishDate).toBe('2027-03-16');
  expect(soon.activities[1]).toMatchObject({ notBefore: '2027-03-02', notBeforeOtherwise: '2027-03-02' });
  expect([doneAt(0.5), doneAt(0.8)]).toEqual(['2027-03-17', after]);
  expect(planConfidence(soon, book, limits, 's')).toMatchObject({
    p50Date: doneAt(0.5),
    p80Date: doneAt(0.8),
  });
});

test('samples agree with the exact answer, and the same seed answers the same', () => {
  fc.assert(
    fc.property(
      fc.tuple(fc.integer({ min: 1, max: 10 }), fc.nat({ max: 8 }), fc.integer({ min: 1, max: 12 })),
      fc.string(),
      ([best, more, most], seed) => {
        const plan = planWith({ best, likely: best + more, worst: best + more + most });
        const exact = planConfidence(plan, book, limits, seed);
        const sampled = planConfidence(plan, book, { exactOutcomes: 1, samples: 4_000 }, seed);
        expect(sampled).toEqual(planConfidence(plan, book, { exactOutcomes: 1, samples: 4_000 }, seed));
        expect(sampled?.method).toBe('monteCarlo');
        expect(Math.abs((sampled?.plannedPercent ?? 0) - (exact?.plannedPercent ?? 0))).toBeLessThan(5);
        expect(Math.abs((sampled?.p50WorkingDays ?? 0) - (exact?.p50WorkingDays ?? 0))).toBeLessThanOrEqual(
          1,
        );
      },
    ),
    { numRuns: 15 },
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addWorkingDays, workingCalendar } from './calendar.ts';
import { unwrap } from './result.ts';
import { type ScheduleActivity, schedule } from './schedule.ts';
import { england, scotland } from './testing/calendars.ts';
import { chainConfidence, pertMean } from './threePoint.ts';
import { topologicalOrder } from './topological.ts';

const eng = workingCalendar(england);
const sct = workingCalendar(scotland);
const activity = (key: string, days: number, ...after: string[]): ScheduleActivity => ({
  key,
  durationWorkingDays: days,
  calendar: eng,
  after,
});

/** Three sites, one with a partner's tail; the activities of a special design. */
const flagship = [
  activity('SURV_HQ', 5),
  activity('SURV_LDS', 3),
  activity('DESIGN', 4, 'SURV_HQ', 'SURV_LDS'),
  activity('APPROVE', 2, 'DESIGN'),
  activity('ALLOC', 1, 'APPROVE'),
  activity('PARTNER_FOC', 3, 'APPROVE'),
  activity('PARTNER_BUILD', 25, 'PARTNER_FOC'),
  activity('CPE_SHIP', 10, 'APPROVE'),
  activity('HQ_BUILD', 15, 'APPROVE'),
  activity('INST_HQ', 1, 'CPE_SHIP', 'HQ_BUILD'),
  activity('INST_LDS', 1, 'CPE_SHIP'),
  activity('INST_ABZ', 1, 'CPE_SHIP', 'PARTNER_BUILD'),
  activity('CONFIG', 1, 'ALLOC'),
  activity('TEST', 1, 'INST_HQ', 'INST_LDS', 'INST_ABZ', 'CONFIG'),
  activity('ACCEPT', 2, 'TEST'),
  activity('ACTIVATE', 1, 'ACCEPT'),
];
const start = '2027-03-01';

describe('the flagship network', () => {
  const plan = unwrap(schedule(flagship, { start }));
  const of = (key: string) => plan.activities.find((planned) => planned.key === key);

  test('takes 44 working days along its critical path', () => {
    expect(plan.finish).toBe('2027-05-05');
    expect(plan.workingDays).toBe(44);
    expect(plan.criticalPath).toEqual([
      'SURV_HQ',
      'DESIGN',
      'APPROVE',
      'PARTNER_FOC',
      'PARTNER_BUILD',
      'INST_ABZ',
      'TEST',
      'ACCEPT',
      'ACTIVATE',
    ]);
    expect(of('PARTNER_BUILD')?.finish).toBe('2027-04-27');
    expect(of('TEST')?.finish).toBe('2027-04-29');
    expect(of('ACCEPT')?.finish).toBe('2027-05-04');
  });

  test('has the slack of the story', () => {
    const slack = Object.fromEntries(
      plan.activities
        .filter((planned) => !planned.critical)
        .map((planned) => [planned.key, planned.slackWorkingDays]),
    );
    expect(slack).toEqual({
      SURV_LDS: 2,
      HQ_BUILD: 13,
      INST_HQ: 13,
      CPE_SHIP: 18,
      INST_LDS: 18,
      ALLOC: 27,
      CONFIG: 27,
    });
  });

  test('ends a day earlier where Easter Monday is worked', () => {
    const there = new Set(['PARTNER_FOC', 'PARTNER_BUILD', 'INST_ABZ']);
    const mixed = flagship.map((one) => (there.has(one.key) ? { ...one, calendar: sct } : one));
    expect(unwrap(schedule(mixed, { start }))).toMatchObject({ finish: '2027-05-04', workingDays: 44 });
  });

  test('a deadline turns slack against it; one that is missed makes it negative', () => {
    const slack = (deadline: string) =>
      unwrap(schedule(flagship, { start, deadline })).activities.at(-1)?.slackWorkingDays;
    expect(slack('2027-05-07')).toBe(2);
    expect(slack('2027-04-30')).toBe(-2);
  });
});

describe('a forecast', () => {
  const done = flagship.map((one) => {
    if (one.key === 'SURV_HQ') return { ...one, startedOn: '2027-03-01', finishedOn: '2027-03-10' };
    if (one.key === 'SURV_LDS') return { ...one, startedOn: '2027-03-01' };
    return one;
  });

  test('keeps what is done and moves what follows', () => {
    const plan = unwrap(schedule(done, { start, asOf: '2027-03-04' }));
    expect(plan.activities[0]).toMatchObject({ start: '2027-03-01', finish: '2027-03-10' });
    expect(plan.finish).toBe('2027-05-07');
  });

  test('running work that is late ends today at the earliest, waiting work starts today at the earliest', () => {
    const plan = unwrap(schedule(done, { start, asOf: '2027-03-15' }));
    expect(plan.activities[1]).toMatchObject({ key: 'SURV_LDS', finish: '2027-03-15' });
    expect(plan.activities[2]).toMatchObject({ key: 'DESIGN', start: '2027-03-15', finish: '2027-03-19' });
  });

  test('waits for a date before which work cannot start, and the wait counts', () => {
    const held = flagship.map((one) => (one.key === 'INST_LDS' ? { ...one, notBefore: '2027-05-10' } : one));
    const plan = unwrap(schedule(held, { start }));
    expect(plan.criticalPath).toEqual([
      'SURV_HQ',
      'DESIGN',
      'APPROVE',
      'CPE_SHIP',
      'INST_LDS',
      'TEST',
      'ACCEPT',
      'ACTIVATE',
    ]);
    expect(plan.finish).toBe('2027-05-17');
    expect(plan.workingDays).toBe(52);
  });
});

describe('refusals', () => {
  const refusalOf = (activities: readonly ScheduleActivity[], from = start) => {
    const result = schedule(activities, { start: from });
    return result.ok ? undefined : result.fault;
  };
  test('name the cycle, the unknown predecessor, the wrong duration', () => {
    expect(
      refusalOf([activity('A', 1, 'C'), activity('B', 1, 'A'), activity('C', 1, 'B'), activity('D', 1, 'A')]),
    ).toMatchObject({
      code: 'ACTIVITY_CYCLE',
      message: expect.stringMatching(/A → B → C → A|B → C → A → B|C → A → B → C/),
    });
    expect(refusalOf([activity('A', 1, 'A')])?.message).toContain('A → A');
    expect(refusalOf([activity('A', 1, 'X')])).toMatchObject({ code: 'UNKNOWN_PREDECESSOR' });
    expect(refusalOf([activity('A', -1)])).toMatchObject({ code: 'INVALID_DURATION' });
    expect(refusalOf([activity('A', 1), activity('A', 1)])).toMatchObject({ code: 'DUPLICATE_ACTIVITY' });
    expect(refusalOf([])).toMatchObject({ code: 'EMPTY_PLAN' });
    expect(refusalOf([activity('A', 1)], '2031-01-01')).toMatchObject({ code: 'OUTSIDE_CALENDAR' });
  });
});

const network = fc
  .array(
    fc.record({
      days: fc.integer({ min: 0, max: 12 }),
      scottish: fc.boolean(),
      picks: fc.array(fc.nat(), { maxLength: 3 }),
    }),
    {
      minLength: 1,
      maxLength: 25,
    },
  )
  .map((nodes) =>
    nodes.map(
      ({ days, scottish, picks }, index): ScheduleActivity => ({
        key: `T${index}`,
        durationWorkingDays: days,
        calendar: scottish ? sct : eng,
        after: index === 0 ? [] : [...new Set(picks.map((pick) => `T${pick % index}`))],
      }),
    ),
  );

describe('any network', () => {
  test('keeps every order, and nothing that has slack moves the end when it is used up', () => {
    fc.assert(
      fc.property(network, (activities) => {
        const plan = unwrap(schedule(activities, { start }));
        const planned = new Map(plan.activities.map((one) => [one.key, one]));
        for (const one of activities) {
          const { start: begins, finish, latestFinish } = planned.get(one.key) ?? expect.fail();
          for (const before of one.after) expect((planned.get(before)?.finish ?? '') <= begins).toBe(true);
          expect(finish).toBe(addWorkingDays(one.calendar, begins, one.durationWorkingDays));
          expect(latestFinish >= finish).toBe(true);
          const late = activities.map((other) =>
            other.key === one.key ? { ...other, startedOn: begins, finishedOn: latestFinish } : other,
          );
          expect(unwrap(schedule(late, { start })).finish).toBe(plan.finish);
        }
        expect(plan.activities.some((one) => one.critical)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('the order given does not matter', () => {
    fc.assert(
      fc.property(network, (activities) => {
        const one = unwrap(schedule(activities, { start }));
        const other = unwrap(schedule(activities.toReversed(), { start }));
        expect(other.finish).toBe(one.finish);
        expect(other.activities.toReversed()).toEqual(one.activities);
      }),
      { numRuns: 40 },
    );
  });
});

describe('durations as ranges', () => {
  test('mean and 80 % confidence', () => {
    expect(pertMean({ best: 20, likely: 25, worst: 40 })).toBeCloseTo(26.667, 3);
    expect(
      chainConfidence([
        { best: 20, likely: 25, worst: 40 },
        { best: 19, likely: 19, worst: 19 },
      ]),
    ).toEqual({
      mean: 45.67,
      p80: 48.47,
    });
  });
});

test('a topological order is stable and forgets unknown predecessors', () => {
  expect(
    topologicalOrder([
      { key: 'b', after: ['a', 'x'] },
      { key: 'a', after: [] },
      { key: 'c', after: [] },
    ]),
  ).toEqual({
    kind: 'ordered',
    keys: ['a', 'c', 'b'],
  });
});

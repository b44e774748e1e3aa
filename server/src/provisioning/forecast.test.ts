import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addWorkingDays, workingDaysBetween } from '../foundation/calendar.ts';
import { defaultJeopardyPolicy, forecast, levelOf, recoveryOptions } from './forecast.ts';
import { building, england, type Known, planOn } from './testing.ts';
import type { ClockStop, Forecast, ForecastInput, JeopardyPolicy } from './types.ts';

const policy = defaultJeopardyPolicy;
const of = (input: ForecastInput, by: JeopardyPolicy = policy): Forecast => {
  const made = forecast(input, by);
  if (!made.ok) throw new Error(made.fault.message);
  return made.value;
};
const onApril12 = (known: Known = {}): ForecastInput => planOn('2027-04-12', { ...building, ...known });

describe('the flagship plan', () => {
  test('on the first day: 2027-05-05, two days to spare, Hazard, nobody late', () => {
    const made = of(planOn('2027-03-01'));
    expect(made).toMatchObject({
      expectedCompletionDate: '2027-05-05',
      slackWorkingDays: 2,
      level: 'Hazard',
      culprit: null,
      percentComplete: 0,
    });
    expect(made.criticalPath).toEqual([
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
  });

  test('as planned on 2027-04-12 it says the same', () => {
    expect(of(onApril12())).toMatchObject({
      expectedCompletionDate: '2027-05-05',
      slackWorkingDays: 2,
      culprit: null,
    });
  });

  test('the partner slips 6 working days: 2027-05-13, slack −4, Critical, cause 1Z', () => {
    const made = of(onApril12({ PARTNER_BUILD: { startedOn: '2027-03-19', expectedFinish: '2027-05-06' } }));
    expect(made).toMatchObject({
      expectedCompletionDate: '2027-05-13',
      slackWorkingDays: -4,
      level: 'Critical',
      culprit: { activity: 'PARTNER_BUILD', lateWorkingDays: 6, cause: '1Z' },
    });
  });

  test('expedited by 5: 2027-05-06, slack 1, Hazard', () => {
    const made = of(onApril12({ PARTNER_BUILD: { startedOn: '2027-03-19', expectedFinish: '2027-04-28' } }));
    expect(made).toMatchObject({
      expectedCompletionDate: '2027-05-06',
      slackWorkingDays: 1,
      level: 'Hazard',
    });
    expect(made.culprit).toEqual({ activity: 'PARTNER_BUILD', lateWorkingDays: 1, cause: '1Z' });
  });

  test('the build at headquarters overruns by 13 within its float, by 15 beyond it', () => {
    const planned = addWorkingDays(england, '2027-03-16', 15);
    const by = (late: number) =>
      of(
        onApril12({
          HQ_BUILD: { startedOn: '2027-03-16', expectedFinish: addWorkingDays(england, planned, late) },
        }),
      );
    expect(by(13)).toMatchObject({
      expectedCompletionDate: '2027-05-05',
      slackWorkingDays: 2,
      culprit: null,
    });
    expect(by(15)).toMatchObject({
      expectedCompletionDate: '2027-05-07',
      slackWorkingDays: 0,
      level: 'Hazard',
    });
    expect(by(15).culprit).toEqual({ activity: 'HQ_BUILD', lateWorkingDays: 15, cause: '1B' });
  });

  test('a given cause counts before the one of the owner', () => {
    const known = { startedOn: '2027-03-19', expectedFinish: '2027-05-06', cause: '1U' };
    expect(of(onApril12({ PARTNER_BUILD: known })).culprit?.cause).toBe('1U');
  });
});

describe('a stop of the clock by the customer for 3 working days', () => {
  const stop: ClockStop = { from: '2027-04-12', until: '2027-04-15', by: 'customer' };
  const after = { ...planOn('2027-04-15', building), clockStops: [stop] };

  test('lengthens running work by as much, and both promises are shown', () => {
    expect(of(after)).toMatchObject({
      expectedCompletionDate: '2027-05-10',
      customerStoppedWorkingDays: 3,
      committedDate: '2027-05-07',
      currentCommittedDate: '2027-05-12',
      slackToCommitted: -1,
      slackToCurrentCommitted: 2,
    });
  });

  test('counts against the promise that the policy chooses', () => {
    expect(of(after)).toMatchObject({ slackWorkingDays: -1, level: 'Critical' });
    const shifted = { ...policy, shiftCommittedByCustomerStops: true };
    expect(of(after, shifted)).toMatchObject({ slackWorkingDays: 2, level: 'Hazard' });
  });

  test('does not move what the partner promised for a date', () => {
    const stated = { ...building, PARTNER_BUILD: { startedOn: '2027-03-19', expectedFinish: '2027-04-27' } };
    expect(of({ ...planOn('2027-04-15', stated), clockStops: [stop] }).expectedCompletionDate).toBe(
      '2027-05-05',
    );
  });

  test('that is known to last keeps what has not begun waiting', () => {
    const until = { from: '2027-04-12', until: '2027-05-04', by: 'customer' } as const;
    const made = of({ ...onApril12(), clockStops: [until] });
    expect(made.activities.find(({ key }) => key === 'INST_HQ')?.start).toBe('2027-05-04');
  });

  test('ours lengthens the work and never the promise; overlapping stops count once', () => {
    const ours = { ...stop, by: 'provider' } as const;
    expect(of({ ...planOn('2027-04-15', building), clockStops: [ours] })).toMatchObject({
      expectedCompletionDate: '2027-05-10',
      currentCommittedDate: '2027-05-07',
    });
    const twice = of({
      ...planOn('2027-04-15', building),
      clockStops: [stop, ours, { ...stop, from: '2027-04-13' }],
    });
    expect(twice).toMatchObject({ expectedCompletionDate: '2027-05-10', customerStoppedWorkingDays: 3 });
  });
});

describe('remaining work', () => {
  test('that should be over finishes today at the earliest, and whoever runs it is to blame', () => {
    const known = { SURV_HQ: { startedOn: '2027-03-01' }, SURV_LDS: building.SURV_LDS ?? {} };
    const made = of(planOn('2027-03-11', known));
    expect(made.activities.find(({ key }) => key === 'SURV_HQ')?.finish).toBe('2027-03-11');
    expect(made.culprit).toEqual({ activity: 'SURV_HQ', lateWorkingDays: 3, cause: '1B' });
    expect(made.slackWorkingDays).toBe(-1);
  });

  test('waits for its appointment', () => {
    const made = of(onApril12({ INST_ABZ: { bookedFor: '2027-05-05' } }));
    expect(made.activities.find(({ key }) => key === 'INST_ABZ')).toMatchObject({ start: '2027-05-05' });
    expect(made.culprit?.activity).toBe('INST_ABZ');
  });

  test('with a stated finish that has not begun ends then, or after its predecessors', () => {
    const build = (expectedFinish: string) =>
      of(planOn('2027-03-01', { PARTNER_BUILD: { expectedFinish } })).activities.find(
        ({ key }) => key === 'PARTNER_BUILD',
      )?.finish;
    expect(build('2027-05-20')).toBe('2027-05-20');
    expect(build('2027-05-22')).toBe('2027-05-24'); // a Saturday: the Monday after
    expect(build('2027-03-10')).toBe(
      addWorkingDays(england, '2027-03-19', workingDaysBetween(england, '2027-03-01', '2027-03-10')),
    );
  });

  test('is weighed: 12 of 44 planned working days are 27 percent', () => {
    const line = (key: string, durationWorkingDays: number, finishedOn?: string) => ({
      key,
      owner: { kind: 'team' } as const,
      calendar: england,
      durationWorkingDays,
      after: [],
      ...(finishedOn === undefined ? {} : { startedOn: '2027-03-01', finishedOn }),
    });
    const activities = [line('A', 12, '2027-03-17'), line('B', 32)];
    expect(of({ ...planOn('2027-03-17'), activities }).percentComplete).toBe(27);
  });

  test('that runs beyond its typical duration is a hazard, beyond its maximum critical, whatever the slack', () => {
    const running = {
      startedOn: '2027-03-16',
      expectedFinish: '2027-04-16',
      typicalWorkingDays: 12,
      maximumWorkingDays: 16,
    };
    const on = (today: string) =>
      of(planOn(today, { ...building, HQ_BUILD: running }, { committedDate: '2027-06-30' }));
    expect(on('2027-04-08')).toMatchObject({ level: 'Normal', overruns: [] }); // 15 = 12 × 1.25
    expect(on('2027-04-09').overruns).toEqual([
      { activity: 'HQ_BUILD', elapsedWorkingDays: 16, level: 'Hazard' },
    ]);
    expect(on('2027-04-12')).toMatchObject({ level: 'Critical', overruns: [{ elapsedWorkingDays: 17 }] });
  });
});

test('the bands are data', () => {
  const levels = [3, 2, 0, -1, null].map((slack) => levelOf(slack, policy));
  expect(levels).toEqual(['Normal', 'Hazard', 'Hazard', 'Critical', 'Normal']);
  expect(levelOf(4, { ...policy, hazardBelowWorkingDays: 5, criticalBelowWorkingDays: 2 })).toBe('Hazard');
  expect(levelOf(1, { ...policy, hazardBelowWorkingDays: 5, criticalBelowWorkingDays: 2 })).toBe('Critical');
});

test('a circle and a calendar that ends are refused, not guessed', () => {
  const circle = forecast(planOn('2027-03-01', { SURV_HQ: { after: ['ACTIVATE'] } }), policy);
  expect(circle.ok ? '' : circle.fault.code).toBe('ACTIVITY_CYCLE');
  const beyond = forecast(planOn('2027-03-01', { DESIGN: { durationWorkingDays: 900 } }), policy);
  expect(beyond.ok ? '' : beyond.fault.code).toBe('OUTSIDE_CALENDAR');
});

test('measures are weighed by what they come to: what wins nothing is left out', () => {
  const late = onApril12({ PARTNER_BUILD: { startedOn: '2027-03-19', expectedFinish: '2027-05-06' } });
  const options = recoveryOptions(late, policy, [
    { code: 'expeditePartner', activity: 'PARTNER_BUILD', savesWorkingDays: 5, priceMinor: 150_000 },
    { code: 'expediteAll', activity: 'PARTNER_BUILD', savesWorkingDays: 6, priceMinor: 900_000 },
    { code: 'addCrew', activity: 'HQ_BUILD', savesWorkingDays: 5, priceMinor: 10_000 },
    { code: 'shortAcceptance', activity: 'ACCEPT', savesWorkingDays: 1, priceMinor: 0 },
  ]);
  const seen = options.ok ? options.value : [];
  expect(
    seen.map(({ code, expectedCompletionDate, level }) => [code, expectedCompletionDate, level]),
  ).toEqual([
    ['expeditePartner', '2027-05-06', 'Hazard'],
    ['expediteAll', '2027-05-05', 'Hazard'],
    ['shortAcceptance', '2027-05-12', 'Critical'],
  ]);
});

test('a later partner never brings completion forward, and slack is what the dates say', () => {
  const finish = (late: number) => addWorkingDays(england, '2027-04-27', late);
  const made = (late: number) =>
    of(onApril12({ PARTNER_BUILD: { startedOn: '2027-03-19', expectedFinish: finish(late) } }));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), (one, other) => {
      const [early, late] = [made(Math.min(one, other)), made(Math.max(one, other))];
      expect(early.expectedCompletionDate <= late.expectedCompletionDate).toBe(true);
      expect(late.slackWorkingDays).toBe(
        workingDaysBetween(england, late.expectedCompletionDate, '2027-05-07'),
      );
      expect(late.culprit?.lateWorkingDays ?? 0).toBe(Math.max(one, other));
    }),
    { numRuns: 60 },
  );
});

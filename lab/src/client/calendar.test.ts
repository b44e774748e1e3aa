import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addWorkingDays, type Calendar, closingOf, isWorkingDay, localDate } from './calendar.ts';
import { projectRoot } from './machine.ts';

const { records } = JSON.parse(readFileSync(join(projectRoot, 'demo/01-calendars.json'), 'utf8')) as {
  records: Calendar[];
};
const of = (code: string): Calendar => records.find((calendar) => calendar.code === code) as Calendar;
const england = of('england');
const scotland = of('scotland');

describe('working days', () => {
  test('Easter Monday is worked in Scotland and not in England', () => {
    expect(isWorkingDay(england, '2027-03-29')).toBe(false);
    expect(isWorkingDay(scotland, '2027-03-29')).toBe(true);
  });

  test('a partner that commits on 19 March 2027 for 25 days hands over on 27 April, a day earlier in Scotland', () => {
    expect(addWorkingDays(england, '2027-03-19', 25)).toBe('2027-04-27');
    expect(addWorkingDays(scotland, '2027-03-19', 25)).toBe('2027-04-26');
  });

  test('there and back again is the same day', () => {
    const days = fc.integer({ min: 0, max: 200 });
    fc.assert(
      fc.property(days, days, (start, count) => {
        const from = addWorkingDays(england, '2026-01-05', start);
        expect(addWorkingDays(england, addWorkingDays(england, from, count), -count)).toBe(from);
      }),
    );
  });

  test('a date that the calendar does not know is an error', () => {
    expect(() => addWorkingDays(england, '2028-12-20', 30)).toThrow(/knows 2026-01-01 to 2029-01-01/);
  });
});

describe('instants', () => {
  test('business closes at 17:00 local time, before and after the clocks go forward on 28 March 2027', () => {
    expect(closingOf(england, '2027-03-26')).toBe('2027-03-26T17:00:00.000Z');
    expect(closingOf(england, '2027-03-30')).toBe('2027-03-30T16:00:00.000Z');
    // The night between: the offset at the wall time itself counts, not that of midnight.
    expect(closingOf(england, '2027-03-28')).toBe('2027-03-28T16:00:00.000Z');
  });

  test('the local date of an instant in summer', () => {
    expect(localDate(england, '2027-06-30T23:30:00.000Z')).toBe('2027-07-01');
    expect(localDate(england, '2027-12-31T23:30:00.000Z')).toBe('2027-12-31');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  addWorkingDays,
  calendarBook,
  calendarNamed,
  closingOf,
  daysBetween,
  instantOf,
  isWorkingDay,
  localDate,
  nextWorkingDay,
  openingOf,
  previousWorkingDay,
  workingCalendar,
  workingDaysBetween,
} from './calendar.ts';
import { england, everyDay, scotland, weekdays } from './testing/calendars.ts';

const eng = workingCalendar(england);

describe('working days', () => {
  test('the finish is n working days after the start', () => {
    expect(addWorkingDays(eng, '2027-03-01', 44)).toBe('2027-05-05');
    expect(addWorkingDays(workingCalendar(weekdays), '2027-03-01', 44)).toBe('2027-04-30');
    expect(addWorkingDays(workingCalendar(everyDay), '2027-03-01', 44)).toBe('2027-04-14');
    expect(addWorkingDays(eng, '2027-03-25', 1)).toBe('2027-03-30');
    expect(addWorkingDays(workingCalendar(scotland), '2027-03-25', 1)).toBe('2027-03-29');
    expect(addWorkingDays(eng, '2027-03-27', 0)).toBe('2027-03-27');
  });

  test('weekends and holidays are not worked', () => {
    expect(
      ['2027-03-25', '2027-03-26', '2027-03-27', '2027-05-03'].map((date) => isWorkingDay(eng, date)),
    ).toEqual([true, false, false, false]);
    expect(nextWorkingDay(eng, '2027-03-26')).toBe('2027-03-30');
    expect(nextWorkingDay(eng, '2027-03-30')).toBe('2027-03-30');
    expect(previousWorkingDay(eng, '2027-03-29')).toBe('2027-03-25');
  });

  test('dates outside the calendar are refused, at both ends and in between', () => {
    const outside = expect.objectContaining({
      refusal: expect.objectContaining({ code: 'OUTSIDE_CALENDAR' }),
    });
    const attempt = (work: () => unknown): unknown => {
      try {
        return work();
      } catch (error) {
        return error;
      }
    };
    expect(attempt(() => isWorkingDay(eng, '2029-01-01'))).toEqual(outside);
    expect(attempt(() => isWorkingDay(eng, '2026-12-31'))).toEqual(outside);
    expect(attempt(() => addWorkingDays(eng, '2028-12-27', 30))).toEqual(outside);
    expect(attempt(() => addWorkingDays(eng, '2027-01-05', -3))).toEqual(outside);
    expect(isWorkingDay(eng, '2027-01-01')).toBe(false);
    expect(addWorkingDays(eng, '2027-01-05', -1)).toBe('2027-01-04');
  });

  test('a date that does not exist, an unknown zone and an unknown calendar are refused', () => {
    expect(() => isWorkingDay(eng, '2027-02-29')).toThrow('INVALID_DATE');
    expect(() => workingCalendar({ ...england, zone: 'Europe/Atlantis' })).toThrow('UNKNOWN_ZONE');
    expect(() => workingCalendar({ ...england, validUntil: england.validFrom })).toThrow('INVALID_CALENDAR');
    expect(() => calendarNamed(calendarBook([england]), 'SCT')).toThrow('UNKNOWN_CALENDAR');
  });

  const day = fc.integer({ min: 0, max: 300 }).map((offset) => addDays('2027-06-01', offset));
  test('going forward and counting agree, and going back is the latest start that still fits', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 60 }), (date, count) => {
        const finish = addWorkingDays(eng, date, count);
        expect(isWorkingDay(eng, finish)).toBe(true);
        expect(workingDaysBetween(eng, date, finish)).toBe(count);
        expect(workingDaysBetween(eng, finish, date)).toBe(-count);
        const latestStart = addWorkingDays(eng, date, -count);
        expect(addWorkingDays(eng, latestStart, count) <= date).toBe(true);
        expect(addWorkingDays(eng, addDays(latestStart, 1), count) > date).toBe(true);
      }),
    );
  });

  test('agrees with walking day by day', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 40 }), (date, count) => {
        let walked = date;
        for (let left = count; left > 0; ) {
          walked = addDays(walked, 1);
          const weekday = new Date(`${walked}T12:00:00Z`).getUTCDay();
          const holiday = england.holidays.some((known) => known.date === walked);
          if (weekday !== 0 && weekday !== 6 && !holiday) left--;
        }
        expect(addWorkingDays(eng, date, count)).toBe(walked);
      }),
    );
  });
});

describe('instants', () => {
  test('open and close by the local clock, through the change to summer time', () => {
    expect(openingOf(eng, '2027-03-26')).toBe('2027-03-26T08:00:00.000Z');
    expect(openingOf(eng, '2027-03-30')).toBe('2027-03-30T07:00:00.000Z');
    expect(closingOf(eng, '2027-11-01')).toBe('2027-11-01T17:00:00.000Z');
    expect(closingOf(workingCalendar(everyDay), '2027-03-30')).toBe('2027-03-30T13:00:00.000Z');
  });

  test('a skipped hour counts after the jump, a repeated one counts first', () => {
    expect(instantOf('2027-03-28', '01:30', 'Europe/London')).toBe('2027-03-28T01:30:00.000Z');
    expect(localDate('2027-03-28T01:30:00.000Z', 'Europe/London')).toBe('2027-03-28');
    expect(instantOf('2027-10-31', '01:30', 'Europe/London')).toBe('2027-10-31T00:30:00.000Z');
    expect(instantOf('2027-11-07', '01:30', 'America/New_York')).toBe('2027-11-07T05:30:00.000Z');
    expect(instantOf('2027-03-14', '02:30', 'America/New_York')).toBe('2027-03-14T07:30:00.000Z');
  });

  test('the local date is that of the zone, not of UTC', () => {
    expect(localDate('2027-06-30T23:30:00Z', 'Europe/London')).toBe('2027-07-01');
    expect(localDate('2027-06-30T23:30:00Z', 'UTC')).toBe('2027-06-30');
    expect(localDate('2027-06-30T23:30:00Z', 'America/Los_Angeles')).toBe('2027-06-30');
    expect(() => localDate('soon', 'UTC')).toThrow('not an instant');
  });

  test('every local time of any zone comes back as its date', () => {
    const zones = [
      'Europe/London',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Pacific/Apia',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 730 }),
        fc.integer({ min: 4, max: 23 }),
        (zone, offset, hour) => {
          const date = addDays('2027-01-01', offset);
          const time = `${String(hour).padStart(2, '0')}:15`;
          expect(localDate(instantOf(date, time, zone), zone)).toBe(date);
        },
      ),
    );
  });

  test('calendar days', () => {
    expect(daysBetween('2027-03-01', '2027-05-05')).toBe(65);
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  });
});

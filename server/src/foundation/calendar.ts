import type { Calendar } from '@turnup/contract';
import { RefusalError } from './result.ts';

const msPerDay = 86_400_000;

/**
 * A working calendar, made ready for arithmetic: every question is answered from a table of its days, without
 * walking. Dates are `YYYY-MM-DD` text; a date outside `[validFrom, validUntil)` is refused, because a calendar that
 * does not know the holidays would give a wrong date that looks right.
 */
export type WorkingCalendar = {
  readonly code: string;
  /** IANA zone. */
  readonly zone: string;
  readonly opens: string;
  readonly closes: string;
  readonly validFrom: string;
  readonly validUntil: string;
  /** Day number (days since 1970-01-01) of `validFrom`. */
  readonly firstDay: number;
  /** `worked[i]`: working days from `validFrom` up to and including day `firstDay + i`. */
  readonly worked: Int32Array;
  /** Day number of each working day, in order. */
  readonly workingDays: Int32Array;
};

/** Calendars by code. */
export type CalendarBook = ReadonlyMap<string, WorkingCalendar>;

/** Makes a calendar ready for arithmetic. Throws a {@link RefusalError} (422) when its dates or zone make no sense. */
export function workingCalendar(calendar: Calendar): WorkingCalendar {
  const firstDay = dayNumber(calendar.validFrom);
  const length = dayNumber(calendar.validUntil) - firstDay;
  if (length <= 0 || calendar.opens >= calendar.closes)
    throw calendarRefusal(
      'INVALID_CALENDAR',
      `Calendar ${calendar.code} must end after it begins (${calendar.validFrom} to ${calendar.validUntil}) and close after it opens (${calendar.opens} to ${calendar.closes}).`,
    );
  formatterOf(calendar.zone);
  const holidays = new Set(calendar.holidays.map((holiday) => dayNumber(holiday.date)));
  const weekend = new Set(calendar.weekend);
  const worked = new Int32Array(length);
  const workingDays: number[] = [];
  for (let index = 0; index < length; index++) {
    const day = firstDay + index;
    if (!weekend.has(isoWeekday(day)) && !holidays.has(day)) workingDays.push(day);
    worked[index] = workingDays.length;
  }
  const { code, zone, opens, closes, validFrom, validUntil } = calendar;
  return {
    code,
    zone,
    opens,
    closes,
    validFrom,
    validUntil,
    firstDay,
    worked,
    workingDays: Int32Array.from(workingDays),
  };
}

/** All calendars, by code. */
export function calendarBook(calendars: readonly Calendar[]): CalendarBook {
  return new Map(calendars.map((calendar) => [calendar.code, workingCalendar(calendar)]));
}

/** The calendar of that code; a {@link RefusalError} (422) when there is none. */
export function calendarNamed(book: CalendarBook, code: string): WorkingCalendar {
  const calendar = book.get(code);
  if (calendar === undefined)
    throw calendarRefusal('UNKNOWN_CALENDAR', `There is no calendar ${code}; load it first.`);
  return calendar;
}

/** Whether the region works on that date. */
export function isWorkingDay(calendar: WorkingCalendar, date: string): boolean {
  const day = dayNumber(date);
  return workedThrough(calendar, day) > workedThrough(calendar, day - 1);
}

/**
 * The date `count` working days after `date`: the count-th working day that follows it. For 0 the date itself. A
 * negative count goes back: the latest date after which `-count` working days still end on `date` or before.
 */
export function addWorkingDays(calendar: WorkingCalendar, date: string, count: number): string {
  if (!Number.isInteger(count)) throw new RangeError(`working days must be whole, not ${count}`);
  const day = dayNumber(date);
  const before = workedThrough(calendar, day);
  if (count === 0) return date;
  const target = count > 0 ? calendar.workingDays[before + count - 1] : calendar.workingDays[before + count];
  if (target === undefined || (count < 0 && before + count < 0))
    throw calendarRefusal(
      'OUTSIDE_CALENDAR',
      `Calendar ${calendar.code} knows its holidays from ${calendar.validFrom} until ${calendar.validUntil}; ${count} working days from ${date} lie outside. Load a longer calendar.`,
    );
  return dateOfDay(count > 0 ? target : target - 1);
}

/** Working days in `(from, to]`; negative when `to` lies before `from`. */
export function workingDaysBetween(calendar: WorkingCalendar, from: string, to: string): number {
  return workedThrough(calendar, dayNumber(to)) - workedThrough(calendar, dayNumber(from));
}

/** The date itself when it is worked, otherwise the next one that is. */
export function nextWorkingDay(calendar: WorkingCalendar, date: string): string {
  return isWorkingDay(calendar, date) ? date : addWorkingDays(calendar, date, 1);
}

/** The date itself when it is worked, otherwise the last one before it that was. */
export function previousWorkingDay(calendar: WorkingCalendar, date: string): string {
  const day = calendar.workingDays[workedThrough(calendar, dayNumber(date)) - 1];
  return day === undefined ? date : dateOfDay(day);
}

/** The instant (UTC) at which that date opens in the calendar's zone, whether or not the date is worked. */
export function openingOf(calendar: WorkingCalendar, date: string): string {
  return instantOf(date, calendar.opens, calendar.zone);
}

/** The instant (UTC) at which that date closes in the calendar's zone, whether or not the date is worked. */
export function closingOf(calendar: WorkingCalendar, date: string): string {
  return instantOf(date, calendar.closes, calendar.zone);
}

/**
 * The instant (UTC) of a local wall time. A time that the clocks skip in spring counts as the same distance after
 * the jump; a time that occurs twice in autumn counts as the first.
 */
export function instantOf(date: string, time: string, zone: string): string {
  const wall = Date.parse(`${date}T${time}:00.000Z`);
  // The zone's offset can differ only around this wall time: try the offsets that hold a day before and after.
  const before = zoneOffsetMs(wall - msPerDay, zone);
  const after = zoneOffsetMs(wall + msPerDay, zone);
  const first = wall - Math.max(before, after);
  const second = wall - Math.min(before, after);
  if (first + zoneOffsetMs(first, zone) === wall) return new Date(first).toISOString();
  if (second + zoneOffsetMs(second, zone) === wall) return new Date(second).toISOString();
  return new Date(wall - before).toISOString();
}

/** The calendar date of an instant in a zone. */
export function localDate(instant: string, zone: string): string {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms)) throw new RangeError(`${instant} is not an instant`);
  return new Date(ms + zoneOffsetMs(ms, zone)).toISOString().slice(0, 10);
}

/** Calendar days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** The date that many calendar days later. */
export function addDays(date: string, days: number): string {
  return dateOfDay(dayNumber(date) + days);
}

/** The same day so many months later; the last of the month where that has none. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

/** The later of two dates. */
export function laterOf(one: string, other: string): string {
  return one >= other ? one : other;
}

/** The earlier of two dates. */
export function earlierOf(one: string, other: string): string {
  return one <= other ? one : other;
}

function calendarRefusal(code: string, message: string): RefusalError {
  return new RefusalError({ status: 422, code, message });
}

function workedThrough(calendar: WorkingCalendar, day: number): number {
  const index = day - calendar.firstDay;
  if (index === -1) return 0;
  const worked = calendar.worked[index];
  if (worked === undefined)
    throw calendarRefusal(
      'OUTSIDE_CALENDAR',
      `Calendar ${calendar.code} knows its holidays from ${calendar.validFrom} until ${calendar.validUntil}, not on ${dateOfDay(day)}. Load a longer calendar.`,
    );
  return worked;
}

function dayNumber(date: string): number {
  const ms = Date.parse(`${date}T00:00:00.000Z`);
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date)
    throw calendarRefusal('INVALID_DATE', `${date} is not a date of the form YYYY-MM-DD.`);
  return ms / msPerDay;
}

function dateOfDay(day: number): string {
  return new Date(day * msPerDay).toISOString().slice(0, 10);
}

/** 1970-01-01 was a Thursday, ISO weekday 4. */
function isoWeekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    try {
      formatter = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      });
    } catch {
      throw calendarRefusal('UNKNOWN_ZONE', `${zone} is not an IANA time zone.`);
    }
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** What the zone's wall clock is ahead of UTC at that instant. */
function zoneOffsetMs(epochMs: number, zone: string): number {
  const whole = Math.floor(epochMs / 1000) * 1000;
  const part = new Map(
    formatterOf(zone)
      .formatToParts(whole)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0;
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - whole;
}

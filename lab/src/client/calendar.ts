import type { ReferenceRecord } from '@turnup/contract';

/** A working calendar as the operator loaded it. */
export type Calendar = ReferenceRecord<'calendar'>;

const dayMs = 86_400_000;

/** Whether the region works on that date. A date that the calendar does not know is an error, not a working day. */
export function isWorkingDay(calendar: Calendar, date: string): boolean {
  if (date < calendar.validFrom || date >= calendar.validUntil) {
    throw new RangeError(
      `calendar ${calendar.code} knows ${calendar.validFrom} to ${calendar.validUntil}, not ${date}`,
    );
  }
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
  return !calendar.weekend.includes(weekday) && !calendar.holidays.some((holiday) => holiday.date === date);
}

/** The count-th working day after a date; before it for a negative count; the date itself for 0. */
export function addWorkingDays(calendar: Calendar, date: string, count: number): string {
  const step = count < 0 ? -1 : 1;
  let day = date;
  for (let left = Math.abs(count); left > 0; ) {
    day = addDays(day, step);
    if (isWorkingDay(calendar, day)) left--;
  }
  return day;
}

/** The instant (UTC) at which a date closes in the calendar's zone. */
export function closingOf(calendar: Calendar, date: string): string {
  const wall = Date.parse(`${date}T${calendar.closes}:00.000Z`);
  // Two steps reach the offset that holds at the instant itself, also on the days on which the clocks change.
  const guess = wall - zoneOffsetMs(wall, calendar.zone);
  return new Date(wall - zoneOffsetMs(guess, calendar.zone)).toISOString();
}

/** The date of an instant in the calendar's zone. */
export function localDate(calendar: Calendar, instant: string): string {
  const at = Date.parse(instant);
  return new Date(at + zoneOffsetMs(at, calendar.zone)).toISOString().slice(0, 10);
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

function zoneOffsetMs(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
  return wall - Math.floor(at / 60_000) * 60_000;
}

const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const weekday = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const minute = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const second = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `2027-05-05` or an instant → `5 May 2027`. A date has no zone and is shown as it is written. */
export const dateText = (date: string): string => day.format(new Date(`${date.slice(0, 10)}T00:00:00Z`));
/** `2027-05-05` → `Wed, 5 May 2027`. */
export const weekdayText = (date: string): string =>
  weekday.format(new Date(`${date.slice(0, 10)}T00:00:00Z`));
/** `2027-05-05` → `5 May`. */
export const shortDateText = (date: string): string =>
  shortDay.format(new Date(`${date.slice(0, 10)}T00:00:00Z`));
/** An instant in the reader's own zone. */
export const instantText = (instant: string): string => minute.format(new Date(instant));
/** Time of day of an instant in the reader's own zone. */
export const timeText = (instant: string | number): string => second.format(new Date(instant));

const msPerDay = 86_400_000;
/** Days since 1970-01-01. */
export const dayNumber = (date: string): number =>
  Math.floor(Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / msPerDay);
/** The date of a day number. */
export const dateOfDay = (number: number): string => new Date(number * msPerDay).toISOString().slice(0, 10);

/** `−4 working days`, `2 working days`, `1 working day`. */
export const workingDaysText = (count: number): string =>
  `${count < 0 ? '−' : ''}${Math.abs(count)} working ${Math.abs(count) === 1 ? 'day' : 'days'}`;

/** What is left in the two largest units: `2 d 4 h`, `3 h 12 min`, `4 min 05 s`, `9 s`; `over` from zero on. */
export function leftText(ms: number): string {
  if (ms <= 0) return 'over';
  const seconds = Math.ceil(ms / 1_000);
  const [minutes, hours, days] = [
    Math.floor(seconds / 60),
    Math.floor(seconds / 3_600),
    Math.floor(seconds / 86_400),
  ];
  if (days > 0) return `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min ${String(seconds % 60).padStart(2, '0')} s` : `${seconds} s`;
}

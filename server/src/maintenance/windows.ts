import { addDays, earlierOf, instantOf, laterOf, localDate } from '../foundation/calendar.ts';
import type { MaintenanceWindow, Stretch, Weekday, WindowPolicy } from './types.ts';

/** A device, where it stands and by which clock its place lives. */
export type WindowSubject = { readonly device: string; readonly place: string; readonly zone: string };

/** What holds where no policy `maintenanceWindows` is loaded: work may interrupt services at any time. */
export const noWindows: WindowPolicy = { windows: [], places: {}, devices: {} };

const weekdays: readonly Weekday[] = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
];

/** How many days ahead windows are sought. */
const horizonDays = 70;

/** The windows that hold for a device: its own, else those of its place, else those of all. Pure. */
function windowsOf(policy: WindowPolicy, { device, place }: WindowSubject): readonly MaintenanceWindow[] {
  return policy.devices[device] ?? policy.places[place] ?? policy.windows;
}

/**
 * The first time from an instant on in which all these devices may be worked on together for as long as it takes:
 * its start and its end. Undefined where their windows do not meet within ten weeks. Pure.
 */
export function nextCommonWindow(
  policy: WindowPolicy,
  subjects: readonly WindowSubject[],
  from: string,
  minutes: number,
): Stretch | undefined {
  const bound = subjects.filter((subject) => windowsOf(policy, subject).length > 0);
  const [first, ...others] = bound.map((subject) => occurrences(policy, subject, from));
  if (first === undefined) return { start: from, end: later(from, minutes) };
  const common = others.reduce(meeting, first);
  for (const { start, end } of common) {
    const begins = laterOf(start, from);
    if (later(begins, minutes) <= end) return { start: begins, end };
  }
  return undefined;
}

/** Every opening of a device's windows in the time ahead, joined where they touch, in order. */
function occurrences(policy: WindowPolicy, subject: WindowSubject, from: string): Stretch[] {
  const windows = windowsOf(policy, subject);
  const { zone } = subject;
  // A window of the evening before may still be open.
  const first = addDays(localDate(from, zone), -1);
  const all = Array.from({ length: horizonDays }, (_, day) => addDays(first, day)).flatMap((date) =>
    windows
      .filter(({ days }) => days.includes(weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()] as Weekday))
      .map((window): Stretch => {
        const ends = window.to <= window.from ? addDays(date, 1) : date;
        return { start: instantOf(date, window.from, zone), end: instantOf(ends, window.to, zone) };
      }),
  );
  return joined(all.toSorted((one, other) => (one.start < other.start ? -1 : 1)));
}

function joined(sorted: readonly Stretch[]): Stretch[] {
  const out: Stretch[] = [];
  for (const stretch of sorted) {
    const last = out.at(-1);
    if (last === undefined || stretch.start > last.end) out.push(stretch);
    else out[out.length - 1] = { start: last.start, end: laterOf(stretch.end, last.end) };
  }
  return out;
}

/** The times that lie in both. */
function meeting(one: readonly Stretch[], other: readonly Stretch[]): Stretch[] {
  return one.flatMap((a) =>
    other.flatMap((b): Stretch[] => {
      const start = laterOf(a.start, b.start);
      const end = earlierOf(a.end, b.end);
      return start < end ? [{ start, end }] : [];
    }),
  );
}

function later(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}

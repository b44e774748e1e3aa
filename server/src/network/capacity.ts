import { dateOfDay } from './days.ts';
import type { CapacitySteps } from './types.ts';

/** Capacity of a link on a day. Augmentations that nobody has committed to count only when asked for. */
export function capacityAt(
  steps: CapacitySteps,
  edge: number,
  day: number,
  options: { readonly includeUncommitted?: boolean } = {},
): number {
  let kbps = steps.baseKbps[edge] as number;
  const end = steps.offset[edge + 1] as number;
  for (let step = steps.offset[edge] as number; step < end && (steps.day[step] as number) <= day; step++) {
    if (options.includeUncommitted === true || steps.committed[step] === 1)
      kbps += steps.addsKbps[step] as number;
  }
  return kbps;
}

/** The dates on which a link's capacity grows, with the capacity from then on. */
export function capacityTimeline(
  steps: CapacitySteps,
  edge: number,
  options: { readonly includeUncommitted?: boolean } = {},
): { readonly date: string; readonly kbps: number }[] {
  const days = new Set(steps.day.subarray(steps.offset[edge] as number, steps.offset[edge + 1] as number));
  return [...days]
    .map((day) => ({
      date: dateOfDay(day),
      kbps: capacityAt(steps, edge, day, options),
      before: capacityAt(steps, edge, day - 1, options),
    }))
    .filter((step) => step.kbps > step.before)
    .map(({ date, kbps }) => ({ date, kbps }));
}

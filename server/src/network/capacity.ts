import type { Augmentation, Link } from '@turnup/contract';
import { dateOfDay, dayNumber } from './days.ts';
import type { CapacitySteps } from './types.ts';

/** Packs the augmentations of every link, sorted by day. */
export function capacitySteps(
  links: readonly Link[],
  linkIndex: ReadonlyMap<string, number>,
  augmentations: readonly Augmentation[],
): CapacitySteps {
  const ofLink: Augmentation[][] = links.map(() => []);
  for (const augmentation of augmentations) {
    const edge = linkIndex.get(augmentation.link);
    if (edge !== undefined) ofLink[edge]?.push(augmentation);
  }
  const offset = new Int32Array(links.length + 1);
  for (const [edge, list] of ofLink.entries()) offset[edge + 1] = (offset[edge] as number) + list.length;
  const flat = ofLink.flatMap((list) =>
    list.toSorted((a, b) => dayNumber(a.inServiceDate) - dayNumber(b.inServiceDate)),
  );
  return {
    baseKbps: Float64Array.from(links, (link) => link.capacityKbps),
    offset,
    day: Int32Array.from(flat, (augmentation) => dayNumber(augmentation.inServiceDate)),
    addsKbps: Float64Array.from(flat, (augmentation) => augmentation.addsKbps),
    committed: Uint8Array.from(flat, (augmentation) => (augmentation.committed ? 1 : 0)),
  };
}

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

import { dateOfDay } from './days.ts';
import type { CapacitySteps, NetworkSnapshot } from './types.ts';

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

/** The network with more capacity on some links from the first day on: what it would be with modules put in. */
export function withCapacity(
  snapshot: NetworkSnapshot,
  added: readonly { readonly link: string; readonly addsKbps: number }[],
): NetworkSnapshot {
  if (added.length === 0) return snapshot;
  const baseKbps = snapshot.capacity.baseKbps.slice();
  for (const { link, addsKbps } of added) {
    const edge = snapshot.links.indexOf(link);
    if (edge >= 0) baseKbps[edge] = (baseKbps[edge] as number) + addsKbps;
  }
  return withBase(snapshot, baseKbps);
}

/** Far beyond what any link is asked for, and still exact. */
const BOUNDLESS_KBPS = 1e12;

/** The network as if every link between nodes had room for everything. */
export function withBoundlessCore(snapshot: NetworkSnapshot): NetworkSnapshot {
  const { graph, nodeCount } = snapshot;
  const joinsNodes = (edge: number): boolean =>
    (graph.edgeA[edge] as number) < nodeCount && (graph.edgeB[edge] as number) < nodeCount;
  return withBase(
    snapshot,
    snapshot.capacity.baseKbps.map((kbps, edge) => (joinsNodes(edge) ? BOUNDLESS_KBPS : kbps)),
  );
}

/** Bounds of the lowest class hold for every link; those of higher classes leave out links that may now carry more. */
function withBase(snapshot: NetworkSnapshot, baseKbps: Float64Array): NetworkSnapshot {
  return {
    ...snapshot,
    capacity: { ...snapshot.capacity, baseKbps },
    landmarks: { of: (metric) => snapshot.landmarks.of(metric, 0) },
  };
}

/** Something that is up or down on its own: a fibre, node, card, duct, entry. */
export type Component = { readonly id: string; readonly availability: number };

/** Availability of components in series: all must be up. A component that is named twice counts once. */
export function seriesAvailability(components: readonly Component[]): number {
  return product([...uniqueById(components).values()]);
}

/**
 * Exact probability that at least one leg has all of its components up. Components that several legs share are
 * conditioned on (pivotal decomposition; Barlow and Proschan 1975, Colbourn 1987): multiplying the legs' own
 * unavailabilities would count a shared duct as two. Exponential only in the number of shared components of three or
 * more legs; for two legs linear.
 */
export function availabilityOfLegs(legs: readonly (readonly Component[])[]): number {
  if (legs.length === 0) return 0;
  uniqueById(legs.flat());
  return decompose(legs.map((leg) => uniqueById(leg)));
}

function decompose(legs: readonly ReadonlyMap<string, number>[]): number {
  if (legs.length === 0) return 0;
  if (legs.some((leg) => leg.size === 0)) return 1;
  const shared = mostShared(legs);
  if (shared === undefined) return 1 - legs.reduce((down, leg) => down * (1 - product([...leg.values()])), 1);
  const up = decompose(legs.map((leg) => without(leg, shared.id)));
  const down = decompose(legs.filter((leg) => !leg.has(shared.id)));
  return shared.availability * up + (1 - shared.availability) * down;
}

function mostShared(legs: readonly ReadonlyMap<string, number>[]): Component | undefined {
  const count = new Map<string, number>();
  for (const leg of legs) for (const id of leg.keys()) count.set(id, (count.get(id) ?? 0) + 1);
  let best: string | undefined;
  for (const [id, times] of count) {
    if (times > 1 && (best === undefined || times > (count.get(best) ?? 0))) best = id;
  }
  if (best === undefined) return undefined;
  return { id: best, availability: legs.find((leg) => leg.has(best))?.get(best) ?? 0 };
}

function without(leg: ReadonlyMap<string, number>, id: string): ReadonlyMap<string, number> {
  const rest = new Map(leg);
  rest.delete(id);
  return rest;
}

function product(values: readonly number[]): number {
  return values.reduce((sofar, value) => sofar * value, 1);
}

function uniqueById(components: readonly Component[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { id, availability } of components) {
    if (!(availability >= 0 && availability <= 1))
      throw new RangeError(`availability of ${id} is not a probability`);
    const before = found.get(id);
    if (before !== undefined && before !== availability) {
      throw new RangeError(`component ${id} has two availabilities: ${before} and ${availability}`);
    }
    found.set(id, availability);
  }
  return found;
}

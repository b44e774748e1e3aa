/** A thing that comes after others. */
export type Ordered = { readonly key: string; readonly after: readonly string[] };

/** The keys in an order in which each comes after its predecessors, or a cycle, named from first to first again. */
export type TopologicalOrder =
  | { readonly kind: 'ordered'; readonly keys: readonly string[] }
  | { readonly kind: 'cycle'; readonly cycle: readonly string[] };

/**
 * Orders by Kahn's algorithm (1962), stable: among the free ones the first given goes first. Predecessors that are
 * not among the keys count as done. O(keys + edges).
 */
export function topologicalOrder(things: readonly Ordered[]): TopologicalOrder {
  const waiting = new Map<string, number>();
  const successors = new Map<string, string[]>(things.map((thing) => [thing.key, []]));
  for (const { key, after } of things) {
    const known = new Set(after.filter((predecessor) => successors.has(predecessor)));
    waiting.set(key, known.size);
    for (const predecessor of known) successors.get(predecessor)?.push(key);
  }
  const keys = things.filter((thing) => waiting.get(thing.key) === 0).map((thing) => thing.key);
  for (let next = 0; next < keys.length; next++) {
    for (const successor of successors.get(keys[next] as string) ?? []) {
      const left = (waiting.get(successor) ?? 0) - 1;
      waiting.set(successor, left);
      if (left === 0) keys.push(successor);
    }
  }
  return keys.length === things.length
    ? { kind: 'ordered', keys }
    : { kind: 'cycle', cycle: cycleIn(things, keys) };
}

/** Walks back along predecessors that were never freed: each has one of its own, so the walk must meet itself. */
function cycleIn(things: readonly Ordered[], freed: readonly string[]): string[] {
  const done = new Set(freed);
  const stuck = new Map(
    things.filter((thing) => !done.has(thing.key)).map((thing) => [thing.key, thing.after]),
  );
  const walk: string[] = [];
  let key = stuck.keys().next().value;
  while (key !== undefined && !walk.includes(key)) {
    walk.push(key);
    key = stuck.get(key)?.find((predecessor) => stuck.has(predecessor));
  }
  const cycle = key === undefined ? walk : walk.slice(walk.indexOf(key)).toReversed();
  return [...cycle, ...cycle.slice(0, 1)];
}

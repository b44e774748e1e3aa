/** Anything with predecessors by key. */
type Preceded = { readonly after: readonly string[] };

/** All that must come before any of these keys, at any distance; the keys themselves only when one precedes another. */
export function ancestorsOf(
  keys: readonly string[],
  byKey: ReadonlyMap<string, Preceded>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...keys];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop())
    for (const predecessor of byKey.get(key)?.after ?? [])
      if (!found.has(predecessor)) {
        found.add(predecessor);
        waiting.push(predecessor);
      }
  return found;
}

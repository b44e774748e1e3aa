/** The value of a key, made at its first use. */
export function obtain<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const standing = map.get(key);
  if (standing !== undefined) return standing;
  const made = make();
  map.set(key, made);
  return made;
}

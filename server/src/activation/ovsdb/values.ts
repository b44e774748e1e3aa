/** A value as RFC 7047, 5.1 writes it: an atom, or `["set", …]`, `["map", …]`, `["uuid", …]`. */
export type OvsdbValue = string | number | boolean | readonly [string, unknown];

/** A row, or part of one: columns by name. */
export type OvsdbRow = Readonly<Record<string, OvsdbValue>>;

/** One operation of a transaction (RFC 7047, 5.2). */
export type OvsdbOperation = Readonly<Record<string, unknown>> & { readonly op: string };

/** A set's elements; a set of one is written as its element. */
export function elementsOf(value: OvsdbValue | undefined): readonly (string | number | boolean)[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [value as string | number | boolean];
  return value[0] === 'set' ? (value[1] as (string | number | boolean)[]) : [];
}

/** Elements as a set. */
export function toSet(elements: readonly (string | number)[]): OvsdbValue {
  return ['set', elements];
}

/** A map as an object. */
export function entriesOf(value: OvsdbValue | undefined): Readonly<Record<string, string>> {
  if (!Array.isArray(value) || value[0] !== 'map') return {};
  return Object.fromEntries(value[1] as [string, string][]);
}

/** An object as a map. */
export function toMap(entries: Readonly<Record<string, string>>): OvsdbValue {
  return ['map', Object.entries(entries)];
}

import { createHash } from 'node:crypto';
import type { Combiner, ConfigValue, LeafImage, LeafValue } from '../types.ts';

/** A rendered value in the form in which devices tell it: text, sets sorted and without repeats. */
export function canonicalValue(combiner: Combiner, value: LeafValue): ConfigValue {
  const sequence = combiner === 'set' || combiner === 'ordered';
  if (sequence !== Array.isArray(value)) {
    throw new Error(`combiner ${combiner} with ${Array.isArray(value) ? 'a sequence' : 'a scalar'}`);
  }
  if (typeof value !== 'object') return String(value);
  const texts = value.map(String);
  return combiner === 'set' ? sortedSet(texts) : texts;
}

/** Sorted, each once. */
export function sortedSet(values: Iterable<string>): readonly string[] {
  return [...new Set(values)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Whether both are the same value; absent (`null`) only equals absent. */
export function sameValue(a: ConfigValue | null, b: ConfigValue | null): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

/** SHA-256 over places and what stands there, before or after: equal hashes mean equal configuration. */
export function imageHash(image: readonly LeafImage[], side: 'before' | 'after'): string {
  return valuesHash(image.map((leaf) => [leaf.path, leaf[side]] as const));
}

/** SHA-256 over places and their values, whatever their order. */
export function valuesHash(values: Iterable<readonly [string, ConfigValue | null]>): string {
  const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}

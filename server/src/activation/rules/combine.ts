import { ok, type Result, refused, unreachable } from '../../foundation/result.ts';
import type { Combiner, ConfigValue, OwnedLeaf } from '../types.ts';
import { sameValue, sortedSet } from './values.ts';

/** Owners that cannot be combined: the services, in order, and what the first of them has. */
export type Disagreement = { readonly standing: ConfigValue; readonly owners: readonly string[] };

/**
 * The value that shall stand at a place: its owners' values combined, or what stood there before when there is no
 * owner (null: nothing).
 */
export function effectiveValue(leaf: OwnedLeaf): Result<ConfigValue | null, Disagreement> {
  // Most places have one owner and one value: nothing to combine.
  if (leaf.owners.size === 1 && (leaf.combiner === 'equal' || leaf.combiner === 'ordered'))
    return ok(leaf.owners.values().next().value ?? null);
  const owners = [...leaf.owners].sort(([a], [b]) => (a < b ? -1 : 1));
  const [first] = owners;
  if (first === undefined) return ok(leaf.base);
  if (leaf.combiner === 'equal' || leaf.combiner === 'ordered') {
    const standing = first[1];
    if (owners.every(([, value]) => sameValue(value, standing))) return ok(standing);
    return refused({ standing, owners: owners.map(([service]) => service) });
  }
  return ok(
    combined(
      leaf.combiner,
      leaf.base,
      owners.map(([, value]) => value),
    ),
  );
}

function combined(
  combiner: Exclude<Combiner, 'equal' | 'ordered'>,
  base: ConfigValue | null,
  values: readonly ConfigValue[],
): ConfigValue {
  const all = base === null ? values : [base, ...values];
  switch (combiner) {
    case 'maximum':
      return String(Math.max(...all.map(numeric)));
    case 'sum':
      return String(all.reduce((total, value) => total + numeric(value), 0));
    case 'set':
      return sortedSet(all.flat());
    default:
      return unreachable(combiner, 'combiner');
  }
}

function numeric(value: ConfigValue): number {
  const number = typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw new Error(`not a number: ${JSON.stringify(value)}`);
  return number;
}

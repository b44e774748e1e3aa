import { createHash } from 'node:crypto';
import type { ServiceRequirement } from '@turnup/contract';

/**
 * Names a requirement by its content: SHA-256, in hex, of its canonical JSON (RFC 8785: members sorted, no space). A
 * design applies to an order exactly when their requirements have the same hash.
 */
export function requirementHash(requirement: ServiceRequirement): string {
  return createHash('sha256').update(canonicalJson(requirement)).digest('hex');
}

/** Canonical JSON of RFC 8785 for values that JSON can hold. Members without a value are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

import { type ReferenceKind, referenceKey, referenceKinds } from '@turnup/contract';
import type { KindPreview, MemberChange, PlainRecord, ToldRecord } from './types.ts';

/** The records of one kind that an import writes, and what that comes to. */
export type KindChange = {
  readonly kind: ReferenceKind;
  readonly write: readonly PlainRecord[];
  /** Where each written record was told, in the same order. */
  readonly sources: readonly string[];
  readonly preview: KindPreview;
};

/** How many keys and changes a preview lists. */
const listed = 50;

/**
 * What a source's records do to those that stand. A record that stands keeps the members that the source does not tell;
 * a new one gets its defaults. The same records again are no change. `whole`: the source means to tell all of the kind,
 * so that what stands besides is worth a word.
 */
export function compare(
  kind: ReferenceKind,
  told: readonly ToldRecord[],
  present: readonly PlainRecord[],
  whole: boolean,
): KindChange {
  const standing = new Map(present.map((record) => [referenceKey(kind, record as never), record]));
  const write: PlainRecord[] = [];
  const sources: string[] = [];
  const createdKeys: string[] = [];
  const changes: { key: string; members: MemberChange[] }[] = [];
  let created = 0;
  let changed = 0;
  for (const one of merged(told)) {
    const before = standing.get(one.key);
    const after = { ...(before ?? one.whenNew), ...one.told };
    const members = before === undefined ? [] : differences(before, after);
    if (before !== undefined && members.length === 0) continue;
    write.push(after);
    sources.push(one.source);
    if (before === undefined) {
      created += 1;
      if (createdKeys.length < listed) createdKeys.push(one.key);
    } else {
      changed += 1;
      if (changes.length < listed) changes.push({ key: one.key, members });
    }
  }
  const keys = new Set(told.map((one) => one.key));
  const unchanged = keys.size - created - changed;
  const onlyHere = whole ? [...standing.keys()].filter((key) => !keys.has(key)).sort() : [];
  const here = { onlyHere: onlyHere.length, onlyHereKeys: onlyHere.slice(0, listed) };
  return {
    kind,
    write,
    sources,
    preview: { kind, created, changed, unchanged, ...here, createdKeys, changes },
  };
}

/** What is told of one key in several places, as one: the later place wins. */
function merged(told: readonly ToldRecord[]): Iterable<ToldRecord> {
  const byKey = new Map<string, ToldRecord>();
  for (const one of told) {
    const before = byKey.get(one.key);
    byKey.set(
      one.key,
      before === undefined
        ? one
        : { ...one, told: { ...before.told, ...one.told }, whenNew: { ...before.whenNew, ...one.whenNew } },
    );
  }
  return byKey.values();
}

function differences(before: PlainRecord, after: PlainRecord): MemberChange[] {
  return Object.keys(after)
    .filter((member) => canonical(before[member]) !== canonical(after[member]))
    .map((member) => ({ member, from: before[member] ?? null, to: after[member] ?? null }));
}

/** A value as text in which the order of members does not count. */
function canonical(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${members
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, inner]) => `${name}:${canonical(inner)}`)
    .join()}}`;
}

/** Kinds in the order in which they can be loaded. */
export function inLoadingOrder<Item extends { readonly kind: ReferenceKind }>(
  items: readonly Item[],
): Item[] {
  return items.toSorted(
    (one, other) => referenceKinds.indexOf(one.kind) - referenceKinds.indexOf(other.kind),
  );
}

import { ancestor, contains, type Prefix, sizeOf } from './prefix.ts';

/**
 * A change of the free leaves of a root: `remove` were free and are gone, `add` are free now. Both cover the same
 * addresses, so the leaves still partition the root.
 */
export type Recut = { readonly remove: readonly Prefix[]; readonly add: readonly Prefix[] };

/**
 * Splits a free block into leaves of `length`: the first `count` of them (rounded up to a power of two), and the
 * siblings on the way down as large as they can stay.
 */
export function split(block: Prefix, length: number, count: number): Recut {
  let subtree = length;
  while (subtree > block.length && 1n << BigInt(length - subtree) < BigInt(count)) subtree--;
  const first = ancestor(block, block.length);
  const add = siblingsOnTheWay(block, { ...first, length: subtree });
  const size = sizeOf(block.bits, length);
  for (let index = 0n; index < 1n << BigInt(length - subtree); index++)
    add.push({ bits: block.bits, address: block.address + index * size, length });
  return { remove: [block], add };
}

/** Splits a free block so that `wanted`, which it contains, becomes a leaf. */
export function carve(block: Prefix, wanted: Prefix): Recut {
  return { remove: [block], add: [...siblingsOnTheWay(block, wanted), wanted] };
}

function siblingsOnTheWay(block: Prefix, target: Prefix): Prefix[] {
  const siblings: Prefix[] = [];
  for (let length = block.length + 1; length <= target.length; length++) {
    const towards = ancestor(target, length);
    siblings.push({ ...towards, address: towards.address ^ sizeOf(block.bits, length) });
  }
  return siblings;
}

/**
 * Merges free siblings, again and again, never beyond a root. Leaves are merged only when somebody needs a larger
 * block, not when they are given back: the common request is for the common length.
 */
export function merge(free: readonly Prefix[], roots: readonly Prefix[]): Recut {
  const key = (prefix: Prefix): string => `${prefix.address}/${prefix.length}`;
  const isRoot = new Set(roots.map(key));
  const levels = new Map<number, Map<bigint, Prefix>>();
  const level = (length: number): Map<bigint, Prefix> => {
    const found = levels.get(length) ?? new Map<bigint, Prefix>();
    levels.set(length, found);
    return found;
  };
  for (const leaf of free) level(leaf.length).set(leaf.address, leaf);
  for (let length = free[0]?.bits ?? 0; length > 0; length--)
    mergeLevel(level(length), level(length - 1), isRoot, key);
  const left = [...levels.values()].flatMap((leaves) => [...leaves.values()]);
  const before = new Set(free.map(key));
  const after = new Set(left.map(key));
  return {
    remove: free.filter((leaf) => !after.has(key(leaf))),
    add: left.filter((leaf) => !before.has(key(leaf))),
  };
}

function mergeLevel(
  leaves: Map<bigint, Prefix>,
  parents: Map<bigint, Prefix>,
  isRoot: ReadonlySet<string>,
  key: (prefix: Prefix) => string,
): void {
  for (const leaf of [...leaves.values()]) {
    const size = sizeOf(leaf.bits, leaf.length);
    const sibling = leaves.get(leaf.address ^ size);
    if (sibling === undefined || !leaves.has(leaf.address) || isRoot.has(key(leaf))) continue;
    leaves.delete(leaf.address);
    leaves.delete(sibling.address);
    const parent = ancestor(leaf, leaf.length - 1);
    parents.set(parent.address, parent);
  }
}

/** Whether any two of these prefixes share an address. */
export function overlap(prefixes: readonly Prefix[]): readonly [Prefix, Prefix] | undefined {
  const sorted = [...prefixes].sort((a, b) =>
    a.address < b.address ? -1 : a.address > b.address ? 1 : a.length - b.length,
  );
  for (const [index, prefix] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined && contains(prefix, next)) return [prefix, next];
  }
  return undefined;
}

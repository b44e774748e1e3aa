import type { IntegerLists } from './graph/types.ts';
import { isUnmoved } from './packed.ts';

/** Arrays in shared memory, and how they follow a change of the records that they stand for. */

export function sharedInts(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}

export function sharedFloats(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}

/** A whole-number column after a change: old values move along, of new records `fresh` says the value. */
export function mergedInts(
  old: Int32Array,
  source: Int32Array,
  fresh: (change: number) => number,
): Int32Array {
  if (isUnmoved(source)) return old;
  const values = sharedInts(source.length);
  for (let index = 0; index < values.length; index++) {
    const from = source[index] as number;
    values[index] = from >= 0 ? (old[from] as number) : fresh(-1 - from);
  }
  return values;
}

/** The same of a column of numbers that may be large. */
export function mergedFloats(
  old: Float64Array,
  source: Int32Array,
  fresh: (change: number) => number,
): Float64Array {
  if (isUnmoved(source)) return old;
  const values = sharedFloats(source.length);
  for (let index = 0; index < values.length; index++) {
    const from = source[index] as number;
    values[index] = from >= 0 ? (old[from] as number) : fresh(-1 - from);
  }
  return values;
}

/** A column of numbers of other records: those move too. -1, of nothing, stays. */
export function movedInts(values: Int32Array, moved: Int32Array): Int32Array {
  if (isUnmoved(moved)) return values;
  const after = sharedInts(values.length);
  for (let index = 0; index < after.length; index++) {
    const value = values[index] as number;
    after[index] = value < 0 ? value : (moved[value] as number);
  }
  return after;
}

/** Lists of numbers of other records after a change of both; what is gone is left out. Lists stay sorted. */
export function mergedLists(
  old: IntegerLists,
  source: Int32Array,
  moved: Int32Array,
  fresh: (change: number) => readonly number[],
): IntegerLists {
  if (isUnmoved(source) && isUnmoved(moved)) return old;
  const offset = sharedInts(source.length + 1);
  const made = new Map<number, readonly number[]>();
  const most = old.value.length + freshLengths(source, fresh, made);
  const value = new Int32Array(most);
  let at = 0;
  for (let index = 0; index < source.length; index++) {
    const from = source[index] as number;
    if (from < 0) for (const one of made.get(from) ?? []) value[at++] = one;
    else {
      const end = old.offset[from + 1] as number;
      for (let place = old.offset[from] as number; place < end; place++) {
        const now = moved[old.value[place] as number] as number;
        if (now >= 0) value[at++] = now;
      }
    }
    offset[index + 1] = at;
  }
  const packed = sharedInts(at);
  packed.set(value.subarray(0, at));
  return { offset, value: packed };
}

function freshLengths(
  source: Int32Array,
  fresh: (change: number) => readonly number[],
  made: Map<number, readonly number[]>,
): number {
  let sum = 0;
  for (const from of source) {
    if (from >= 0) continue;
    const list = [...new Set(fresh(-1 - from))].sort((a, b) => a - b);
    made.set(from, list);
    sum += list.length;
  }
  return sum;
}

/** Members by their owner, in the order of the members; an owner of -1 has none. */
export function listsByOwner(ownerCount: number, owners: Int32Array): IntegerLists {
  const offset = sharedInts(ownerCount + 1);
  for (const owner of owners) if (owner >= 0) offset[owner + 1] = (offset[owner + 1] as number) + 1;
  for (let owner = 0; owner < ownerCount; owner++)
    offset[owner + 1] = (offset[owner + 1] as number) + (offset[owner] as number);
  const next = Int32Array.from(offset);
  const value = sharedInts(offset[ownerCount] as number);
  for (const [member, owner] of owners.entries()) {
    if (owner < 0) continue;
    value[next[owner] as number] = member;
    next[owner] = (next[owner] as number) + 1;
  }
  return { offset, value };
}

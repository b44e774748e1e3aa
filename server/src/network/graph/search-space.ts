import { KeyHeap } from './heap.ts';

/**
 * Working arrays of one search, kept between searches. An entry that was not reached has the distance `Infinity`;
 * starting anew puts back only what the last search touched, so it costs nothing however large the graph is.
 */
export class SearchSpace {
  readonly distance: Float64Array;
  /** Slot or state by which the entry was reached; the search that owns the space gives the meaning. */
  readonly parent: Int32Array;
  /** The lower bound, or potential, of each reached entry. */
  readonly bound: Float64Array;
  readonly heap = new KeyHeap();
  readonly #touched: Int32Array;
  #touchedCount = 0;

  constructor(size: number) {
    this.distance = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
    this.parent = new Int32Array(size);
    this.bound = new Float64Array(size);
    this.#touched = new Int32Array(size);
  }

  /** Forgets the last search. */
  begin(): void {
    for (let index = 0; index < this.#touchedCount; index++)
      this.distance[this.#touched[index] as number] = Number.POSITIVE_INFINITY;
    this.#touchedCount = 0;
    this.heap.clear();
  }

  /** Entries that the search has reached, in the order of reaching. */
  get reachedEntries(): Int32Array {
    return this.#touched.subarray(0, this.#touchedCount);
  }

  /** Notes that an entry is reached for the first time since the beginning; must come before its distance is set. */
  touch(entry: number): void {
    this.#touched[this.#touchedCount++] = entry;
  }
}

/**
 * What each working space is for. Searches are synchronous, so one space per role is enough: `first` and `second` for
 * the two searches of a pair, `toTarget` and `fromSource` for corridors.
 */
export type SpaceRole = 'first' | 'second' | 'toTarget' | 'fromSource';

const spaces = new WeakMap<object, Partial<Record<SpaceRole, SearchSpace>>>();

/** The working space of a role that belongs to a graph. */
export function spaceOf(owner: object, role: SpaceRole, size: number): SearchSpace {
  let known = spaces.get(owner);
  if (known === undefined) {
    known = {};
    spaces.set(owner, known);
  }
  known[role] ??= new SearchSpace(size);
  return known[role];
}

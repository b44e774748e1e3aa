import { IndexedHeap } from './heap.ts';

/**
 * Working arrays of one search, kept between searches. An entry counts only when its stamp is the current
 * generation, so that starting anew costs nothing however large the graph is.
 */
export class SearchSpace {
  readonly distance: Float64Array;
  /** Slot or state by which the entry was reached; the search that owns the space gives the meaning. */
  readonly parent: Int32Array;
  readonly bound: Float64Array;
  readonly stamp: Int32Array;
  readonly heap: IndexedHeap;
  generation = 0;

  constructor(size: number) {
    this.distance = new Float64Array(size);
    this.parent = new Int32Array(size);
    this.bound = new Float64Array(size);
    this.stamp = new Int32Array(size);
    this.heap = new IndexedHeap(size);
  }

  /** Forgets the last search. */
  begin(): void {
    this.generation++;
    this.heap.clear();
  }

  reached(entry: number): boolean {
    return this.stamp[entry] === this.generation;
  }

  /** Records a (better) distance; the caller has checked that it is better. */
  reach(entry: number, distance: number, parent: number): void {
    this.stamp[entry] = this.generation;
    this.distance[entry] = distance;
    this.parent[entry] = parent;
  }
}

const spaces = new WeakMap<object, SearchSpace[]>();

/**
 * The n-th working space that belongs to a graph. Searches are synchronous, so one space per role is enough: role 0
 * for plain searches, role 1 for the second search of a pair.
 */
export function spaceOf(owner: object, role: 0 | 1, size: number): SearchSpace {
  let list = spaces.get(owner);
  if (list === undefined) {
    list = [];
    spaces.set(owner, list);
  }
  list[role] ??= new SearchSpace(size);
  return list[role];
}

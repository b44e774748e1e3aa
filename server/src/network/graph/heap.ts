/**
 * Indexed 4-ary minimum heap over items `0 … capacity - 1` with decrease-key. Four children a node keep the tree flat
 * and its levels within one cache line (LaMarca and Ladner 1996).
 */
export class IndexedHeap {
  readonly #key: Float64Array;
  readonly #position: Int32Array;
  readonly #item: Int32Array;
  #size = 0;

  constructor(capacity: number) {
    this.#key = new Float64Array(capacity);
    this.#position = new Int32Array(capacity).fill(-1);
    this.#item = new Int32Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  clear(): void {
    for (let index = 0; index < this.#size; index++) this.#position[this.#item[index] as number] = -1;
    this.#size = 0;
  }

  /** Inserts an item, or lowers its key; a key that is not lower changes nothing. */
  push(item: number, key: number): void {
    let index = this.#position[item] as number;
    if (index < 0) index = this.#size++;
    else if ((this.#key[item] as number) <= key) return;
    this.#key[item] = key;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      const above = this.#item[parent] as number;
      if ((this.#key[above] as number) <= key) break;
      this.#place(above, index);
      index = parent;
    }
    this.#place(item, index);
  }

  /** Takes the item with the least key. Must not be called on an empty heap. */
  pop(): number {
    const least = this.#item[0] as number;
    this.#position[least] = -1;
    const size = --this.#size;
    if (size > 0) this.#sink(this.#item[size] as number, size);
    return least;
  }

  #place(item: number, index: number): void {
    this.#item[index] = item;
    this.#position[item] = index;
  }

  #sink(item: number, size: number): void {
    const key = this.#key[item] as number;
    let index = 0;
    for (;;) {
      const first = 4 * index + 1;
      if (first >= size) break;
      const end = Math.min(first + 4, size);
      let best = first;
      let bestKey = this.#key[this.#item[first] as number] as number;
      for (let child = first + 1; child < end; child++) {
        const childKey = this.#key[this.#item[child] as number] as number;
        if (childKey < bestKey) {
          bestKey = childKey;
          best = child;
        }
      }
      if (bestKey >= key) break;
      this.#place(this.#item[best] as number, index);
      index = best;
    }
    this.#place(item, index);
  }
}

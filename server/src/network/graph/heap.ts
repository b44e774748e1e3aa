/**
 * 4-ary minimum heap of items with keys. Keys lie beside their items, so that sifting reads one cache line a level
 * (LaMarca and Ladner 1996). An item may be pushed again with a lower key; the caller passes over what it pops again
 * with a higher one, which is cheaper than keeping every item's place.
 */
export class KeyHeap {
  /** Key of the item that was popped last. */
  poppedKey = 0;
  #key = new Float64Array(256);
  #item = new Int32Array(256);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  clear(): void {
    this.#size = 0;
  }

  push(item: number, key: number): void {
    if (this.#size === this.#item.length) this.#grow();
    const keys = this.#key;
    const items = this.#item;
    let index = this.#size++;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      const above = keys[parent] as number;
      if (above <= key) break;
      keys[index] = above;
      items[index] = items[parent] as number;
      index = parent;
    }
    keys[index] = key;
    items[index] = item;
  }

  /** Takes an item with the least key. Must not be called on an empty heap. */
  pop(): number {
    const keys = this.#key;
    const items = this.#item;
    const least = items[0] as number;
    this.poppedKey = keys[0] as number;
    const size = --this.#size;
    if (size > 0) this.#sink(items[size] as number, keys[size] as number, size);
    return least;
  }

  #sink(item: number, key: number, size: number): void {
    const keys = this.#key;
    const items = this.#item;
    let index = 0;
    for (;;) {
      const first = 4 * index + 1;
      if (first >= size) break;
      const end = Math.min(first + 4, size);
      let best = first;
      let bestKey = keys[first] as number;
      for (let child = first + 1; child < end; child++) {
        const childKey = keys[child] as number;
        if (childKey < bestKey) {
          bestKey = childKey;
          best = child;
        }
      }
      if (bestKey >= key) break;
      keys[index] = bestKey;
      items[index] = items[best] as number;
      index = best;
    }
    keys[index] = key;
    items[index] = item;
  }

  #grow(): void {
    const keys = new Float64Array(2 * this.#key.length);
    const items = new Int32Array(2 * this.#item.length);
    keys.set(this.#key);
    items.set(this.#item);
    this.#key = keys;
    this.#item = items;
  }
}

/** A binary minimum heap of numbers (places in the caller's arrays) by key. */
export class Heap {
  #keys: number[] = [];
  #items: number[] = [];

  get size(): number {
    return this.#items.length;
  }

  push(item: number, key: number): void {
    let index = this.#items.length;
    this.#items.push(item);
    this.#keys.push(key);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.#keys[parent] as number;
      if (above <= key) break;
      this.#keys[index] = above;
      this.#items[index] = this.#items[parent] as number;
      index = parent;
    }
    this.#keys[index] = key;
    this.#items[index] = item;
  }

  /** Takes an item with the least key, or undefined when there is none. */
  pop(): number | undefined {
    const least = this.#items[0];
    const key = this.#keys.pop();
    const item = this.#items.pop();
    if (key === undefined || item === undefined || this.#items.length === 0) return least;
    this.#sink(item, key);
    return least;
  }

  #sink(item: number, key: number): void {
    const size = this.#items.length;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= size) break;
      if (child + 1 < size && (this.#keys[child + 1] as number) < (this.#keys[child] as number)) child++;
      if ((this.#keys[child] as number) >= key) break;
      this.#keys[index] = this.#keys[child] as number;
      this.#items[index] = this.#items[child] as number;
      index = child;
    }
    this.#keys[index] = key;
    this.#items[index] = item;
  }
}

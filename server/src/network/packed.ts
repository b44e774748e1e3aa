import { Buffer } from 'node:buffer';

/**
 * Records of one kind as JSON text in shared memory, sorted by the bytes of their keys. Never changed: a change makes a
 * new set, which shares the text of all that stayed with the old one, so that any thread may read any set at any time.
 */
export type PackedRecords = {
  readonly count: number;
  /** The texts; each record's key stands before its body. */
  readonly chunks: readonly SharedArrayBuffer[];
  readonly chunk: Uint32Array;
  readonly start: Uint32Array;
  readonly keyBytes: Uint32Array;
  readonly bodyBytes: Uint32Array;
};

/** Joins the parts of a key. No key holds it, and it sorts before every character that keys hold. */
export const KEY_SEPARATOR = '\x1f';

/** What stands under a key from now on; a body of null takes the record away. */
export type PackedChange = { readonly key: string; readonly body: string | null };

/** A set after a change, and where its records come from. */
export type PackedMerge = {
  readonly packed: PackedRecords;
  /** Of each record now: its old number, or -1 less its place among the changes. */
  readonly source: Int32Array;
  /** Of each old record: its number now, or -1 when it is gone. */
  readonly moved: Int32Array;
};

/** Above so many chunks the text is written anew into one. */
const MOST_CHUNKS = 64;

/** A set without records. */
export const emptyPacked: PackedRecords = {
  count: 0,
  chunks: [],
  chunk: new Uint32Array(0),
  start: new Uint32Array(0),
  keyBytes: new Uint32Array(0),
  bodyBytes: new Uint32Array(0),
};

/** Puts changes into a set. `changes` hold each key once, in any order. */
export function mergePacked(old: PackedRecords, changes: readonly PackedChange[]): PackedMerge {
  if (changes.length === 0) return { packed: old, source: unmoved(old.count), moved: unmoved(old.count) };
  const sorted = changes
    .map((change, place) => ({ place, key: Buffer.from(change.key), change }))
    .sort((a, b) => Buffer.compare(a.key, b.key));
  const finder = new KeyFinder(old);
  const texts = new TextWriter(sorted.map(({ key, change }) => [key, change.body] as const));
  const largest = old.count + changes.length;
  const source = new Int32Array(largest);
  const moved = new Int32Array(old.count);
  let count = 0;
  let next = 0;
  const keepUpTo = (end: number): void => {
    for (; next < end; next++) {
      moved[next] = count;
      source[count++] = next;
    }
  };
  const fresh: number[] = [];
  for (const [index, { key, change, place }] of sorted.entries()) {
    const at = finder.lowerBound(key);
    keepUpTo(at);
    const stood = at < old.count && finder.compare(at, key) === 0;
    if (stood) next++;
    if (change.body === null) {
      if (stood) moved[at] = -1;
      continue;
    }
    if (stood) moved[at] = count;
    fresh[place] = index;
    source[count++] = -1 - place;
  }
  keepUpTo(old.count);
  return {
    packed: arrange(old, source.subarray(0, count), fresh, texts),
    source: source.slice(0, count),
    moved,
  };
}

const unmovedOf = new WeakSet<Int32Array>();

/** Where records come from, or go to, when nothing changes. */
function unmoved(count: number): Int32Array {
  const numbers = new Int32Array(count);
  for (let index = 0; index < count; index++) numbers[index] = index;
  unmovedOf.add(numbers);
  return numbers;
}

/** Whether these are the numbers of records of which none has changed or moved. */
export function isUnmoved(numbers: Int32Array): boolean {
  return unmovedOf.has(numbers);
}

/** Lays out the set: what stays keeps its text, what is new gets a chunk of its own. */
function arrange(
  old: PackedRecords,
  source: Int32Array,
  fresh: readonly number[],
  texts: TextWriter,
): PackedRecords {
  const count = source.length;
  const [chunk, start, keyBytes, bodyBytes] = [0, 1, 2, 3].map(() => sharedUint32(count)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  const own = old.chunks.length;
  for (let index = 0; index < count; index++) {
    const from = source[index] as number;
    if (from >= 0) {
      chunk[index] = old.chunk[from] as number;
      start[index] = old.start[from] as number;
      keyBytes[index] = old.keyBytes[from] as number;
      bodyBytes[index] = old.bodyBytes[from] as number;
    } else {
      const text = fresh[-1 - from] as number;
      chunk[index] = own;
      start[index] = texts.start[text] as number;
      keyBytes[index] = texts.keyBytes[text] as number;
      bodyBytes[index] = texts.bodyBytes[text] as number;
    }
  }
  const packed = { count, chunks: [...old.chunks, texts.chunk], chunk, start, keyBytes, bodyBytes };
  return packed.chunks.length > MOST_CHUNKS ? compacted(packed) : packed;
}

/** The same records with their text in one piece and nothing of those that are gone. */
function compacted(packed: PackedRecords): PackedRecords {
  const views = packed.chunks.map((chunk) => new Uint8Array(chunk));
  let size = 0;
  for (let index = 0; index < packed.count; index++) {
    size += (packed.keyBytes[index] as number) + (packed.bodyBytes[index] as number);
  }
  const whole = new SharedArrayBuffer(size);
  const target = new Uint8Array(whole);
  const start = sharedUint32(packed.count);
  for (let index = 0, at = 0; index < packed.count; index++) {
    const from = packed.start[index] as number;
    const bytes = (packed.keyBytes[index] as number) + (packed.bodyBytes[index] as number);
    target.set((views[packed.chunk[index] as number] as Uint8Array).subarray(from, from + bytes), at);
    start[index] = at;
    at += bytes;
  }
  return { ...packed, chunks: [whole], chunk: sharedUint32(packed.count), start };
}

/** The texts of new records, one after the other in one chunk. */
class TextWriter {
  readonly chunk: SharedArrayBuffer;
  readonly start: number[] = [];
  readonly keyBytes: number[] = [];
  readonly bodyBytes: number[] = [];

  constructor(texts: readonly (readonly [key: Buffer, body: string | null])[]) {
    const sizes = texts.map(([key, body]) => (body === null ? 0 : key.length + Buffer.byteLength(body)));
    this.chunk = new SharedArrayBuffer(sizes.reduce((sum, size) => sum + size, 0));
    const target = Buffer.from(this.chunk);
    let at = 0;
    for (const [index, [key, body]] of texts.entries()) {
      this.start.push(at);
      this.keyBytes.push(key.length);
      this.bodyBytes.push((sizes[index] as number) - (body === null ? 0 : key.length));
      if (body === null) continue;
      target.set(key, at);
      target.write(body, at + key.length, 'utf8');
      at += sizes[index] as number;
    }
  }
}

/** Finds keys in a set by halving. */
class KeyFinder {
  readonly #packed: PackedRecords;
  readonly #views: readonly Buffer[];

  constructor(packed: PackedRecords) {
    this.#packed = packed;
    this.#views = packed.chunks.map((chunk) => Buffer.from(chunk));
  }

  /** The first record whose key is not before this one. */
  lowerBound(key: Buffer): number {
    let [low, high] = [0, this.#packed.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(middle, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Below 0 where the record's key comes before this one, above 0 where it comes after. */
  compare(index: number, key: Buffer): number {
    const { start, keyBytes, chunk } = this.#packed;
    const from = start[index] as number;
    return (this.#views[chunk[index] as number] as Buffer).compare(
      key,
      0,
      key.length,
      from,
      from + (keyBytes[index] as number),
    );
  }

  key(index: number): string {
    const { start, keyBytes, chunk } = this.#packed;
    const from = start[index] as number;
    return (this.#views[chunk[index] as number] as Buffer).toString(
      'utf8',
      from,
      from + (keyBytes[index] as number),
    );
  }

  body(index: number): string {
    const { start, keyBytes, bodyBytes, chunk } = this.#packed;
    const from = (start[index] as number) + (keyBytes[index] as number);
    return (this.#views[chunk[index] as number] as Buffer).toString(
      'utf8',
      from,
      from + (bodyBytes[index] as number),
    );
  }
}

/** How many records and numbers of keys a list remembers before it begins anew. */
const REMEMBERED = 20_000;

/** A packed set as a list of records, each read when it is asked for. Records are shared: nobody changes them. */
export class RecordList<Item> implements Iterable<Item> {
  readonly length: number;
  readonly #finder: KeyFinder;
  readonly #items = new Map<number, Item>();
  readonly #numbers = new Map<string, number>();

  constructor(packed: PackedRecords) {
    this.length = packed.count;
    this.#finder = new KeyFinder(packed);
  }

  /** The record of a number; undefined beyond the list. */
  at(index: number): Item | undefined {
    if (!(index >= 0 && index < this.length)) return undefined;
    let item = this.#items.get(index);
    if (item === undefined) {
      item = JSON.parse(this.#finder.body(index)) as Item;
      if (this.#items.size >= REMEMBERED) this.#items.clear();
      this.#items.set(index, item);
    }
    return item;
  }

  /** The key of a record, without reading the record. */
  keyAt(index: number): string | undefined {
    return index >= 0 && index < this.length ? this.#finder.key(index) : undefined;
  }

  /** The number of the record with a key, or -1. */
  indexOf(key: string): number {
    let index = this.#numbers.get(key);
    if (index === undefined) {
      const bytes = Buffer.from(key);
      const at = this.#finder.lowerBound(bytes);
      index = at < this.length && this.#finder.compare(at, bytes) === 0 ? at : -1;
      if (this.#numbers.size >= REMEMBERED) this.#numbers.clear();
      this.#numbers.set(key, index);
    }
    return index;
  }

  /** The record with a key. */
  get(key: string): Item | undefined {
    return this.at(this.indexOf(key));
  }

  has(key: string): boolean {
    return this.indexOf(key) >= 0;
  }

  /** All records in the order of their keys, one after the other and none of them remembered. */
  *values(): IteratorObject<Item, undefined> {
    for (let index = 0; index < this.length; index++) yield JSON.parse(this.#finder.body(index)) as Item;
  }

  [Symbol.iterator](): IteratorObject<Item, undefined> {
    return this.values();
  }
}

function sharedUint32(length: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(4 * length));
}

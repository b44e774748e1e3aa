import { type Chance, chanceOf } from '../faults/random.ts';

/** A synthetic country of 1,000 by 1,000 km: where its nodes stand and which of them are joined. */
export type Geography = {
  readonly nodeCount: number;
  /** Kilometres from the west and from the south. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** City of each node, or -1 in the country. */
  readonly city: Int16Array;
  /** Both ends of each link, no two alike. */
  readonly edgeA: Int32Array;
  readonly edgeB: Int32Array;
};

const sideKm = 1_000;
const cellKm = 5;
const cells = sideKm / cellKm;
const cities = 200;

/**
 * Cities of unequal size hold 70 % of the nodes, the rest lies in the country. Every node is joined to its three
 * nearest, 2,000 hubs to six others each over long distances, and the rest of the links joins neighbours at random.
 */
export function geographyOf(nodeCount: number, linkCount: number, seed: number): Geography {
  const chance = chanceOf(seed);
  const { x, y, city } = scatter(nodeCount, chance);
  const grid = new Grid(x, y);
  const links = new Links(linkCount, nodeCount);
  const km = (a: number, b: number): number => Math.hypot(at(x, a) - at(x, b), at(y, a) - at(y, b));
  for (let node = 0; node < nodeCount; node++) {
    const near = grid.around(node, chance, 6).sort((a, b) => km(a, node) - km(b, node));
    for (let index = 0, joined = 0; index < near.length && joined < 3; index++)
      if (links.add(node, near[index] as number)) joined++;
  }
  const hubs = Array.from({ length: Math.ceil(nodeCount / 50) }, () => chance.between(0, nodeCount - 1));
  for (const hub of hubs) {
    const others = Array.from({ length: 60 }, () => chance.one(hubs)).sort((a, b) => km(a, hub) - km(b, hub));
    for (const other of others.slice(0, 6)) links.add(hub, other);
  }
  while (!links.full) {
    const node = chance.between(0, nodeCount - 1);
    links.add(node, chance.one(grid.around(node, chance, 2)));
  }
  return { nodeCount, x, y, city, edgeA: links.a, edgeB: links.b };
}

function scatter(count: number, chance: Chance): Pick<Geography, 'x' | 'y' | 'city'> {
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  const city = new Int16Array(count).fill(-1);
  const centre = Array.from({ length: cities }, () => [chance.next() * sideKm, chance.next() * sideKm]);
  const spread = (): number =>
    Math.sqrt(-2 * Math.log(chance.next() || 1e-9)) * Math.cos(2 * Math.PI * chance.next()) * 8;
  const within = (km: number): number => Math.min(sideKm - 0.1, Math.max(0, km));
  for (let node = 0; node < count; node++) {
    const rural = chance.next() < 0.3;
    // The product of two chances makes the first cities the large ones.
    const index = Math.floor(chance.next() * chance.next() * cities);
    x[node] = rural ? chance.next() * sideKm : within((centre[index]?.[0] ?? 0) + spread());
    y[node] = rural ? chance.next() * sideKm : within((centre[index]?.[1] ?? 0) + spread());
    if (!rural) city[node] = index;
  }
  return { x, y, city };
}

/** Nodes by squares of 5 km, to find neighbours. */
class Grid {
  readonly #cells: number[][] = Array.from({ length: cells * cells }, () => []);
  readonly #x: Float64Array;
  readonly #y: Float64Array;

  constructor(x: Float64Array, y: Float64Array) {
    this.#x = x;
    this.#y = y;
    for (let node = 0; node < x.length; node++)
      this.#cells[this.#column(node) + cells * this.#row(node)]?.push(node);
  }

  /** Others around a node, at least so many; of crowded squares a sample. */
  around(node: number, chance: Chance, least: number): number[] {
    for (let reach = 1; ; reach *= 2) {
      const found = this.#within(node, reach, chance);
      if (found.length >= least || reach > cells) return found;
    }
  }

  #within(node: number, reach: number, chance: Chance): number[] {
    const found: number[] = [];
    const [column, row] = [this.#column(node), this.#row(node)];
    for (let r = Math.max(0, row - reach); r <= Math.min(cells - 1, row + reach); r++) {
      for (let c = Math.max(0, column - reach); c <= Math.min(cells - 1, column + reach); c++) {
        const square = this.#cells[c + cells * r] ?? [];
        const step = Math.ceil(square.length / 40);
        for (let index = step > 1 ? chance.between(0, step - 1) : 0; index < square.length; index += step)
          if (square[index] !== node) found.push(square[index] as number);
      }
    }
    return found;
  }

  #column(node: number): number {
    return Math.floor(at(this.#x, node) / cellKm);
  }

  #row(node: number): number {
    return Math.floor(at(this.#y, node) / cellKm);
  }
}

/** Links without doubles, up to a number. */
class Links {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly #seen = new Set<number>();
  readonly #nodeCount: number;

  constructor(count: number, nodeCount: number) {
    this.a = new Int32Array(count);
    this.b = new Int32Array(count);
    this.#nodeCount = nodeCount;
  }

  get full(): boolean {
    return this.#seen.size === this.a.length;
  }

  add(a: number, b: number): boolean {
    const key = Math.min(a, b) * this.#nodeCount + Math.max(a, b);
    if (a === b || this.full || this.#seen.has(key)) return false;
    this.a[this.#seen.size] = a;
    this.b[this.#seen.size] = b;
    this.#seen.add(key);
    return true;
  }
}

function at(values: Float64Array, index: number): number {
  return values[index] as number;
}

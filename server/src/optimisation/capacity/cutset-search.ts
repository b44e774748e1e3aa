import type { Metric } from './metrics.ts';
import type { CapacityProblem } from './problem.ts';

/**
 * Searches sets of vertices out of which the demands want more than the links across carry: from random connected sets
 * one vertex after the other changes sides as long as that makes it worse. Such a cut is a metric of lengths 0 and 1.
 */
export class CutsetSearch {
  readonly #problem: CapacityProblem;
  readonly #random: () => number;
  /** What the demands want from a vertex to another; on shared links both ways together. */
  readonly #wanted: readonly Float64Array[];
  readonly #links: readonly (readonly number[])[];

  constructor(problem: CapacityProblem, random: () => number) {
    this.#problem = problem;
    this.#random = random;
    const { vertexCount, demands, links, shared } = problem;
    this.#wanted = Array.from({ length: vertexCount }, () => new Float64Array(vertexCount));
    const want = (from: number, to: number, amount: number): void => {
      const row = this.#wanted[from] as Float64Array;
      row[to] = (row[to] as number) + amount;
    };
    for (const { source, target, amount } of demands) {
      want(source, target, amount);
      if (shared) want(target, source, amount);
    }
    const beside: number[][] = Array.from({ length: vertexCount }, () => []);
    for (const [edge, { a, b }] of links.entries()) {
      beside[a]?.push(edge);
      beside[b]?.push(edge);
    }
    this.#links = beside;
  }

  /** Cuts that capacities by link are too small for, from so many sets to begin with. */
  tooSmall(capacity: Float64Array, tries: number): Metric[] {
    const found: Metric[] = [];
    for (let index = 0; index < tries; index++) {
      const inside = this.#connectedSet();
      this.#worsen(inside, capacity);
      const metric = this.#metricOf(inside);
      const there = metric.length.reduce((sum, one, edge) => sum + one * (capacity[edge] as number), 0);
      if (metric.needed > there + 1e-6) found.push(metric);
    }
    return found;
  }

  #connectedSet(): Uint8Array {
    const { vertexCount } = this.#problem;
    const inside = new Uint8Array(vertexCount);
    const members = [this.#below(vertexCount)];
    inside[members[0] as number] = 1;
    const size = 1 + this.#below(vertexCount / 2);
    for (let step = 0; members.length < size && step < 4 * vertexCount; step++) {
      const vertex = members[this.#below(members.length)] as number;
      const links = this.#links[vertex] ?? [];
      if (links.length === 0) break;
      const next = this.#otherEnd(links[this.#below(links.length)] as number, vertex);
      if (inside[next] === 1) continue;
      inside[next] = 1;
      members.push(next);
    }
    return inside;
  }

  #worsen(inside: Uint8Array, capacity: Float64Array): void {
    const { vertexCount } = this.#problem;
    for (let step = 0; step < 2 * vertexCount; step++) {
      let best = -1;
      let most = 1e-9;
      for (let vertex = 0; vertex < vertexCount; vertex++) {
        const gain = this.#gain(inside, capacity, vertex);
        if (gain <= most) continue;
        most = gain;
        best = vertex;
      }
      if (best < 0) return;
      inside[best] = 1 - (inside[best] as number);
    }
  }

  /** By how much more is wanted beyond what is there when a vertex changes sides. */
  #gain(inside: Uint8Array, capacity: Float64Array, vertex: number): number {
    const here = inside[vertex] as number;
    const out = this.#wanted[vertex] as Float64Array;
    let gain = 0;
    for (let other = 0; other < inside.length; other++) {
      if (other === vertex) continue;
      // A vertex that joins the set brings what it wants from outside and takes away what the set wanted from it.
      const isIn = inside[other] === 1;
      if (here === 1)
        gain += isIn ? ((this.#wanted[other] as Float64Array)[vertex] as number) : -(out[other] as number);
      else gain += isIn ? -((this.#wanted[other] as Float64Array)[vertex] as number) : (out[other] as number);
    }
    for (const edge of this.#links[vertex] ?? []) {
      const isAlike = inside[this.#otherEnd(edge, vertex)] === here;
      gain += isAlike ? -(capacity[edge] as number) : (capacity[edge] as number);
    }
    return gain;
  }

  #metricOf(inside: Uint8Array): Metric {
    const { links } = this.#problem;
    let needed = 0;
    for (const [from, row] of this.#wanted.entries()) {
      if (inside[from] === 0) continue;
      for (let to = 0; to < row.length; to++) if (inside[to] === 0) needed += row[to] as number;
    }
    return { length: Float64Array.from(links, ({ a, b }) => (inside[a] === inside[b] ? 0 : 1)), needed };
  }

  #otherEnd(edge: number, vertex: number): number {
    const link = this.#problem.links[edge] as CapacityProblem['links'][number];
    return link.a === vertex ? link.b : link.a;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}

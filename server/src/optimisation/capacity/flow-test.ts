import type { Metric } from './metrics.ts';
import type { GrowingProgram, GrowingSolver } from './mixed.ts';
import type { CapacityProblem } from './problem.ts';
import { ShortestTrees, type Tree } from './trees.ts';

/** Whether capacities carry the demands; where they do not, lengths that prove it. */
export type FlowAnswer = { readonly carried: boolean; readonly metric?: Metric };

/** A share of the smallest module: overload beyond it is proof enough. */
const ENOUGH = 0.1;
const ROUGH = 1e-5;
const EXACT = 1e-8;

/**
 * Tests capacities one after the other: the least overload of all links together is sought over paths, which are added
 * as they are wanted (column generation) and kept for the next test, and from where the last test ended.
 */
export class FlowTest {
  readonly #problem: CapacityProblem;
  readonly #trees: ShortestTrees;
  readonly #program: GrowingProgram;
  readonly #known = new Set<string>();
  /** The rows of the links come after those of the demands. */
  readonly #first: number;
  readonly #rowOf: (arc: number) => number;

  constructor(problem: CapacityProblem, grow: GrowingSolver) {
    this.#problem = problem;
    this.#trees = new ShortestTrees(problem);
    const { links, demands, shared } = problem;
    this.#first = demands.length;
    this.#rowOf = shared ? (arc) => this.#first + (arc >> 1) : (arc) => this.#first + arc;
    const count = shared ? links.length : 2 * links.length;
    const smallest = Math.min(...links.flatMap((link) => link.modules.map((module) => module.capacity)));
    this.#program = grow(
      [
        ...demands.map(() => ({ lower: 1, upper: 1 })),
        ...Array.from({ length: count }, () => ({ lower: Number.NEGATIVE_INFINITY, upper: 0 })),
      ],
      { stopAbove: ENOUGH * smallest },
    );
    // What is too much on a link is bought.
    this.#program.add(
      Array.from({ length: count }, (_, index) => ({ cost: 1, rows: [this.#first + index], values: [-1] })),
    );
    this.#price(new Float64Array(2 * links.length).fill(1));
  }

  /** Tests capacities by link. */
  of(capacity: Float64Array): FlowAnswer {
    const { shared } = this.#problem;
    this.#program.limit(
      this.#first,
      shared
        ? capacity
        : Float64Array.from({ length: 2 * capacity.length }, (_, arc) => capacity[arc >> 1] ?? 0),
    );
    for (let tolerance = ROUGH; ; ) {
      const { cost, rowDuals } = this.#program.solve(tolerance);
      if (cost < 1e-6) {
        if (tolerance === EXACT) return { carried: true };
        tolerance = EXACT;
        continue;
      }
      const metric = this.#metricOf(rowDuals);
      const had = metric.length.reduce((sum, length, edge) => sum + length * (capacity[edge] as number), 0);
      if (metric.needed > had + 1e-6 * metric.needed) return { carried: false, metric };
      if (metric.added > 0) continue;
      if (tolerance === EXACT) return { carried: false };
      tolerance = EXACT;
    }
  }

  close(): void {
    this.#program.close();
  }

  #metricOf(rowDuals: ArrayLike<number>): Metric & { readonly added: number } {
    const { links, shared } = this.#problem;
    const byArc = new Float64Array(2 * links.length);
    for (let arc = 0; arc < byArc.length; arc++)
      byArc[arc] = Math.max(0, -(rowDuals[this.#rowOf(arc)] as number));
    const length = Float64Array.from(links, (_, edge) => {
      const [forth, back] = [byArc[2 * edge] as number, byArc[2 * edge + 1] as number];
      return shared ? forth : forth + back;
    });
    return { length, ...this.#price(byArc, rowDuals) };
  }

  /** Adds the shortest path of every demand, or of those that pay more than it costs. */
  #price(
    length: Float64Array,
    paid?: ArrayLike<number>,
  ): { readonly needed: number; readonly added: number } {
    const trees = new Map<number, Tree>();
    const columns = [];
    let needed = 0;
    for (const [demand, { source, target, amount }] of this.#problem.demands.entries()) {
      const tree = trees.get(source) ?? this.#trees.from(source, length);
      trees.set(source, tree);
      const value = amount * (tree.distance[target] as number);
      needed += value;
      if (paid !== undefined && value >= (paid[demand] as number) - 1e-7) continue;
      const arcs = this.#trees.pathTo(tree, source, target);
      const key = `${demand}:${arcs.join()}`;
      if (this.#known.has(key)) continue;
      this.#known.add(key);
      const rows = [demand, ...arcs.map(this.#rowOf)];
      columns.push({ cost: 0, rows, values: [1, ...arcs.map(() => amount)] });
    }
    this.#program.add(columns);
    return { needed, added: columns.length };
  }
}

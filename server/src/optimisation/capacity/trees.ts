import type { CapacityProblem } from './problem.ts';

/** Shortest ways from one vertex to all: how long they are, and the arc by which each vertex is reached (-1: not). */
export type Tree = { readonly distance: Float64Array; readonly via: Int32Array };

/** Shortest ways from vertices under lengths of arcs; of ways alike those with fewer links. Arc `2e` runs from A to B. */
export class ShortestTrees {
  readonly #problem: CapacityProblem;
  readonly #leaving: readonly (readonly number[])[];

  constructor(problem: CapacityProblem) {
    this.#problem = problem;
    const leaving: number[][] = Array.from({ length: problem.vertexCount }, () => []);
    for (const [edge, { a, b }] of problem.links.entries()) {
      leaving[a]?.push(2 * edge);
      leaving[b]?.push(2 * edge + 1);
    }
    this.#leaving = leaving;
  }

  /** Lengths must not be negative. */
  from(source: number, length: Float64Array): Tree {
    const { vertexCount } = this.#problem;
    const distance = new Float64Array(vertexCount).fill(Number.POSITIVE_INFINITY);
    const hops = new Int32Array(vertexCount);
    const via = new Int32Array(vertexCount).fill(-1);
    const done = new Uint8Array(vertexCount);
    distance[source] = 0;
    for (;;) {
      // Networks of this kind have tens of nodes: looking at all of them is faster than a heap.
      let vertex = -1;
      for (let one = 0; one < vertexCount; one++)
        if (done[one] === 0 && (vertex < 0 || (distance[one] as number) < (distance[vertex] as number)))
          vertex = one;
      if (vertex < 0 || distance[vertex] === Number.POSITIVE_INFINITY) return { distance, via };
      done[vertex] = 1;
      for (const arc of this.#leaving[vertex] ?? []) {
        const next = this.headOf(arc);
        const candidate = (distance[vertex] as number) + (length[arc] as number);
        const known = distance[next] as number;
        const steps = (hops[vertex] as number) + 1;
        if (done[next] === 1 || candidate > known || (candidate === known && steps >= (hops[next] as number)))
          continue;
        distance[next] = candidate;
        hops[next] = steps;
        via[next] = arc;
      }
    }
  }

  /** The arcs from the source of a tree to a vertex that it reaches. */
  pathTo({ via }: Tree, source: number, target: number): number[] {
    const arcs: number[] = [];
    for (let vertex = target; vertex !== source; ) {
      const arc = via[vertex] as number;
      arcs.push(arc);
      vertex = this.headOf(arc ^ 1);
    }
    return arcs.reverse();
  }

  /** The vertex to which an arc leads. */
  headOf(arc: number): number {
    const link = this.#problem.links[arc >> 1] as CapacityProblem['links'][number];
    return (arc & 1) === 0 ? link.b : link.a;
  }
}

import { Heap } from '../heap.ts';
import { across, incidence, type SteinerProblem } from './problem.ts';

type Tree = { readonly cost: number; readonly edges: readonly number[] };

/** How a search is kept within its time: asked now and then. */
export type Patience = {
  readonly rounds: number;
  readonly random: () => number;
  readonly isOver: () => boolean;
  /** A cost below which nothing is: the search ends there. */
  readonly enough: number;
};

/**
 * A good tree by shortest-path heuristics on weights disturbed at random (Takahashi and Matsuyama 1980), each improved
 * by letting single vertices in and out of the minimum spanning tree (Osborne and Gillett 1991). Undefined when nothing
 * joins the terminals.
 */
export function goodSteinerTree(problem: SteinerProblem, patience: Patience): Tree | undefined {
  const search = new VertexSearch(problem);
  let best: Tree | undefined;
  for (let round = 0; round < patience.rounds && !(round > 0 && patience.isOver()); round++) {
    const strength = round === 0 ? 0 : 0.6 * patience.random();
    const weight = problem.weight.map((value) => value * (1 + strength * patience.random()));
    const start = problem.terminals[Math.floor(patience.random() * problem.terminals.length)] as number;
    const vertices = shortestPathTree(problem, weight, start);
    if (vertices === undefined) return undefined;
    const tree = search.improve(vertices);
    if (tree !== undefined && (best === undefined || tree.cost < best.cost)) best = tree;
    if (best !== undefined && best.cost <= patience.enough) break;
  }
  return best;
}

/** Adds the nearest terminal to the tree again and again; the vertices of the tree. */
function shortestPathTree(
  problem: SteinerProblem,
  weight: Float64Array,
  start: number,
): Set<number> | undefined {
  const edgesAt = incidence(problem);
  const inTree = new Set([start]);
  const missing = new Set(problem.terminals.filter((terminal) => terminal !== start));
  while (missing.size > 0) {
    const distance = new Float64Array(problem.vertexCount).fill(Number.POSITIVE_INFINITY);
    const via = new Int32Array(problem.vertexCount).fill(-1);
    const heap = new Heap();
    for (const vertex of inTree) {
      distance[vertex] = 0;
      heap.push(vertex, 0);
    }
    const done = new Uint8Array(problem.vertexCount);
    let found = -1;
    for (let vertex = heap.pop(); vertex !== undefined; vertex = heap.pop()) {
      if (done[vertex] === 1) continue;
      done[vertex] = 1;
      if (missing.has(vertex)) {
        found = vertex;
        break;
      }
      for (const edge of edgesAt[vertex] ?? []) {
        const next = across(problem, edge, vertex);
        const candidate = (distance[vertex] as number) + (weight[edge] as number);
        if (candidate >= (distance[next] as number)) continue;
        distance[next] = candidate;
        via[next] = edge;
        heap.push(next, candidate);
      }
    }
    if (found < 0) return undefined;
    missing.delete(found);
    for (let vertex = found; !inTree.has(vertex); vertex = across(problem, via[vertex] as number, vertex))
      inTree.add(vertex);
  }
  return inTree;
}

/** Local search over the vertices of a tree, each set judged by the minimum spanning tree of what it induces. */
class VertexSearch {
  readonly #problem: SteinerProblem;
  readonly #byWeight: Int32Array;
  readonly #isTerminal: Uint8Array;
  readonly #parent: Int32Array;
  readonly #degree: Int32Array;

  constructor(problem: SteinerProblem) {
    this.#problem = problem;
    const { weight, vertexCount } = problem;
    this.#byWeight = Int32Array.from(weight, (_, edge) => edge).sort(
      (a, b) => (weight[a] as number) - (weight[b] as number),
    );
    this.#isTerminal = new Uint8Array(vertexCount);
    for (const terminal of problem.terminals) this.#isTerminal[terminal] = 1;
    this.#parent = new Int32Array(vertexCount);
    this.#degree = new Int32Array(vertexCount);
  }

  improve(vertices: ReadonlySet<number>): Tree | undefined {
    const inside = new Uint8Array(this.#problem.vertexCount);
    for (const vertex of vertices) inside[vertex] = 1;
    let best = this.#spanning(inside);
    for (let better = true; better && best !== undefined; ) {
      better = false;
      for (let vertex = 0; vertex < inside.length; vertex++) {
        if (this.#isTerminal[vertex] === 1) continue;
        const tried = inside.slice();
        tried[vertex] = tried[vertex] === 1 ? 0 : 1;
        const tree = this.#spanning(tried);
        if (tree === undefined || tree.cost >= best.cost - 1e-9) continue;
        best = tree;
        better = true;
        inside.fill(0);
        for (const terminal of this.#problem.terminals) inside[terminal] = 1;
        for (const edge of tree.edges) {
          inside[this.#problem.edgeA[edge] as number] = 1;
          inside[this.#problem.edgeB[edge] as number] = 1;
        }
      }
    }
    return best;
  }

  /** Kruskal's tree of the vertices inside, without branches that end on no terminal; undefined when it is not whole. */
  #spanning(inside: Uint8Array): Tree | undefined {
    const { edgeA, edgeB } = this.#problem;
    const parent = this.#parent;
    let left = -1;
    for (let vertex = 0; vertex < inside.length; vertex++) {
      parent[vertex] = vertex;
      left += inside[vertex] as number;
    }
    const edges: number[] = [];
    for (let index = 0; index < this.#byWeight.length && left > 0; index++) {
      const edge = this.#byWeight[index] as number;
      const [a, b] = [edgeA[edge] as number, edgeB[edge] as number];
      if (inside[a] === 0 || inside[b] === 0) continue;
      const [rootA, rootB] = [this.#find(a), this.#find(b)];
      if (rootA === rootB) continue;
      parent[rootA] = rootB;
      edges.push(edge);
      left--;
    }
    return left > 0 ? undefined : this.#pruned(edges);
  }

  #find(start: number): number {
    const parent = this.#parent;
    let vertex = start;
    while (parent[vertex] !== vertex) {
      parent[vertex] = parent[parent[vertex] as number] as number;
      vertex = parent[vertex] as number;
    }
    return vertex;
  }

  #pruned(edges: number[]): Tree {
    const { edgeA, edgeB, weight } = this.#problem;
    const degree = this.#degree.fill(0);
    const ends = (edge: number) => [edgeA[edge] as number, edgeB[edge] as number];
    for (const edge of edges) for (const end of ends(edge)) degree[end] = (degree[end] as number) + 1;
    const isDead = (vertex: number): boolean => degree[vertex] === 1 && this.#isTerminal[vertex] === 0;
    let kept = edges;
    for (;;) {
      const dead = kept.filter((edge) => ends(edge).some(isDead));
      if (dead.length === 0) break;
      for (const edge of dead) for (const end of ends(edge)) degree[end] = (degree[end] as number) - 1;
      const gone = new Set(dead);
      kept = kept.filter((edge) => !gone.has(edge));
    }
    return { cost: kept.reduce((sum, edge) => sum + (weight[edge] as number), 0), edges: kept };
  }
}

import { Heap } from '../heap.ts';
import { across, incidence, type SteinerProblem, type SteinerTree } from './problem.ts';

/**
 * The best tree by dynamic programming over sets of terminals (Dreyfus and Wagner 1971; Erickson, Monma and Veinott
 * 1987): time 3^k · n. For a dozen terminals. Undefined when nothing joins them.
 */
export function exactSteinerTree(problem: SteinerProblem): SteinerTree | undefined {
  const { vertexCount: n, terminals } = problem;
  const [root, ...others] = [...new Set(terminals)];
  if (root === undefined || others.length === 0) return { cost: 0, edges: [], lowerBound: 0 };
  const full = 2 ** others.length - 1;
  const cost = new Float64Array((full + 1) * n).fill(Number.POSITIVE_INFINITY);
  // How each entry came about: an edge (>= 0), or a subset joined with the rest (-2 - subset); -1 for a terminal itself.
  const from = new Int32Array((full + 1) * n).fill(-1);
  const edgesAt = incidence(problem);
  for (const [index, terminal] of others.entries()) cost[2 ** index * n + terminal] = 0;
  for (let set = 1; set <= full; set++) {
    joinSubsets(cost, from, set, n);
    spread(problem, edgesAt, cost, from, set * n);
  }
  const total = cost[full * n + root] as number;
  if (total === Number.POSITIVE_INFINITY) return undefined;
  return { cost: total, edges: edgesOf(problem, from, full, root), lowerBound: total };
}

function joinSubsets(cost: Float64Array, from: Int32Array, set: number, n: number): void {
  const at = set * n;
  // Every split once: the part that holds the lowest terminal is the first.
  const lowest = set & -set;
  for (let subset = (set - 1) & set; subset > 0; subset = (subset - 1) & set) {
    if ((subset & lowest) === 0) continue;
    const one = subset * n;
    const other = (set ^ subset) * n;
    for (let vertex = 0; vertex < n; vertex++) {
      const sum = (cost[one + vertex] as number) + (cost[other + vertex] as number);
      if (sum >= (cost[at + vertex] as number)) continue;
      cost[at + vertex] = sum;
      from[at + vertex] = -2 - subset;
    }
  }
}

function spread(
  problem: SteinerProblem,
  edgesAt: readonly (readonly number[])[],
  cost: Float64Array,
  from: Int32Array,
  at: number,
): void {
  const heap = new Heap();
  const done = new Uint8Array(problem.vertexCount);
  for (let vertex = 0; vertex < problem.vertexCount; vertex++) {
    if ((cost[at + vertex] as number) < Number.POSITIVE_INFINITY)
      heap.push(vertex, cost[at + vertex] as number);
  }
  for (let vertex = heap.pop(); vertex !== undefined; vertex = heap.pop()) {
    if (done[vertex] === 1) continue;
    done[vertex] = 1;
    for (const edge of edgesAt[vertex] ?? []) {
      const next = across(problem, edge, vertex);
      const candidate = (cost[at + vertex] as number) + (problem.weight[edge] as number);
      if (candidate >= (cost[at + next] as number)) continue;
      cost[at + next] = candidate;
      from[at + next] = edge;
      heap.push(next, candidate);
    }
  }
}

function edgesOf(problem: SteinerProblem, from: Int32Array, full: number, root: number): number[] {
  const edges = new Set<number>();
  const open = [{ set: full, vertex: root }];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const how = from[one.set * problem.vertexCount + one.vertex] as number;
    if (how >= 0) {
      edges.add(how);
      open.push({ set: one.set, vertex: across(problem, how, one.vertex) });
    } else if (how < -1) {
      const subset = -2 - how;
      open.push({ set: subset, vertex: one.vertex }, { set: one.set ^ subset, vertex: one.vertex });
    }
  }
  return [...edges];
}

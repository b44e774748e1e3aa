import { across, incidence, type SteinerProblem } from './problem.ts';

/**
 * A lower bound of every Steiner tree by dual ascent on directed cuts (Wong 1984), the best of several roots. Arcs run
 * both ways over each edge; as long as a terminal is not reached from the root over arcs of no reduced cost left, the
 * cut around what reaches it is raised by the least reduced cost that enters it.
 */
export function dualAscentBound(problem: SteinerProblem, roots: readonly number[]): number {
  const edgesAt = incidence(problem);
  return roots.reduce((best, root) => Math.max(best, ascend(problem, edgesAt, root)), 0);
}

function ascend(problem: SteinerProblem, edgesAt: readonly (readonly number[])[], root: number): number {
  const { weight, edgeA } = problem;
  // Arc 2e enters edgeB[e], arc 2e + 1 enters edgeA[e].
  const reduced = Float64Array.from({ length: 2 * weight.length }, (_, arc) => weight[arc >> 1] as number);
  const entering = (vertex: number, edge: number): number =>
    edgeA[edge] === vertex ? 2 * edge + 1 : 2 * edge;
  let bound = 0;
  const open = new Set(problem.terminals.filter((terminal) => terminal !== root));
  while (open.size > 0) {
    let smallest: Cut | undefined;
    for (const terminal of open) {
      const cut = cutAround(problem, edgesAt, reduced, entering, terminal, root);
      if (cut === undefined) open.delete(terminal);
      else if (smallest === undefined || cut.arcs.length < smallest.arcs.length) smallest = cut;
    }
    if (smallest === undefined) return bound;
    if (smallest.arcs.length === 0) return Number.POSITIVE_INFINITY;
    const least = Math.min(...smallest.arcs.map((arc) => reduced[arc] as number));
    bound += least;
    for (const arc of smallest.arcs) reduced[arc] = (reduced[arc] as number) - least;
  }
  return bound;
}

type Cut = { readonly arcs: readonly number[] };

/** The arcs that enter the vertices from which a terminal is reached for nothing; undefined when the root is one. */
function cutAround(
  problem: SteinerProblem,
  edgesAt: readonly (readonly number[])[],
  reduced: Float64Array,
  entering: (vertex: number, edge: number) => number,
  terminal: number,
  root: number,
): Cut | undefined {
  const inside = new Set([terminal]);
  const border: [number, number][] = [];
  for (const vertex of inside) {
    for (const edge of edgesAt[vertex] ?? []) {
      const arc = entering(vertex, edge);
      const tail = across(problem, edge, vertex);
      if ((reduced[arc] as number) > 0) border.push([arc, tail]);
      else if (tail === root) return undefined;
      else inside.add(tail);
    }
  }
  return { arcs: border.filter(([, tail]) => !inside.has(tail)).map(([arc]) => arc) };
}

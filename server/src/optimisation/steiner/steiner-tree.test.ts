import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dualAscentBound } from './dual-ascent.ts';
import { exactSteinerTree } from './exact.ts';
import { goodSteinerTree } from './local-search.ts';
import type { SteinerProblem } from './problem.ts';
import { steinerTree } from './steiner-tree.ts';

/** The least weight of a set of edges that joins the terminals, by trying all sets. */
function byEnumeration({ vertexCount, edgeA, edgeB, weight, terminals }: SteinerProblem): number | undefined {
  let best: number | undefined;
  for (let set = 0; set < 2 ** weight.length; set++) {
    const parent = Array.from({ length: vertexCount }, (_, vertex) => vertex);
    const find = (vertex: number): number =>
      parent[vertex] === vertex ? vertex : find(parent[vertex] as number);
    let cost = 0;
    for (let edge = 0; edge < weight.length; edge++) {
      if (((set >> edge) & 1) === 0) continue;
      cost += weight[edge] as number;
      parent[find(edgeA[edge] as number)] = find(edgeB[edge] as number);
    }
    const joined = new Set(terminals.map(find)).size <= 1;
    if (joined && (best === undefined || cost < best)) best = cost;
  }
  return best;
}

const problems: fc.Arbitrary<SteinerProblem> = fc.integer({ min: 2, max: 7 }).chain((vertexCount) =>
  fc
    .record({
      edges: fc.array(
        fc.tuple(
          fc.nat({ max: vertexCount - 1 }),
          fc.integer({ min: 1, max: vertexCount - 1 }),
          fc.nat({ max: 9 }),
        ),
        { minLength: 1, maxLength: 10 },
      ),
      terminals: fc.uniqueArray(fc.nat({ max: vertexCount - 1 }), { minLength: 1, maxLength: 5 }),
    })
    .map(({ edges, terminals }) => ({
      vertexCount,
      edgeA: Int32Array.from(edges, ([a]) => a),
      edgeB: Int32Array.from(edges, ([a, step]) => (a + step) % vertexCount),
      weight: Float64Array.from(edges, ([, , weight]) => weight),
      terminals,
    })),
);

const patience = { rounds: 5, random: () => 0.5, isOver: () => false, enough: 0 };

function joins({ vertexCount, edgeA, edgeB, terminals }: SteinerProblem, edges: readonly number[]): boolean {
  const reached = new Set(terminals.slice(0, 1));
  for (let round = 0; round < vertexCount; round++) {
    for (const edge of edges) {
      const ends = [edgeA[edge] as number, edgeB[edge] as number];
      if (ends.some((end) => reached.has(end))) for (const end of ends) reached.add(end);
    }
  }
  return terminals.every((terminal) => reached.has(terminal));
}

describe('Steiner tree', () => {
  test('is the best of all sets of edges; the heuristic is never below it, the bound never above', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const best = byEnumeration(problem);
        const exact = exactSteinerTree(problem);
        const good = goodSteinerTree(problem, patience);
        expect(exact?.cost).toBe(best);
        expect(steinerTree(problem, patience)?.cost).toBe(best);
        expect(good === undefined).toBe(best === undefined);
        if (best === undefined || exact === undefined || good === undefined) return;
        for (const tree of [exact, good]) {
          expect(joins(problem, tree.edges)).toBe(true);
          expect(tree.edges.reduce((sum, edge) => sum + (problem.weight[edge] as number), 0)).toBe(tree.cost);
        }
        expect(good.cost).toBeGreaterThanOrEqual(best);
        expect(dualAscentBound(problem, problem.terminals)).toBeLessThanOrEqual(best + 1e-9);
      }),
      { numRuns: 300 },
    );
  });

  test('beyond a dozen terminals it comes with a bound: a path through all vertices is proven best', () => {
    const count = 20;
    const edgeA = Int32Array.from({ length: count - 1 }, (_, edge) => edge);
    const problem = {
      vertexCount: count,
      edgeA,
      edgeB: edgeA.map((vertex) => vertex + 1),
      weight: Float64Array.from(edgeA, () => 2),
      terminals: Array.from({ length: count }, (_, vertex) => vertex),
    };
    expect(steinerTree(problem, patience)).toMatchObject({ cost: 38, lowerBound: 38 });
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allSimplePaths, bestPair } from '../testing/brute-force.ts';
import { randomNetwork } from '../testing/random-graph.ts';
import { disjointPair, type PairDisjointness } from './disjoint-pair.ts';
import { buildGraph } from './graph.ts';
import { landmarkBound, prepareLandmarks } from './landmarks.ts';
import { commonRisks, risksOfEnds, risksOfPath } from './risk-sets.ts';
import { largeSharedRiskPair, sharedRiskPair } from './shared-risk-pair.ts';
import type { SharedRiskQuestion } from './shared-risk-question.ts';
import type { GraphPath } from './types.ts';

type Steps = Pick<GraphPath, 'edges' | 'vertices'>;
const noCommonEdge = (a: Steps, b: Steps) => !a.edges.some((edge) => b.edges.includes(edge));
const noCommonInside = (a: Steps, b: Steps) => {
  const inside = b.vertices.slice(1, -1);
  return noCommonEdge(a, b) && !a.vertices.slice(1, -1).some((vertex) => inside.includes(vertex));
};
const compatible = { link: noCommonEdge, node: noCommonInside };

describe('optimal disjoint pair', () => {
  test('falls into no trap: the shortest path blocks both detours, the best pair avoids it', () => {
    // 0-1-2-3 is shortest (3), but taking it leaves no second path; the pair is 0-1-3 and 0-2-3.
    const a = [0, 1, 2, 0, 1];
    const b = [1, 2, 3, 2, 3];
    const graph = buildGraph(4, Int32Array.from(a), Int32Array.from(b));
    const pair = disjointPair(graph, Float64Array.from([1, 1, 1, 4, 4]), 0, 3, 'node');
    expect(pair?.distance).toBe(10);
    expect(pair?.paths.map((path) => path.vertices)).toEqual(
      expect.arrayContaining([
        [0, 1, 3],
        [0, 2, 3],
      ]),
    );
  });

  test.each<PairDisjointness>(['link', 'node'])(
    '%s-disjoint: the least total of all pairs',
    (disjointness) => {
      fc.assert(
        fc.property(randomNetwork(7, 15), fc.boolean(), ({ graph, weight }, directed) => {
          const target = graph.vertexCount - 1;
          const all = allSimplePaths(graph, weight, 0, target);
          const bound = directed
            ? landmarkBound(prepareLandmarks(graph, weight, { count: 3 }), target)
            : undefined;
          const pair = disjointPair(graph, weight, 0, target, disjointness, { bound });
          expect(pair?.distance).toBe(bestPair(all, compatible[disjointness]));
          if (pair === undefined) return;
          const [first, second] = pair.paths;
          expect(compatible[disjointness](first, second)).toBe(true);
          for (const path of pair.paths) {
            expect(path.vertices[0]).toBe(0);
            expect(path.vertices.at(-1)).toBe(target);
            expect(new Set(path.vertices).size).toBe(path.vertices.length);
            expect(path.edges.reduce((sum, edge) => sum + (weight[edge] as number), 0)).toBe(path.distance);
          }
        }),
        { numRuns: 500 },
      );
    },
  );
});

describe('shared-risk-disjoint pair', () => {
  test.each([
    ['by branch and bound', sharedRiskPair],
    ['in corridors', largeSharedRiskPair],
  ])('optimal or infeasible, exactly as enumeration says, %s', (_, search) => {
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(randomNetwork(7, 15), ({ graph, weight, risks, riskCount }) => {
        const target = graph.vertexCount - 1;
        const asked: SharedRiskQuestion = {
          graph,
          weight,
          risks,
          riskCount,
          source: 0,
          target,
          allow: () => true,
          bound: landmarkBound(prepareLandmarks(graph, weight, { count: 2 }), target),
          boundToSource: landmarkBound(prepareLandmarks(graph, weight, { count: 2 }), 0),
        };
        const ignored = risksOfEnds(risks, 0, target);
        const all = allSimplePaths(graph, weight, 0, target);
        const riskSets = new Map(
          all.map((path) => [path, risksOfPath(risks, { ...path, distance: 0 }, ignored)]),
        );
        const disjoint = (a: (typeof all)[number], b: (typeof all)[number]) =>
          commonRisks(riskSets.get(a) ?? [], riskSets.get(b) ?? []).length === 0;
        const best = bestPair(all, disjoint);
        const found = search(asked);
        outcomes.add(found.outcome);
        expect(found.outcome).toBe(best === undefined ? 'infeasible' : 'optimal');
        if (found.outcome !== 'optimal') return;
        expect(found.distance).toBe(best);
        const [a, b] = found.paths;
        expect(commonRisks(risksOfPath(risks, a, ignored), risksOfPath(risks, b, ignored))).toEqual([]);
      }),
      { numRuns: 500 },
    );
    expect([...outcomes].sort()).toEqual(['infeasible', 'optimal']);
  });

  test('with no budget for a proof it tells a bound that holds', () => {
    fc.assert(
      fc.property(randomNetwork(7, 15), ({ graph, weight, risks, riskCount }) => {
        const target = graph.vertexCount - 1;
        const base = { graph, weight, risks, riskCount, source: 0, target, allow: () => true };
        const exact = sharedRiskPair(base);
        const quick = largeSharedRiskPair({ ...base, maximumBranches: 0 });
        const truth = exact.outcome === 'optimal' ? exact.distance : Number.POSITIVE_INFINITY;
        if (quick.outcome === 'feasible' || quick.outcome === 'unknown') {
          expect(quick.lowerBound).toBeLessThanOrEqual(truth);
        }
        if (quick.outcome === 'feasible') expect(quick.distance).toBeGreaterThanOrEqual(truth);
        if (quick.outcome === 'infeasible') expect(exact.outcome).toBe('infeasible');
      }),
      { numRuns: 200 },
    );
  });
});

import fc from 'fast-check';
import { buildGraph, packLists } from '../graph/graph.ts';
import type { RiskLists } from '../graph/risk-sets.ts';
import type { Graph } from '../graph/types.ts';

/** A random small network: weights from 0 (so that ties and free cycles occur), some parallel links. */
export type RandomNetwork = {
  readonly graph: Graph;
  readonly weight: Float64Array;
  readonly capacity: Float64Array;
  readonly risks: RiskLists;
  readonly riskCount: number;
};

/** Arbitrary networks of 2 to `maximumVertices` vertices, each edge and inner vertex with a few shared risks. */
export function randomNetwork(maximumVertices: number, maximumEdges: number): fc.Arbitrary<RandomNetwork> {
  return fc.integer({ min: 2, max: maximumVertices }).chain((vertexCount) =>
    fc
      .array(
        fc.record({
          a: fc.nat({ max: vertexCount - 1 }),
          step: fc.integer({ min: 1, max: vertexCount - 1 }),
          weight: fc.nat({ max: 9 }),
          capacity: fc.integer({ min: 1, max: 10 }),
          risks: fc.array(fc.nat({ max: 7 }), { maxLength: 2 }),
        }),
        { minLength: 1, maxLength: maximumEdges },
      )
      .chain((edges) =>
        fc
          .array(fc.array(fc.nat({ max: 7 }), { maxLength: 1 }), {
            minLength: vertexCount,
            maxLength: vertexCount,
          })
          .map((vertexRisks) => ({
            graph: buildGraph(
              vertexCount,
              Int32Array.from(edges, (edge) => edge.a),
              Int32Array.from(edges, (edge) => (edge.a + edge.step) % vertexCount),
            ),
            weight: Float64Array.from(edges, (edge) => edge.weight),
            capacity: Float64Array.from(edges, (edge) => edge.capacity),
            risks: {
              ofEdge: packLists(edges.map((edge, index) => [...edge.risks, 8 + index])),
              ofVertex: packLists(vertexRisks),
            },
            riskCount: 8 + edges.length,
          })),
      ),
  );
}

import { disjointPair } from '../../../server/src/network/graph/disjoint-pair.ts';
import { buildGraph, packLists } from '../../../server/src/network/graph/graph.ts';
import { commonRisks, risksOfEnds, risksOfPath } from '../../../server/src/network/graph/risk-sets.ts';
import { sharedRiskPair } from '../../../server/src/network/graph/shared-risk-pair.ts';
import { availabilityOfLegs } from '../../../server/src/network/index.ts';
import { allSimplePaths, bestPair } from '../../../server/src/network/testing/brute-force.ts';
import { type Chance, chanceOf } from '../faults/random.ts';

/** How often an algorithm and trying everything differ on small random networks. */
export function countMismatches(networks: number, seed: number): number {
  const chance = chanceOf(seed);
  let count = 0;
  for (let index = 0; index < networks; index++) count += pairsDiffer(chance) + availabilityDiffers(chance);
  return count;
}

function pairsDiffer(chance: Chance): number {
  const vertexCount = chance.between(4, 8);
  const edgeCount = chance.between(vertexCount, 15);
  const ends = Array.from({ length: edgeCount }, () => {
    const a = chance.between(0, vertexCount - 1);
    return [a, (a + chance.between(1, vertexCount - 1)) % vertexCount] as const;
  });
  const graph = buildGraph(
    vertexCount,
    Int32Array.from(ends, ([a]) => a),
    Int32Array.from(ends, ([, b]) => b),
  );
  const weight = Float64Array.from(ends, () => chance.between(0, 20));
  const some = (most: number): number[] =>
    Array.from({ length: chance.between(0, most) }, () => chance.between(0, 7));
  const risks = {
    ofEdge: packLists(ends.map((_, edge) => [...some(2), 8 + edge])),
    ofVertex: packLists(Array.from({ length: vertexCount }, () => some(1))),
  };
  const target = vertexCount - 1;
  const all = allSimplePaths(graph, weight, 0, target);
  const linkFree = bestPair(all, (a, b) => !a.edges.some((edge) => b.edges.includes(edge)));
  const nodeFree = bestPair(
    all,
    (a, b) =>
      !a.edges.some((edge) => b.edges.includes(edge)) &&
      !a.vertices.slice(1, -1).some((vertex) => b.vertices.slice(1, -1).includes(vertex)),
  );
  const ignored = risksOfEnds(risks, 0, target);
  const touched = new Map(all.map((path) => [path, risksOfPath(risks, { ...path, distance: 0 }, ignored)]));
  const riskFree = bestPair(
    all,
    (a, b) => commonRisks(touched.get(a) ?? [], touched.get(b) ?? []).length === 0,
  );
  const shared = sharedRiskPair({ graph, weight, risks, riskCount: 8 + edgeCount, source: 0, target });
  const found = [
    disjointPair(graph, weight, 0, target, 'link')?.distance,
    disjointPair(graph, weight, 0, target, 'node')?.distance,
    shared.outcome === 'optimal' ? shared.distance : undefined,
  ];
  return [linkFree, nodeFree, riskFree].filter((best, index) => best !== found[index]).length;
}

function availabilityDiffers(chance: Chance): number {
  const parts = Array.from({ length: 9 }, (_, id) => ({
    id: `c${id}`,
    availability: 0.5 + chance.next() / 2,
  }));
  const legs = Array.from({ length: chance.between(1, 3) }, () =>
    Array.from({ length: chance.between(1, 5) }, () => chance.one(parts)),
  );
  let sum = 0;
  for (let state = 0; state < 2 ** parts.length; state++) {
    const isUp = (id: string): boolean => ((state >> Number(id.slice(1))) & 1) === 1;
    if (!legs.some((leg) => leg.every(({ id }) => isUp(id)))) continue;
    sum += parts.reduce((p, { id, availability }) => p * (isUp(id) ? availability : 1 - availability), 1);
  }
  return Math.abs(sum - availabilityOfLegs(legs)) > 1e-9 ? 1 : 0;
}

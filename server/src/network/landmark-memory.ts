import { type Landmarks, landmarkBound, prepareLandmarks } from './graph/landmarks.ts';
import type { LowerBound } from './graph/types.ts';
import { LINK_USABLE, type NetworkSnapshot } from './types.ts';

/** Below this many vertices a plain search is faster than evaluating bounds, let alone preparing them. */
const WORTH_PREPARING = 5_000;

type Metric = 'latency' | 'cost';
const prepared = new WeakMap<NetworkSnapshot, Map<string, Landmarks>>();

/**
 * The lower bound that directs searches to `target` for a rate, or undefined on small networks. Landmarks are prepared
 * at the first use of a snapshot, metric and class of rate, and are forgotten with the snapshot. A class is a power of
 * ten: its landmarks leave out the links that can never carry so much, which makes the bounds of what is asked for
 * closer, and they hold for every rate from the class up.
 */
export function boundFor(
  snapshot: NetworkSnapshot,
  metric: Metric,
  target: number,
  rateKbps: number,
): LowerBound | undefined {
  if (snapshot.graph.vertexCount < WORTH_PREPARING) return undefined;
  const known = prepared.get(snapshot) ?? new Map<string, Landmarks>();
  prepared.set(snapshot, known);
  const decade = rateKbps >= 1 ? Math.floor(Math.log10(rateKbps) + 1e-9) : 0;
  const key = `${metric} ${decade}`;
  let landmarks = known.get(key);
  if (landmarks === undefined) {
    const weight = metric === 'cost' ? snapshot.costWeight : snapshot.latencyWeight;
    landmarks = prepareLandmarks(snapshot.graph, weight, { allow: couldCarry(snapshot, 10 ** decade) });
    known.set(key, landmarks);
  }
  return landmarkBound(landmarks, target);
}

/** Links between nodes that exist or are planned and reach the rate with all that is ever added to them. */
function couldCarry(snapshot: NetworkSnapshot, rateKbps: number): (edge: number) => boolean {
  const { graph, nodeCount, linkStatus, capacity } = snapshot;
  return (edge) => {
    if (linkStatus[edge] !== LINK_USABLE) return false;
    if ((graph.edgeA[edge] as number) >= nodeCount || (graph.edgeB[edge] as number) >= nodeCount)
      return false;
    let most = capacity.baseKbps[edge] as number;
    const end = capacity.offset[edge + 1] as number;
    for (let step = capacity.offset[edge] as number; step < end; step++) {
      most += Math.max(0, capacity.addsKbps[step] as number);
    }
    return most >= rateKbps;
  };
}

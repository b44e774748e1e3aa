import { type Landmarks, landmarkBound, prepareLandmarks } from './graph/landmarks.ts';
import type { LowerBound } from './graph/types.ts';
import type { NetworkSnapshot } from './types.ts';

/** Below this many vertices a plain search is faster than evaluating bounds, let alone preparing them. */
const WORTH_PREPARING = 5_000;

type Metric = 'latency' | 'cost';
const prepared = new WeakMap<NetworkSnapshot, Partial<Record<Metric, Landmarks>>>();

/**
 * The lower bound that directs searches to `target`, or undefined on small networks. Landmarks are prepared at the
 * first use of a snapshot and metric and are forgotten with the snapshot.
 */
export function boundFor(snapshot: NetworkSnapshot, metric: Metric, target: number): LowerBound | undefined {
  if (snapshot.graph.vertexCount < WORTH_PREPARING) return undefined;
  let known = prepared.get(snapshot);
  if (known === undefined) {
    known = {};
    prepared.set(snapshot, known);
  }
  known[metric] ??= prepareLandmarks(
    snapshot.graph,
    metric === 'cost' ? snapshot.costWeight : snapshot.latencyWeight,
  );
  return landmarkBound(known[metric], target);
}

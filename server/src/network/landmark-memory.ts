import { landmarkBound } from './graph/landmarks.ts';
import type { LowerBound } from './graph/types.ts';
import type { LandmarkShelf, Metric, NetworkSnapshot, PreparedLandmarks } from './types.ts';

/** Below this many vertices a plain search is faster than evaluating bounds, let alone preparing them. */
const WORTH_PREPARING = 5_000;

/**
 * A shelf with what is there. What is missing is made by `missing` at once, or promised by its answering nothing: then
 * the next image of the network has it.
 */
export function landmarkShelf(
  prepared: readonly PreparedLandmarks[],
  classOf: (capacityKbps: number) => number,
  missing: (metric: Metric, leastKbps: number) => PreparedLandmarks | undefined,
): LandmarkShelf {
  const known = [...prepared];
  return {
    of(metric, capacityKbps) {
      const leastKbps = classOf(capacityKbps);
      const [best] = known
        .filter((one) => one.metric === metric && one.leastKbps <= leastKbps)
        .sort((a, b) => b.leastKbps - a.leastKbps);
      if (best?.leastKbps === leastKbps) return best;
      const made = missing(metric, leastKbps);
      if (made !== undefined) known.push(made);
      return made ?? best;
    },
  };
}

/** The lower bound that directs searches to `target` over links of so much capacity, or undefined on small networks. */
export function boundFor(
  snapshot: NetworkSnapshot,
  metric: Metric,
  target: number,
  capacityKbps: number,
): LowerBound | undefined {
  if (snapshot.graph.vertexCount < WORTH_PREPARING) return undefined;
  const landmarks = snapshot.landmarks.of(metric, capacityKbps);
  return landmarks === undefined ? undefined : landmarkBound(landmarks, target);
}

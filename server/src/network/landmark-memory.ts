import { landmarkBound } from './graph/landmarks.ts';
import type { LowerBound } from './graph/types.ts';
import { decadeOf } from './landmark-sets.ts';
import type { LandmarkShelf, Metric, NetworkSnapshot, PreparedLandmarks } from './types.ts';

/** Below this many vertices a plain search is faster than evaluating bounds, let alone preparing them. */
const WORTH_PREPARING = 5_000;

/**
 * A shelf with what is there. What is missing is made by `missing` at once, or promised by its answering nothing: then
 * the next image of the network has it.
 */
export function landmarkShelf(
  prepared: readonly PreparedLandmarks[],
  missing: (metric: Metric, decade: number) => PreparedLandmarks | undefined,
): LandmarkShelf {
  const known = [...prepared];
  return {
    of(metric, decade) {
      const [best] = known
        .filter((one) => one.metric === metric && one.decade <= decade)
        .sort((a, b) => b.decade - a.decade);
      if (best?.decade === decade) return best;
      const made = missing(metric, decade);
      if (made !== undefined) known.push(made);
      return made ?? best;
    },
  };
}

/** The lower bound that directs searches to `target` for a rate, or undefined on small networks. */
export function boundFor(
  snapshot: NetworkSnapshot,
  metric: Metric,
  target: number,
  rateKbps: number,
): LowerBound | undefined {
  if (snapshot.graph.vertexCount < WORTH_PREPARING) return undefined;
  const landmarks = snapshot.landmarks.of(metric, decadeOf(rateKbps));
  return landmarks === undefined ? undefined : landmarkBound(landmarks, target);
}

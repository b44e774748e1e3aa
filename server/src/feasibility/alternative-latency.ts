import type { NearestAlternative } from '@turnup/contract';
import { timeText } from './reasons.ts';
import { outcomeOf, type Shortfall } from './trial.ts';

/** The round trips that can be reached where the asked ones cannot, verified all together. */
export function reachableLatency({ input, assessment, trial }: Shortfall): NearestAlternative[] {
  if (!assessment.reasons.some((one) => one.code === 'LATENCY_BOUND')) return [];
  const reachable = new Map(assessment.latencies.map((one) => [`${one.from} ${one.to}`, one.roundTripUs]));
  const bounds = (input.requirement.latencyBounds ?? []).map((bound) => ({
    ...bound,
    maximumRttUs: Math.max(bound.maximumRttUs, reachable.get(`${bound.from} ${bound.to}`) ?? 0),
  }));
  const verified = trial({ requirement: { ...input.requirement, latencyBounds: bounds } });
  if (verified?.works !== true) return [];
  return bounds.flatMap((bound, index) => {
    const asked = input.requirement.latencyBounds?.[index]?.maximumRttUs ?? 0;
    if (bound.maximumRttUs === asked) return [];
    return [
      {
        change: 'latency' as const,
        description: `${bound.from} to ${bound.to} within ${timeText(bound.maximumRttUs)} instead of ${timeText(asked)}`,
        parameters: { from: bound.from, to: bound.to, maximumRttUs: bound.maximumRttUs, askedUs: asked },
        ...outcomeOf(verified),
      },
    ];
  });
}

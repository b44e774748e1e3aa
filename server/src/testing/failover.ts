import { setTimeout as pause } from 'node:timers/promises';
import { ok, type Result, refused } from '../foundation/result.ts';
import { ContinuousProbe } from './continuousProbe.ts';
import type { CutLeg, PathMeasurement, Prober, Procedure } from './types.ts';

/** The procedure of a fail-over case. */
export type Failover = Extract<Procedure, { kind: 'failover' }>;

/** What came of a cut: the longest time in which nothing was answered, and what then went over the standby. */
export type CutOutcome = { readonly interruptionMs: number; readonly answer: PathMeasurement };

/** How long a site is listened to before its leg is cut: what works answers at once. */
const beforeMs = 2_000;
/** Longer than any routing that is worth its name: what has not come back by then does not. */
const patienceMs = 30_000;
const lookMs = 5;

/**
 * Takes the active leg of a site away, asks over the standby until it answers, measures there, and gives the leg back
 * whatever happens. From before the cut until the standby answers the site asks over both legs without a break: the
 * interruption is the longest time from a packet that was answered to the next, over whichever leg.
 */
export async function tryFailover(
  prober: Prober,
  { site, active, standby, test }: Failover,
  cut: CutLeg,
): Promise<Result<CutOutcome>> {
  const from = ({ vrf, address: source }: typeof active) => ({ ...test, vrf, source });
  const primary = new ContinuousProbe(prober, active.device, from(active));
  const secondary = new ContinuousProbe(prober, standby.device, from(standby));
  const stop = () => Promise.all([primary.stop(), secondary.stop()]);
  const start = performance.now();
  try {
    await until(() => primary.answeredAt.length + secondary.answeredAt.length > 0, beforeMs);
    if (secondary.refusal !== undefined) return refused(secondary.refusal);
    const restore = await cut(site, active);
    if (!restore.ok) return restore;
    try {
      const cutAt = performance.now();
      const back = () => secondary.answeredAt.find((at) => at > cutAt);
      await until(() => secondary.refusal !== undefined || back() !== undefined, patienceMs);
      if (secondary.refusal !== undefined) return refused(secondary.refusal);
      const end = back() ?? performance.now();
      await stop();
      const heard = [...primary.answeredAt, ...secondary.answeredAt].filter((at) => at < end);
      const answer = await prober.testPath(standby.device, test);
      return answer.ok
        ? ok({ interruptionMs: Math.round(longestGap([start, ...heard, end])), answer: answer.value })
        : answer;
    } finally {
      await restore.value();
    }
  } finally {
    await stop();
  }
}

async function until(holds: () => boolean, longestMs: number): Promise<void> {
  const end = performance.now() + longestMs;
  while (!holds() && performance.now() < end) await pause(lookMs);
}

/** The longest time between two instants that follow each other. Pure. */
function longestGap(instants: readonly number[]): number {
  const sorted = instants.toSorted((one, other) => one - other);
  return sorted.reduce((longest, at, index) => Math.max(longest, at - (sorted[index - 1] ?? at)), 0);
}

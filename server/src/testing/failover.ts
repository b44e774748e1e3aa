import { setTimeout as pause } from 'node:timers/promises';
import { ok, type Result } from '../foundation/result.ts';
import type { CutLeg, PathMeasurement, Prober, Procedure } from './types.ts';

/** The procedure of a fail-over case. */
export type Failover = Extract<Procedure, { kind: 'failover' }>;

/** What came of a cut: how long nothing was answered, and what then went over the standby. */
export type CutOutcome = { readonly interruptionMs: number; readonly answer: PathMeasurement };

const betweenMs = 20;
/** Longer than any routing that is worth its name: what has not come back by then does not. */
const patienceMs = 30_000;

/**
 * Takes the active leg of a site away, asks over the standby until it answers, measures there, and gives the leg back
 * whatever happens. The interruption is counted from the moment at which the cut stood, to the first answer.
 */
export async function tryFailover(
  prober: Prober,
  { site, active, standby, test }: Failover,
  cut: CutLeg,
): Promise<Result<CutOutcome>> {
  const restore = await cut(site, active);
  if (!restore.ok) return restore;
  try {
    const start = performance.now();
    while (performance.now() - start < patienceMs) {
      const first = await prober.testPath(standby.device, { ...test, count: 1 });
      if (!first.ok) return first;
      if (first.value.received > 0) break;
      await pause(betweenMs);
    }
    const interruptionMs = Math.round(performance.now() - start);
    const answer = await prober.testPath(standby.device, test);
    return answer.ok ? ok({ interruptionMs, answer: answer.value }) : answer;
  } finally {
    await restore.value();
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Prober, TestCase } from './types.ts';

const betweenMs = 250;

/**
 * Waits until a service that was just configured has come to rest: routing sessions stand and every path of the plan
 * answers once; at most `settleS`. Nothing is judged here: what does not come to rest is measured as it is.
 */
export async function settle(prober: Prober, cases: readonly TestCase[], settleS: number): Promise<void> {
  if (settleS <= 0) return;
  const until = performance.now() + settleS * 1000;
  let restless = cases.filter(({ metric }) => metric === 'bgpEstablished' || metric === 'reachability');
  for (;;) {
    const rests = await Promise.all(restless.map((testCase) => isAtRest(prober, testCase)));
    restless = restless.filter((_, index) => !rests[index]);
    if (restless.length === 0 || performance.now() > until) return;
    await pause(betweenMs);
  }
}

async function isAtRest(prober: Prober, { procedure }: TestCase): Promise<boolean> {
  switch (procedure.kind) {
    case 'session': {
      const sessions = await prober.sessions(procedure.device);
      return (
        sessions.ok &&
        sessions.value.some(
          ({ vrf, address, sessionState }) =>
            vrf === procedure.vrf && address === procedure.neighbor && sessionState === 'established',
        )
      );
    }
    case 'path': {
      const answer = await prober.testPath(procedure.device, { ...procedure.test, count: 1 });
      return answer.ok && answer.value.received > 0;
    }
    case 'failover':
    case 'impossible':
      return true;
  }
}

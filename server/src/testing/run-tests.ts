import { type Result, unreachable } from '../foundation/result.ts';
import { type CutOutcome, type Failover, tryFailover } from './failover.ts';
import { burdenOf } from './rules/burden.ts';
import { figureOf, judge, measure, verdictOf, violationsOf } from './rules/judge.ts';
import { settle } from './settle.ts';
import type {
  CutLeg,
  PathMeasurement,
  PathTest,
  Permitted,
  Prober,
  RoutingSession,
  TestCase,
  TestMeasure,
  TestPlan,
  TestRun,
} from './types.ts';

/**
 * Runs a plan, once the service has come to rest. Cases that need the same test share one; no two tests run at the same
 * time, since they would measure each other; fail-over comes last, because it disturbs, and each site's leg is cut once.
 * What `permit` does not allow is left out and said so. Nothing thrown by the prober is caught: a failure to measure is
 * a refusal and makes the case inconclusive.
 */
export async function runTests(
  prober: Prober,
  plan: TestPlan,
  options: { readonly id: string; readonly cutActiveLeg?: CutLeg; readonly permit?: Permitted },
): Promise<TestRun> {
  await settle(prober, plan.cases, plan.settleS);
  const once = new Memory(prober, plan, options.cutActiveLeg);
  const measures = new Map<string, TestMeasure>();
  const ordered = [...plan.cases].sort((a, b) => rank(a) - rank(b));
  for (const testCase of ordered)
    measures.set(testCase.id, leftOut(testCase, options.permit) ?? (await runCase(once, testCase)));
  const inOrder = plan.cases.flatMap(({ id }) => measures.get(id) ?? []);
  return {
    id: options.id,
    serviceId: plan.serviceId,
    specification: plan.specification,
    verdict: verdictOf(plan, inOrder),
    measures: inOrder,
    violations: violationsOf(inOrder),
  };
}

function rank(testCase: TestCase): number {
  return testCase.procedure.kind === 'failover' ? 1 : 0;
}

function leftOut(testCase: TestCase, permit: Permitted = 'everything'): TestMeasure | undefined {
  const burden = permit === 'everything' ? 'none' : burdenOf(testCase);
  if (burden === 'none') return undefined;
  return measure(testCase, 'notRun', `it ${burden} the service, which was not authorised`);
}

async function runCase(prober: Memory, testCase: TestCase): Promise<TestMeasure> {
  const { procedure } = testCase;
  switch (procedure.kind) {
    case 'impossible':
      return measure(testCase, 'inconclusive', procedure.reason);
    case 'session': {
      const sessions = await prober.sessions(procedure.device);
      if (!sessions.ok) return measure(testCase, 'inconclusive', `not measured: ${sessions.fault.message}`);
      const found = sessions.value.find(
        ({ vrf, address }) => vrf === procedure.vrf && address === procedure.neighbor,
      );
      const result = judge(testCase, found?.sessionState === 'established' ? 1 : 0);
      const state = found === undefined ? 'is not configured' : `is ${found.sessionState}`;
      const reason = `the session with ${procedure.neighbor} ${state}`;
      return { ...result, reason, method: 'deviceState' };
    }
    case 'path': {
      const answer = await prober.testPath(procedure.device, procedure.test);
      if (!answer.ok) return measure(testCase, 'inconclusive', `not measured: ${answer.fault.message}`);
      const figure = figureOf(procedure, answer.value);
      const result = figure === undefined ? lost(testCase, answer.value) : judge(testCase, figure);
      return { ...result, method: answer.value.method ?? 'device' };
    }
    case 'failover':
      return await runFailover(prober, testCase, procedure);
    default:
      return unreachable(procedure, 'procedure');
  }
}

/** A time of packets that all went missing is no time: the case fails for that reason, if packets were sent at all. */
function lost(testCase: TestCase, answer: PathMeasurement): TestMeasure {
  if (answer.sent === 0 || answer.received > 0 || testCase.expectation.threshold === undefined) {
    return measure(testCase, 'inconclusive', 'the answer does not hold the figure that was asked for');
  }
  return measure(testCase, 'failed', `all ${answer.sent} packets were lost`);
}

async function runFailover(prober: Memory, testCase: TestCase, procedure: Failover): Promise<TestMeasure> {
  const cut = await prober.cut(procedure);
  if (cut === undefined)
    return measure(testCase, 'notRun', 'there is no means here to take the active leg away');
  if (!cut.ok) return measure(testCase, 'inconclusive', `not measured: ${cut.fault.message}`);
  const { interruptionMs, answer } = cut.value;
  const { sent, received, rttAvgUs, method = 'device' } = answer;
  if (sent === 0) return measure(testCase, 'inconclusive', 'no packet was sent');
  if (procedure.figure === 'interruptionMs') return { ...judge(testCase, interruptionMs), method };
  const result = judge(testCase, (100 * received) / sent);
  const time = rttAvgUs === undefined ? '' : `, round trip ${rttAvgUs} µs`;
  const foretold = testCase.expectation.predicted;
  const predicted = foretold === undefined ? '' : ` (predicted ${foretold} µs)`;
  const reason = `${received} of ${sent} packets answered over the standby leg${time}${predicted}, ${interruptionMs} ms after the cut`;
  return { ...result, reason, method };
}

/** A prober that makes the same test once in a run, and cuts each site's active leg once. */
class Memory {
  readonly #prober: Prober;
  readonly #plan: TestPlan;
  readonly #cutLeg: CutLeg | undefined;
  readonly #paths = new Map<string, Promise<Result<PathMeasurement>>>();
  readonly #sessions = new Map<string, Promise<Result<readonly RoutingSession[]>>>();
  readonly #cuts = new Map<string, Promise<Result<CutOutcome>>>();

  constructor(prober: Prober, plan: TestPlan, cutLeg: CutLeg | undefined) {
    this.#prober = prober;
    this.#plan = plan;
    this.#cutLeg = cutLeg;
  }

  testPath(device: string, test: PathTest): Promise<Result<PathMeasurement>> {
    const key = JSON.stringify([device, test]);
    const known = this.#paths.get(key) ?? this.#prober.testPath(device, test);
    this.#paths.set(key, known);
    return known;
  }

  sessions(device: string): Promise<Result<readonly RoutingSession[]>> {
    const known = this.#sessions.get(device) ?? this.#prober.sessions(device);
    this.#sessions.set(device, known);
    return known;
  }

  /** What came of taking a site's active leg away; undefined where there is no means for it. */
  async cut(procedure: Failover): Promise<Result<CutOutcome> | undefined> {
    if (this.#cutLeg === undefined) return undefined;
    const known = this.#cuts.get(procedure.site) ?? tryFailover(this.#prober, procedure, this.#cutLeg);
    this.#cuts.set(procedure.site, known);
    const outcome = await known;
    // The next site is not to be measured while this one still finds its way back.
    await settle(this.#prober, this.#plan.cases, this.#plan.settleS);
    return outcome;
  }
}

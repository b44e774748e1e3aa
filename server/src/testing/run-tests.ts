import { type Result, unreachable } from '../foundation/result.ts';
import { figureOf, judge, measure, verdictOf, violationsOf } from './rules/judge.ts';
import { settle } from './settle.ts';
import type {
  CutLeg,
  PathMeasurement,
  PathTest,
  Prober,
  RoutingSession,
  TestCase,
  TestMeasure,
  TestPlan,
  TestRun,
} from './types.ts';

/**
 * Runs a plan, once the service has come to rest. Cases that need the same test share one; no two tests run at the same time, since they would measure
 * each other; fail-over comes last, because it disturbs. Nothing thrown by the prober is caught: a failure to measure
 * is a refusal and makes the case inconclusive.
 */
export async function runTests(
  prober: Prober,
  plan: TestPlan,
  options: { readonly id: string; readonly cutActiveLeg?: CutLeg },
): Promise<TestRun> {
  await settle(prober, plan.cases, plan.settleS);
  const once = new Memory(prober);
  const measures = new Map<string, TestMeasure>();
  const ordered = [...plan.cases].sort((a, b) => rank(a) - rank(b));
  for (const testCase of ordered)
    measures.set(testCase.id, await runCase(once, testCase, options.cutActiveLeg));
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

async function runCase(prober: Memory, testCase: TestCase, cut: CutLeg | undefined): Promise<TestMeasure> {
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
      return { ...result, reason: `the session with ${procedure.neighbor} ${state}` };
    }
    case 'path': {
      const answer = await prober.testPath(procedure.device, procedure.test);
      if (!answer.ok) return measure(testCase, 'inconclusive', `not measured: ${answer.fault.message}`);
      const figure = figureOf(procedure, answer.value);
      if (figure !== undefined) return judge(testCase, figure);
      return lost(testCase, answer.value);
    }
    case 'failover':
      return await runFailover(prober, testCase, procedure, cut);
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

async function runFailover(
  prober: Memory,
  testCase: TestCase,
  procedure: Extract<TestCase['procedure'], { kind: 'failover' }>,
  cut: CutLeg | undefined,
): Promise<TestMeasure> {
  if (cut === undefined)
    return measure(testCase, 'notRun', 'there is no means here to take the active leg away');
  const restore = await cut(procedure.site);
  try {
    const answer = await prober.fresh(procedure.standby.device, procedure.test);
    if (!answer.ok) return measure(testCase, 'inconclusive', `not measured: ${answer.fault.message}`);
    const { sent, received, rttAvgUs } = answer.value;
    if (sent === 0) return measure(testCase, 'inconclusive', 'no packet was sent');
    const result = judge(testCase, (100 * received) / sent);
    const time = rttAvgUs === undefined ? '' : `, round trip ${rttAvgUs} µs`;
    const foretold = testCase.expectation.predicted;
    const predicted = foretold === undefined ? '' : ` (predicted ${foretold} µs)`;
    return {
      ...result,
      reason: `${received} of ${sent} packets answered over the standby leg${time}${predicted}`,
    };
  } finally {
    await restore();
  }
}

/** A prober that makes the same test once in a run. */
class Memory {
  readonly #prober: Prober;
  readonly #paths = new Map<string, Promise<Result<PathMeasurement>>>();
  readonly #sessions = new Map<string, Promise<Result<readonly RoutingSession[]>>>();

  constructor(prober: Prober) {
    this.#prober = prober;
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

  fresh(device: string, test: PathTest): Promise<Result<PathMeasurement>> {
    return this.#prober.testPath(device, test);
  }
}

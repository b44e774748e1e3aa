import { servicesById } from '../../inventory/index.ts';
import type { Attempt, ExternalHandler, Json, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordFacts } from '../../platform/events/index.ts';
import { completeTest, findTest, moveTest, runTests, type TestRun } from '../../testing/index.ts';
import type { Delivery } from '../delivery.ts';
import { testFact } from '../turnUp/facts.ts';
import { itemUnderTest, ofTheService } from '../turnUp/onDemand.ts';
import { prepareTest } from '../turnUp/plan.ts';
import { transactional } from './transactional.ts';

type Done = { readonly run: TestRun; readonly rateScale: number };

/** Says that a test on demand is being made; one that was taken back meanwhile is not. */
export function beginTestHandler(): TransactionalHandler {
  return transactional('serviceTest.begin@1', async (tx, attempt) => {
    const id = testOf(attempt);
    if (await moveTest(tx, attempt.tenant, id, ['acknowledged'], 'inProgress'))
      await tell(tx, attempt.tenant, id, {});
    return { kind: 'completed', output: null };
  });
}

/** Makes a test on demand (TMF653) of a service as it stands, and keeps what was measured. It activates nothing. */
export function onDemandTestHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'serviceTest.run@1',
    mode: 'external',
    limitPerNode: 2,
    retry: { maxFailures: 2, firstMs: 2_000, factor: 3, capMs: 30_000 },
    run: (attempt) => make(delivery, attempt),
    settle,
  };
}

async function make(delivery: Delivery, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const id = testOf(attempt);
  const test = await findTest(delivery.sql, tenant, id, 0);
  if (test?.state !== 'inProgress') return { kind: 'completed', output: null };
  const item = await itemUnderTest(delivery.sql, tenant, test.serviceId);
  if (item === undefined) return problem(`service ${test.serviceId} is not delivered any more`);
  const named = test.specification === ofTheService ? undefined : test.specification;
  const prepared = await prepareTest(delivery, tenant, item, named);
  if (!prepared.ok) return problem(prepared.fault.message);
  const { plan, rateScale, cutActiveLeg } = prepared.value;
  const permit = test.interruptionAllowed ? 'everything' : 'harmless';
  // The service has been at rest for long: what does not answer at once does not answer.
  const atOnce = { ...plan, settleS: test.interruptionAllowed ? plan.settleS : 0 };
  const run = await runTests(delivery.devices.prober(tenant), atOnce, { id, cutActiveLeg, permit });
  return { kind: 'completed', output: JSON.parse(JSON.stringify({ run, rateScale })) as Json };
}

function problem(message: string): Outcome {
  return { kind: 'completed', output: { problem: message } };
}

async function settle(tx: Transaction, attempt: Attempt, outcome: Outcome): Promise<void> {
  const { tenant } = attempt;
  const id = testOf(attempt);
  const output = outcome.kind === 'completed' ? (outcome.output as Partial<Done> | null) : null;
  if (output?.run !== undefined) {
    if (!(await completeTest(tx, tenant, output.run, output.rateScale ?? 1))) return;
    const { verdict, violations, measures } = output.run;
    return await tell(tx, tenant, id, { verdict, violations, cases: measures.length });
  }
  const why =
    outcome.kind === 'fallout'
      ? outcome.error.message
      : (output as { readonly problem?: string } | null)?.problem;
  if (why !== undefined && (await moveTest(tx, tenant, id, ['inProgress'], 'failed', why)))
    await tell(tx, tenant, id, { problem: why });
}

async function tell(
  tx: Transaction,
  tenant: string,
  id: string,
  more: Readonly<Record<string, unknown>>,
): Promise<void> {
  const test = await findTest(tx.sql, tenant, id, 0);
  if (test === undefined) return;
  const [service] = await servicesById(tx.sql, tenant, [test.serviceId]);
  const { serviceId, state } = test;
  const audience = service === undefined ? [] : [service.customer];
  await recordFacts(tx, tenant, [testFact('StateChange', { id, serviceId, state, ...more }, audience)]);
}

function testOf(attempt: Pick<Attempt, 'input'>): string {
  return (attempt.input as { readonly test: string }).test;
}

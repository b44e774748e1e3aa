import { RefusalError } from '../../foundation/result.ts';
import { changeServices, serviceFamily } from '../../inventory/index.ts';
import type { Attempt, ExternalHandler, Json, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordFacts } from '../../platform/events/index.ts';
import { newId } from '../../platform/ids.ts';
import { runTests, storeTestRun, type TestRun } from '../../testing/index.ts';
import type { Delivery } from '../delivery.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { testFact } from '../turnUp/facts.ts';
import { prepareTest } from '../turnUp/plan.ts';
import { type DueReversal, reversalAfter, wantReversal } from '../turnUp/reversal.ts';
import type { TaskInput } from '../types.ts';
import { makeAgain } from './reverse.ts';
import { transactional } from './transactional.ts';

/**
 * Tests the service of an item end to end (eTOM 1.4.5.5): develops the plan from the specification and the requirement,
 * runs it from the sites' equipment, stores what was measured beside what the design predicted. Only a passed test puts
 * the service in service; anything else stays with a person, with the numbers, and by policy the change of the network is
 * taken back where nobody tests it again or waives the run in time.
 */
export function testHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'service.test@1',
    mode: 'external',
    limitPerNode: 2,
    retry: { maxFailures: 2, firstMs: 2_000, factor: 3, capMs: 30_000 },
    run: (attempt) => test(delivery, attempt),
    settle: (tx, attempt, outcome) => settle(delivery, tx, attempt, outcome),
  };
}

/** Takes back what a passed test meant: the service is no longer in service. What was measured stays on record. */
export function untestHandler(): TransactionalHandler {
  return transactional('service.untest@1', async (tx, attempt) => {
    const { tenant } = attempt;
    const input = inputOf(attempt);
    const item = await itemOf(tx.sql, tenant, input);
    if (item?.serviceId === undefined || item.serviceId === null) return { kind: 'completed', output: null };
    const family = (await serviceFamily(tx.sql, tenant, item.serviceId)).filter(
      (service) => service.state === 'inactive' && service.inService,
    );
    const changed = await changeServices(
      tx,
      tenant,
      family.map((service) => ({
        id: service.id,
        inService: false,
        ...(service.category === 'CFS' ? { cfsStatus: 5 as const } : {}),
      })),
      { by: 'testing', orderId: input.orderId, reason: 'the order was taken back' },
    );
    if (!changed.ok) throw new RefusalError(changed.fault);
    return { kind: 'completed', output: { serviceId: item.serviceId } };
  });
}

async function test(delivery: Delivery, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const item = await itemOf(delivery.sql, tenant, attempt.input as TaskInput);
  if (item === undefined) return fallout('ITEM_GONE', 'the order has no such item', null);
  const served = item.serviceId === null ? undefined : { ...item, serviceId: item.serviceId };
  const kept = served === undefined ? undefined : await makeAgain(delivery, attempt, served);
  if (kept !== undefined) return kept;
  const prepared = await prepareTest(delivery, tenant, item);
  if (!prepared.ok) return fallout(prepared.fault.code, prepared.fault.message, null);
  const { plan, rateScale, cutActiveLeg } = prepared.value;
  const run = await runTests(delivery.devices.prober(tenant), plan, { id: newId(), cutActiveLeg });
  if (run.verdict === 'passed') return { kind: 'completed', output: { run: stored({ ...run, rateScale }) } };
  const told = run.violations.length > 0 ? run.violations.join('; ') : openCases(run);
  const reversal = served === undefined ? undefined : await reversalAfter(delivery, attempt, served, run);
  const next =
    reversal === undefined
      ? ''
      : `; its change of the network is taken back from ${reversal.dueAt} on, unless it is tested again or waived before`;
  const result = stored({ ...run, rateScale, ...(reversal === undefined ? {} : { reversal }) });
  return fallout('TEST_NOT_PASSED', `the test ${run.verdict}: ${told}${next}`, result);
}

function stored(run: ScaledRun): Json {
  return JSON.parse(JSON.stringify(run)) as Json;
}

/** Why a run without violations did not pass: the cases that could not be judged. */
function openCases(run: TestRun): string {
  return run.measures
    .filter((measure) => measure.status === 'inconclusive' || measure.status === 'notRun')
    .map((measure) => `${measure.caseId}: ${measure.reason}`)
    .join('; ');
}

function fallout(code: string, message: string, details: Json): Outcome {
  return {
    kind: 'fallout',
    error: {
      code,
      message,
      cause: 'test',
      details,
      corrective: ['Find the cause on the devices, mend it, then retry the test.'],
    },
  };
}

async function settle(
  delivery: Delivery,
  tx: Transaction,
  attempt: Attempt,
  outcome: Outcome,
): Promise<void> {
  const run = runOf(outcome);
  if (run === null) return;
  const { tenant } = attempt;
  await storeTestRun(tx, tenant, run, run.rateScale);
  const input = attempt.input as TaskInput;
  const item = await itemOf(tx.sql, tenant, input);
  const services =
    item?.serviceId === undefined || item.serviceId === null
      ? []
      : await serviceFamily(tx.sql, tenant, item.serviceId);
  const passed = run.verdict === 'passed';
  const changed = await changeServices(
    tx,
    tenant,
    services
      .filter((service) => service.state === 'inactive')
      .map((service) => ({
        id: service.id,
        inService: passed,
        ...(service.category === 'CFS' ? { cfsStatus: passed ? (3 as const) : (4 as const) } : {}),
      })),
    { by: 'testing', orderId: input.orderId, reason: `test ${run.verdict}` },
  );
  if (!changed.ok) throw new RefusalError(changed.fault);
  const { id, serviceId, verdict, violations, reversal } = run;
  if (reversal !== undefined && item !== undefined && item.serviceId !== null)
    await wantReversal(
      delivery,
      tx,
      tenant,
      { ...item, serviceId: item.serviceId },
      { ...reversal, testRun: id },
    );
  const body = {
    id,
    serviceId,
    state: 'completed' as const,
    verdict,
    violations,
    cases: run.measures.length,
  };
  const audience = services.map((service) => service.customer);
  await recordFacts(tx, tenant, [testFact('StateChange', body, audience, input.orderId)]);
}

/** A run with the scale at which it was made, and what is to be taken back after it. */
type ScaledRun = TestRun & { readonly rateScale: number; readonly reversal?: DueReversal };

function runOf(outcome: Outcome): ScaledRun | null {
  if (outcome.kind === 'completed') return (outcome.output as { run?: ScaledRun } | null)?.run ?? null;
  return outcome.kind === 'fallout'
    ? ((outcome.error.details as ScaledRun | null | undefined) ?? null)
    : null;
}

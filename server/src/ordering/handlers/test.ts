import { objectPolicy } from '../../catalog/index.ts';
import { RefusalError } from '../../foundation/result.ts';
import { changeServices, serviceFamily } from '../../inventory/index.ts';
import type { Attempt, ExternalHandler, Json, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordFacts } from '../../platform/events/index.ts';
import { newId } from '../../platform/ids.ts';
import { defaultTestPolicy, planTests, runTests, storeTestRun, type TestRun } from '../../testing/index.ts';
import { configurationOf } from '../configuration.ts';
import type { Delivery } from '../delivery.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { reflectorOf, testSitesOf } from '../testPoints.ts';
import type { OrderItem, TaskInput } from '../types.ts';
import { transactional } from './transactional.ts';

/** Documentation prefixes (RFC 5737): no service may ever reach an address in them. */
const nobodysAddresses = ['198.51.100.1', '203.0.113.1'];

/**
 * Tests the service of an item end to end (eTOM 1.4.5.5): develops the plan from the specification and the requirement,
 * runs it from the sites' equipment, stores what was measured beside what the design predicted. Only a passed test puts
 * the service in service; anything else stays with a person, with the numbers.
 */
export function testHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'service.test@1',
    mode: 'external',
    limitPerNode: 2,
    retry: { maxFailures: 2, firstMs: 2_000, factor: 3, capMs: 30_000 },
    run: (attempt) => test(delivery, attempt),
    settle,
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
  const input = attempt.input as TaskInput;
  const item = await itemOf(delivery.sql, tenant, input);
  const configuration = await configurationOf(delivery, delivery.sql, tenant, input);
  if (!configuration.ok) return fallout(configuration.fault.code, configuration.fault.message, null);
  if (item?.requirement === undefined || item.requirement === null)
    return fallout('ITEM_GONE', 'the order has no such item', null);
  const run = await runPlan(delivery, attempt, item, configuration.value);
  if (typeof run === 'string') return fallout('NO_TEST_SPECIFICATION', run, null);
  const result = JSON.parse(JSON.stringify(run)) as Json;
  if (run.verdict === 'passed') return { kind: 'completed', output: { run: result } };
  const told = run.violations.length > 0 ? run.violations.join('; ') : openCases(run);
  return fallout('TEST_NOT_PASSED', `the test ${run.verdict}: ${told}`, result);
}

async function runPlan(
  delivery: Delivery,
  attempt: Attempt,
  item: OrderItem,
  configuration: { readonly serviceId: string; readonly intent: Parameters<typeof testSitesOf>[0] },
): Promise<TestRun | string> {
  const catalog = await delivery.catalog(delivery.sql, attempt.tenant);
  const requirement = item.requirement;
  if (requirement === null) return 'the item has no requirement';
  const service = catalog.of('serviceSpecification').get(requirement.serviceSpecification);
  const specification = catalog.of('testSpecification').get(service?.testSpecification ?? '');
  if (service === undefined || specification === undefined)
    return `specification ${requirement.serviceSpecification} names no test specification that is loaded`;
  const reflector = reflectorOf(configuration.intent);
  const plan = planTests({
    serviceId: configuration.serviceId,
    specification,
    requirement,
    routes: item.solution?.routes ?? [],
    sites: testSitesOf(
      configuration.intent,
      new Map(requirement.sites.map((site) => [site.site, site.bandwidthKbps])),
    ),
    classes: requirement.classesOfService ?? [],
    mtu: service.mtu,
    ...(reflector === undefined ? {} : { reflector }),
    foreignAddresses: nobodysAddresses,
    policy: objectPolicy(catalog, 'test', defaultTestPolicy),
  });
  return runTests(delivery.devices.prober(attempt.tenant), plan, { id: newId() });
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

async function settle(tx: Transaction, attempt: Attempt, outcome: Outcome): Promise<void> {
  const run = runOf(outcome);
  if (run === null) return;
  const { tenant } = attempt;
  await storeTestRun(tx, tenant, run);
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
  await recordFacts(tx, tenant, [
    {
      type: 'ServiceTestStateChangeEvent',
      domain: 'serviceTest',
      aggregate: { kind: 'serviceTest', id: run.id },
      resource: 'serviceTest',
      body: {
        id: run.id,
        serviceId: run.serviceId,
        verdict: run.verdict,
        violations: run.violations,
        cases: run.measures.length,
      },
      correlationId: input.orderId,
      audience: [...new Set(services.map((service) => service.customer))],
    },
  ]);
}

function runOf(outcome: Outcome): TestRun | null {
  if (outcome.kind === 'completed') return (outcome.output as { run?: TestRun } | null)?.run ?? null;
  return outcome.kind === 'fallout' ? ((outcome.error.details as TestRun | null | undefined) ?? null) : null;
}

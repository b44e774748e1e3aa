import type { ServiceTestCreate } from '@turnup/contract';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import { type Service, servicesById } from '../../inventory/index.ts';
import type { Context } from '../../platform/context.ts';
import type { Sql, Transaction } from '../../platform/database.ts';
import { recordAudit, recordFacts } from '../../platform/events/index.ts';
import { isId, newId } from '../../platform/ids.ts';
import { deleteTest, findTest, insertWanted, moveTest } from '../../testing/index.ts';
import type { Delivery } from '../delivery.ts';
import { itemsOfService } from '../store.ts';
import type { OrderItem } from '../types.ts';
import { testFact } from './facts.ts';

/** The subject kind of the plans that make tests on demand. */
const testSubject = 'serviceTest';

/**
 * Asks for a test of a delivered service (TMF653). It is made by a plan of its own, as soon as a worker is free. Unless
 * it may, nothing of it loads or interrupts the service; whether whoever asks may allow that is checked by who calls.
 * Refused: 422 for a service or test specification that there is not, 409 for one that has ended or was never delivered.
 */
export async function requestTest(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  wanted: ServiceTestCreate,
): Promise<Result<string>> {
  const { tenant } = context;
  const service = await serviceSeen(tx.sql, context, wanted.relatedService.id);
  if (service === undefined)
    return refuse(422, 'UNKNOWN_SERVICE', `there is no service ${wanted.relatedService.id}`, [
      { path: '/relatedService/id', message: 'is not known' },
    ]);
  if (service.state === 'terminated')
    return refuse(409, 'SERVICE_TERMINATED', `service ${service.number} ended on ${service.endDate}`);
  if ((await itemUnderTest(tx.sql, tenant, service.id)) === undefined)
    return refuse(
      409,
      'SERVICE_NOT_DELIVERED',
      `service ${service.number} was not delivered by an order of this system: nobody knows how to test it`,
    );
  const code = wanted.testSpecification.id;
  const catalog = await delivery.catalog(tx.sql, tenant);
  if (code !== ofTheService && !catalog.of('testSpecification').has(code))
    return refuse(422, 'UNKNOWN_TEST_SPECIFICATION', `there is no test specification ${code}`, [
      { path: '/testSpecification/id', message: 'is not known' },
    ]);
  const id = newId();
  const interruptionAllowed = wanted.interruptionAllowed ?? false;
  const { name, description } = wanted;
  await insertWanted(tx, tenant, {
    id,
    serviceId: service.id,
    specification: code,
    name,
    description,
    requestedBy: context.account,
    interruptionAllowed,
  });
  const task = (key: string, kind: string, label: string, after: readonly string[]) => ({
    key,
    kind,
    input: { test: id },
    activity: 'TEST',
    label,
    after,
    owner: { kind: 'system' as const, ref: null },
  });
  const planned = await delivery.plans.createPlan(tx, tenant, {
    subject: { kind: testSubject, id },
    trace: context.trace,
    tasks: [
      task('begin', 'serviceTest.begin@1', 'Begin the test', []),
      task('run', 'serviceTest.run@1', `Test ${service.number}`, ['begin']),
    ],
  });
  if (!planned.ok) return planned;
  const told = { id, name, serviceId: service.id, state: 'acknowledged' as const, interruptionAllowed };
  await recordFacts(tx, tenant, [testFact('Create', told, [service.customer])]);
  await recordAudit(tx, tenant, [
    {
      account: context.account,
      action: 'serviceTest.create',
      object: { kind: 'serviceTest', id },
      detail: { service: service.id, testSpecification: code, interruptionAllowed },
      trace: context.trace,
    },
  ]);
  return ok(id);
}

/** Names the test specification of the service itself, or the plan that is developed where it has none. */
export const ofTheService = 'default';

/** Takes a test on demand back that has not begun; 409 where it has, since what was measured stays on record. */
export async function cancelTest(
  tx: Transaction,
  context: Context,
  id: string,
  also: 'keep' | 'delete',
): Promise<Result<void>> {
  const { tenant } = context;
  const test = await findTest(tx.sql, tenant, id, 0);
  const service = test === undefined ? undefined : await serviceSeen(tx.sql, context, test.serviceId);
  if (test === undefined || service === undefined) return refuse(404, 'NOT_FOUND', `there is no test ${id}`);
  const isCancelled = test.state === 'cancelled' && also === 'delete';
  if (!isCancelled && !(await moveTest(tx, tenant, id, ['acknowledged'], 'cancelled')))
    return refuse(
      409,
      'TEST_HAS_BEGUN',
      `test ${id} is ${test.state}: only one that has not begun can be taken back, and results stay on record`,
    );
  const told = { id, serviceId: test.serviceId, state: 'cancelled' as const };
  await recordFacts(tx, tenant, [
    testFact(also === 'delete' ? 'Delete' : 'StateChange', told, [service.customer]),
  ]);
  if (also === 'delete') await deleteTest(tx, tenant, id);
  return ok(undefined);
}

/** A customer-facing service that a session may see. */
export async function serviceSeen(sql: Sql, context: Context, id: string): Promise<Service | undefined> {
  const [service] = isId(id) ? await servicesById(sql, context.tenant, [id]) : [];
  if (service === undefined || service.category !== 'CFS') return undefined;
  return context.party === undefined || service.customer === context.party ? service : undefined;
}

/** The item by which a service stands as it does: the last that was delivered, or the one that is being. */
export async function itemUnderTest(
  sql: Sql,
  tenant: string,
  serviceId: string,
): Promise<(OrderItem & { readonly number: string }) | undefined> {
  const items = await itemsOfService(sql, tenant, serviceId);
  const known = items.filter(
    ({ requirement, solution, action }) => requirement !== null && solution !== null && action !== 'delete',
  );
  return known.findLast(({ state }) => state === 'completed') ?? known.at(-1);
}

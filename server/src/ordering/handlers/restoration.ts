import { changeServices } from '../../inventory/index.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordFacts } from '../../platform/events/index.ts';
import { newId } from '../../platform/ids.ts';
import { hasPassed } from '../../testing/index.ts';
import type { Delivery } from '../delivery.ts';
import { previousOf } from '../previous.ts';
import { restorationPolicy } from '../restoration/policy.ts';
import { restorationResult } from '../restoration/result.ts';
import { awaitedSpare } from '../restoration/store.ts';
import { insertNote, ordersById } from '../store.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { fallout, transactional } from './transactional.ts';

/** Waits until a service that was cut off has another way; after the policy's time a person decides. */
export function placeRestorationHandler(delivery: Delivery): TransactionalHandler {
  return transactional('restoration.place@1', async (tx, attempt) => {
    const { tenant } = attempt;
    const input = inputOf(attempt);
    const why = await awaitedSpare(tx.sql, tenant, input);
    if (why === undefined) return { kind: 'completed', output: null };
    if (attempt.wokenBy === 'until')
      return {
        kind: 'fallout',
        error: {
          code: 'NO_SPARE',
          message: why,
          cause: 'capacity',
          corrective: [
            'Add capacity or let reservations go and retry: it is planned again by itself',
            'Give the item up: the order ends partial, and the asker is told unsuccessful',
          ],
        },
      };
    const { waitHours } = restorationPolicy(await delivery.catalog(tx.sql, tenant));
    const until = new Date(Date.parse(await delivery.now(tx.sql)) + waitHours * 3_600_000).toISOString();
    const reference = `restoration/${input.orderId}/${input.itemId}/${attempt.attempt}`;
    return { kind: 'waiting', wait: { for: 'event', reference, until } };
  });
}

/**
 * Records what came of a restoration (eTOM 1.4.6): the service's history says on what it stood and stands, and whoever
 * asked, as well as the customer, is answered by an event with his reference.
 */
export function reportRestorationHandler(): TransactionalHandler {
  return transactional('restoration.report@1', (tx, attempt) => report(tx, attempt, 'restoration'));
}

/** Records that a service moved to its standby ways: its history says which are in use, and the customer is told. */
export function reportSwitchHandler(): TransactionalHandler {
  return transactional('protection.report@1', (tx, attempt) => report(tx, attempt, 'protection'));
}

async function report(
  tx: Transaction,
  attempt: Attempt,
  what: 'restoration' | 'protection',
): Promise<Outcome> {
  const { tenant } = attempt;
  const input = inputOf(attempt);
  const item = await itemOf(tx.sql, tenant, input);
  const serviceId = item?.serviceId ?? null;
  const solution = item?.solution ?? null;
  if (item === undefined || serviceId === null || solution === null)
    return fallout('data', 'NO_SERVICE', `this item names no service for a ${what}`);
  if (!(await hasPassed(tx.sql, tenant, serviceId)))
    return fallout('system', 'TEST_REQUIRED', 'the service has no passed end-to-end test and no waiver');
  const before = await previousOf(tx.sql, tenant, { ...item, serviceId });
  const result = what === 'protection' ? 'switched' : restorationResult(before?.solution, solution);
  const [order] = await ordersById(tx.sql, tenant, [input.orderId]);
  const { customer } = item.requirement ?? {};
  const told = { result, order: order?.number ?? input.orderId, ways: waysOf(solution) };
  const changed = await changeServices(tx, tenant, [{ id: serviceId, characteristics: { [what]: told } }], {
    by: 'ordering',
    orderId: input.orderId,
    reason: result,
  });
  if (!changed.ok) return fallout('inventory', changed.fault.code, changed.fault.message);
  const text = `item ${input.itemId}: ${result}`;
  await insertNote(tx, tenant, { orderId: input.orderId, id: newId(), author: 'turnup', text });
  await recordFacts(tx, tenant, [
    {
      type: what === 'protection' ? 'ServiceProtectionSwitchEvent' : 'ServiceRestorationResultEvent',
      domain: 'serviceOrdering',
      aggregate: { kind: 'serviceOrder', id: input.orderId },
      resource: what,
      body: {
        serviceOrder: input.orderId,
        item: input.itemId,
        service: serviceId,
        result,
        ways: told.ways,
        externalReference: order?.externalReference ?? [],
      },
      audience: customer === undefined ? [] : [customer],
      correlationId: input.orderId,
    },
  ]);
  return { kind: 'completed', output: { serviceId, result } };
}

/** The links that a service uses, by way, for its history. */
function waysOf({
  routes,
}: {
  readonly routes: readonly {
    readonly role: string;
    readonly from: string;
    readonly to: string;
    readonly core: { readonly links: readonly string[] };
  }[];
}) {
  return routes.map(({ role, from, to, core }) => ({ role, from, to, links: core.links }));
}

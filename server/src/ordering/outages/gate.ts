import { unwrap } from '../../foundation/result.ts';
import { announceOutage, moveOutageTo, type PlannedOutage, readOutages } from '../../maintenance/index.ts';
import type { Attempt, Outcome } from '../../plan/index.ts';
import type { Sql, Transaction } from '../../platform/database.ts';
import type { ItemConfiguration } from '../configuration.ts';
import type { Delivery } from '../delivery.ts';
import { ordersById } from '../store.ts';
import type { OrderItem } from '../types.ts';
import { type Interruption, interruptionOf, windowFor } from './plan.ts';
import { type OutagePolicy, outagePolicy } from './policy.ts';

/** What a task that waits for a maintenance window waits by. */
export function outageReference(outage: Pick<PlannedOutage, 'id'>, attemptId: string): string {
  return `outage/${outage.id}/${attemptId}`;
}

/**
 * Keeps a change of the network back that interrupts services in use until it was announced and its window is open: the
 * outcome is then a wait with that instant. Undefined: go on. What was begun within its window is finished after it.
 */
export async function outageGate(
  delivery: Delivery,
  attempt: Attempt,
  item: OrderItem | undefined,
  contributions: ItemConfiguration['provider'],
): Promise<Outcome | undefined> {
  const { tenant } = attempt;
  const policy = outagePolicy(await delivery.catalog(delivery.sql, tenant));
  if (policy === undefined || item === undefined) return undefined;
  const open = await openOutage(delivery.sql, tenant, item);
  if (open?.state === 'inProgress') return undefined;
  if (open === undefined) {
    const interruption = await interruptionOf(delivery, delivery.sql, tenant, policy, item, contributions);
    if (interruption === undefined) return undefined;
    const made = await delivery.transaction((tx) =>
      announceFor(delivery, tx, tenant, policy, item, interruption),
    );
    return await untilOpen(delivery, attempt, made);
  }
  return await untilOpen(delivery, attempt, open);
}

/** The outage that was announced for an item and is not over. */
export async function openOutage(
  sql: Sql,
  tenant: string,
  { orderId, itemId }: Pick<OrderItem, 'orderId' | 'itemId'>,
): Promise<PlannedOutage | undefined> {
  const state = 'announced,inProgress';
  return (await readOutages(sql, tenant, { orderId, itemId, state }))[0];
}

/** Announces the interruption of an item's change, for the first window that leaves the lead time. */
export async function announceFor(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  policy: OutagePolicy,
  item: OrderItem,
  interruption: Interruption,
): Promise<PlannedOutage> {
  const { orderId, itemId } = item;
  const [order] = await ordersById(tx.sql, tenant, [orderId]);
  const urgent =
    order?.category !== undefined && order?.category !== null && policy.emergencies.includes(order.category);
  const leadWorkingDays = urgent ? 0 : policy.leadWorkingDays;
  const window = urgent
    ? { start: await delivery.now(tx.sql) }
    : unwrap(await windowFor(delivery, tx.sql, tenant, policy, interruption.devices));
  return await announceOutage(tx, tenant, {
    reason: `work for ${order?.number ?? orderId}`,
    orderId,
    itemId,
    ...interruption,
    leadWorkingDays,
    startsAt: window.start,
    endsAt: new Date(Date.parse(window.start) + policy.minutes * 60_000).toISOString(),
  });
}

async function untilOpen(
  delivery: Delivery,
  attempt: Attempt,
  outage: PlannedOutage,
): Promise<Outcome | undefined> {
  const { tenant } = attempt;
  const now = await delivery.now(delivery.sql);
  if (now < outage.startsAt)
    return {
      kind: 'waiting',
      wait: { for: 'date', reference: outageReference(outage, attempt.attemptId), until: outage.startsAt },
    };
  await delivery.transaction((tx) => moveOutageTo(tx, tenant, outage.id, ['announced'], 'inProgress'));
  return undefined;
}

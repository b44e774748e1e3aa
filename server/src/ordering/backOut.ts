import type { ServiceOrderCreate, ServiceOrderItemCreate } from '@turnup/contract';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { recordAudit } from '../platform/events/index.ts';
import { acceptOrder } from './accept.ts';
import { requestCancellation } from './cancel.ts';
import type { Delivery } from './delivery.ts';
import { prerequisitesOfOrder } from './prerequisite-store.ts';
import { isUnderWay } from './retreat.ts';
import { itemsOf, ordersById } from './store.ts';
import type { Order, OrderItem } from './types.ts';

/**
 * Backs an order out: cancels what is open of it, and takes what was delivered back by a linked order with a delete item
 * for each service, in reverse of what relied on what. What is completed stays completed, so the order ends `partial`.
 * Answers the id of the linked order; null where nothing had been delivered. Refused 404, 409 `NOTHING_TO_BACK_OUT`,
 * `CANNOT_BACK_OUT` where a completed item was no delivery of a new service, and as the cancellation and the acceptance:
 * where what is open may not be cancelled, nothing that was delivered ends.
 */
export async function backOutOrder(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  orderId: string,
  request: { readonly reason: string; readonly acceptCharges: boolean },
): Promise<Result<string | null>> {
  const { tenant } = context;
  const [order] = await ordersById(tx.sql, tenant, [orderId]);
  if (order === undefined || order.kind !== 'request')
    return refuse(404, 'NOT_FOUND', `there is no service order ${orderId}`);
  const items = await itemsOf(tx.sql, tenant, [orderId]);
  const done = items.filter((item) => item.state === 'completed' && item.action !== 'noChange');
  const other = done.find((item) => item.action !== 'add');
  if (other !== undefined)
    return refuse(
      409,
      'CANNOT_BACK_OUT',
      `item ${other.itemId} was to ${other.action} a service: order what shall be instead`,
    );
  const open = items.filter(isUnderWay);
  if (open.length + done.length === 0)
    return refuse(
      409,
      'NOTHING_TO_BACK_OUT',
      `order ${order.number} is ${order.state}: nothing of it stands`,
    );
  if (open.length > 0) {
    const cancelled = await requestCancellation(delivery, tx, context, {
      serviceOrder: { id: orderId },
      serviceOrderItem: open.map((item) => item.itemId),
      cancellationReason: request.reason,
      acceptCharges: request.acceptCharges,
    });
    if (!cancelled.ok) return cancelled;
  }
  const linked =
    done.length === 0
      ? undefined
      : await acceptOrder(
          delivery,
          tx,
          context,
          await deletions(tx, tenant, order, done, request.reason),
          undefined,
        );
  if (linked?.ok === false) return linked;
  const orderOfDeletions = linked?.value.orderId ?? null;
  await recordAudit(tx, tenant, [
    {
      account: context.account,
      action: 'serviceOrder.backOut',
      object: { kind: 'serviceOrder', id: orderId },
      detail: {
        reason: request.reason,
        cancelled: open.map(({ itemId }) => itemId),
        order: orderOfDeletions,
      },
      trace: context.trace,
    },
  ]);
  return ok(orderOfDeletions);
}

/** The order that takes services back: what relied on another goes before it. */
async function deletions(
  tx: Transaction,
  tenant: string,
  order: Order,
  done: readonly OrderItem[],
  reason: string,
): Promise<ServiceOrderCreate> {
  const relied = await prerequisitesOfOrder(tx.sql, tenant, order.id);
  const ids = new Set(done.map((item) => item.itemId));
  return {
    description: `Backs out ${order.number}: ${reason}`.slice(0, 4_000),
    priority: String(order.priority),
    relatedParty: [...order.relatedParty],
    orderRelationship: [{ id: order.id, relationshipType: 'backsOut' }],
    serviceOrderItem: done.map((item): ServiceOrderItemCreate => {
      const after = relied.filter(
        ({ itemId, onOrder, onItem }) => onOrder === order.id && onItem === item.itemId && ids.has(itemId),
      );
      return {
        id: item.itemId,
        action: 'delete',
        service: { id: item.serviceId ?? '' },
        ...(after.length === 0
          ? {}
          : {
              serviceOrderItemRelationship: after.map(({ itemId }) => ({
                relationshipType: 'dependency',
                orderItem: { itemId },
              })),
            }),
      };
    }),
  };
}

import type { ServiceOrderCreate } from '@turnup/contract';
import { type FieldFault, ok, type Result, refuse } from '../foundation/result.ts';
import { topologicalOrder } from '../foundation/topological.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { allItems, familyOf } from './nesting.ts';
import { finalStates } from './rollup.ts';
import { itemsOf, ordersById } from './store.ts';
import type { Order, OrderItem } from './types.ts';

/** An item relies on another, of its own order or of another one: its work begins when that one is completed. */
export type Prerequisite = { readonly itemId: string; readonly onOrder: string; readonly onItem: string };

/** What the items of a request rely on, and the other orders among it. */
export type Prerequisites = {
  readonly all: readonly Prerequisite[];
  readonly orders: ReadonlyMap<string, Order>;
};

/**
 * Types of relationships that are waited for: TMF641's `dependency` ("do not start until the other is complete") and
 * `reliesFrom`, by which TMF633 and TMF638 name the same. Any other type is kept and shown.
 */
const waitedFor: ReadonlySet<string> = new Set(['dependency', 'reliesFrom']);

/** Relationship types that the system itself writes between a request and the orders issued from it. */
const ownTypes: ReadonlySet<string> = new Set(['initiates', 'initiatedBy']);

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Wanted = {
  readonly itemId: string;
  readonly order: string;
  readonly item: string | null;
  readonly path: string;
};

/**
 * Resolves what a request relies on. An item that holds others stands for itself and all of them; an order for all its
 * items. Refused (422) `UNKNOWN_PREREQUISITE` where an order or item is not known to the asker, with each place;
 * `DEPENDENCY_CYCLE` with the way round; (409) `PREREQUISITE_FAILED` where it will never be completed.
 */
export async function prerequisitesOf(
  tx: Transaction,
  context: Context,
  body: ServiceOrderCreate,
  orderId: string,
): Promise<Result<Prerequisites>> {
  const wanted = wantedOf(body, orderId);
  const others = [
    ...new Set(wanted.map(({ order }) => order).filter((id) => id !== orderId && uuid.test(id))),
  ];
  const orders = new Map(
    (others.length === 0 ? [] : await ordersById(tx.sql, context.tenant, others))
      .filter((order) => order.kind === 'request')
      .filter((order) => context.party === undefined || order.customer === context.party)
      .map((order) => [order.id, order] as const),
  );
  const theirs = orders.size === 0 ? [] : await itemsOf(tx.sql, context.tenant, [...orders.keys()]);
  const items = new Map<string, readonly Nested[]>(Map.groupBy(theirs, (item) => item.orderId));
  items.set(orderId, ownItems(body));
  const faults = [...relationshipFaults(body, orders), ...wanted.flatMap((each) => unknown(each, items))];
  if (faults.length > 0)
    return refuse(422, 'UNKNOWN_PREREQUISITE', faults.map(({ message }) => message).join('; '), faults);
  const failed = theirs.find(
    (item) => finalStates.has(item.state) && item.state !== 'completed' && isWanted(item, wanted),
  );
  if (failed !== undefined)
    return refuse(
      409,
      'PREREQUISITE_FAILED',
      `item ${failed.itemId} of order ${orders.get(failed.orderId)?.number} is ${failed.state} and will never be completed`,
    );
  const all = wanted.flatMap(({ itemId, order, item }) =>
    resolved(items.get(order) ?? [], item).map(
      (onItem): Prerequisite => ({ itemId, onOrder: order, onItem }),
    ),
  );
  const cycle = cycleAmong(orderId, ownItems(body), all);
  if (cycle !== undefined)
    return refuse(422, 'DEPENDENCY_CYCLE', `items rely on one another in a circle: ${cycle.join(' → ')}`);
  return ok({ all: unique(all), orders });
}

type Nested = Pick<OrderItem, 'itemId' | 'parentItemId'>;

function ownItems(body: ServiceOrderCreate): readonly Nested[] {
  return allItems(body).map(({ item, parent }) => ({ itemId: item.id, parentItemId: parent }));
}

function wantedOf(body: ServiceOrderCreate, orderId: string): Wanted[] {
  const nested = allItems(body);
  const wholeOrders = (body.orderRelationship ?? []).flatMap(({ id, relationshipType }, index) =>
    waitedFor.has(relationshipType)
      ? nested.map(({ item }) => ({
          itemId: item.id,
          order: id,
          item: null,
          path: `/orderRelationship/${index}/id`,
        }))
      : [],
  );
  const single = nested.flatMap(({ item, path }) =>
    (item.serviceOrderItemRelationship ?? []).flatMap(({ relationshipType, orderItem }, index) =>
      waitedFor.has(relationshipType)
        ? [
            {
              itemId: item.id,
              order: orderItem.serviceOrderId ?? orderId,
              item: orderItem.itemId,
              path: `${path}/serviceOrderItemRelationship/${index}/orderItem`,
            },
          ]
        : [],
    ),
  );
  return [...wholeOrders, ...single];
}

function relationshipFaults(body: ServiceOrderCreate, orders: ReadonlyMap<string, Order>): FieldFault[] {
  return (body.orderRelationship ?? []).flatMap(({ id, relationshipType }, index) => {
    const path = `/orderRelationship/${index}`;
    if (ownTypes.has(relationshipType))
      return [
        { path: `${path}/relationshipType`, message: `${relationshipType} is told by the system alone` },
      ];
    return waitedFor.has(relationshipType) || orders.has(id) || uuid.test(id)
      ? []
      : [{ path: `${path}/id`, message: `there is no service order ${id}` }];
  });
}

function unknown({ order, item, path }: Wanted, items: ReadonlyMap<string, readonly Nested[]>): FieldFault[] {
  const there = items.get(order);
  if (there === undefined) return [{ path, message: `there is no service order ${order}` }];
  if (item === null || there.some((each) => each.itemId === item)) return [];
  return [{ path, message: `the order has no item ${item}` }];
}

function isWanted(item: OrderItem, wanted: readonly Wanted[]): boolean {
  return wanted.some(
    (each) => each.order === item.orderId && (each.item === null || each.item === item.itemId),
  );
}

function resolved(items: readonly Nested[], itemId: string | null): readonly string[] {
  return itemId === null ? items.map((item) => item.itemId) : familyOf(items, itemId);
}

function unique(all: readonly Prerequisite[]): readonly Prerequisite[] {
  return [...new Map(all.map((each) => [`${each.itemId}\n${each.onOrder}\n${each.onItem}`, each])).values()];
}

/**
 * The way round among the items of one order, from first to first again; undefined where there is none. What is in
 * other orders cannot close a circle: an order is known to others only once it is accepted, and what it relies on is
 * then settled. Pure.
 */
function cycleAmong(
  orderId: string,
  items: readonly Nested[],
  all: readonly Prerequisite[],
): readonly string[] | undefined {
  const sorted = topologicalOrder(
    items.map(({ itemId }) => ({
      key: itemId,
      after: all
        .filter((each) => each.itemId === itemId && each.onOrder === orderId)
        .map((each) => each.onItem),
    })),
  );
  return sorted.kind === 'cycle' ? sorted.cycle : undefined;
}

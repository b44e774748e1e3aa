import type { OrderDifference, ServiceRequirement } from '@turnup/contract';
import type { Sql, Transaction } from '../../platform/database.ts';
import { itemsOf, ordersById } from '../store.ts';
import type { Order, OrderItem } from '../types.ts';
import { insertVersion, versionsOf } from './store.ts';

/** What is asked of an order: what a version keeps. */
export type Snapshot = {
  readonly description: string | null;
  readonly priority: number;
  readonly requestedStartDate: string | null;
  readonly requestedCompletionDate: string | null;
  readonly items: Readonly<Record<string, unknown>>;
};

/** An order as it is asked now. */
export async function snapshotOf(sql: Sql, tenant: string, orderId: string): Promise<Snapshot> {
  const [order] = await ordersById(sql, tenant, [orderId]);
  if (order === undefined) throw new Error(`order ${orderId} is locked and cannot be gone`);
  return snapshot(order, await itemsOf(sql, tenant, [orderId]));
}

function snapshot(order: Order, items: readonly OrderItem[]): Snapshot {
  const { description, priority, requestedStartDate, requestedCompletionDate } = order;
  return {
    description,
    priority,
    requestedStartDate,
    requestedCompletionDate,
    items: Object.fromEntries(items.map(({ itemId, requirement }) => [itemId, asked(requirement)])),
  };
}

/** Sites under their codes, so that a difference names the site and not its place in a list. */
function asked(requirement: ServiceRequirement | null): unknown {
  if (requirement === null) return null;
  const { sites, requestedCompletionDate: _, ...rest } = requirement;
  return { ...rest, sites: Object.fromEntries(sites.map(({ site, ...said }) => [site, said])) };
}

/** Where two snapshots differ, by path, down to values and lists. Pure. */
export function differenceOf(before: unknown, after: unknown, path = ''): OrderDifference[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isObject(before) || !isObject(after))
    return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => differenceOf(before[name], after[name], `${path}/${name}`));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A difference in words: `/items/1/sites/LDS/bandwidthKbps 500000 → 1000000`. */
export function inWords(difference: readonly OrderDifference[]): string {
  const told = (value: unknown): string =>
    value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);
  return difference.map(({ path, before, after }) => `${path} ${told(before)} → ${told(after)}`).join('; ');
}

/**
 * Keeps the version that a change has made of an order; the first change keeps what was before it too. Answers what
 * differs, empty where nothing does, and then nothing is kept.
 */
export async function keepVersion(
  tx: Transaction,
  tenant: string,
  orderId: string,
  before: Snapshot,
  by: { readonly author: string; readonly amendmentId: string | null },
): Promise<OrderDifference[]> {
  const after = await snapshotOf(tx.sql, tenant, orderId);
  const difference = differenceOf(before, after);
  if (difference.length === 0) return difference;
  const known = await versionsOf(tx.sql, tenant, orderId);
  if (known.length === 0) {
    const [order] = await ordersById(tx.sql, tenant, [orderId]);
    await insertVersion(tx, tenant, orderId, {
      version: 1,
      amendmentId: null,
      author: order?.client ?? '',
      effectiveAt: order?.orderDate ?? null,
      snapshot: before,
      difference: [],
    });
  }
  await insertVersion(tx, tenant, orderId, {
    version: Math.max(known.at(-1)?.version ?? 1, 1) + 1,
    amendmentId: by.amendmentId,
    author: by.author,
    effectiveAt: null,
    snapshot: after,
    difference,
  });
  return difference;
}

import { ordersByCorrelation, type PartnerOrder } from '../partner/index.ts';
import type { Transaction } from '../platform/database.ts';
import { amendmentCount } from './amend/store.ts';
import { correlationOf } from './handlers/partnerOrder.ts';
import { itemsOfService } from './store.ts';

/**
 * The partner order that gave a site of a service its tail, by whichever order of ours it was placed but `except`: the one
 * that stands, or the last that was placed.
 */
export async function tailOfSite(
  tx: Transaction,
  tenant: string,
  serviceId: string,
  site: string | undefined,
  except?: { readonly orderId: string; readonly itemId: string },
): Promise<PartnerOrder | undefined> {
  const correlations = new Set<string>();
  for (const { orderId, itemId } of await itemsOfService(tx.sql, tenant, serviceId)) {
    if (orderId === except?.orderId && itemId === except.itemId) continue;
    const amended = await amendmentCount(tx.sql, tenant, orderId);
    for (const revision of [undefined, ...Array.from({ length: amended }, (_, index) => index + 1)])
      correlations.add(correlationOf({ orderId, itemId, site, revision }));
  }
  return standingOf(await ordersByCorrelation(tx.sql, tenant, [...correlations]));
}

/** Of orders for a tail the one that stands: delivered and not ceased, else any that was placed. Pure. */
export function standingOf(orders: readonly PartnerOrder[]): PartnerOrder | undefined {
  return (
    orders.find(
      ({ action, ceasedDate, state }) => action === 'add' && ceasedDate === null && state === 'completed',
    ) ?? orders.find(({ action }) => action === 'add')
  );
}

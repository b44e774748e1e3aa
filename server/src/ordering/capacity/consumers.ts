import type { StoredAugmentation } from '../../augmentation/index.ts';
import { findDesign } from '../../design/index.ts';
import type { Sql } from '../../platform/database.ts';
import { reservationsOfItem } from '../placed.ts';
import { reservationOfQualification } from '../qualificationReservation.ts';
import { itemsOf, itemsOfDesign } from '../store.ts';
import type { OrderItem } from '../types.ts';

/** The designs that share any of these augmentations. */
export function designsOf(augmentations: readonly Pick<StoredAugmentation, 'shares'>[]): string[] {
  const ids = augmentations.flatMap(({ shares }) =>
    shares.flatMap(({ consumer }) => (consumer.kind === 'serviceDesign' ? [consumer.id] : [])),
  );
  return [...new Set(ids)].toSorted();
}

/** The items that are delivered from a design, as they stand. */
export async function deliveredItems(sql: Sql, tenant: string, design: string): Promise<OrderItem[]> {
  const places = await itemsOfDesign(sql, tenant, design);
  const items = await itemsOf(sql, tenant, [...new Set(places.map(({ orderId }) => orderId))]);
  return items.filter((item) =>
    places.some(({ orderId, itemId }) => orderId === item.orderId && itemId === item.itemId),
  );
}

/** What is reserved for designs: with the verdict, and for the items that deliver them. */
export async function reservationsOfDesigns(
  sql: Sql,
  tenant: string,
  designs: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const id of designs) {
    const design = await findDesign(sql, tenant, id);
    const kept =
      design === undefined ? null : await reservationOfQualification(sql, tenant, design.openedFor);
    if (kept !== null) found.push(kept);
    found.push(...(await deliveredItems(sql, tenant, id)).flatMap(reservationsOfItem));
  }
  return [...new Set(found)];
}

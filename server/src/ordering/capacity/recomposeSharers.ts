import { findDesign } from '../../design/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Delivery } from '../delivery.ts';
import { recomposeNow } from '../recomposeNow.ts';
import { insertNote, itemsOfDesign } from '../store.ts';

/**
 * Brings designs in line with augmentations that they share, or do no longer: one that nobody has decided on is composed
 * anew; of one that is approved the orders are told, since what they pay and when may have moved.
 */
export async function recomposeSharers(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  designs: readonly string[],
): Promise<void> {
  for (const id of [...new Set(designs)].toSorted()) {
    const design = await findDesign(tx.sql, tenant, id);
    if (design === undefined) continue;
    if (design.state === 'draft' || design.state === 'inReview')
      await recomposeNow(delivery, tx, tenant, design, undefined);
    else if (design.state === 'approved')
      await noteOnOrders(
        tx,
        tenant,
        id,
        `An augmentation that ${design.number} shares has changed: see it for cost and date.`,
      );
  }
}

/** Tells the orders that deliver a design. */
export async function noteOnOrders(
  tx: Transaction,
  tenant: string,
  design: string,
  text: string,
): Promise<void> {
  const orders = new Set((await itemsOfDesign(tx.sql, tenant, design)).map(({ orderId }) => orderId));
  for (const orderId of orders)
    await insertNote(tx, tenant, { orderId, id: newId(), author: 'capacity', text });
}

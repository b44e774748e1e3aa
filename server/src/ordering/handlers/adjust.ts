import { reservation } from '../../allocation/index.ts';
import { RefusalError } from '../../foundation/result.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Delivery } from '../delivery.ts';
import { linkDemandKbps, registeredPools } from '../parameters.ts';
import { type DeliveredItem, previousOf } from '../previous.ts';
import { reservationsOfService } from '../standing.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { fallout, transactional } from './transactional.ts';

/** Brings the bandwidth that a service holds on the links to what the item wants of it. */
export function adjustHandler(delivery: Delivery): TransactionalHandler {
  return transactional('parameters.adjust@1', (tx, attempt) => adjust(delivery, tx, attempt, false));
}

/** Brings it back to what it was before the item. */
export function readjustHandler(delivery: Delivery): TransactionalHandler {
  return transactional('parameters.readjust@1', (tx, attempt) => adjust(delivery, tx, attempt, true));
}

/**
 * What was held for the service is given back and what is wanted taken, in one transaction: what cannot be had throws,
 * so that nothing was given back either.
 */
async function adjust(
  delivery: Delivery,
  tx: Transaction,
  attempt: Attempt,
  back: boolean,
): Promise<Outcome> {
  const { tenant } = attempt;
  const input = inputOf(attempt);
  const item = await itemOf(tx.sql, tenant, input);
  if (item?.serviceId === undefined || item.serviceId === null)
    return fallout('data', 'NO_SERVICE', 'this item names no service to change');
  const before = await previousOf(tx.sql, tenant, { ...item, serviceId: item.serviceId });
  const wanted = back ? before : (item as DeliveredItem);
  if (wanted?.requirement === undefined || wanted.requirement === null || wanted.solution === null)
    return fallout('data', 'NO_SERVICE', 'nothing is known of how the service stood before');
  for (const id of await reservationsOfService(tx.sql, tenant, item.serviceId)) {
    const found = await reservation(tx.sql, tenant, id);
    const lines = (found?.lines ?? [])
      .filter((line) => line.pool === registeredPools.linkBandwidth)
      .map((line) => line.key);
    if (found === null || lines.length === 0) continue;
    const request = { reservationId: id, owner: found.owner, lines };
    for (const giveBack of [delivery.parameters.deallocate, delivery.parameters.release]) {
      const given = await giveBack(tx, tenant, request);
      if (!given.ok) throw new RefusalError(given.fault);
    }
  }
  const reservationId = newId();
  const owner = { kind: 'service', id: item.serviceId };
  const lines = [...linkDemandKbps(wanted.requirement, wanted.solution.routes)].map(([link, amount]) => ({
    key: `bandwidth:${link}`,
    shape: 'quantities' as const,
    pool: registeredPools.linkBandwidth,
    scope: link,
    amount,
  }));
  if (lines.length > 0) {
    const use = { from: await delivery.now(tx.sql), to: null };
    const taken = await delivery.parameters.reserve(tx, tenant, {
      reservationId,
      owner,
      reason: `rates of ${item.serviceId}`,
      holdUntil: null,
      use,
      lines,
    });
    if (!taken.ok) throw new RefusalError(taken.fault);
    const allocated = await delivery.parameters.allocate(tx, tenant, { reservationId, owner });
    if (!allocated.ok) throw new RefusalError(allocated.fault);
  }
  return { kind: 'completed', output: { links: lines.map(({ scope, amount }) => ({ scope, amount })) } };
}

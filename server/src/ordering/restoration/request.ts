import type { RestorationCreate, ServiceOrderCreate } from '@turnup/contract';
import { type Result, refuse } from '../../foundation/result.ts';
import type { Context } from '../../platform/context.ts';
import type { Transaction } from '../../platform/database.ts';
import { type Accepted, acceptOrder } from '../accept.ts';
import type { Delivery } from '../delivery.ts';
import { objectNamed, type Stander, standersOn } from '../standsOn.ts';

/**
 * Makes the TMF641 order of category restoration for everything in use that stands on what has failed, and accepts it.
 * Refused (422) where nothing known is named or nothing in use stands there.
 */
export async function requestRestoration(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  body: RestorationCreate,
): Promise<Result<Accepted>> {
  const { tenant } = context;
  const network = await delivery.network(tx.sql, tenant);
  const objects = body.failed.flatMap((name) => objectNamed(network, name) ?? []);
  if (objects.length < body.failed.length)
    return refuse(422, 'UNKNOWN_OBJECT', `not all of ${body.failed.join(', ')} are in the network`, [
      { path: '/failed', message: 'names something that is not known' },
    ]);
  const standers = await standersOn(tx.sql, tenant, network, objects);
  if (standers.length === 0)
    return refuse(422, 'NOTHING_STANDS_THERE', `no service in use stands on ${body.failed.join(', ')}`, [
      { path: '/failed', message: 'carries nothing' },
    ]);
  return acceptOrder(delivery, tx, context, restorationOrder(body, standers), undefined);
}

/** The TMF641 order that leads services around what has failed. Pure. */
export function restorationOrder(
  body: RestorationCreate,
  services: readonly Pick<Stander, 'serviceId'>[],
): ServiceOrderCreate {
  return {
    category: 'restoration',
    description: body.reason,
    externalReference: [{ id: body.ticket, externalReferenceType: 'troubleTicket' }],
    ...(body.externalId === undefined ? {} : { externalId: body.externalId }),
    serviceOrderItem: services.map(({ serviceId }, index) => ({
      id: String(index + 1),
      action: 'modify',
      service: { id: serviceId, serviceCharacteristic: [{ name: 'failed', value: body.failed }] },
    })),
  };
}

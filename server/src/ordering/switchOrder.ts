import type { ServiceOrderCreate } from '@turnup/contract';
import { type Result, refuse } from '../foundation/result.ts';
import { servicesById } from '../inventory/index.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { isId } from '../platform/ids.ts';
import { type Accepted, acceptOrder } from './accept.ts';
import type { Delivery } from './delivery.ts';
import { switchCharacteristic } from './patterns/read.ts';

/** What the network operations centre says of a service that is to leave the ways on which it runs. */
export type SwitchAsked = {
  readonly service: string;
  readonly reason: string;
  readonly externalId?: string | undefined;
};

/**
 * Orders that a service moves to the ways that stand by for it, for whoever watches the network: a service order like any
 * other, of one item that modifies the service. Refuses as `patterns/switch`; 404 for a service that is no customer's.
 */
export async function switchOrder(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  { service: id, reason, externalId }: SwitchAsked,
  idempotencyKey: string | undefined,
): Promise<Result<Accepted>> {
  const [service] = isId(id) ? await servicesById(tx.sql, context.tenant, [id]) : [];
  if (service === undefined || service.category !== 'CFS')
    return refuse(404, 'NOT_FOUND', `there is no service ${id} of a customer`);
  const body: ServiceOrderCreate = {
    description: reason,
    ...(externalId === undefined ? {} : { externalId }),
    relatedParty: [{ id: service.customer, role: 'customer' }],
    serviceOrderItem: [
      {
        id: '1',
        action: 'modify',
        service: {
          id: service.id,
          serviceCharacteristic: [{ name: switchCharacteristic, value: 'standby' }],
        },
      },
    ],
  };
  return acceptOrder(delivery, tx, context, body, idempotencyKey);
}

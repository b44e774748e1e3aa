import type { ServiceOrderCreate } from '@turnup/contract';
import { type Result, refuse } from '../foundation/result.ts';
import { servicesById, unitsBySerial } from '../inventory/index.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { type Accepted, acceptOrder } from './accept.ts';
import type { Delivery } from './delivery.ts';
import { swapCharacteristic } from './patterns/read.ts';

/** What the network operations centre says of a unit that broke. */
export type SwapAsked = {
  readonly serial: string;
  readonly reason: string;
  readonly model?: string | undefined;
  readonly externalId?: string | undefined;
};

/**
 * Orders another unit in the place of one that broke, for whoever watches the network: a service order like any other, of
 * one item that modifies the service. Refuses as `patterns/swap`; 404 for a unit that is not known, 409 for one that serves nobody.
 */
export async function swapOrder(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  { serial, reason, model, externalId }: SwapAsked,
  idempotencyKey: string | undefined,
): Promise<Result<Accepted>> {
  const { tenant } = context;
  const [unit] = await unitsBySerial(tx.sql, tenant, [serial]);
  if (unit === undefined) return refuse(404, 'UNKNOWN_SERIAL', `there is no unit ${serial}`);
  const [service] = unit.serviceId === null ? [] : await servicesById(tx.sql, tenant, [unit.serviceId]);
  if (service === undefined)
    return refuse(409, 'UNIT_NOT_IN_SERVICE', `unit ${serial} is ${unit.state} and serves nobody`);
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
          serviceCharacteristic: [
            { name: swapCharacteristic, value: { serial, ...(model === undefined ? {} : { model }) } },
          ],
        },
      },
    ],
  };
  return acceptOrder(delivery, tx, context, body, idempotencyKey);
}

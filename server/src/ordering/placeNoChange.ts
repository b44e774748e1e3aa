import type { ServiceOrderCreate, ServiceOrderItemCreate } from '@turnup/contract';
import { ok, type Result } from '../foundation/result.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { pathOf } from './nesting.ts';
import { blankItem, type Placed } from './placed.ts';
import { customersService } from './standing.ts';

/**
 * An item that asks for no change of a service that the customer has: it is done when it is accepted, and others may
 * rely on it. Refused as {@link customersService}; another order may be at the service, since nothing of it is touched.
 */
export async function placeNoChange(
  tx: Transaction,
  context: Context,
  body: ServiceOrderCreate,
  orderId: string,
  item: ServiceOrderItemCreate,
): Promise<Result<Placed>> {
  const customer = body.relatedParty?.find((party) => party.role === 'customer')?.id;
  const found = await customersService(tx, context, customer, item.service.id ?? '', pathOf(body, item));
  if (!found.ok) return found;
  return ok({
    item: { ...blankItem(orderId, item), state: 'completed' },
    customer: found.value.customer,
  });
}

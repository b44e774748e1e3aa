import type { ServiceOrderCreate, ServiceOrderItemCreate, ServiceState } from '@turnup/contract';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import type { Context } from '../../platform/context.ts';
import type { Transaction } from '../../platform/database.ts';
import type { World } from '../assess.ts';
import type { Delivery } from '../delivery.ts';
import { pathOf } from '../nesting.ts';
import { type Standing, standingService } from '../standing.ts';

/** What an item for a live service is placed with. */
export type Ground = {
  readonly delivery: Delivery;
  readonly tx: Transaction;
  readonly context: Context;
  readonly world: World;
  readonly body: ServiceOrderCreate;
  readonly order: { readonly orderId: string; readonly number: string };
  readonly item: ServiceOrderItemCreate;
};

/** What is legal for a service in a state, in words. */
const legal: Partial<Readonly<Record<ServiceState, string>>> = {
  active: 'it can be changed, suspended, relocated, migrated, transferred or deleted',
  inactive: 'it can be resumed or deleted',
};

/**
 * The service of an item as it stands, in the state that the pattern needs. Refused (409) in any other one, with what would
 * be legal; otherwise as {@link standingService}.
 */
export async function standingIn(
  { tx, context, body, item }: Ground,
  state: 'active' | 'inactive',
): Promise<Result<Standing>> {
  const customer = body.relatedParty?.find((party) => party.role === 'customer')?.id;
  const found = await standingService(tx, context, customer, item.service.id ?? '', pathOf(body, item));
  if (!found.ok) return found;
  const { service } = found.value;
  if (service.state === state) return ok(found.value);
  return refuse(
    409,
    state === 'active' ? 'SERVICE_NOT_ACTIVE' : 'SERVICE_NOT_SUSPENDED',
    `service ${service.number} is ${service.state}, not ${state}: ${legal[service.state] ?? 'its order must end first'}`,
  );
}

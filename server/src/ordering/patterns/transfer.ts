import { type Result, refuse } from '../../foundation/result.ts';
import { findParty } from '../../inventory/index.ts';
import { pathOf } from '../nesting.ts';
import type { Placed } from '../placed.ts';
import { requirementOf, restated } from '../requirement.ts';
import { placed } from './asItStands.ts';
import { type Ground, standingIn } from './ground.ts';

/**
 * An item that makes a service another customer's: the parties and who is billed change, nothing on any device. What the
 * next customer pays may be said with it (`commercial`). Refused where that is the customer already (409) or is none (422).
 */
export async function placeTransfer(
  ground: Ground,
  { customer }: { readonly customer: string },
): Promise<Result<Placed>> {
  const { tx, context, body, item } = ground;
  const found = await standingIn(ground, 'active');
  if (!found.ok) return found;
  const { service, requirement } = found.value;
  const path = `${pathOf(body, item)}/service`;
  const at = [{ path: `${path}/relatedParty`, message: 'names the next customer' }];
  if (customer === service.customer)
    return refuse(
      409,
      'SAME_CUSTOMER',
      `service ${service.number} is ${customer}'s already: name another`,
      at,
    );
  const party = await findParty(tx.sql, context.tenant, customer);
  if (party?.kind !== 'customer')
    return refuse(
      422,
      'UNKNOWN_CUSTOMER',
      party === undefined
        ? `there is no customer ${customer}: load the party first`
        : `${customer} is a ${party.kind} party, not a customer`,
      at,
    );
  const said = item.service.serviceCharacteristic ?? [];
  const read = requirementOf(restated({ ...requirement, customer }, said), [], undefined, path);
  return read.ok ? placed(ground, 'transfer', { ...found.value, requirement: read.value }) : read;
}

import type {
  ImplementationPlan,
  ServiceOrderCreate,
  ServiceOrderItemCreate,
  TerminationCharge,
} from '@turnup/contract';
import { ok, type Result } from '../foundation/result.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import type { World } from './assess.ts';
import { notesOf, pricedPlan } from './earlyTermination.ts';
import { type Impacted, impactOf } from './impact.ts';
import { nobodyComes } from './joining/sharing.ts';
import { pathOf } from './nesting.ts';
import { blankItem, type Placed } from './placed.ts';
import { routePlan } from './routePlan.ts';
import { type Standing, standingService } from './standing.ts';

/**
 * The road of an item that ends a service (eTOM 1.4.5.9 Recover Service): a plan of the route `recover`, developed from
 * how the service stands. What other services in use stand on too is told to the template as `impactedServices`, which
 * asks for authority first. Refuses as {@link standingService} and {@link nobodyComes}.
 */
export async function placeRecovery(
  tx: Transaction,
  context: Context,
  world: World,
  body: ServiceOrderCreate,
  orderId: string,
  item: ServiceOrderItemCreate,
): Promise<Result<Placed>> {
  const customer = body.relatedParty?.find((party) => party.role === 'customer')?.id;
  const path = pathOf(body, item);
  const found = await standingService(tx, context, customer, item.service.id ?? '', path);
  if (!found.ok) return found;
  const { service, requirement, solution } = found.value;
  const alone = await nobodyComes(tx, context.tenant, service);
  if (!alone.ok) return alone;
  const recovery = await recoveryOf(tx, context.tenant, world, body, found.value);
  if (!recovery.ok) return recovery;
  const { plan, impact, charges } = recovery.value;
  const notes = notesOf(item.id, impact, charges);
  return ok({
    plan,
    solution,
    ...(notes.length === 0 ? {} : { note: notes.join('; ') }),
    item: { ...blankItem(orderId, item), serviceId: service.id, requirement, solution },
  });
}

/** How a service is ended as it stands. */
export type Recovery = {
  readonly plan: ImplementationPlan;
  /** What other services in use stand on of it. */
  readonly impact: readonly Impacted[];
  /** What partners charge for tails that end before their minimum term. */
  readonly charges: readonly TerminationCharge[];
};

/**
 * The dated plan that ends a service as it stands. Authority comes first in it where other services stand on something of
 * it, or where a partner's charge is above the policy.
 */
export async function recoveryOf(
  tx: Transaction,
  tenant: string,
  world: World,
  body: Pick<ServiceOrderCreate, 'requestedStartDate'>,
  { service, requirement, solution }: Pick<Standing, 'service' | 'requirement' | 'solution'>,
): Promise<Result<Recovery>> {
  const impact = await impactOf(tx.sql, tenant, service.id);
  const planned = (heldTerminations: number) =>
    routePlan(world, body, 'recover', requirement, solution, {
      impactedServices: impact.length,
      heldTerminations,
      sites: solution.sites.length,
    });
  const priced = await pricedPlan(tx, tenant, world, service.id, planned);
  return priced.ok ? ok({ ...priced.value, impact }) : priced;
}

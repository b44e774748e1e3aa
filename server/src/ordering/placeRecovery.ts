import type { ImplementationPlan, ServiceOrderCreate, ServiceOrderItemCreate } from '@turnup/contract';
import { ok, type Result } from '../foundation/result.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import type { World } from './assess.ts';
import { type Impacted, impactOf } from './impact.ts';
import { pathOf } from './nesting.ts';
import { blankItem, type Placed } from './placed.ts';
import { routePlan } from './routePlan.ts';
import { type Standing, standingService } from './standing.ts';

/**
 * The road of an item that ends a service (eTOM 1.4.5.9 Recover Service): a plan of the route `recover`, developed from
 * how the service stands. What other services in use stand on too is told to the template as `impactedServices`, which
 * asks for authority first. Refuses as {@link standingService}.
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
  const recovery = await recoveryOf(tx, context.tenant, world, body, found.value);
  if (!recovery.ok) return recovery;
  const { plan, impact } = recovery.value;
  const touched = impact.map((each) => each.service).join(', ');
  return ok({
    plan,
    solution,
    ...(impact.length === 0
      ? {}
      : { note: `item ${item.id} touches ${touched}: it needs authority before anything is done` }),
    item: { ...blankItem(orderId, item), serviceId: service.id, requirement, solution },
  });
}

/** The dated plan that ends a service as it stands, and what other services in use stand on of it. */
export async function recoveryOf(
  tx: Transaction,
  tenant: string,
  world: World,
  body: Pick<ServiceOrderCreate, 'requestedStartDate'>,
  { service, requirement, solution }: Pick<Standing, 'service' | 'requirement' | 'solution'>,
): Promise<Result<{ readonly plan: ImplementationPlan; readonly impact: readonly Impacted[] }>> {
  const impact = await impactOf(tx.sql, tenant, service.id);
  const plan = routePlan(world, body, 'recover', requirement, solution, {
    impactedServices: impact.length,
    sites: solution.sites.length,
  });
  return plan.ok ? ok({ plan: plan.value, impact }) : plan;
}

import type { ServiceOrderCreate, ServiceOrderItemCreate, ServiceRequirement } from '@turnup/contract';
import type { RequestLine } from '../allocation/index.ts';
import { requirementHash } from '../design/index.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { checkRequirement, type World } from './assess.ts';
import { changeOf } from './changeOf.ts';
import type { Delivery } from './delivery.ts';
import { pathOf } from './nesting.ts';
import { linkDemandKbps, registeredPools } from './parameters.ts';
import { blankItem, type Placed } from './placed.ts';
import { requirementOf, restated } from './requirement.ts';
import { routePlan } from './routePlan.ts';
import { type Standing, standingService } from './standing.ts';

/**
 * The road of an item that changes a live service: the characteristics it gives replace those that stand; what differs
 * decides. More rate at the same access is kept on the links at once, and delivered by a plan of the route `modify`:
 * nothing is installed and nothing interrupted (R15). Refuses as {@link standingService} and {@link changeOf}.
 */
export async function placeChange(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  world: World,
  body: ServiceOrderCreate,
  order: { readonly orderId: string; readonly number: string },
  item: ServiceOrderItemCreate,
): Promise<Result<Placed>> {
  const customer = body.relatedParty?.find((party) => party.role === 'customer')?.id;
  const path = pathOf(body, item);
  const found = await standingService(tx, context, customer, item.service.id ?? '', path);
  if (!found.ok) return found;
  const { service, solution } = found.value;
  if (service.state !== 'active')
    return refuse(409, 'SERVICE_NOT_ACTIVE', `service ${service.number} is ${service.state}, not active`);
  const said = restated(found.value.requirement, item.service.serviceCharacteristic ?? []);
  const read = requirementOf(said, [], undefined, `${path}/service`);
  if (!read.ok) return read;
  const wanted = read.value;
  const checked = checkRequirement(world, wanted);
  if (!checked.ok) return checked;
  const models = new Map(
    [...world.catalog.of('cpeModel').values()].map((model) => [model.code, model.throughputKbps]),
  );
  const change = changeOf(found.value.requirement, wanted, solution, models, `${path}/service`);
  if (!change.ok) return change;
  const kept = await keepMore(delivery, tx, context.tenant, world, order, found.value, wanted);
  if (!kept.ok) return kept;
  const plan = routePlan(world, body, 'modify', wanted, solution, {
    sites: solution.sites.length,
    changedSites: change.value.rates.length,
  });
  if (!plan.ok) return plan;
  return ok({
    plan: plan.value,
    solution,
    item: {
      ...blankItem(order.orderId, item),
      serviceId: service.id,
      requirement: wanted,
      requirementHash: requirementHash(wanted),
      reservationId: kept.value,
      solution,
    },
  });
}

/** Keeps what the links must carry more, for the order. Null where they carry no more than before. */
async function keepMore(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  order: { readonly orderId: string; readonly number: string },
  standing: Standing,
  wanted: ServiceRequirement,
): Promise<Result<string | null>> {
  const before = linkDemandKbps(standing.requirement, standing.solution.routes);
  const lines = [...linkDemandKbps(wanted, standing.solution.routes)].flatMap(
    ([link, amount]): RequestLine[] => {
      const more = amount - (before.get(link) ?? 0);
      return more <= 0
        ? []
        : [
            {
              key: `bandwidth:${link}`,
              shape: 'quantities',
              pool: registeredPools.linkBandwidth,
              scope: link,
              amount: more,
            },
          ];
    },
  );
  if (lines.length === 0) return ok(null);
  const kept = await delivery.parameters.reserve(tx, tenant, {
    reservationId: newId(),
    owner: { kind: 'serviceOrder', id: order.orderId },
    reason: `more rate for ${order.number}`,
    holdUntil: null,
    use: { from: world.now, to: null },
    lines,
  });
  return kept.ok ? ok(kept.value.id) : kept;
}

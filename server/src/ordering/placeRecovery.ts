import type { ServiceOrderCreate, ServiceOrderItemCreate } from '@turnup/contract';
import { expandPlanTemplate, planOf } from '../catalog/index.ts';
import { localDate } from '../foundation/calendar.ts';
import { ok, type Result } from '../foundation/result.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { planCalendars, templateOf, type World } from './assess.ts';
import { impactOf } from './impact.ts';
import { blankItem, type Placed } from './placed.ts';
import { standingService } from './standing.ts';

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
  const path = `/serviceOrderItem/${body.serviceOrderItem.indexOf(item)}`;
  const found = await standingService(tx, context, customer, item.service.id ?? '', path);
  if (!found.ok) return found;
  const { service, requirement, solution } = found.value;
  const impact = await impactOf(tx.sql, context.tenant, service.id);
  const template = templateOf(world, requirement, 'recover');
  const drafts = expandPlanTemplate(template, {
    requirement,
    siteOptions: solution.sites,
    cpe: solution.cpe,
    cpeModels: [...world.catalog.of('cpeModel').values()],
    calendars: planCalendars(world, requirement),
    service: { impactedServices: impact.length, sites: solution.sites.length },
  });
  if (!drafts.ok) return drafts;
  const start = startOf(world, body);
  const dated = planOf(template.code, drafts.value, start, world.calendars);
  if (!dated.ok) return dated;
  const plan = {
    ...dated.value,
    activities: dated.value.activities.map((activity) =>
      activity.after.length > 0 || start <= world.today ? activity : { ...activity, notBefore: start },
    ),
  };
  return ok({
    plan,
    solution,
    ...(impact.length === 0
      ? {}
      : {
          note: `item ${item.id} touches ${impact.map((each) => each.service).join(', ')}: it needs authority before anything is done`,
        }),
    item: {
      ...blankItem(orderId, item),
      serviceId: service.id,
      requirement,
      solution,
    },
  });
}

/** The day from which an order may act: today, or the start that was asked for. */
function startOf(world: World, body: ServiceOrderCreate): string {
  if (body.requestedStartDate === undefined) return world.today;
  const asked = localDate(new Date(body.requestedStartDate).toISOString(), world.operatorCalendar.zone);
  if (asked > world.today) return asked;
  return world.today;
}

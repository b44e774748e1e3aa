import type { SiteChange } from '../../catalog/index.ts';
import { requirementHash } from '../../design/index.ts';
import { addWorkingDays } from '../../foundation/calendar.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import { unitsOfService } from '../../inventory/index.ts';
import { newId } from '../../platform/ids.ts';
import type { World } from '../assess.ts';
import { parameterKey, registeredPools } from '../parameters.ts';
import { blankItem, type Placed } from '../placed.ts';
import { routePlan } from '../routePlan.ts';
import { changeFacts } from './facts.ts';
import { fittingModels } from './fittingModels.ts';
import { type Ground, standingIn } from './ground.ts';
import type { SwapRequest } from './read.ts';

/**
 * The road of an item that puts another unit in the place of one that broke: a unit of the same model, or of another that
 * does what the site needs, is kept from the stock at once, and a plan of the route `modify` brings it there. The service
 * is the same before and after. Refused (409) where the unit does not serve this service or is being swapped already, and
 * where nothing that fits is in stock: with what is missing and from when it can be had.
 */
export async function placeSwap(ground: Ground, swap: SwapRequest): Promise<Result<Placed>> {
  const { tx, context, world, body, order, item } = ground;
  const found = await standingIn(ground, 'active');
  if (!found.ok) return found;
  const { service, requirement, solution } = found.value;
  const { tenant } = context;
  const units = await unitsOfService(tx.sql, tenant, service.id);
  const unit = units.find(({ serial }) => serial === swap.serial);
  const choice = solution.cpe.find(({ site }) => site === unit?.place);
  if (unit === undefined || unit.place === null || unit.state !== 'installed' || choice === undefined)
    return refuse(
      409,
      'UNIT_NOT_IN_SERVICE',
      `unit ${swap.serial} is not installed for service ${service.number}: installed are ${
        units
          .filter(({ state }) => state === 'installed')
          .map(({ serial }) => serial)
          .join(', ') || 'none'
      }`,
    );
  const models = [...world.catalog.of('cpeModel').values()];
  const fitting = fittingModels(models, requirement, solution, choice, swap.model);
  if (!fitting.ok) return fitting;
  const kept = await keepUnit(ground, unit.place, fitting.value);
  if (kept === undefined) return outOfStock(world, unit.place, fitting.value);
  const wanted = {
    ...solution,
    cpe: solution.cpe.map((each) =>
      each === choice && kept.model !== choice.model
        ? { ...each, model: kept.model, reason: `In the place of ${unit.serial}, a ${choice.model}.` }
        : each,
    ),
  };
  const facts = changeFacts({ pattern: 'swap', sites: requirement.sites.length });
  const changes = new Map(
    requirement.sites.map(({ site }): [string, SiteChange] => [
      site,
      site === unit.place ? 'swapped' : 'kept',
    ]),
  );
  const plan = routePlan(world, body, 'modify', requirement, wanted, facts, changes);
  if (!plan.ok) return plan;
  if (!plan.value.activities.some(({ tasks }) => tasks.includes('cpe:replace')))
    return refuse(
      422,
      'NO_SWAP_TEMPLATE',
      `the plan template ${plan.value.template} replaces no unit: load one of the route modify for the pattern swap`,
    );
  return ok({
    plan: plan.value,
    solution: wanted,
    item: {
      ...blankItem(order.orderId, item),
      serviceId: service.id,
      requirement,
      requirementHash: requirementHash(requirement),
      reservationId: kept.reservationId,
      solution: wanted,
    },
  });
}

/** Keeps a unit of the first model of which there is one. */
async function keepUnit(
  { delivery, tx, context, order }: Ground,
  site: string,
  models: readonly string[],
): Promise<{ readonly reservationId: string; readonly model: string } | undefined> {
  for (const model of models) {
    const kept = await delivery.parameters.reserve(tx, context.tenant, {
      reservationId: newId(),
      owner: { kind: 'serviceOrder', id: order.orderId },
      reason: `a unit in the place of one that broke at ${site}`,
      holdUntil: null,
      use: { from: await delivery.now(tx.sql), to: null },
      lines: [
        {
          key: `${parameterKey.site(registeredPools.cpe, site)}:swap`,
          shape: 'values',
          pool: registeredPools.cpe,
          scope: model,
        },
      ],
    });
    if (kept.ok) return { reservationId: kept.value.id, model };
  }
  return undefined;
}

/** What is missing, and the earliest day on which it can be in stock. */
function outOfStock(world: World, site: string, models: readonly string[]): Result<never> {
  const dates = models.flatMap((code) => {
    const days = world.catalog.of('cpeModel').get(code)?.replenishWorkingDays;
    return days === undefined
      ? []
      : [{ code, date: addWorkingDays(world.operatorCalendar, world.today, days) }];
  });
  const first = dates.toSorted((one, other) => (one.date < other.date ? -1 : 1))[0];
  const when =
    first === undefined
      ? 'nobody says when there will be'
      : `a ${first.code} ordered today is in stock on ${first.date}`;
  return refuse(
    409,
    'NO_UNIT_IN_STOCK',
    `missing 1 unit for ${site}: no ${models.join(' and no ')} is in stock; ${when}`,
  );
}

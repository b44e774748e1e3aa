import type {
  DesignAlternative,
  ImplementationPlan,
  PlanTemplate,
  ServiceOrderCreate,
  ServiceRequirement,
  SiteOption,
} from '@turnup/contract';
import { expandPlanTemplate, type Facts, planOf, type SiteChange } from '../catalog/index.ts';
import { localDate } from '../foundation/calendar.ts';
import { ok, type Result } from '../foundation/result.ts';
import { planCalendars, templateOf, type World } from './assess.ts';

/**
 * The dated plan of an order for a service that stands, from the template of its route, over the sites as they are
 * delivered and the facts of the service. Nothing of it begins before the start that the order asks for. Pure.
 */
export function routePlan(
  world: World,
  body: Pick<ServiceOrderCreate, 'requestedStartDate'>,
  route: PlanTemplate['route'],
  requirement: ServiceRequirement,
  solution: Pick<DesignAlternative, 'sites' | 'cpe'>,
  service: Facts,
  changes?: ReadonlyMap<string, SiteChange>,
  standing?: ReadonlyMap<string, SiteOption>,
): Result<ImplementationPlan> {
  const template = templateOf(world, requirement, route, service);
  const drafts = expandPlanTemplate(template, {
    requirement,
    siteOptions: solution.sites,
    cpe: solution.cpe,
    cpeModels: [...world.catalog.of('cpeModel').values()],
    calendars: planCalendars(world, requirement),
    service,
    ...(changes === undefined ? {} : { changes }),
    ...(standing === undefined ? {} : { standing }),
  });
  if (!drafts.ok) return drafts;
  const start = startOf(world, body);
  const dated = planOf(template.code, drafts.value, start, world.calendars);
  if (!dated.ok || start <= world.today) return dated;
  return ok({
    ...dated.value,
    activities: dated.value.activities.map((activity) =>
      activity.after.length > 0 ? activity : { ...activity, notBefore: start },
    ),
  });
}

/** The day from which an order may act: today, or the start that was asked for. */
function startOf(world: World, body: Pick<ServiceOrderCreate, 'requestedStartDate'>): string {
  if (body.requestedStartDate === undefined) return world.today;
  const asked = localDate(new Date(body.requestedStartDate).toISOString(), world.operatorCalendar.zone);
  if (asked > world.today) return asked;
  return world.today;
}

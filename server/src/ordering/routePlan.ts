import type {
  DesignAlternative,
  ImplementationPlan,
  PlanTemplate,
  ServiceOrderCreate,
  ServiceRequirement,
  SiteOption,
} from '@turnup/contract';
import { expandPlanTemplate, type Facts, planOf, type SiteChange } from '../catalog/index.ts';
import { ok, type Result } from '../foundation/result.ts';
import { planCalendars, templateOf, type World } from './assess.ts';
import { laterStart } from './requestedDates.ts';

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
  const later = laterStart(world, body);
  const dated = planOf(template.code, drafts.value, later ?? world.today, world.calendars);
  if (!dated.ok || later === undefined) return dated;
  return ok({
    ...dated.value,
    activities: dated.value.activities.map((activity) =>
      activity.after.length > 0 ? activity : { ...activity, notBefore: later },
    ),
  });
}

import type { Classification, DesignAlternative, ServiceRequirement, SiteOption } from '@turnup/contract';
import type { Composition } from '../../design/index.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import { assess, notFeasible, recompose } from '../assess.ts';
import { occupancyWithoutService } from '../resite.ts';
import type { Standing } from '../standing.ts';
import type { Ground } from './ground.ts';
import { withNewAccess } from './stages.ts';

/** How a service is delivered once some of its sites have other accesses. */
export type NewAccess = {
  readonly solution: DesignAlternative;
  readonly composition: Composition;
  readonly classification: Classification;
};

/**
 * Finds other accesses for some sites of a service, in place of none or of the ones they have: judged and classified by
 * themselves, beside all that stands. Refused (422) where a site cannot be served, where none of its options is what is
 * asked, with those that there are, and where no design holds.
 */
export async function findNewAccess(
  { delivery, tx, context, world }: Ground,
  standing: Standing,
  wanted: ServiceRequirement,
  fresh: ReadonlySet<string>,
  fits: (option: SiteOption) => boolean = () => true,
): Promise<Result<NewAccess>> {
  const occupancy = await occupancyWithoutService(delivery, tx, context.tenant, world, standing, wanted);
  const options = { startDate: world.today, occupancy };
  const { latencyBounds: _, ...rest } = wanted;
  const sites = wanted.sites.filter(({ site }) => fresh.has(site));
  const assessed = assess(
    world,
    { ...rest, sites },
    {
      ...options,
      provideAlternative: false,
      siteCount: wanted.sites.length,
    },
  );
  if (!assessed.ok) return assessed;
  const { answer, classification } = assessed.value;
  if (answer.siteOptions.some(({ options: found }) => found.length === 0)) return notFeasible(answer);
  const found = new Map(standing.solution.sites.map((site) => [site.site, [site]]));
  for (const { site, options: all } of answer.siteOptions) {
    const fitting = all.filter(fits);
    if (fitting.length === 0)
      return refuse(
        422,
        'NO_OTHER_ACCESS',
        `${site} has no other access as it is asked; there are ${all.map(described).join('; ')}`,
      );
    found.set(site, fitting);
  }
  const siteOptions = wanted.sites.map(({ site }) => ({ site, options: found.get(site) ?? [] }));
  const composed = recompose(world, wanted, siteOptions, options, classification.route);
  if (!composed.ok) return composed;
  const [best] = composed.value.alternatives;
  if (best === undefined) {
    const why = composed.value.rejected.map(({ description, reason }) => `${description}: ${reason.message}`);
    return refuse(422, 'NOT_FEASIBLE', `the service cannot be delivered so: ${why.join('; ')}`);
  }
  return ok({
    solution: withNewAccess(standing.solution, best, fresh),
    composition: composed.value,
    classification,
  });
}

function described({ legs }: SiteOption): string {
  return legs
    .map(({ kind, node, partner }) => `${kind} on ${node}${partner === undefined ? '' : ` by ${partner}`}`)
    .join(' and ');
}

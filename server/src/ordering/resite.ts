import type { Classification, DesignAlternative, ServiceRequirement } from '@turnup/contract';
import type { Composition } from '../design/index.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { assess, needDateOf, notFeasible, recompose, type World } from './assess.ts';
import type { ServiceChangePlan } from './changeOf.ts';
import type { Delivery } from './delivery.ts';
import { linkDemandKbps } from './parameters.ts';
import type { Standing } from './standing.ts';

/** How a service is delivered with other sites. */
export type Resited = {
  readonly solution: DesignAlternative;
  readonly composition: Composition;
  /** Of what comes; absent where sites only go. */
  readonly classification?: Classification;
};

/**
 * Finds how a service is delivered with other sites: options for those that come, judged and classified by themselves;
 * those that stay keep access, equipment and ways, so that nothing of theirs is touched. Refused (422) where a site that
 * comes cannot be served or no design holds.
 */
export async function resite(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  standing: Standing,
  change: ServiceChangePlan,
): Promise<Result<Resited>> {
  const wanted = change.requirement;
  const occupancy = await occupancyWithoutService(delivery, tx, tenant, world, standing, wanted);
  const options = { startDate: world.today, occupancy };
  const found = new Map(standing.solution.sites.map((site) => [site.site, [site]]));
  let classification: Classification | undefined;
  if (change.added.length > 0) {
    const { latencyBounds: _, ...rest } = wanted;
    const sites = wanted.sites.filter(({ site }) => change.added.includes(site));
    const assessed = assess(world, { ...rest, sites }, { ...options, provideAlternative: false });
    if (!assessed.ok) return assessed;
    const { answer } = assessed.value;
    if (answer.siteOptions.some((site) => site.options.length === 0)) return notFeasible(answer);
    for (const site of answer.siteOptions) found.set(site.site, [...site.options]);
    classification = assessed.value.classification;
  }
  const siteOptions = wanted.sites.map(({ site }) => ({ site, options: found.get(site) ?? [] }));
  const composed = recompose(world, wanted, siteOptions, options, classification?.route ?? 'standard');
  if (!composed.ok) return composed;
  const [best] = composed.value.alternatives;
  if (best === undefined) {
    const why = composed.value.rejected
      .map(({ description, reason }) => `${description}: ${reason.message}`)
      .join('; ');
    return refuse(422, 'NOT_FEASIBLE', `the service cannot have these sites: ${why}`);
  }
  return ok({
    solution: keepingStanding(standing.solution, best),
    composition: composed.value,
    ...(classification === undefined ? {} : { classification }),
  });
}

/** A design in which everything that stood stays as it is: accesses, equipment, ways between sites that both stood. Pure. */
export function keepingStanding(standing: DesignAlternative, next: DesignAlternative): DesignAlternative {
  const stood = new Set(standing.sites.map(({ site }) => site));
  const pair = (route: { readonly from: string; readonly to: string }): string =>
    [route.from, route.to].toSorted().join(' ');
  const ways = Map.groupBy(standing.routes, pair);
  const pairs = [...new Set(next.routes.map(pair))];
  return {
    ...next,
    sites: next.sites.map((site) => standing.sites.find((other) => other.site === site.site) ?? site),
    cpe: next.cpe.map((choice) =>
      stood.has(choice.site) ? (standing.cpe.find((other) => other.site === choice.site) ?? choice) : choice,
    ),
    routes: pairs.flatMap((each) => ways.get(each) ?? next.routes.filter((route) => pair(route) === each)),
  };
}

/** What is taken by others than the service itself: it does not stand in its own way. */
async function occupancyWithoutService(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  standing: Standing,
  wanted: ServiceRequirement,
) {
  const all = await delivery.occupancy(tx.sql, tenant, `${needDateOf(world, wanted)}T00:00:00.000Z`);
  const linkUseKbps = new Map(all.linkUseKbps);
  for (const [link, kbps] of linkDemandKbps(standing.requirement, standing.solution.routes))
    linkUseKbps.set(link, Math.max(0, (linkUseKbps.get(link) ?? 0) - kbps));
  return { ...all, linkUseKbps };
}

import type { ServiceRequirement, SiteOption } from '@turnup/contract';
import { numberPolicy, type SiteChange } from '../../catalog/index.ts';
import { openDesign, requirementHash } from '../../design/index.ts';
import { ok, type Result } from '../../foundation/result.ts';
import { keepForChange } from '../placeChange.ts';
import { blankItem, type Placed } from '../placed.ts';
import { routePlan } from '../routePlan.ts';
import type { Standing } from '../standing.ts';
import { type ChangeFacts, changeFacts } from './facts.ts';
import type { Ground } from './ground.ts';
import { findNewAccess } from './newAccess.ts';
import { runsInParallel } from './stages.ts';

/** What is to stand beside a service for a time, and then in its place. */
export type ParallelChange = {
  readonly pattern: 'relocate' | 'migrate';
  readonly wanted: ServiceRequirement;
  /** Sites that get an access, old ones or new ones. */
  readonly fresh: ReadonlySet<string>;
  readonly fits?: (option: SiteOption) => boolean;
  readonly changes: ReadonlyMap<string, SiteChange>;
  readonly facts: Partial<ChangeFacts>;
  readonly parallelWorkingDays?: number | undefined;
};

/**
 * An item that gives sites other accesses with old and new beside one another (policy `parallelWorkingDays`, unless the item
 * says for how long): what is new is found, kept and designed as anything new; the plan goes over what comes and what goes.
 */
export async function placeParallel(
  ground: Ground,
  standing: Standing,
  change: ParallelChange,
): Promise<Result<Placed>> {
  const { delivery, tx, context, world, body, order, item } = ground;
  const { wanted, fresh, fits, changes } = change;
  const found = await findNewAccess(ground, standing, wanted, fresh, fits);
  if (!found.ok) return found;
  const { solution, composition, classification } = found.value;
  const special = classification.route === 'special';
  const design = special
    ? await openDesign(tx, context.tenant, delivery.design, {
        mode: 'committed',
        requirement: wanted,
        classification,
        composition,
        openedFor: { kind: 'serviceOrder', id: order.orderId },
      })
    : undefined;
  const kept = await keepForChange(delivery, tx, context.tenant, order.orderId, standing, {
    requirement: wanted,
    solution,
  });
  if (!kept.ok) return kept;
  const goes = new Set([...changes].flatMap(([site, what]) => (what === 'removed' ? [site] : [])));
  const leaving = <Of extends { readonly site: string }>(all: readonly Of[]): Of[] =>
    all.filter(({ site }) => goes.has(site));
  const parallel = runsInParallel(wanted);
  const facts = changeFacts({
    ...change.facts,
    pattern: change.pattern,
    sites: wanted.sites.length,
    designNeeded: special,
    parallel,
    parallelWorkingDays: parallel
      ? (change.parallelWorkingDays ?? numberPolicy(world.catalog, 'parallelWorkingDays', 5))
      : 0,
  });
  const plan = routePlan(
    world,
    body,
    'modify',
    { ...wanted, sites: [...wanted.sites, ...leaving(standing.requirement.sites)] },
    {
      sites: [...solution.sites, ...leaving(standing.solution.sites)],
      cpe: [...solution.cpe, ...leaving(standing.solution.cpe)],
    },
    facts,
    changes,
    new Map(standing.solution.sites.map((site) => [site.site, site])),
  );
  if (!plan.ok) return plan;
  return ok({
    plan: plan.value,
    solution,
    item: {
      ...blankItem(order.orderId, item),
      serviceId: standing.service.id,
      classification,
      specialHandling: special,
      requirement: wanted,
      requirementHash: requirementHash(wanted),
      designId: design?.id ?? null,
      designVersion: design?.version ?? null,
      reservationId: kept.value,
      solution,
    },
  });
}

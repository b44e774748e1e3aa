import type { ServiceRequirement, SiteOption } from '@turnup/contract';
import { numberPolicy, type SiteChange } from '../../catalog/index.ts';
import { ok, type Result } from '../../foundation/result.ts';
import { notesOf, pricedPlan } from '../earlyTermination.ts';
import { impactOf } from '../impact.ts';
import { changedItem } from '../placeChange.ts';
import type { Placed } from '../placed.ts';
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
  const { tx, context, world, body, item } = ground;
  const { wanted, fresh, fits, changes } = change;
  const found = await findNewAccess(ground, standing, wanted, fresh, fits);
  if (!found.ok) return found;
  const { solution } = found.value;
  const changed = await changedItem(ground, standing, wanted, found.value);
  if (!changed.ok) return changed;
  const goes = new Set([...changes].flatMap(([site, what]) => (what === 'removed' ? [site] : [])));
  const leaving = <Of extends { readonly site: string }>(all: readonly Of[]): Of[] =>
    all.filter(({ site }) => goes.has(site));
  const parallel = runsInParallel(wanted);
  const { service } = standing;
  const impact = goes.size === 0 ? [] : await impactOf(tx.sql, context.tenant, service.id, [...goes]);
  const facts = changeFacts({
    ...change.facts,
    pattern: change.pattern,
    sites: wanted.sites.length,
    designNeeded: changed.value.specialHandling,
    impactedServices: impact.length,
    parallel,
    parallelWorkingDays: parallel
      ? (change.parallelWorkingDays ?? numberPolicy(world.catalog, 'parallelWorkingDays', 5))
      : 0,
  });
  const planned = (heldTerminations: number) =>
    routePlan(
      world,
      body,
      'modify',
      { ...wanted, sites: [...wanted.sites, ...leaving(standing.requirement.sites)] },
      {
        sites: [...solution.sites, ...leaving(standing.solution.sites)],
        cpe: [...solution.cpe, ...leaving(standing.solution.cpe)],
      },
      { ...facts, heldTerminations },
      changes,
      new Map(standing.solution.sites.map((site) => [site.site, site])),
    );
  const priced = await pricedPlan(tx, context.tenant, world, service.id, planned);
  if (!priced.ok) return priced;
  const { plan, charges } = priced.value;
  const notes = notesOf(item.id, impact, charges);
  return ok({
    plan,
    solution,
    ...(notes.length === 0 ? {} : { note: notes.join('; ') }),
    item: changed.value,
  });
}

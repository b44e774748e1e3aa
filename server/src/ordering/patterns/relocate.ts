import type { Relocation, ServiceRequirement } from '@turnup/contract';
import type { SiteChange } from '../../catalog/index.ts';
import { type FieldFault, ok, type Result, refuse } from '../../foundation/result.ts';
import { checkRequirement } from '../assess.ts';
import { pathOf } from '../nesting.ts';
import type { Placed } from '../placed.ts';
import { requirementOf, restated } from '../requirement.ts';
import { type Ground, standingIn } from './ground.ts';
import { placeParallel } from './parallel.ts';
import type { PatternRequest } from './read.ts';

/** An item that moves sites of a service to other places: built and tested in parallel, cut over, the old given back. */
export async function placeRelocation(
  ground: Ground,
  { moves, parallelWorkingDays }: Extract<PatternRequest, { readonly kind: 'relocate' }>,
): Promise<Result<Placed>> {
  const { world, body, item } = ground;
  const found = await standingIn(ground, 'active');
  if (!found.ok) return found;
  const path = `${pathOf(body, item)}/service`;
  const relocated = relocatedTo(found.value.requirement, moves, path);
  if (!relocated.ok) return relocated;
  const commercial = (item.service.serviceCharacteristic ?? []).filter(({ name }) => name === 'commercial');
  const read = requirementOf(restated(relocated.value, commercial), [], undefined, path);
  if (!read.ok) return read;
  const stays = new Set(found.value.requirement.sites.map(({ site }) => site));
  const checked = checkRequirement(world, read.value, stays);
  if (!checked.ok) return checked;
  return placeParallel(ground, found.value, {
    pattern: 'relocate',
    wanted: read.value,
    fresh: new Set(moves.map(({ to }) => to)),
    changes: new Map<string, SiteChange>([
      ...read.value.sites.map(({ site }) => [site, 'kept'] as const),
      ...moves.map(({ to }) => [to, 'added'] as const),
      ...moves.map(({ from }) => [from, 'removed'] as const),
    ]),
    facts: { relocatedSites: moves.length },
    parallelWorkingDays,
  });
}

/**
 * What is wanted once sites have moved: everything of theirs, at the other place; the hub stays the hub, and bounds of
 * latency go with them. Refused (422) where a site is not of the service, or goes to where the service is already. Pure.
 */
function relocatedTo(
  standing: ServiceRequirement,
  moves: readonly Relocation[],
  path: string,
): Result<ServiceRequirement> {
  const codes = new Set(standing.sites.map(({ site }) => site));
  const seen = new Set<string>();
  const faults = moves.flatMap(({ from, to }): FieldFault[] => {
    const twice = [from, to].filter((code) => seen.has(code));
    for (const code of [from, to]) seen.add(code);
    return [
      ...(codes.has(from) ? [] : [{ path, message: `${from} is not a site of the service` }]),
      ...(codes.has(to) ? [{ path, message: `${to} is a site of the service already` }] : []),
      ...twice.map((code) => ({ path, message: `${code} is named twice` })),
    ];
  });
  if (faults.length > 0)
    return refuse(422, 'RELOCATION_NOT_POSSIBLE', faults.map(({ message }) => message).join('; '), faults);
  const byOld = new Map(moves.map((move) => [move.from, move]));
  const moved = (code: string): string => byOld.get(code)?.to ?? code;
  return ok({
    ...standing,
    sites: standing.sites.map((site) => {
      const move = byOld.get(site.site);
      if (move === undefined) return site;
      const { from: _, to, ...said } = move;
      const { subAddress: __, ...rest } = site;
      return { ...rest, ...said, site: to };
    }),
    ...(standing.latencyBounds === undefined
      ? {}
      : {
          latencyBounds: standing.latencyBounds.map((bound) => ({
            ...bound,
            from: moved(bound.from),
            to: moved(bound.to),
          })),
        }),
  });
}

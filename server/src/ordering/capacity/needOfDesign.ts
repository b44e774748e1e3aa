import type { CapacityDemand, ServiceDesign, ServiceRequirement } from '@turnup/contract';
import type { Need } from '../../augmentation/index.ts';
import { ok, type Result } from '../../foundation/result.ts';
import { nothingPromised } from '../../network/index.ts';
import { assess, needDateOf, notFeasible, type World } from '../assess.ts';
import type { Occupancy } from '../delivery.ts';

/**
 * What a design would send through the core if the core had room for everything: for each pair of its sites the lesser of
 * both rates, on the way of a second leg as well; with `protection` each pair on two ways that share no link. Refuses
 * 422 `NOT_FEASIBLE` where something else than the core is in the way.
 */
export function needOfDesign(
  world: World,
  design: Pick<ServiceDesign, 'id' | 'requirement'>,
  occupancy: Occupancy,
  protection: boolean,
): Result<Need> {
  const { requirement } = design;
  const assessed = assess(world, requirement, {
    startDate: world.today,
    occupancy: { ...occupancy, linkUseKbps: nothingPromised },
    route: 'special',
    provideAlternative: false,
    isCoreFree: true,
  });
  if (!assessed.ok) return assessed;
  const [best] = assessed.value.composition.alternatives;
  if (best === undefined) return notFeasible(assessed.value.answer);
  const sites = new Map(best.sites.map((site) => [site.site, site]));
  const demands = best.routes.flatMap((route): CapacityDemand[] => {
    const isSecondLeg = route.fromLeg + route.toLeg > 0;
    if (route.role === 'failover' && !isSecondLeg) return [];
    const from = sites.get(route.from)?.legs[route.fromLeg]?.node;
    const to = sites.get(route.to)?.legs[route.toLeg]?.node;
    if (from === undefined || to === undefined || from === to) return [];
    const rateKbps = Math.min(rateOf(requirement, route.from), rateOf(requirement, route.to));
    return [{ from, to, rateKbps, protection: protection && route.role === 'primary' }];
  });
  return ok({
    consumer: { kind: 'serviceDesign', id: design.id },
    needDate: needDateOf(world, requirement),
    demands,
  });
}

function rateOf({ sites }: ServiceRequirement, site: string): number {
  return sites.find((one) => one.site === site)?.bandwidthKbps ?? 0;
}

import type { CpeChoice, Port, Reason } from '@turnup/contract';
import type { Result } from '../foundation/result.ts';
import { type CoreView, coreView, dayNumber } from '../network/index.ts';
import { CoreDistances } from './core-distances.ts';
import { CoreReach } from './core-reach.ts';
import type { FeasibilityInput, SoughtOffer } from './types.ts';

/** What all sites of one assessment share: the core at the date of need, offers by place, the term, dates. */
export type Ground = {
  readonly input: FeasibilityInput;
  readonly needDay: number;
  readonly todayDay: number;
  readonly termMonths: number;
  readonly view: CoreView;
  readonly reach: CoreReach;
  readonly distances: CoreDistances;
  readonly offersAt: ReadonlyMap<string, readonly SoughtOffer[]>;
  /** Ports of a node for a use, by what an access needs; computed once. */
  readonly portCache: Map<string, PortSupply>;
  /** Managed equipment by what it must do; computed once. */
  readonly cpeCache: Map<string, Result<CpeChoice>>;
};

/** Ports of a node that fit an access. */
export type PortSupply = {
  readonly fitting: readonly Port[];
  readonly free: readonly Port[];
  /** Why there is none, when there is none. */
  readonly shortage: () => Reason;
};

const reaches = new WeakMap<CoreView, CoreReach>();

/** What the core joins does not change with the question. */
function reachOf(view: CoreView): CoreReach {
  const reach = reaches.get(view) ?? new CoreReach(view);
  reaches.set(view, reach);
  return reach;
}

/** Prepares the ground of an assessment. */
export function groundOf(input: FeasibilityInput): Ground {
  const { network, occupancy, policies, needDate, today, requirement } = input;
  const view = coreView(network, {
    date: needDate,
    linkUseKbps: occupancy.linkUseKbps,
    maximumFillPercent: policies.maximumFillPercent,
    includeUncommitted: input.includeUncommitted,
  });
  const asked = new Set(requirement.sites.map((site) => site.site));
  return {
    input,
    needDay: dayNumber(needDate),
    todayDay: dayNumber(today),
    termMonths: requirement.commercial?.termMonths ?? policies.comparisonTermMonths,
    view,
    reach: reachOf(view),
    distances: new CoreDistances(view),
    offersAt: Map.groupBy(
      input.partnerOffers.filter((offer) => asked.has(offer.place)),
      (offer) => offer.place,
    ),
    portCache: new Map(),
    cpeCache: new Map(),
  };
}

import type { DesignAlternative, ServiceRequirement } from '@turnup/contract';

/** A service as it is delivered at one time. */
export type Delivered = {
  readonly requirement: ServiceRequirement;
  readonly solution: DesignAlternative;
  /** Sites that stand by: their traffic goes elsewhere while there is an elsewhere. */
  readonly standby?: ReadonlySet<string>;
};

/**
 * How a service that gets other accesses stands, one after the other: as it was; with the new beside the old, which carries;
 * with the old beside the new, which carries; as it will be.
 */
export const stages = ['before', 'parallel', 'crossed', 'after'] as const;
export type Stage = (typeof stages)[number];

/**
 * A service at a stage, from how it was and how it will be. A line from point to point has room for two ends and no more:
 * it stays as it was until it is cut over at once. Pure.
 */
export function atStage(stage: Stage, before: Delivered, after: Delivered): Delivered {
  switch (stage) {
    case 'before':
      return before;
    case 'after':
      return after;
    case 'parallel':
      return runsInParallel(before.requirement) ? together(before, after) : before;
    case 'crossed':
      return runsInParallel(before.requirement) ? together(after, before) : after;
  }
}

/** Whether old and new can stand beside one another in one service. */
export function runsInParallel({ topology }: Pick<ServiceRequirement, 'topology'>): boolean {
  return topology !== 'pointToPoint';
}

/** Both at once: what carries comes first wherever order means preference, and sites of the other alone stand by. */
function together(carries: Delivered, standsBy: Delivered): Delivered {
  const extra = standsBy.requirement.sites.filter(
    ({ site }) => !carries.requirement.sites.some((other) => other.site === site),
  );
  const solution = carries.solution;
  const others = new Map(standsBy.solution.sites.map((site) => [site.site, site]));
  const sites = solution.sites.map((site) => {
    const stood = new Set(site.legs.map(({ node, port }) => `${node} ${port}`));
    const more = (others.get(site.site)?.legs ?? []).filter(
      ({ node, port }) => !stood.has(`${node} ${port}`),
    );
    return { ...site, legs: [...site.legs, ...more] };
  });
  const codes = new Set(extra.map(({ site }) => site));
  const models = new Set(solution.cpe.map(({ site, slot }) => `${site} ${slot}`));
  return {
    requirement: { ...carries.requirement, sites: [...carries.requirement.sites, ...extra] },
    solution: {
      ...solution,
      sites: [...sites, ...standsBy.solution.sites.filter(({ site }) => codes.has(site))],
      cpe: [
        ...solution.cpe,
        ...standsBy.solution.cpe.filter(({ site, slot }) => !models.has(`${site} ${slot}`)),
      ],
      routes: [...solution.routes, ...standsBy.solution.routes],
    },
    standby: codes,
  };
}

/** Another design in which everything that stood stays as it is but for the accesses of some sites, which are new. Pure. */
export function withNewAccess(
  standing: DesignAlternative,
  next: DesignAlternative,
  fresh: ReadonlySet<string>,
): DesignAlternative {
  const stood = new Map(standing.sites.map((site) => [site.site, site]));
  const stays = (site: string): boolean => stood.has(site) && !fresh.has(site);
  const pair = (route: { readonly from: string; readonly to: string }): string =>
    [route.from, route.to].toSorted().join(' ');
  const ways = Map.groupBy(
    standing.routes.filter(({ from, to }) => stays(from) && stays(to)),
    pair,
  );
  const slot = (site: string): number | undefined => {
    const legs = stood.get(site)?.legs;
    return legs === undefined ? undefined : Math.max(0, ...legs.map((leg) => leg.slot ?? 0)) + 1;
  };
  return {
    ...next,
    sites: next.sites.map((site) => {
      const kept = stood.get(site.site);
      if (kept !== undefined && stays(site.site)) return kept;
      const first = slot(site.site);
      if (first === undefined) return site;
      return { ...site, legs: site.legs.map((leg, index) => ({ ...leg, slot: first + index })) };
    }),
    cpe: next.cpe.map((choice) => {
      if (stays(choice.site)) return standing.cpe.find(({ site }) => site === choice.site) ?? choice;
      const first = slot(choice.site);
      return first === undefined ? choice : { ...choice, slot: first };
    }),
    routes: [...new Set(next.routes.map(pair))].flatMap(
      (each) => ways.get(each) ?? next.routes.filter((route) => pair(route) === each),
    ),
  };
}

/** Sites of a design that are new, or stand at accesses that take the place of others. Pure. */
export function freshAccess(before: DesignAlternative, after: DesignAlternative): ReadonlySet<string> {
  const slots = ({ sites }: DesignAlternative, code: string): string =>
    (sites.find(({ site }) => site === code)?.legs ?? []).map(({ slot }) => slot ?? '').join(' ');
  const stood = new Set(before.sites.map(({ site }) => site));
  return new Set(
    after.sites.flatMap(({ site }) =>
      stood.has(site) && slots(before, site) === slots(after, site) ? [] : [site],
    ),
  );
}

import type { DesignAlternative } from '@turnup/contract';

type Route = DesignAlternative['routes'][number];

/** What the standby ways of a service make of a failure. */
export type Protected = {
  readonly kind: /** Its ways are whole: what failed is a standby. */
    | 'untouched'
    /** What was cut runs over its standby, which is held and configured already. */
    | 'switched';
  readonly routes: DesignAlternative['routes'];
};

/**
 * Whether a service survives by its own standby ways, and its ways then: where the primary way between two sites is cut, the
 * standby becomes the primary and the primary the standby. Nothing is allocated and nothing given back: both were held
 * from the start. Undefined where a way is cut that has no whole standby over the same accesses. Pure.
 */
export function protectedWays(
  { routes }: Pick<DesignAlternative, 'routes'>,
  closedLinks: ReadonlySet<string>,
): Protected | undefined {
  const isWhole = ({ core }: Route): boolean => !core.links.some((link) => closedLinks.has(link));
  let kind: Protected['kind'] = 'untouched';
  const ways: Route[] = [];
  for (const pair of Map.groupBy(routes, ({ from, to }) => `${from} ${to}`).values()) {
    const primary = pair.find(({ role }) => role === 'primary');
    if (primary === undefined || isWhole(primary)) {
      ways.push(...pair);
      continue;
    }
    const standby = standbyOf(primary, pair);
    if (standby === undefined || !isWhole(standby)) return undefined;
    kind = 'switched';
    ways.push(...switchedPair(primary, standby));
  }
  return { kind, routes: ways };
}

/** All ways of a service with primary and standby changed, where there is a standby; undefined where there is none. Pure. */
export function allSwitched({
  routes,
}: Pick<DesignAlternative, 'routes'>): DesignAlternative['routes'] | undefined {
  let switches = false;
  const ways = [...Map.groupBy(routes, ({ from, to }) => `${from} ${to}`).values()].flatMap((pair) => {
    const primary = pair.find(({ role }) => role === 'primary');
    const standby = primary && standbyOf(primary, pair);
    if (primary === undefined || standby === undefined) return pair;
    switches = true;
    return switchedPair(primary, standby);
  });
  return switches ? ways : undefined;
}

/** Those of these ways that stand by for the primary way of their pair of sites. Pure. */
export function standbyWays(routes: readonly Route[]): ReadonlySet<Route> {
  return new Set(
    [...Map.groupBy(routes, ({ from, to }) => `${from} ${to}`).values()].flatMap((pair) => {
      const primary = pair.find(({ role }) => role === 'primary');
      return (primary && standbyOf(primary, pair)) ?? [];
    }),
  );
}

/** The way that stands by for another over the same accesses. */
function standbyOf(primary: Route, pair: readonly Route[]): Route | undefined {
  return pair.find(
    ({ role, fromLeg, toLeg }) =>
      role === 'failover' && fromLeg === primary.fromLeg && toLeg === primary.toLeg,
  );
}

function switchedPair(primary: Route, standby: Route): Route[] {
  return [
    { ...standby, role: 'primary' },
    { ...primary, role: 'failover' },
  ];
}

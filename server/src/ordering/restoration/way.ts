import type { DesignAlternative } from '@turnup/contract';
import { ok, type Result } from '../../foundation/result.ts';
import type { Transaction } from '../../platform/database.ts';
import type { World } from '../assess.ts';
import type { Delivery } from '../delivery.ts';
import { keepForChange } from '../placeChange.ts';
import { resite } from '../resite.ts';
import type { Standing } from '../standing.ts';
import { type Protected, protectedWays } from './protection.ts';
import { openFailures } from './store.ts';

/** What is closed to traffic. */
export type Closed = { readonly ports: ReadonlySet<string>; readonly links: ReadonlySet<string> };

/** Another way for a service, with what is kept for it. */
export type OtherWay = {
  readonly solution: DesignAlternative;
  readonly reservationId: string | null;
  /** How it was found: by its own standby, which costs nobody anything, or by new capacity. */
  readonly by: Protected['kind'] | 'reallocated';
};

/** Everything that has failed and is not repaired. */
async function closedNow(tx: Transaction, tenant: string): Promise<Closed> {
  const failures = await openFailures(tx.sql, tenant);
  return {
    ports: new Set(failures.flatMap(({ ports }) => ports)),
    links: new Set(failures.flatMap(({ links }) => links)),
  };
}

/** Sites of which an access runs over something closed. Pure. */
function cutSites({ sites }: Pick<DesignAlternative, 'sites'>, closed: Closed): readonly string[] {
  return sites.flatMap(({ site, legs }) =>
    legs.some(
      ({ node, port, link }) =>
        closed.ports.has(`${node}/${port}`) || (link !== undefined && closed.links.has(link)),
    )
      ? [site]
      : [],
  );
}

/** The ways of a solution that are whole: pairs of sites of which one is cut lose all theirs. Pure. */
function wholeRoutes(
  { routes }: Pick<DesignAlternative, 'routes'>,
  closed: Closed,
): DesignAlternative['routes'] {
  const pair = (route: { readonly from: string; readonly to: string }): string => `${route.from} ${route.to}`;
  const cut = new Set(
    routes.filter(({ core }) => core.links.some((link) => closed.links.has(link))).map(pair),
  );
  return routes.filter((route) => !cut.has(pair(route)));
}

/**
 * Whether a service survives what has failed by its own standby ways. Where only a standby is cut, it stays on its way, and
 * is unprotected until that is repaired.
 */
export async function protection(
  tx: Transaction,
  tenant: string,
  { solution }: Pick<Standing, 'solution'>,
): Promise<OtherWay | undefined> {
  const closed = await closedNow(tx, tenant);
  if (cutSites(solution, closed).length > 0) return undefined;
  const found = protectedWays(solution, closed.links);
  if (found === undefined) return undefined;
  return { solution: { ...solution, routes: found.routes }, reservationId: null, by: found.kind };
}

/**
 * Finds a service another way around what has failed, by the design and the ledger as for any change, and keeps what it
 * needs for the order. Everything that is whole stays as it is; nothing is over-booked, nothing taken from others. Refused
 * where there is no way, with the reasons.
 */
export async function otherWay(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  orderId: string,
  standing: Standing,
): Promise<Result<OtherWay>> {
  const closed = await closedNow(tx, tenant);
  const { requestedCompletionDate: _, ...requirement } = standing.requirement;
  const whole = { ...standing.solution, routes: [...wholeRoutes(standing.solution, closed)] };
  const moved = cutSites(standing.solution, closed);
  const change = { requirement, rates: [], added: [], removed: [], moved };
  const found = await resite(delivery, tx, tenant, world, { ...standing, solution: whole }, change);
  if (!found.ok) return found;
  const { solution } = found.value;
  const kept = await keepForChange(delivery, tx, tenant, orderId, standing, { requirement, solution });
  return kept.ok ? ok({ solution, reservationId: kept.value, by: 'reallocated' }) : kept;
}

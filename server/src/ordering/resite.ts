import type {
  AccessOption,
  Classification,
  DesignAlternative,
  ServiceRequirement,
  SiteOption,
} from '@turnup/contract';
import type { Composition } from '../design/index.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import { promisedOn, withPromised } from '../network/index.ts';
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
 * Finds how a service is delivered with other sites, or with sites at other accesses: options for those that come or move,
 * judged and classified by themselves; those that stay keep access, equipment and ways, so that nothing of theirs is
 * touched. A site that moves keeps what it can ({@link nearestOptions}). Refused (422) where a site that comes or moves
 * cannot be served, with the numbers and the nearest alternatives, or no design holds.
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
  const moves = new Set(change.moved);
  const asked = [...change.added, ...change.moved];
  if (asked.length > 0) {
    const { latencyBounds: _, ...rest } = wanted;
    const sites = wanted.sites.filter(({ site }) => asked.includes(site));
    const assessed = assess(world, { ...rest, sites }, { ...options, provideAlternative: moves.size > 0 });
    if (!assessed.ok) return assessed;
    const { answer } = assessed.value;
    if (answer.siteOptions.some((site) => site.options.length === 0)) return notFeasible(answer);
    for (const { site, options: some } of answer.siteOptions) {
      const standing = moves.has(site) ? found.get(site)?.[0] : undefined;
      found.set(site, standing === undefined ? [...some] : nearestOptions(standing, some));
    }
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
    return refuse(422, 'NOT_FEASIBLE', `the service cannot be delivered so: ${why}`);
  }
  const solution = keepingStanding(standing.solution, best, moves);
  const ordinary = change.added.length === 0 && onSameFibres(standing.solution, solution);
  return ok({
    solution,
    composition: composed.value,
    ...(classification === undefined || ordinary ? {} : { classification }),
  });
}

/**
 * A design in which everything that stood stays as it is: accesses, equipment, ways between sites that both stood. Sites
 * that move have their new access and keep their equipment, and the ways to them where they end on the same nodes. Pure.
 */
export function keepingStanding(
  standing: DesignAlternative,
  next: DesignAlternative,
  moved: ReadonlySet<string> = new Set(),
): DesignAlternative {
  const stood = new Set(standing.sites.map(({ site }) => site));
  const pair = (route: { readonly from: string; readonly to: string }): string =>
    [route.from, route.to].toSorted().join(' ');
  const nodes = ({ sites }: DesignAlternative, code: string): string =>
    (sites.find(({ site }) => site === code)?.legs ?? []).map(({ node }) => node).join(' ');
  const elsewhere = new Set([...moved].filter((site) => nodes(standing, site) !== nodes(next, site)));
  const ways = Map.groupBy(
    standing.routes.filter(({ from, to }) => !elsewhere.has(from) && !elsewhere.has(to)),
    pair,
  );
  const pairs = [...new Set(next.routes.map(pair))];
  return {
    ...next,
    sites: next.sites.map((site) =>
      moved.has(site.site) ? site : (standing.sites.find((other) => other.site === site.site) ?? site),
    ),
    cpe: next.cpe.map((choice) =>
      stood.has(choice.site) ? (standing.cpe.find((other) => other.site === choice.site) ?? choice) : choice,
    ),
    routes: pairs.flatMap((each) => ways.get(each) ?? next.routes.filter((route) => pair(route) === each)),
  };
}

/**
 * Of the options of a site that must leave its ports those that change least: on as many of its own fibres as can be, then
 * on as many of its own nodes. Legs keep their places, so that what is primary stays so. Pure.
 */
function nearestOptions(standing: SiteOption, options: readonly SiteOption[]): SiteOption[] {
  const likeness = (option: SiteOption): number => {
    const shared = (of: (leg: AccessOption) => string | undefined): number =>
      option.legs.filter((leg) => standing.legs.some((own) => of(own) !== undefined && of(own) === of(leg)))
        .length;
    return 10 * shared(({ link }) => link) + shared(({ node }) => node);
  };
  const most = Math.max(...options.map(likeness));
  return options.filter((option) => likeness(option) === most).map((option) => inPlace(standing, option));
}

/** Whether every access runs as it did and only ports differ: nothing of that needs an engineer's design. */
function onSameFibres(standing: DesignAlternative, next: DesignAlternative): boolean {
  const fibres = ({ legs }: SiteOption): string => legs.map(({ link, node }) => `${link}>${node}`).join(' ');
  const stood = new Map(standing.sites.map((site) => [site.site, fibres(site)]));
  return next.sites.every((site) => stood.get(site.site) === fibres(site));
}

function inPlace(standing: SiteOption, option: SiteOption): SiteOption {
  const left = [...option.legs];
  const take = (fits: (leg: AccessOption) => boolean): AccessOption | undefined => {
    const at = left.findIndex(fits);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const own = standing.legs.map((leg) => take(({ link }) => link !== undefined && link === leg.link));
  return { ...option, legs: own.flatMap((leg) => leg ?? left.shift() ?? []).concat(left) };
}

/** What is taken by others than the service itself: it does not stand in its own way. */
export async function occupancyWithoutService(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  standing: Standing,
  wanted: ServiceRequirement,
) {
  const all = await delivery.occupancy(tx.sql, tenant, `${needDateOf(world, wanted)}T00:00:00.000Z`);
  const own = [...linkDemandKbps(standing.requirement, standing.solution.routes)];
  const others = own.map(
    ([link, kbps]) => [link, Math.max(0, promisedOn(all.linkUseKbps, link) - kbps)] as const,
  );
  return { ...all, linkUseKbps: withPromised(all.linkUseKbps, others) };
}

import type { DesignAlternative, ServiceRequirement } from '@turnup/contract';
import { type FieldFault, ok, type Result, refuse } from '../foundation/result.ts';
import { rootsOf } from '../foundation/roots.ts';
import { canonical } from './canonical.ts';

/** Another rate at a site. */
export type RateChange = { readonly site: string; readonly fromKbps: number; readonly toKbps: number };

/** What an order changes of a service. */
export type ServiceChangePlan = {
  readonly requirement: ServiceRequirement;
  readonly rates: readonly RateChange[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Sites with another rate that a port of theirs does not carry: they need another access. */
  readonly moved: readonly string[];
};

/** Members of a requirement that may differ without changing what is delivered. */
const free: ReadonlySet<string> = new Set(['requestedCompletionDate', 'commercial', 'sites']);

/**
 * What differs between a service as it stands and as it is wanted: rates of sites at the same accesses, and sites of a VPN
 * that come or go; a rate beyond a port of the site moves the site to another access. Refused (422) where anything else
 * differs, where nothing does, where a unit cannot carry a new rate, where accesses and sites would change at once, and
 * where the hub would change or no site stay. Pure.
 */
export function changeOf(
  before: ServiceRequirement,
  after: ServiceRequirement,
  solution: Pick<DesignAlternative, 'sites' | 'cpe'>,
  throughputKbps: ReadonlyMap<string, number>,
  path: string,
): Result<ServiceChangePlan> {
  const faults = [...otherDifferences(before, after, path)];
  const rates = after.sites.flatMap((site): RateChange[] => {
    const standing = before.sites.find((candidate) => candidate.site === site.site);
    return standing === undefined || standing.bandwidthKbps === site.bandwidthKbps
      ? []
      : [{ site: site.site, fromKbps: standing.bandwidthKbps, toKbps: site.bandwidthKbps }];
  });
  const codes = (requirement: ServiceRequirement): readonly string[] =>
    requirement.sites.map(({ site }) => site);
  const added = codes(after).filter((site) => !codes(before).includes(site));
  const removed = codes(before).filter((site) => !codes(after).includes(site));
  if (added.length + removed.length > 0) faults.push(...notResited(before, after, path));
  for (const rate of rates) faults.push(...tooMuch(rate, solution, throughputKbps, path));
  const moved = beyondPorts(solution, after);
  if (moved.length > 0 && added.length + removed.length > 0)
    faults.push({
      path,
      message: `${moved.join(', ')} need${moved.length === 1 ? 's' : ''} another access: change rates and sites one after the other`,
    });
  if (faults.length > 0)
    return refuse(422, 'CHANGE_NOT_POSSIBLE', faults.map((fault) => fault.message).join('; '), faults);
  if (rates.length + added.length + removed.length === 0)
    return refuse(422, 'NOTHING_CHANGES', 'the service is as the order wants it already', [
      { path, message: 'changes nothing' },
    ]);
  return ok({ requirement: after, rates, added, removed, moved });
}

/** Why the sites of a service cannot change: it has exactly these, its hub would be another, or none would stay. */
function notResited(before: ServiceRequirement, after: ServiceRequirement, path: string): FieldFault[] {
  if (before.topology === 'pointToPoint' || before.topology === 'internet')
    return [
      { path, message: `sites of a service of topology ${before.topology} cannot be added or removed` },
    ];
  const [hubs, kept] = [rootsOf(before), rootsOf(after)];
  if (before.topology === 'hubAndSpoke' && !hubs.some((hub) => kept.includes(hub)))
    return [{ path, message: notHubless(hubs) }];
  const stays = after.sites.some(({ site }) => before.sites.some((other) => other.site === site));
  return stays ? [] : [{ path, message: 'at least one site of the service must stay' }];
}

function notHubless(hubs: readonly string[]): string {
  const [hub, ...others] = hubs;
  return others.length === 0
    ? `${hub} is the hub and stays it: it cannot be removed`
    : `one of the roots ${hubs.join(', ')} must stay a root`;
}

function otherDifferences(
  before: ServiceRequirement,
  after: ServiceRequirement,
  path: string,
): readonly FieldFault[] {
  const listed = (requirement: ServiceRequirement): string =>
    canonical(requirement.sites.map(({ site }) => site).toSorted());
  // Bounds name sites: they change with them.
  const resited = listed(before) !== listed(after);
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const member = (requirement: ServiceRequirement, name: string): string =>
    canonical((requirement as Readonly<Record<string, unknown>>)[name] ?? null);
  const faults = [...names]
    .filter(
      (name) =>
        !free.has(name) &&
        !(resited && name === 'latencyBounds') &&
        member(before, name) !== member(after, name),
    )
    .map((name) => ({
      path,
      message: `${name} of a live service cannot be changed yet: only rates and sites can`,
    }));
  const sites = new Map(before.sites.map((site) => [site.site, site]));
  for (const site of after.sites) {
    const standing = sites.get(site.site);
    if (
      standing !== undefined &&
      canonical({ ...standing, bandwidthKbps: 0 }) !== canonical({ ...site, bandwidthKbps: 0 })
    )
      faults.push({ path, message: `of ${site.site} only the rate can be changed yet` });
  }
  return faults;
}

/** Sites of which a port does not carry the rate that is wanted. Pure. */
function beyondPorts(
  { sites }: Pick<DesignAlternative, 'sites'>,
  wanted: ServiceRequirement,
): readonly string[] {
  const legs = new Map(sites.map((site) => [site.site, site.legs]));
  return wanted.sites.flatMap(({ site, bandwidthKbps }) =>
    (legs.get(site) ?? []).some(({ portRateKbps }) => portRateKbps < bandwidthKbps) ? [site] : [],
  );
}

/** Sites that stand on other ports in one solution than in another. Pure. */
export function movedBetween(
  before: Pick<DesignAlternative, 'sites'>,
  after: Pick<DesignAlternative, 'sites'>,
): readonly string[] {
  const ports = ({ legs }: DesignAlternative['sites'][number]): string =>
    legs.map(({ node, port }) => `${node}/${port}`).join(' ');
  const stood = new Map(before.sites.map((site) => [site.site, ports(site)]));
  return after.sites.flatMap((site) =>
    stood.has(site.site) && stood.get(site.site) !== ports(site) ? [site.site] : [],
  );
}

/**
 * Sites that have a lesser rate now than a lesser port carries on which they once stood: an order that takes a change back
 * goes back to such a port. Pure.
 */
export function backToLesserPorts(
  { sites }: Pick<DesignAlternative, 'sites'>,
  earlier: readonly Pick<DesignAlternative, 'sites'>[],
  rates: readonly RateChange[],
): readonly string[] {
  const portRates = (solution: Pick<DesignAlternative, 'sites'>, code: string): readonly number[] =>
    (solution.sites.find(({ site }) => site === code)?.legs ?? []).map(({ portRateKbps }) => portRateKbps);
  return rates.flatMap(({ site, fromKbps, toKbps }) => {
    const now = Math.min(...portRates({ sites }, site));
    const fits = (before: readonly number[]): boolean =>
      before.length > 0 && before.every((kbps) => kbps >= toKbps && kbps < now);
    return toKbps < fromKbps && earlier.some((solution) => fits(portRates(solution, site))) ? [site] : [];
  });
}

function tooMuch(
  rate: RateChange,
  solution: Pick<DesignAlternative, 'cpe'>,
  throughputKbps: ReadonlyMap<string, number>,
  path: string,
): FieldFault[] {
  const model = solution.cpe.find((choice) => choice.site === rate.site)?.model;
  const throughput = model === undefined ? undefined : throughputKbps.get(model);
  return throughput === undefined || throughput >= rate.toKbps
    ? []
    : [
        {
          path,
          message: `the ${model} at ${rate.site} carries ${throughput} kbit/s, not ${rate.toKbps}: the site needs other equipment`,
        },
      ];
}

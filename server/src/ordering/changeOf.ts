import type { DesignAlternative, ServiceRequirement } from '@turnup/contract';
import { type FieldFault, ok, type Result, refuse } from '../foundation/result.ts';
import { canonical } from './canonical.ts';

/** Another rate at a site. */
export type RateChange = { readonly site: string; readonly fromKbps: number; readonly toKbps: number };

/** What an order changes of a service. */
export type ServiceChangePlan = {
  readonly requirement: ServiceRequirement;
  readonly rates: readonly RateChange[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
};

/** Members of a requirement that may differ without changing what is delivered. */
const free: ReadonlySet<string> = new Set(['requestedCompletionDate', 'commercial', 'sites']);

/**
 * What differs between a service as it stands and as it is wanted: rates of sites at the same accesses, and sites of a VPN
 * that come or go. Refused (422) where anything else differs, where nothing does, where a port or a unit cannot carry a new
 * rate, and where the hub would change or no site stay. Pure.
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
  if (faults.length > 0)
    return refuse(422, 'CHANGE_NOT_POSSIBLE', faults.map((fault) => fault.message).join('; '), faults);
  if (rates.length + added.length + removed.length === 0)
    return refuse(422, 'NOTHING_CHANGES', 'the service is as the order wants it already', [
      { path, message: 'changes nothing' },
    ]);
  return ok({ requirement: after, rates, added, removed });
}

/** Why the sites of a service cannot change: it has exactly these, its hub would be another, or none would stay. */
function notResited(before: ServiceRequirement, after: ServiceRequirement, path: string): FieldFault[] {
  if (before.topology === 'pointToPoint' || before.topology === 'internet')
    return [
      { path, message: `sites of a service of topology ${before.topology} cannot be added or removed` },
    ];
  const [hub, first] = [before.sites[0]?.site, after.sites[0]?.site];
  if (before.topology === 'hubAndSpoke' && hub !== first)
    return [{ path, message: `${hub} is the hub and stays the first site: it cannot be removed` }];
  const stays = after.sites.some(({ site }) => before.sites.some((other) => other.site === site));
  return stays ? [] : [{ path, message: 'at least one site of the service must stay' }];
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

function tooMuch(
  rate: RateChange,
  solution: Pick<DesignAlternative, 'sites' | 'cpe'>,
  throughputKbps: ReadonlyMap<string, number>,
  path: string,
): FieldFault[] {
  const legs = solution.sites.find((site) => site.site === rate.site)?.legs ?? [];
  const model = solution.cpe.find((choice) => choice.site === rate.site)?.model;
  const throughput = model === undefined ? undefined : throughputKbps.get(model);
  const ports = legs
    .filter((leg) => leg.portRateKbps < rate.toKbps)
    .map((leg) => ({
      path,
      message: `port ${leg.node}/${leg.port} of ${rate.site} carries ${leg.portRateKbps} kbit/s, not ${rate.toKbps}: the site needs another access`,
    }));
  return throughput === undefined || throughput >= rate.toKbps
    ? ports
    : [
        ...ports,
        {
          path,
          message: `the ${model} at ${rate.site} carries ${throughput} kbit/s, not ${rate.toKbps}: the site needs other equipment`,
        },
      ];
}

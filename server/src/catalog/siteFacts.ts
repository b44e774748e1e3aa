import type { AccessOption, SiteOption, SiteRequirement } from '@turnup/contract';
import type { Facts } from './conditions.ts';

/** What a plan needs to know of one site: its requirement, the option chosen for it, and what follows from both. */
export type SiteSubject = {
  readonly requirement: SiteRequirement;
  readonly option: SiteOption;
  /** What stands for `{site}` in keys. */
  readonly shortCode: string;
  readonly change: SiteChange;
  /** The access that it has until then, where it gets another one. */
  readonly standing?: SiteOption | undefined;
  /** Whether it is served by equipment that stands there for another service already. */
  readonly unitStands: boolean;
};

/** What an order does to a site of a service: every site of a new service is added. */
export type SiteChange = 'added' | 'removed' | 'changed' | 'moved' | 'migrated' | 'swapped' | 'kept';

/** Working days of a site by the name of the fact, each the maximum over its legs. */
export type SiteDays = { readonly survey: number; readonly build: number; readonly partnerFoc: number };

/**
 * The shortest tail of each site's code that no other site shares, cut at its separators: `MERIDIAN-HQ` and
 * `MERIDIAN-LDS` become `HQ` and `LDS`.
 */
export function shortCodes(sites: readonly string[]): ReadonlyMap<string, string> {
  const tails = new Map(sites.map((site) => [site, tailsOf(site)]));
  const owners = new Map<string, number>();
  for (const tail of [...tails.values()].flat()) owners.set(tail, (owners.get(tail) ?? 0) + 1);
  return new Map(
    sites.map((site) => [site, tails.get(site)?.find((tail) => owners.get(tail) === 1) ?? site]),
  );
}

/** The tails of a code, shortest first, the code itself last. */
function tailsOf(site: string): string[] {
  const starts = [...site.matchAll(/[._:/-]/g)]
    .map((match) => match.index + 1)
    .filter((start) => start < site.length);
  return [...starts.toReversed().map((start) => site.slice(start)), site];
}

/** The leg of a partner that takes longest, where there is one. */
export function partnerLegOf(option: SiteOption): AccessOption | undefined {
  const days = (leg: AccessOption): number =>
    leg.workingDays.partnerFoc + leg.workingDays.partnerBuild.likely;
  return option.legs
    .filter((leg) => leg.partner !== undefined)
    .toSorted((one, other) => days(other) - days(one))[0];
}

/** The working days of a site. */
export function siteDays(option: SiteOption): SiteDays {
  const most = (of: (leg: AccessOption) => number): number => Math.max(...option.legs.map(of));
  return {
    survey: most((leg) => leg.workingDays.survey),
    build: most((leg) => leg.workingDays.build),
    partnerFoc: partnerLegOf(option)?.workingDays.partnerFoc ?? 0,
  };
}

/** The facts over which a template's `when` is evaluated; the catalogue's README lists them. */
export function siteFacts(subject: SiteSubject): Facts {
  const { requirement, option, shortCode, change, standing, unitStands } = subject;
  const { survey, build, partnerFoc } = siteDays(option);
  const partnerLeg = partnerLegOf(option);
  return {
    site: requirement.site,
    shortCode,
    change,
    access: requirement.access,
    cpe: requirement.cpe,
    unitStands,
    bandwidthKbps: requirement.bandwidthKbps,
    legs: option.legs.length,
    kind: option.legs[0]?.kind ?? null,
    kinds: [...new Set(option.legs.map((leg) => leg.kind))],
    hasBuild: build > 0,
    hasPartner: partnerLeg !== undefined,
    hadPartner: standing !== undefined && partnerLegOf(standing) !== undefined,
    hasOwnAccess: option.legs.some((leg) => leg.partner === undefined),
    partner: partnerLeg?.partner ?? null,
    surveyDays: survey,
    buildDays: build,
    partnerFocDays: partnerFoc,
    partnerBuildDays: partnerLeg?.workingDays.partnerBuild.likely ?? 0,
    confidence: option.confidence,
  };
}

import type {
  ClassOfService,
  CommercialTerms,
  ServiceLevel,
  ServiceRequest,
  ServiceRequirement,
  SiteRequirement,
} from '@turnup/contract';
import { digitsOf } from '../shared/money.ts';
import {
  type ClassDraft,
  type LevelDraft,
  type RequirementDraft,
  rateDraft,
  type SiteDraft,
  type TermsDraft,
} from './draft.ts';

const textOf = (number: number | undefined): string => (number === undefined ? '' : String(number));
const msOf = (us: number | undefined): string => (us === undefined ? '' : String(us / 1_000));

/** A site of a requirement as the form shows it. */
export function siteDraft(site: SiteRequirement): SiteDraft {
  return {
    site: site.site,
    rate: rateDraft(site.bandwidthKbps),
    access: site.access,
    diversity: site.diversity ?? [],
    cpe: site.cpe,
    availability: textOf(site.availabilityPercent),
    role: site.role ?? '',
    routing: site.routing ?? '',
    prefixes: (site.lanPrefixes ?? []).join(' '),
    functions: (site.cpeFunctions ?? []).join(' '),
    subAddress: site.subAddress ?? '',
  };
}

const levelDraft = (level: ServiceLevel = {}): LevelDraft => ({
  rtt: msOf(level.maximumRttUs),
  jitter: msOf(level.maximumJitterUs),
  loss: textOf(level.maximumLossPercent),
  interruption: textOf(level.maximumInterruptionMs),
});

const classDraft = ({ name, dscp, sharePercent, serviceLevel }: ClassOfService): ClassDraft => ({
  name,
  dscp: dscp.join(' '),
  share: String(sharePercent),
  level: levelDraft(serviceLevel),
});

function termsDraft(terms: CommercialTerms): TermsDraft {
  const whole = (amount: number): string => String(amount / 10 ** digitsOf(terms.currency));
  return {
    currency: terms.currency,
    termMonths: String(terms.termMonths),
    oneOff: whole(terms.oneOffChargeMinor),
    monthly: whole(terms.monthlyChargeMinor),
    budget: whole(terms.budgetMinor),
    tolerance: String(terms.budgetTolerancePercent),
  };
}

/** What the form shows of a requirement; every other characteristic is carried along unseen. */
const shown: ReadonlySet<string> = new Set([
  'topology',
  'sites',
  'latencyBounds',
  'classesOfService',
  'serviceLevel',
  'commercial',
  'bespokeActions',
  'blackouts',
  'hubFirst',
]);

/** A service of an order or question as the form shows it. */
export function draftOf(service: ServiceRequest, customer: string, date: string): RequirementDraft {
  const said = service.serviceCharacteristic ?? [];
  // The server has checked each against the contract: a characteristic has the shape of the member of its name.
  const of = <Name extends keyof ServiceRequirement>(name: Name): ServiceRequirement[Name] | undefined =>
    said.find((each) => each.name === name)?.value as ServiceRequirement[Name] | undefined;
  const terms = of('commercial');
  return {
    specification: service.serviceSpecification?.id ?? '',
    customer,
    topology: of('topology') ?? '',
    sites: (of('sites') ?? []).map(siteDraft),
    bounds: (of('latencyBounds') ?? []).map(({ from, to, maximumRttUs }) => ({
      from,
      to,
      ms: msOf(maximumRttUs),
    })),
    date,
    blackouts: (of('blackouts') ?? []).map(({ from, to, site = '', reason = '' }) => ({
      from,
      to,
      site,
      reason,
    })),
    hubFirst: of('hubFirst') ?? false,
    level: levelDraft(of('serviceLevel')),
    classes: (of('classesOfService') ?? []).map(classDraft),
    works: (of('bespokeActions') ?? []).map((work) => ({
      code: work.code,
      description: work.description,
      site: work.site ?? '',
      owner: work.owner,
      days: String(work.durationWorkingDays),
      costMinor: work.costMinor,
      before: work.before.join(' '),
      fromHour: work.window?.from ?? '',
      toHour: work.window?.to ?? '',
    })),
    others: said.filter(({ name }) => !shown.has(name)),
    ...(terms === undefined ? {} : { terms: termsDraft(terms) }),
  };
}

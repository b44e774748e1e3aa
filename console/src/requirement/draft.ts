import type {
  Characteristic,
  CommercialTerms,
  ServiceRequest,
  ServiceRequirement,
  SiteRequirement,
} from '@turnup/contract';
import { parseRateKbps } from '@turnup/contract/siteTable';
import { digitsOf } from '../shared/money.ts';

/** One site as it stands in the form: numbers are still text. */
export type SiteDraft = {
  readonly site: string;
  /** As people write it: `500` is Mbit/s, `1G`, `64k`. */
  readonly rate: string;
  readonly access: SiteRequirement['access'];
  readonly diversity: readonly Diversity[];
  readonly cpe: SiteRequirement['cpe'];
  /** Percent of a month; empty for none. */
  readonly availability: string;
  /** What the form does not show of a site that was there before. */
  readonly rest?: Partial<SiteRequirement>;
};
export type BoundDraft = { readonly from: string; readonly to: string; readonly ms: string };
/** Amounts in whole units of the currency, as people write them. */
export type TermsDraft = {
  readonly currency: string;
  readonly termMonths: string;
  readonly oneOff: string;
  readonly monthly: string;
  readonly budget: string;
  readonly tolerance: string;
};

/** A requirement while it is written. */
export type RequirementDraft = {
  readonly specification: string;
  readonly customer: string;
  readonly topology: ServiceRequirement['topology'] | '';
  readonly sites: readonly SiteDraft[];
  readonly bounds: readonly BoundDraft[];
  /** `2027-05-07`, or empty. */
  readonly date: string;
  readonly terms?: TermsDraft | undefined;
};

export type Diversity = NonNullable<SiteRequirement['diversity']>[number];

export const emptySite: SiteDraft = {
  site: '',
  rate: '100',
  access: 'single',
  diversity: [],
  cpe: 'managed',
  availability: '',
};
export const emptyDraft: RequirementDraft = {
  specification: '',
  customer: '',
  topology: '',
  sites: [emptySite],
  bounds: [],
  date: '',
};
export const emptyTerms = (currency: string): TermsDraft => ({
  currency,
  termMonths: '36',
  oneOff: '',
  monthly: '',
  budget: '',
  tolerance: '0',
});

/** A rate as it is written in the form, in kbit/s. */
export const rateOf = parseRateKbps;

/** A rate as the form shows it: in Mbit/s. */
export const rateDraft = (kbps: number): string => String(kbps / 1_000);

const numeric = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));

/** What keeps a draft from being sent, in words with their place; the server knows the rest. */
export function faultsOf(draft: RequirementDraft): string[] {
  const faults: string[] = [];
  if (draft.specification === '') faults.push('Choose a service.');
  if (draft.customer === '') faults.push('Name the customer.');
  if (draft.topology === '') faults.push('Choose a topology.');
  for (const [index, site] of draft.sites.entries()) {
    const name = site.site === '' ? `Site ${index + 1}` : site.site;
    if (site.site === '') faults.push(`${name} has no place.`);
    if (rateOf(site.rate) === undefined)
      faults.push(`${name}: “${site.rate}” is no rate; write Mbit/s, or 1G, 500M.`);
    if (site.availability !== '' && !numeric(site.availability))
      faults.push(`${name}: “${site.availability}” is no availability; write percent, such as 99.95.`);
  }
  for (const { from, to, ms } of draft.bounds)
    if (from === '' || to === '' || !(Number(ms) > 0))
      faults.push('A latency bound needs two sites and a time in ms.');
  if (draft.terms !== undefined) {
    const { currency, ...numbers } = draft.terms;
    if (currency === '' || !Object.values(numbers).every(numeric))
      faults.push('The commercial terms are not complete: each is a number.');
  }
  return faults;
}

function siteOf(draft: SiteDraft): SiteRequirement {
  return {
    ...draft.rest,
    site: draft.site,
    bandwidthKbps: rateOf(draft.rate) ?? 0,
    access: draft.access,
    ...(draft.access === 'dual' && draft.diversity.length > 0 ? { diversity: [...draft.diversity] } : {}),
    cpe: draft.cpe,
    ...(draft.availability === '' ? {} : { availabilityPercent: Number(draft.availability) }),
  };
}

function termsOf(terms: TermsDraft): CommercialTerms {
  const minor = (text: string): number => Math.round(Number(text) * 10 ** digitsOf(terms.currency));
  return {
    currency: terms.currency,
    termMonths: Number(terms.termMonths),
    oneOffChargeMinor: minor(terms.oneOff),
    monthlyChargeMinor: minor(terms.monthly),
    budgetMinor: minor(terms.budget),
    budgetTolerancePercent: Number(terms.tolerance),
  };
}

/** The characteristics that a draft says. */
export function characteristicsOf(draft: RequirementDraft): Characteristic[] {
  const bounds = draft.bounds.map(({ from, to, ms }) => ({
    from,
    to,
    maximumRttUs: Math.round(Number(ms) * 1_000),
  }));
  return [
    { name: 'topology', value: draft.topology },
    { name: 'sites', value: draft.sites.map(siteOf) },
    ...(bounds.length === 0 ? [] : [{ name: 'latencyBounds', value: bounds }]),
    ...(draft.terms === undefined ? [] : [{ name: 'commercial', value: termsOf(draft.terms) }]),
  ];
}

/** The service that a draft asks for, as TM Forum's. */
export const serviceOfDraft = (draft: RequirementDraft): ServiceRequest => ({
  serviceSpecification: { id: draft.specification },
  serviceCharacteristic: characteristicsOf(draft),
});

/** A day as the end of its working hours: how a date is asked for as an instant. */
export const instantOfDay = (day: string): string => `${day}T16:00:00.000Z`;

/** A site of a requirement as the form shows it. */
export function siteDraft(site: SiteRequirement): SiteDraft {
  const { site: code, bandwidthKbps, access, diversity, cpe, availabilityPercent, ...rest } = site;
  return {
    site: code,
    rate: rateDraft(bandwidthKbps),
    access,
    diversity: diversity ?? [],
    cpe,
    availability: availabilityPercent === undefined ? '' : String(availabilityPercent),
    rest,
  };
}

/** A service of an order or question as the form shows it. */
export function draftOf(service: ServiceRequest, customer: string, date: string): RequirementDraft {
  const of = (name: string): unknown =>
    service.serviceCharacteristic?.find((each) => each.name === name)?.value;
  const bounds = (of('latencyBounds') ?? []) as NonNullable<ServiceRequirement['latencyBounds']>;
  const terms = of('commercial') as CommercialTerms | undefined;
  const whole = (amount: number): string => String(amount / 10 ** digitsOf(terms?.currency ?? ''));
  return {
    specification: service.serviceSpecification?.id ?? '',
    customer,
    topology: (of('topology') ?? '') as RequirementDraft['topology'],
    sites: ((of('sites') ?? []) as SiteRequirement[]).map(siteDraft),
    bounds: bounds.map(({ from, to, maximumRttUs }) => ({ from, to, ms: String(maximumRttUs / 1_000) })),
    date,
    ...(terms === undefined
      ? {}
      : {
          terms: {
            currency: terms.currency,
            termMonths: String(terms.termMonths),
            oneOff: whole(terms.oneOffChargeMinor),
            monthly: whole(terms.monthlyChargeMinor),
            budget: whole(terms.budgetMinor),
            tolerance: String(terms.budgetTolerancePercent),
          },
        }),
  };
}

/** The characteristics that a draft says otherwise than another: what an amendment has to name. */
export function changedCharacteristics(before: RequirementDraft, after: RequirementDraft): Characteristic[] {
  const stood = new Map(characteristicsOf(before).map(({ name, value }) => [name, JSON.stringify(value)]));
  return characteristicsOf(after).filter(({ name, value }) => stood.get(name) !== JSON.stringify(value));
}

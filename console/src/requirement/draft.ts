import type { Characteristic, ServiceRequirement, SiteRequirement } from '@turnup/contract';
import { parseRateKbps } from '@turnup/contract/siteTable';

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
  readonly role: NonNullable<SiteRequirement['role']> | '';
  readonly routing: NonNullable<SiteRequirement['routing']> | '';
  /** Prefixes of the customer's LAN, apart by blanks or commas. */
  readonly prefixes: string;
  /** Codes of functions that the equipment must have, apart in the same way. */
  readonly functions: string;
  /** Unit, floor or room; empty for none. */
  readonly subAddress: string;
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
/** Days on which nobody works; `site` is empty for all of them. */
export type BlackoutDraft = {
  readonly from: string;
  readonly to: string;
  readonly site: string;
  readonly reason: string;
};
/** What is promised: times in ms, losses in percent, each empty for nothing. */
export type LevelDraft = {
  readonly rtt: string;
  readonly jitter: string;
  readonly loss: string;
  readonly interruption: string;
};
/** A class of service; `dscp` are numbers apart by blanks or commas. */
export type ClassDraft = {
  readonly name: string;
  readonly dscp: string;
  readonly share: string;
  readonly level: LevelDraft;
};
/** Work that no template holds. */
export type WorkDraft = {
  readonly code: string;
  readonly description: string;
  /** Empty for the service as a whole. */
  readonly site: string;
  readonly owner: string;
  readonly days: string;
  /** In the currency in which the service is reckoned; undefined while it is no amount. */
  readonly costMinor: number | undefined;
  /** Keys of the activities that wait for it, apart by blanks or commas. */
  readonly before: string;
  /** Hours of the day such as `22:00`; both empty for usual ones. */
  readonly fromHour: string;
  readonly toHour: string;
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
  readonly blackouts: readonly BlackoutDraft[];
  readonly hubFirst: boolean;
  readonly level: LevelDraft;
  readonly classes: readonly ClassDraft[];
  readonly works: readonly WorkDraft[];
  readonly terms?: TermsDraft | undefined;
  /** Characteristics of a request that no form knows: they are kept as they are. */
  readonly others: readonly Characteristic[];
};

export type Diversity = NonNullable<SiteRequirement['diversity']>[number];

export const emptySite: SiteDraft = {
  site: '',
  rate: '100',
  access: 'single',
  diversity: [],
  cpe: 'managed',
  availability: '',
  role: '',
  routing: '',
  prefixes: '',
  functions: '',
  subAddress: '',
};
export const emptyLevel: LevelDraft = { rtt: '', jitter: '', loss: '', interruption: '' };
export const emptyClass: ClassDraft = { name: '', dscp: '', share: '', level: emptyLevel };
export const emptyBlackout: BlackoutDraft = { from: '', to: '', site: '', reason: '' };
export const emptyWork: WorkDraft = {
  code: '',
  description: '',
  site: '',
  owner: '',
  days: '1',
  costMinor: 0,
  before: '',
  fromHour: '',
  toHour: '',
};
export const emptyDraft: RequirementDraft = {
  specification: '',
  customer: '',
  topology: '',
  sites: [emptySite],
  bounds: [],
  date: '',
  blackouts: [],
  hubFirst: false,
  level: emptyLevel,
  classes: [],
  works: [],
  others: [],
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

/** Words that stand apart by blanks, commas or semicolons. */
export const wordsIn = (text: string): string[] => text.split(/[\s,;]+/).filter((word) => word !== '');

/** A day as the end of its working hours: how a date is asked for as an instant. */
export const instantOfDay = (day: string): string => `${day}T16:00:00.000Z`;

/** The sites of a draft that have a name, each once. */
export const sitesNamed = ({ sites }: Pick<RequirementDraft, 'sites'>): string[] => [
  ...new Set(sites.map(({ site }) => site).filter((site) => site !== '')),
];

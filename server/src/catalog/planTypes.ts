import type {
  ActivityTemplate,
  CpeChoice,
  CpeModel,
  PlannedActivity,
  ServiceRequirement,
  SiteOption,
} from '@turnup/contract';
import type { Facts } from './conditions.ts';
import type { SiteChange, SiteSubject } from './siteFacts.ts';
import type { People } from './training.ts';

/** What turns a template into the activities of one service. */
export type PlanFacts = {
  readonly requirement: ServiceRequirement;
  /** The option chosen for each site of the requirement. */
  readonly siteOptions: readonly SiteOption[];
  readonly cpe: readonly CpeChoice[];
  readonly cpeModels: readonly CpeModel[];
  readonly calendars: PlanCalendars;
  /** Who is there to operate the equipment; without it nobody is trained. */
  readonly people?: People | undefined;
  /** Facts of the service as a whole, for the `when` of activities per service. */
  readonly service?: Facts;
  /** What the order does to each site; a site that is not named is added. */
  readonly changes?: ReadonlyMap<string, SiteChange>;
  /** The accesses that stand at sites which get another one. */
  readonly standing?: ReadonlyMap<string, SiteOption>;
};

/** Codes of the calendars by which work goes. */
export type PlanCalendars = {
  readonly operator: string;
  /** By site. */
  readonly places: Readonly<Record<string, string>>;
  /** By partner. */
  readonly partners: Readonly<Record<string, string>>;
};

/** An activity without its dates. */
export type ActivityDraft = Omit<
  PlannedActivity,
  'startDate' | 'finishDate' | 'latestFinishDate' | 'slackWorkingDays' | 'critical' | 'notBeforeOtherwise'
>;

/** A line of a template, with the one site that it is for, if it is for one. */
export type Placed = { readonly template: ActivityTemplate; readonly subject?: SiteSubject | undefined };

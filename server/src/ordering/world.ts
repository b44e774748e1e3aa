import type {
  Classification,
  FeasibilityAnswer,
  PlanEdit,
  PlanTemplate,
  ServiceRequirement,
} from '@turnup/contract';
import type { Catalog, People, StandingUnit } from '../catalog/index.ts';
import type { PlannedAugmentation } from '../design/index.ts';
import type { SoughtOffer } from '../feasibility/index.ts';
import type { CalendarBook, WorkingCalendar } from '../foundation/calendar.ts';
import type { LinkUse, NetworkSnapshot } from '../network/index.ts';

/** Which ports are taken and what the links carry at a date: facts of allocation that feasibility needs. */
export type Occupancy = {
  /** `node/port`. */
  readonly takenPorts: ReadonlySet<string>;
  readonly linkUseKbps: LinkUse;
  /** Equipment of the customer that stands at the sites and may serve another of his services; see `standingUnits.ts`. */
  readonly standing?: readonly StandingUnit[];
};

/** Everything that is known when a requirement is judged: the facts as they stand now. */
export type World = {
  readonly now: string;
  readonly today: string;
  readonly catalog: Catalog;
  readonly calendars: CalendarBook;
  readonly operatorCalendar: WorkingCalendar;
  readonly network: NetworkSnapshot;
  /** The version that the network has by now; later than that of `network` where this node is behind. */
  readonly latestNetworkVersion: number;
  readonly people: People;
};

/** Whether a requirement can be met, and by which road. */
export type Judged = {
  readonly answer: FeasibilityAnswer;
  readonly classification: Classification;
  readonly template: PlanTemplate;
};

/** How a requirement is judged. */
export type AssessOptions = {
  /** Rate cards as partners have corrected them; the catalogue's when left out. */
  readonly offers?: readonly SoughtOffer[];
  /** The day from which the plan runs. */
  readonly startDate: string;
  readonly provideAlternative?: boolean;
  readonly occupancy: Occupancy;
  /** Judges as special whatever the rules say: a committed design stays one. */
  readonly route?: Classification['route'];
  /** Augmentations that the design shares: their capacity counts as if it were there. */
  readonly augmentations?: readonly PlannedAugmentation[];
  /** Edits of the design's plan. */
  readonly planEdits?: readonly PlanEdit[];
  /** Judges as if every link of the core had room for everything. */
  readonly isCoreFree?: boolean;
  /** Sites of the whole service, where only some of them are judged. */
  readonly siteCount?: number;
};

/** Designs to be composed for a requirement from ways of reaching its sites. */
export type Composing = {
  readonly requirement: ServiceRequirement;
  readonly siteOptions: FeasibilityAnswer['siteOptions'];
  readonly options: Pick<AssessOptions, 'startDate' | 'occupancy' | 'augmentations' | 'planEdits'>;
  readonly route: Classification['route'];
};

/** A requirement to be judged, and how. */
export type Judging = { readonly requirement: ServiceRequirement; readonly options: AssessOptions };

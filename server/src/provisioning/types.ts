import type { Team } from '@turnup/contract';
import type { CalendarBook, WorkingCalendar } from '../foundation/calendar.ts';
import type { Result } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import type { Fact } from '../platform/events/index.ts';

/** A code with its parameters, and the same as a sentence. Codes are the contract. */
export type Explanation = {
  readonly code: string;
  readonly message: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
};

// Work orders

/** Where a work order stands. The moves between these are in `rules.ts`; there are no others. */
export type WorkOrderState =
  | 'acknowledged' // nobody's yet
  | 'assigned'
  | 'inProgress'
  | 'held'
  | 'completed'
  | 'cancelled' // not needed any more
  | 'rejected'; // could not be done, with a cause

/** What happens to a work order. */
export type WorkOrderEvent =
  | 'assign'
  | 'release'
  | 'start'
  | 'complete'
  | 'hold'
  | 'resume'
  | 'cancel'
  | 'reject';

/** A remark on a work order. */
export type WorkNote = { readonly at: string; readonly by: string; readonly text: string };

/** A piece of work for people. */
export type WorkOrder = {
  readonly id: string;
  /** Short, speakable. */
  readonly number: string;
  /** survey, design, approve, install, accept, training, bespoke … as the plan template says. */
  readonly kind: string;
  readonly name: string;
  readonly place: string | null;
  readonly skill: string | null;
  readonly team: string | null;
  readonly assignee: string | null;
  /** Why it went to its assignee, or to nobody. */
  readonly assignment: Explanation;
  readonly state: WorkOrderState;
  /** Higher goes first. */
  readonly priority: number;
  readonly calendar: string;
  readonly plannedStartDate: string | null;
  readonly plannedFinishDate: string | null;
  /** Domain instants. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Opaque: who waits for the work. */
  readonly taskReference: string | null;
  /** Opaque: for whom it is done. */
  readonly orderReference: string | null;
  readonly activity: string | null;
  /** What the work is about, opaque. */
  readonly subject: Readonly<Record<string, unknown>>;
  /** Names of the members of `evidence` without which it is not done. */
  readonly requiredEvidence: readonly string[];
  /** `serialNumbers` (texts) is read here; everything else is kept as it is. */
  readonly evidence: Readonly<Record<string, unknown>>;
  /** Why it is held or was rejected: a code of the operator's catalogue, opaque here. */
  readonly cause: string | null;
  readonly notes: readonly WorkNote[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
};

/** A work order that is to be. The same task reference never makes a second one. */
export type WorkOrderDraft = {
  readonly kind: string;
  readonly name: string;
  readonly calendar: string;
  readonly place?: string;
  readonly skill?: string;
  readonly team?: string;
  readonly priority?: number;
  readonly plannedStartDate?: string;
  readonly plannedFinishDate?: string;
  readonly taskReference?: string;
  readonly orderReference?: string;
  readonly activity?: string;
  readonly subject?: Readonly<Record<string, unknown>>;
  readonly requiredEvidence?: readonly string[];
};

/** Who acts. A dispatcher may act on work that is not theirs. */
export type Actor = { readonly account: string; readonly dispatcher: boolean };

/** Days on which someone takes no work: `[from, until)`. */
export type Absence = {
  readonly account: string;
  readonly from: string;
  readonly until: string;
  readonly reason: string;
};

// Forecast

/** How an order stands against its promise (TMF641 jeopardyType). */
export type JeopardyLevel = 'Normal' | 'Hazard' | 'Critical';

/** One activity of an order's plan, as it is now. Dates are `YYYY-MM-DD`. */
export type ForecastActivity = {
  readonly key: string;
  readonly owner: { readonly kind: 'system' | 'team' | 'partner' | 'customer'; readonly code?: string };
  readonly calendar: WorkingCalendar;
  /** As planned. */
  readonly durationWorkingDays: number;
  readonly after: readonly string[];
  /** By plan it cannot start before, such as capacity that arrives. */
  readonly notBefore?: string;
  readonly startedOn?: string;
  readonly finishedOn?: string;
  /** What the partner or the crew now says: counts instead of the planned duration. */
  readonly expectedFinish?: string;
  /** The appointment: it starts on this day, not before. */
  readonly bookedFor?: string;
  /** Running longer than `typical × (1 + risk %)` is a hazard, longer than `maximum` critical. */
  readonly typicalWorkingDays?: number;
  readonly maximumWorkingDays?: number;
  /** A cause code that someone gave for its delay. */
  readonly cause?: string;
  /** What the causes of the policy call its delay, where that is not its owner. */
  readonly causeOf?: 'capacity';
};

/** Days on which the clock of the order stood: `[from, until)`, until now when open. */
export type ClockStop = {
  readonly from: string;
  readonly until?: string;
  /** Only the customer's stops can shift the promise. */
  readonly by: 'customer' | 'provider';
};

/** What a forecast is made from. */
export type ForecastInput = {
  /** The day the plan started. */
  readonly start: string;
  readonly today: string;
  /** Whose working days slack and clock stops are counted in. */
  readonly calendar: WorkingCalendar;
  /** The first promise; none before acceptance. */
  readonly committedDate?: string;
  readonly activities: readonly ForecastActivity[];
  readonly clockStops?: readonly ClockStop[];
};

/** One rung of the ladder. */
export type LadderStep = {
  readonly step: number;
  readonly role: string;
  /** Working days in the level without acknowledgement; 0 is at once. */
  readonly afterWorkingDays: number;
  readonly levels: readonly JeopardyLevel[];
};

/** The numbers of jeopardy: the operator's data. */
export type JeopardyPolicy = {
  /** Less slack than this is Hazard. */
  readonly hazardBelowWorkingDays: number;
  /** Less slack than this is Critical. */
  readonly criticalBelowWorkingDays: number;
  /** How far beyond its typical duration an activity may run. */
  readonly riskPercent: number;
  /** Measure against the promise moved by the customer's stops instead of the first one. */
  readonly shiftCommittedByCustomerStops: boolean;
  /** Cause codes by owner, where nobody gave one. */
  readonly causes: Readonly<Partial<Record<ForecastActivity['owner']['kind'] | 'capacity', string>>>;
  readonly ladder: readonly LadderStep[];
};

/** An activity that runs too long. */
export type Overrun = {
  readonly activity: string;
  readonly elapsedWorkingDays: number;
  readonly level: Exclude<JeopardyLevel, 'Normal'>;
};

/** Who delays the completion most, by how much, and why. */
export type Culprit = {
  readonly activity: string;
  readonly lateWorkingDays: number;
  readonly cause: string | null;
};

/** What is to be expected of an order. */
export type Forecast = {
  readonly expectedCompletionDate: string;
  /** The first promise, and the same moved by the working days that the customer stopped the clock. */
  readonly committedDate: string | null;
  readonly currentCommittedDate: string | null;
  /** Against the promise that the policy chooses, and against each; null without a promise. */
  readonly slackWorkingDays: number | null;
  readonly slackToCommitted: number | null;
  readonly slackToCurrentCommitted: number | null;
  readonly customerStoppedWorkingDays: number;
  readonly level: JeopardyLevel;
  readonly culprit: Culprit | null;
  readonly overruns: readonly Overrun[];
  readonly criticalPath: readonly string[];
  /** Planned working days that are done, of all. */
  readonly percentComplete: number;
  readonly activities: readonly {
    readonly key: string;
    readonly start: string;
    readonly finish: string;
    readonly slackWorkingDays: number;
    readonly critical: boolean;
  }[];
};

// Jeopardy

/** A predicted miss, from raising to clearing. */
export type JeopardyAlert = {
  readonly id: string;
  readonly orderReference: string;
  readonly owner: string;
  readonly calendar: string;
  readonly level: Exclude<JeopardyLevel, 'Normal'>;
  readonly forecastDate: string;
  readonly committedDate: string | null;
  readonly slackWorkingDays: number | null;
  readonly culprit: string | null;
  readonly cause: string | null;
  readonly raisedAt: string;
  readonly levelSince: string;
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: string | null;
  readonly clearedAt: string | null;
  /** The rung reached; 0 before the first. */
  readonly ladderStep: number;
  readonly nextStepAt: string | null;
  readonly suspendedSince: string | null;
  /** Working days in this level that do not count because the customer held the order. */
  readonly stoppedWorkingDays: number;
  readonly version: number;
};

/** What was last said of an order. */
export type OrderForecast = {
  readonly orderReference: string;
  readonly committedDate: string | null;
  readonly currentCommittedDate: string | null;
  readonly expectedDate: string | null;
  readonly slackWorkingDays: number | null;
  readonly level: JeopardyLevel;
  readonly culprit: string | null;
  readonly cause: string | null;
  readonly percentComplete: number;
  readonly computedAt: string | null;
  readonly closedAt: string | null;
};

/** What the composition root lends this room. All run in the caller's transaction. */
export type ProvisioningPorts = {
  /** A new UUIDv7. */
  readonly ids: () => string;
  /** As many short numbers as asked for, unique in the tenant. */
  readonly numbers: (
    tx: Transaction,
    tenant: string,
    kind: 'workOrder',
    count: number,
  ) => Promise<readonly string[]>;
  readonly record: (tx: Transaction, tenant: string, facts: readonly Fact[]) => Promise<void>;
  readonly teams: (tx: Transaction, tenant: string) => Promise<readonly Team[]>;
  /** Takes units of equipment for a work order: 409 for one that is in use, 422 for one that does not fit. */
  readonly claimSerialNumbers: (
    tx: Transaction,
    tenant: string,
    workOrder: WorkOrder,
    serialNumbers: readonly string[],
  ) => Promise<Result<true>>;
  /** The work is over by someone's doing: completed or rejected. */
  readonly onDone: (tx: Transaction, tenant: string, workOrder: WorkOrder) => Promise<void>;
  readonly jeopardyPolicy: (tx: Transaction, tenant: string) => Promise<JeopardyPolicy>;
  readonly calendars: (tx: Transaction, tenant: string) => Promise<CalendarBook>;
};

/** A skill that somebody has gained, and what proves it. */
export type SkillRecord = {
  readonly account: string;
  readonly skill: string;
  /** A certificate, an attendance list. */
  readonly evidence: string;
  readonly recordedBy: string;
  readonly recordedAt: string;
};

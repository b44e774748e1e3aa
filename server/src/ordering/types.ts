import type {
  CancellationCharge,
  Classification,
  DesignAlternative,
  ExternalReference,
  ItemAction,
  OrderError,
  OrderState,
  RelatedParty,
  ServiceRequirement,
} from '@turnup/contract';

/** What an order is for: a request from outside, or one issued from it (eTOM 1.4.5.1) to allocate or to implement. */
export type OrderKind = 'request' | 'allocate' | 'implement';

/** Level of jeopardy of an order (TMF641 jeopardyType). */
export type JeopardyLevel = 'Normal' | 'Hazard' | 'Critical';

/** A service order as stored. Dates are calendar dates, the rest instants. */
export type Order = {
  readonly id: string;
  readonly number: string;
  readonly kind: OrderKind;
  readonly externalId: string | null;
  readonly client: string;
  readonly category: string | null;
  readonly description: string | null;
  readonly priority: number;
  readonly state: OrderState;
  readonly customer: string | null;
  readonly orderDate: string;
  readonly requestedStartDate: string | null;
  readonly requestedCompletionDate: string | null;
  readonly requestedDate: string | null;
  readonly committedDate: string | null;
  readonly expectedDate: string | null;
  readonly slackWorkingDays: number | null;
  readonly jeopardy: JeopardyLevel;
  readonly startDate: string | null;
  readonly completionDate: string | null;
  readonly planId: string | null;
  /** When a task of it first needed a person because it failed. */
  readonly fellOutAt: string | null;
  readonly externalReference: readonly ExternalReference[];
  readonly relatedParty: readonly RelatedParty[];
  readonly errorMessage: readonly OrderError[];
  readonly version: number;
};

/** One item of an order as stored. */
export type OrderItem = {
  readonly orderId: string;
  readonly itemId: string;
  /** The item that it is embedded in. */
  readonly parentItemId: string | null;
  readonly action: ItemAction;
  readonly state: OrderState;
  readonly serviceId: string | null;
  readonly service: unknown;
  readonly relationships: readonly unknown[];
  readonly classification: Classification | null;
  readonly specialHandling: boolean;
  readonly requirement: ServiceRequirement | null;
  readonly requirementHash: string | null;
  readonly designId: string | null;
  readonly designVersion: number | null;
  readonly reservationId: string | null;
  /** What amendments reserved beside it. */
  readonly moreReservations: readonly string[];
  readonly solution: DesignAlternative | null;
  readonly errorMessage: readonly OrderError[];
  /** Why it is given up: everything of it is taken back, and it ends failed. */
  readonly givenUp: GivenUp | null;
};

/** That an item cannot be delivered, who said so, and what was accepted to be charged. */
export type GivenUp = {
  readonly code: string;
  readonly reason: string;
  readonly by: string;
  readonly charges: readonly CancellationCharge[];
};

/** What a task of an order's plan is given. `activity` is the item's activity key without the item. */
export type TaskInput = {
  readonly orderId: string;
  readonly itemId: string;
  readonly activity: string;
  readonly site?: string;
  readonly work?: string;
  /** The hours in which it is done, where bespoke work says so. */
  readonly window?: { readonly from: string; readonly to: string };
  readonly durationWorkingDays: number;
  readonly calendar: string;
  /** The amendment since which it is asked as it is; absent where it was asked so from the start. */
  readonly revision?: number;
};

/** What the plan's rows remember of an activity: its baseline, for the forecast and the timeline. */
export type ActivitySchedule = {
  readonly item: string;
  readonly key: string;
  readonly name: string;
  readonly site?: string;
  readonly durationWorkingDays: number;
  readonly calendar: string;
  readonly after: readonly string[];
  /** Activities of other items, by their engine's names, that end before it; dates only: a wait obeys them. */
  readonly relies?: readonly string[];
  readonly startDate: string;
  readonly finishDate: string;
  readonly latestFinishDate: string;
  readonly slackWorkingDays: number;
  readonly critical: boolean;
  readonly process: string;
  readonly milestone?: string;
  readonly owner: { readonly kind: 'system' | 'team' | 'partner' | 'customer'; readonly code?: string };
};

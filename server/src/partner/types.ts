import type { WorkingCalendar } from '../foundation/calendar.ts';
import type { Transaction } from '../platform/database.ts';
import type { Fact } from '../platform/events/index.ts';

/** Where a query stands. The moves between these are in `rules.ts`; there are no others. */
export type QueryState =
  | 'acknowledged' // sent, nothing heard
  | 'inProgress' // the partner is working on it
  | 'answered'
  | 'timedOut' // the partner was silent until the answer-by instant
  | 'closed'; // the asker needs no answer any more

/** What happens to a query. */
export type QueryEvent = 'begin' | 'answer' | 'timeOut' | 'close';

/**
 * What a partner says to a query: it will do it, surely (green) or once something is settled (yellow), or it cannot
 * (red). What it does not mention stands as in its rate card. Money is in the offer's currency unless it names another.
 */
export type PartnerAnswer = {
  readonly confidence: 'green' | 'yellow' | 'red';
  /** From the firm order commitment to delivery. */
  readonly leadTimeWorkingDays?: number;
  /** From the order to the firm order commitment. */
  readonly focWorkingDays?: number;
  readonly monthlyMinor?: number;
  readonly oneOffMinor?: number;
  readonly currency?: string;
  readonly availability?: number;
  /** The shared risks of the route, or null where the partner does not disclose them. */
  readonly sharedRisks?: readonly string[] | null;
  /** What would settle a yellow answer, such as a survey; or why it is red. */
  readonly condition?: string;
  /** From this instant on the answer does not bind; without one it does until the query is closed. */
  readonly validUntil?: string;
};

/** A question to a partner before an order, about one offer of its rate card. */
export type PartnerQuery = {
  readonly id: string;
  /** What the asker asked for; opaque, shared by the queries asked together. */
  readonly correlation: string;
  readonly partner: string;
  /** The partner's party, which hears of it. */
  readonly party: string;
  readonly offer: string;
  readonly place: string;
  readonly technology: string;
  readonly rateKbps: number;
  readonly state: QueryState;
  readonly askedAt: string;
  /** An answer counts before this instant: the close of the partner's last working day for it. */
  readonly answerBy: string;
  readonly answer: PartnerAnswer | null;
  readonly answeredAt: string | null;
  /** An answer that came too late: kept to be read, never used. */
  readonly lateAnswer: PartnerAnswer | null;
  readonly lateAt: string | null;
  readonly version: number;
};

/** A query that is to be. */
export type QueryDraft = Pick<
  PartnerQuery,
  'correlation' | 'partner' | 'offer' | 'place' | 'technology' | 'rateKbps'
>;

/** Where an order to a partner stands (the states of TMF641 and MEF that a partner's order can have). */
export type OrderState =
  | 'acknowledged' // sent, not yet committed to
  | 'inProgress'
  | 'held' // a blocking charge is undecided or declined
  | 'completed'
  | 'rejected' // never begun
  | 'failed' // begun and given up
  | 'cancelled'; // by us

/** What happens to an order. */
export type OrderEvent =
  | 'begin'
  | 'commitDate'
  | 'changeDate'
  | 'reachMilestone'
  | 'block'
  | 'unblock'
  | 'complete'
  | 'reject'
  | 'fail'
  | 'cancel';

/** A step that the partner reported. */
export type PartnerMilestone = {
  readonly code: string;
  readonly date: string;
  readonly note: string | null;
  readonly recordedAt: string;
};

/** A change of the expected date; every one has a reason (MEF 123, R50). */
export type DateChange = {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  /** A code of the operator's cause catalogue, opaque here. */
  readonly cause: string | null;
  readonly recordedAt: string;
};

/** What a partner's contract says of its end: until when it binds, and what ending it before costs. */
export type TerminationTerms = {
  /** From the day of delivery. */
  readonly minimumTermMonths?: number;
  /** Or to a day of its own, whichever is later. */
  readonly minimumTermUntil?: string;
  /** What part of the monthly price of the months that remain is due; a month that has begun counts whole. */
  readonly percentOfRemaining: number;
  /** What is due besides, in minor units. */
  readonly fixedMinor?: number;
};

/** An order to a partner. */
export type PartnerOrder = {
  readonly id: string;
  /** Short, speakable; also the purchase order number. */
  readonly number: string;
  readonly action: 'add' | 'cease';
  /** For a cease: the completed order that it ends. */
  readonly ceases: string | null;
  /** Opaque; the same correlation never makes a second order. */
  readonly correlation: string;
  readonly partner: string;
  /** The partner's party, which hears of it. */
  readonly party: string;
  readonly offer: string;
  readonly place: string;
  /** The answered query whose price was taken; null when the rate card's was. */
  readonly query: string | null;
  readonly state: OrderState;
  /** Frozen when ordered. */
  readonly monthlyMinor: number;
  readonly oneOffMinor: number;
  readonly currency: string;
  /** Until when the contract binds and what ending it before costs, frozen too; null where it can end at any time. */
  readonly termination: TerminationTerms | null;
  readonly requestedDate: string;
  /** The first date promised; never changes. */
  readonly focDate: string | null;
  readonly expectedDate: string | null;
  readonly completedDate: string | null;
  /** When a cease order ended what this one delivered. */
  readonly ceasedDate: string | null;
  /** Opaque: who waits for the commitment, and who for the delivery. */
  readonly focTask: string | null;
  readonly deliveryTask: string | null;
  /** The partner's name for what it delivered. */
  readonly circuitReference: string | null;
  readonly milestones: readonly PartnerMilestone[];
  readonly dateChanges: readonly DateChange[];
  /** Why it was rejected, failed or cancelled. */
  readonly cause: string | null;
  readonly reason: string | null;
  readonly orderedAt: string;
  readonly updatedAt: string;
  readonly version: number;
};

/** An order that is to be. With a query its answered price is taken, else the rate card's. */
export type OrderDraft = {
  readonly correlation: string;
  readonly partner: string;
  readonly offer: string;
  readonly place: string;
  readonly query?: string;
  readonly rateCard: {
    readonly monthlyMinor: number;
    readonly oneOffMinor: number;
    readonly currency: string;
    readonly termination?: TerminationTerms | undefined;
  };
  readonly requestedDate: string;
  readonly focTask?: string;
  readonly deliveryTask?: string;
};

/** Where a charge stands. */
export type ChargeState = 'proposed' | 'accepted' | 'declined' | 'withdrawn';

/** A charge that the partner raised in flight, such as excess construction or expedition. */
export type PartnerCharge = {
  readonly id: string;
  readonly order: string;
  readonly kind: string;
  readonly text: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** The partner stops until it is accepted. */
  readonly blocking: boolean;
  readonly state: ChargeState;
  readonly raisedAt: string;
  readonly decidedAt: string | null;
  readonly decidedBy: string | null;
};

/** What this room needs to know of a partner. */
export type PartnerTerms = {
  readonly code: string;
  readonly party: string;
  /** Who answers for the partner; without one, whoever may act on its behalf. */
  readonly account?: string;
  readonly answerWithinWorkingDays: number;
  readonly calendar: WorkingCalendar;
};

/** Who acts. `onBehalf` is a right of the operator's partner managers, for partners without an account. */
export type Actor = { readonly account: string; readonly onBehalf: boolean };

/** What the composition root lends this room. All run in the caller's transaction. */
export type PartnerPorts = {
  /** A new UUIDv7. */
  readonly ids: () => string;
  /** As many short numbers as asked for, unique in the tenant. */
  readonly numbers: (
    tx: Transaction,
    tenant: string,
    kind: 'partnerOrder',
    count: number,
  ) => Promise<readonly string[]>;
  readonly record: (tx: Transaction, tenant: string, facts: readonly Fact[]) => Promise<void>;
  /** The partners with these codes; an unknown one is left out. */
  readonly partners: (
    tx: Transaction,
    tenant: string,
    codes: readonly string[],
  ) => Promise<readonly PartnerTerms[]>;
  /**
   * How amounts in a currency compare with an offer's: in the `same` currency, `exchanged` by a rate that is known today,
   * or `none` where no rate is.
   */
  readonly rateTo: (
    tx: Transaction,
    tenant: string,
    offer: string,
    currency: string,
  ) => Promise<'same' | 'exchanged' | 'none'>;
  /** The query is over: answered or timed out. */
  readonly onSettled: (tx: Transaction, tenant: string, query: PartnerQuery) => Promise<void>;
  /** The partner committed to a date. */
  readonly onFoc: (tx: Transaction, tenant: string, order: PartnerOrder) => Promise<void>;
  /** The order is over by the partner's doing: completed, rejected or failed. */
  readonly onDone: (tx: Transaction, tenant: string, order: PartnerOrder) => Promise<void>;
  /** The expected date moved. */
  readonly onDateChange: (
    tx: Transaction,
    tenant: string,
    order: PartnerOrder,
    change: DateChange,
  ) => Promise<void>;
};

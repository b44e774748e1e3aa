import type { ReferenceRecord, WorkOrder } from '@turnup/contract';
import type { Api } from '../client/api.ts';
import type { Calendar } from '../client/calendar.ts';
import type { FleetControl } from '../client/fleet.ts';
import type { Listener } from '../client/listener.ts';

/**
 * Who plays and how. Without any of the wishes an actor does its work on the planned day and well.
 *
 * `late` is in working days, early when negative; an object says it per kind of work or activity. `silent` actors take
 * notice of nothing (or of nothing of these kinds). `fails` names a cause per kind of work or activity: that work is
 * rejected with it.
 */
export type Behaviour = {
  readonly late?: number | Readonly<Record<string, number>>;
  readonly silent?: boolean | readonly string[];
  readonly fails?: Readonly<Record<string, string>>;
  /** Design authority: open gates that it takes on, and the reason that it gives. */
  readonly waives?: readonly string[];
  readonly reason?: string;
  /** Partner: working days until a query is answered. */
  readonly answerWorkingDays?: number;
  /** Partner: how many working days before the promised date a delay is told. */
  readonly tellsBeforeWorkingDays?: number;
};

/** An actor of the cast. */
export type Role = Behaviour & {
  readonly account: string;
  /** Another operator than the system's own. */
  readonly tenant?: string;
  readonly plays: 'worker' | 'partner';
  /** The partner's code, for plays `partner`. */
  readonly partner?: string;
};

/** What is put into a unit at the depot: where it asks who it is, and with which one-time secret. */
export type Bootstrap = { readonly url: string; readonly voucher: string };

/** What an actor stands on. */
export type Stage = {
  readonly api: Api;
  /** Loads device access in the name of those who stage equipment. */
  readonly staging: Api;
  readonly listener: Listener;
  /** Where a unit of the operator asks who it is, and what was put into those that the depot has sent. */
  readonly bootstrapUrl: () => string;
  readonly staged: Map<string, Bootstrap>;
  /** First part of the actor's callback addresses. */
  readonly path: string;
  readonly fleet: FleetControl | undefined;
  /** What the operator loaded, as the actor's own papers: calendars, and for a partner its rate card. */
  readonly calendars: ReadonlyMap<string, Calendar>;
  readonly partners: ReadonlyMap<string, ReferenceRecord<'partner'>>;
  readonly offers: ReadonlyMap<string, ReferenceRecord<'partnerOffer'>>;
  /** Remembers a subscription beyond this process, so that the next one can take it back. */
  readonly remember: (subscription: { readonly account: string; readonly id: string }) => Promise<void>;
};

/** A work order as it arrives in notifications and lists. */
export type Work = WorkOrder;

/** The subject of work at sites (see the API's WorkOrder): what to install and where it plugs in. */
export type SiteSubject = {
  readonly site: string;
  readonly model?: string;
  readonly serials: readonly string[];
  readonly legs: readonly LegSubject[];
};

/** A leg of a site: the port that it plugs into, and the one that it leaves where it moves. */
export type LegSubject = {
  readonly index: number;
  readonly node: string;
  readonly port: string;
  readonly was?: { readonly node: string; readonly port: string };
  readonly latencyUs: number;
  readonly capacityKbps: number;
  readonly mtu: number;
  readonly serial?: string;
  readonly wanPort?: string;
};

/** What came of a deed: evidence to report, or that the deed itself has finished the work order. */
export type Outcome = 'finished' | { readonly evidence: Readonly<Record<string, unknown>> };

import type { Port, ResourceAnswer } from '@turnup/contract';
import type { WorkingCalendar } from '../foundation/calendar.ts';
import type { Sql, Transaction } from '../platform/database.ts';
import type { Fact } from '../platform/events/index.ts';

/** How a question stands: partly answered it still waits for the rest. */
export type QueryState = 'acknowledged' | 'partial' | 'answered' | 'timedOut';

/** Why an answer does not count. */
export type RefusedBecause = 'late' | 'duplicate' | 'excess';

/** One port that can be had, and from when. */
export type Candidate = ResourceAnswer['ports'][number];

/** An answer that was refused, kept to be read. */
export type RefusedAnswer = {
  readonly why: RefusedBecause;
  readonly at: string;
  readonly by: string;
  readonly ports: readonly Candidate[];
};

/** A question to the resource domain: so many ports of a rate at a place by a date. */
export type ResourceQuery = {
  readonly id: string;
  /** The design that asks: the correlation. */
  readonly design: string;
  readonly place: string;
  readonly rateKbps: number;
  readonly optic: string | null;
  readonly quantity: number;
  readonly needDate: string;
  readonly state: QueryState;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly answerBy: string;
  /** What counts, in the order in which it came. */
  readonly answers: readonly (Candidate & { readonly at: string; readonly by: string })[];
  readonly refusedAnswers: readonly RefusedAnswer[];
};

/** What the composition root lends this room. */
export type ResourcingPorts = {
  readonly ids: () => string;
  readonly record: (tx: Transaction, tenant: string, facts: readonly Fact[]) => Promise<void>;
  readonly calendar: (sql: Sql, tenant: string) => Promise<WorkingCalendar>;
  /** Nodes of a place by name. */
  readonly nodesOf: (sql: Sql, tenant: string, place: string) => Promise<ReadonlySet<string>>;
  /** How many working days an answer may take (policy `resourceQuery`). */
  readonly answerWithinWorkingDays: (sql: Sql, tenant: string) => Promise<number>;
  /** Ports that were answered become part of the inventory, with the date from which each can be used. */
  readonly register: (tx: Transaction, tenant: string, ports: readonly Port[]) => Promise<void>;
  /** Nobody has answered in time. */
  readonly onTimeOut: (tx: Transaction, tenant: string, query: ResourceQuery) => Promise<void>;
};

import type {
  Actor,
  OrderEvent,
  OrderState,
  PartnerAnswer,
  PartnerCharge,
  PartnerQuery,
  PartnerTerms,
  QueryEvent,
  QueryState,
} from './types.ts';

type Moves<State extends string, Event extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Event, State>>>>
>;

/** All moves of a query. */
export const queryMoves: Moves<QueryState, QueryEvent> = {
  acknowledged: { begin: 'inProgress', answer: 'answered', timeOut: 'timedOut', close: 'closed' },
  inProgress: { answer: 'answered', timeOut: 'timedOut', close: 'closed' },
  answered: { close: 'closed' },
  timedOut: { close: 'closed' },
  closed: {},
};

/**
 * All moves of an order. A date is committed to once, hence `changeDate` only after it; a partner who stops before
 * it began rejects, afterwards it fails (MEF 123).
 */
export const orderMoves: Moves<OrderState, OrderEvent> = {
  acknowledged: {
    begin: 'inProgress',
    commitDate: 'inProgress',
    block: 'held',
    reject: 'rejected',
    cancel: 'cancelled',
  },
  inProgress: {
    commitDate: 'inProgress',
    changeDate: 'inProgress',
    reachMilestone: 'inProgress',
    block: 'held',
    complete: 'completed',
    fail: 'failed',
    cancel: 'cancelled',
  },
  held: { changeDate: 'held', block: 'held', unblock: 'inProgress', fail: 'failed', cancel: 'cancelled' },
  completed: {},
  rejected: {},
  failed: {},
  cancelled: {},
};

/** The state of a query after an event, or undefined where that cannot happen. */
export const moveQuery = (state: QueryState, event: QueryEvent): QueryState | undefined =>
  queryMoves[state][event];

/** The state of an order after an event, or undefined where that cannot happen. */
export const moveOrder = (state: OrderState, event: OrderEvent): OrderState | undefined =>
  orderMoves[state][event];

/** Whether someone may speak for a partner: its own account, or the right to where it has none. */
export function mayActFor(terms: PartnerTerms, actor: Actor): boolean {
  return terms.account === undefined ? actor.onBehalf : terms.account === actor.account;
}

/** What an answer comes to at a domain instant. `late` and `different` are refused; `same` was heard before. */
export function judgeAnswer(
  query: Pick<PartnerQuery, 'state' | 'answerBy' | 'answer'>,
  answer: PartnerAnswer,
  now: string,
): 'counts' | 'same' | 'different' | 'late' {
  if (query.state === 'answered') {
    return query.answer !== null && sameAnswer(query.answer, answer) ? 'same' : 'different';
  }
  if (moveQuery(query.state, 'answer') === undefined) return 'late';
  return Date.parse(now) < Date.parse(query.answerBy) ? 'counts' : 'late';
}

/** Whether two answers say the same, whatever the order of members and of shared risks. */
export function sameAnswer(one: PartnerAnswer, other: PartnerAnswer): boolean {
  return canonical(one) === canonical(other);
}

function canonical(answer: PartnerAnswer): string {
  const { sharedRisks, validUntil } = answer;
  return JSON.stringify([
    answer.confidence,
    answer.leadTimeWorkingDays ?? null,
    answer.focWorkingDays ?? null,
    answer.monthlyMinor ?? null,
    answer.oneOffMinor ?? null,
    answer.currency ?? null,
    answer.availability ?? null,
    answer.condition ?? null,
    validUntil === undefined ? null : Date.parse(validUntil),
    // Not mentioned, not disclosed, and disclosed as none are three different answers.
    sharedRisks === undefined ? 'unmentioned' : sharedRisks && [...new Set(sharedRisks)].sort(),
  ]);
}

/** Whether an answer can be ordered by at a domain instant. */
export function binds(answer: PartnerAnswer, now: string): boolean {
  const { confidence, validUntil } = answer;
  return confidence !== 'red' && (validUntil === undefined || Date.parse(now) < Date.parse(validUntil));
}

/** Whether the partner stands still: a blocking charge is undecided, or was declined and not withdrawn. */
export function isBlocked(charges: readonly Pick<PartnerCharge, 'blocking' | 'state'>[]): boolean {
  return charges.some(
    (charge) => charge.blocking && (charge.state === 'proposed' || charge.state === 'declined'),
  );
}

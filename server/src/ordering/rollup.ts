import type { ItemAction, OrderState } from '@turnup/contract';

/** States from which nothing follows. */
export const finalStates: ReadonlySet<OrderState> = new Set([
  'completed',
  'failed',
  'partial',
  'cancelled',
  'rejected',
]);

/** Whether nothing follows on a state. */
export function isFinalState(state: OrderState): boolean {
  return finalStates.has(state);
}

/**
 * Moves of an order (TMF641 v4.1, life cycle of the service order); everything else is illegal. There is no
 * acknowledged → held and no pending ↔ held.
 */
export const orderMoves: Readonly<Record<OrderState, readonly OrderState[]>> = {
  acknowledged: ['inProgress', 'rejected', 'assessingCancellation', 'cancelled'],
  inProgress: ['completed', 'failed', 'partial', 'pending', 'held', 'assessingCancellation', 'cancelled'],
  pending: ['inProgress', 'assessingCancellation', 'cancelled'],
  held: ['inProgress', 'assessingCancellation', 'cancelled'],
  assessingCancellation: ['pendingCancellation', 'acknowledged', 'inProgress', 'pending', 'held'],
  pendingCancellation: ['cancelled'],
  completed: [],
  failed: [],
  partial: [],
  cancelled: [],
  rejected: [],
};

/** What of an item decides on the state of its order. */
export type ItemInOrder = { readonly action: ItemAction; readonly state: OrderState };

/**
 * The state of an order, or of an item that holds others, from its items: those that ask for no change (`noChange`) are
 * left out, unless there are no others; then as {@link rollUp}.
 */
export function orderState(items: readonly ItemInOrder[]): OrderState {
  const changing = items.filter(({ action }) => action !== 'noChange');
  return rollUp((changing.length === 0 ? items : changing).map(({ state }) => state));
}

/**
 * The state of an order from the states of its items. The table, from the top; the first line that fits holds:
 *
 * | items | order |
 * |---|---|
 * | all completed | completed |
 * | all rejected | rejected |
 * | all cancelled | cancelled |
 * | all final, one completed | partial |
 * | all final, none completed | failed |
 * | all acknowledged | acknowledged |
 * | each cancelled or pending cancellation | pendingCancellation |
 * | each cancelled or assessing cancellation | assessingCancellation |
 * | one in progress, or one acknowledged beside others | inProgress |
 * | one pending, none moving | pending |
 * | one held, none moving | held |
 *
 * so a held item holds its order only when nothing else can move, and `partial` is always final.
 */
export function rollUp(items: readonly OrderState[]): OrderState {
  const all = (state: OrderState): boolean => items.every((item) => item === state);
  const some = (state: OrderState): boolean => items.includes(state);
  if (items.length === 0) throw new Error('an order has at least one item');
  if (all('completed')) return 'completed';
  if (all('rejected')) return 'rejected';
  if (all('cancelled')) return 'cancelled';
  if (items.every((item) => finalStates.has(item)))
    return some('completed') || some('partial') ? 'partial' : 'failed';
  if (all('acknowledged')) return 'acknowledged';
  const within = (state: OrderState): boolean =>
    items.every((item) => item === state || item === 'cancelled');
  if (within('pendingCancellation')) return 'pendingCancellation';
  if (within('assessingCancellation')) return 'assessingCancellation';
  if (some('inProgress') || some('acknowledged')) return 'inProgress';
  if (some('assessingCancellation') || some('pendingCancellation')) return 'inProgress';
  return some('pending') ? 'pending' : 'held';
}

/**
 * The states to pass, one after the other, from one state to another; null where there is no way. An order that starts
 * with a held item is first in progress, because TM Forum draws no acknowledged → held; one whose item is taken back is
 * assessed first.
 */
export function wayBetween(from: OrderState, to: OrderState): readonly OrderState[] | null {
  if (from === to) return [];
  if (orderMoves[from].includes(to)) return [to];
  const through = (['inProgress', 'assessingCancellation'] as const).find(
    (state) => orderMoves[from].includes(state) && orderMoves[state].includes(to),
  );
  return through === undefined ? null : [through, to];
}

/** What the activities that serve an item are doing. */
export type ItemProgress = {
  readonly total: number;
  readonly done: number;
  /** Tasks that a person must decide on. */
  readonly fallout: number;
  /** Tasks that have started or finished. */
  readonly begun: number;
  /** The item waits for a design that is being made, for somebody's authority, or for the end of a pause. */
  readonly awaitsDecision: boolean;
};

/** The state of an item from its progress. A fallout holds the item with its error; so does a missing design or authority. */
export function itemState(progress: ItemProgress): OrderState {
  if (progress.total > 0 && progress.done === progress.total) return 'completed';
  if (progress.fallout > 0) return 'held';
  if (progress.begun === 0) return 'acknowledged';
  return progress.awaitsDecision ? 'held' : 'inProgress';
}

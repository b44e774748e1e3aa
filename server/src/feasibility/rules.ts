import { ok, type Result, refuse } from '../foundation/result.ts';
import type { QualificationState } from './types.ts';

/** The moves of a qualification and of its items. An answer is never taken back: asking again is a new qualification. */
const qualificationMoves: Readonly<Record<QualificationState, readonly QualificationState[]>> = {
  acknowledged: ['inProgress', 'done', 'terminatedWithError'],
  inProgress: ['done', 'terminatedWithError'],
  done: [],
  terminatedWithError: [],
};

/** Whether a qualification may move; staying where it is is no move and always allowed. Refuses (409). */
export function moveQualification(
  from: QualificationState,
  to: QualificationState,
): Result<QualificationState> {
  if (from === to || qualificationMoves[from].includes(to)) return ok(to);
  return refuse(409, 'QUALIFICATION_STATE', `a qualification that is ${from} cannot become ${to}`);
}

/** The state of the whole from its items: done when all are, given up when all are that or done and one is given up. */
export function stateOfItems(items: readonly QualificationState[]): QualificationState {
  if (items.every((state) => state === 'acknowledged')) return 'acknowledged';
  const ended = items.every((state) => state === 'done' || state === 'terminatedWithError');
  if (!ended) return 'inProgress';
  return items.includes('terminatedWithError') ? 'terminatedWithError' : 'done';
}

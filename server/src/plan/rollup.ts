import { unreachable } from '../foundation/result.ts';
import { isFinal } from './rules.ts';
import type { PlanCounts, PlanState, TaskState } from './types.ts';

/** The counter of its plan in which a task is counted beside `total` and `remaining`; blocked ones are in none. */
export type CountedAs = 'active' | 'waiting' | 'fallout' | 'done' | 'failed' | 'cancelled';

/**
 * Which counter a task belongs to. Undo work that was done is not work that stands; what a later version of the plan
 * retired counts until it has ended, and then says nothing of the plan.
 */
export function countedAs(
  state: TaskState,
  { isUndo, isRetired }: { readonly isUndo: boolean; readonly isRetired: boolean },
): CountedAs | null {
  if (isRetired && isFinal(state)) return null;
  switch (state) {
    case 'blocked':
      return null;
    case 'ready':
    case 'running':
    case 'stopping':
    case 'retrying':
    case 'undoing':
      return 'active';
    case 'scheduled':
    case 'waiting':
      return 'waiting';
    case 'fallout':
      return 'fallout';
    case 'completed':
    case 'skipped':
      return isUndo ? 'cancelled' : 'done';
    case 'failed':
      return 'failed';
    case 'cancelled':
    case 'undone':
      return 'cancelled';
    default:
      return unreachable(state, 'task state');
  }
}

/**
 * The published roll-up of a plan's tasks to its state. Unfinished plans: paused if a person paused the plan; running
 * if anything moves; waiting if something will be answered or fall due; fallout if only people can help; stuck if
 * nothing of these (what remains is behind failed or cancelled tasks). Finished plans: completed if all work stands,
 * partial if some does, failed or cancelled if none does.
 */
export function rollUp(counts: PlanCounts, paused: boolean): PlanState {
  if (counts.remaining > 0) {
    if (paused) return 'paused';
    if (counts.active > 0) return 'running';
    if (counts.waiting > 0) return 'waiting';
    return counts.fallout > 0 ? 'fallout' : 'stuck';
  }
  if (counts.failed + counts.cancelled === 0) return 'completed';
  if (counts.done > 0) return 'partial';
  return counts.failed > 0 ? 'failed' : 'cancelled';
}

import { isFinal, type PlanView, type TaskView } from '../plan/index.ts';
import type { ActivitySchedule } from './types.ts';

/** The tasks of one item of an order: those that deliver it, and those that take them back. */
export type ItemTasks = { readonly work: readonly TaskView[]; readonly undo: readonly TaskView[] };

/** The tasks of a plan by the item that they serve. */
export function tasksByItem(plan: Pick<PlanView, 'tasks'>): ReadonlyMap<string, ItemTasks> {
  const itemOf = new Map(
    plan.tasks.flatMap((task) => {
      const schedule = task.schedule as unknown as ActivitySchedule | null;
      return schedule === null ? [] : [[task.key, schedule.item] as const];
    }),
  );
  const groups = Map.groupBy(plan.tasks, (task) => itemOf.get(task.undoes ?? task.key) ?? '');
  return new Map(
    [...groups].map(([item, own]) => [
      item,
      {
        work: own.filter((task) => task.undoes === null),
        undo: own.filter((task) => task.undoes !== null),
      },
    ]),
  );
}

/** How far the taking back of an item is. */
export type Retreat =
  /** Attempts are out that were asked to stop. */
  | { readonly kind: 'stopping' }
  /** These tasks ran and stand: they can be taken back now. */
  | { readonly kind: 'standing'; readonly keys: readonly string[] }
  /** Undo tasks are under way or need a person. */
  | { readonly kind: 'undoing' }
  /** Nothing of it is left. */
  | { readonly kind: 'gone' };

/** Where an item whose unfinished tasks were cancelled stands. Pure. */
export function retreatOf({ work, undo }: ItemTasks): Retreat {
  if (work.some((task) => !isFinal(task.state) && task.state !== 'undoing')) return { kind: 'stopping' };
  const standing = work.filter(
    (task) =>
      task.state === 'completed' ||
      ((task.state === 'failed' || task.state === 'cancelled') && task.attempt > 0),
  );
  if (standing.length > 0) return { kind: 'standing', keys: standing.map((task) => task.key) };
  const open = work.some((task) => task.state === 'undoing') || undo.some((task) => !isFinal(task.state));
  return { kind: open ? 'undoing' : 'gone' };
}

import { ok, type Refusal, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { placeTasks } from './draft.ts';
import {
  addEdges,
  insertCounted,
  insertPlans,
  insertTasks,
  lockPlans,
  type NewPlan,
  presentTasks,
} from './store-plans.ts';
import type { PlanDraft, TaskDraft, TaskState } from './types.ts';

/** Creates plans with all their tasks, set-wise; answers their ids in order. One that is wrong refuses them all. */
export async function createPlans(
  tx: Transaction,
  tenant: string,
  drafts: readonly PlanDraft[],
): Promise<Result<readonly string[]>> {
  // Ids rise in the order of the drafts, so that all rows of a call go to the end of their indexes.
  const ids = drafts.map(() => newId()).sort();
  const plans: NewPlan[] = [];
  for (const [index, draft] of drafts.entries()) {
    const placed = placeDraft(draft, ids[index] as string);
    if (!placed.ok) return placed;
    plans.push(placed.value);
  }
  if (plans.length === 0) return ok([]);
  const sets = plans.map(({ id, draft, placement }) => ({
    planId: id,
    version: 1,
    priority: draft.priority ?? 0,
    paused: false,
    placement,
    pendingOf: (predecessors: readonly number[]) => predecessors.length,
  }));
  await insertPlans(tx, tenant, plans, await insertTasks(tx, tenant, sets));
  return ok(plans.map((plan) => plan.id));
}

function placeDraft(draft: PlanDraft, id: string): Result<NewPlan> {
  if (draft.tasks.length === 0) return refuse(422, 'planEmpty', 'A plan has at least one task.');
  const placement = placeTasks(draft.tasks);
  return placement.ok ? ok({ id, draft, placement: placement.value }) : placement;
}

/** Creates one plan; answers its id. Refuses an empty one, duplicate keys, unknown predecessors and cycles. */
export async function createPlan(tx: Transaction, tenant: string, draft: PlanDraft): Promise<Result<string>> {
  const created = await createPlans(tx, tenant, [draft]);
  return created.ok ? ok(created.value[0] as string) : created;
}

const dead: ReadonlySet<TaskState> = new Set(['failed', 'cancelled', 'undoing', 'undone']);
const done: ReadonlySet<TaskState> = new Set(['completed', 'skipped']);

/**
 * Adds tasks to a plan that may be running or finished; their predecessors may be old or new. Beside what
 * {@link createPlan} refuses it refuses predecessors that ended without success.
 */
export async function addTasks(
  tx: Transaction,
  tenant: string,
  planId: string,
  drafts: readonly TaskDraft[],
): Promise<Result<void>> {
  const [plan] = await lockPlans(tx, tenant, [planId]);
  if (plan === undefined) return planUnknown(planId);
  const present = await presentTasks(tx, tenant, planId);
  const stateOf = new Map(present.map((task) => [task.ordinal, task.state]));
  const ordinals = new Map(present.map((task) => [task.key, task.ordinal]));
  const placed = placeTasks(drafts, ordinals, (present.at(-1)?.ordinal ?? 0) + 1);
  if (!placed.ok) return placed;
  const ended = drafts.flatMap((draft) =>
    draft.after.filter((key) => dead.has(stateOf.get(ordinals.get(key) ?? 0) ?? 'ready')),
  );
  if (ended.length > 0)
    return refuse(
      409,
      'predecessorEnded',
      `Nothing can follow what ended without success: ${ended.join(', ')}.`,
    );
  if (drafts.length === 0) return ok(undefined);
  const isDone = (ordinal: number): boolean => done.has(stateOf.get(ordinal) ?? 'ready');
  const pendingOf = (predecessors: readonly number[]): number =>
    predecessors.filter((each) => !isDone(each)).length;
  const { version, priority, paused } = plan;
  await insertCounted(tx, tenant, { planId, version, priority, paused, placement: placed.value, pendingOf });
  const open = placed.value.newEdges;
  if (open.length > 0) await addEdges(tx, tenant, planId, open);
  return ok(undefined);
}

/** The refusal for a plan that the tenant does not have. */
export function planUnknown(planId: string): { readonly ok: false; readonly fault: Refusal } {
  return refuse(404, 'planUnknown', `There is no plan ${planId}.`);
}

import type { ServiceDesign } from '@turnup/contract';
import { ok, type Result, refuse } from '../foundation/result.ts';
import { planView } from '../plan/index.ts';
import type { Transaction } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { planChangeOf, pointsOf, waitEnds } from './amend/planChange.ts';
import { replaceActivities } from './amend/store.ts';
import { datedBehind } from './arrange.ts';
import { deliveredItems } from './capacity/consumers.ts';
import { activityName } from './compile.ts';
import type { Delivery } from './delivery.ts';
import { orderSubject } from './facts.ts';
import { followNow } from './follow.ts';
import { finalStates } from './rollup.ts';
import { insertNote, ordersById, updateItems } from './store.ts';

/**
 * Brings the plans of orders in line with the design that they deliver: what is unfinished follows the new durations,
 * owners and dependencies, and the order is forecast anew. Refuses 409 `WORK_IS_DONE` where work that has begun would have to
 * be taken back.
 */
export async function followDesign(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  design: ServiceDesign,
  why: { readonly by: string; readonly reason: string },
): Promise<Result<void>> {
  const solution = design.alternatives.find(({ id }) => id === design.chosenAlternative);
  if (solution === undefined) return ok(undefined);
  for (const item of await deliveredItems(tx.sql, tenant, design.id)) {
    const { orderId, itemId, requirement } = item;
    if (finalStates.has(item.state) || requirement === null) continue;
    await delivery.plans.lockPlansOf(tx, tenant, { kind: orderSubject, id: orderId });
    const [order] = await ordersById(tx.sql, tenant, [orderId]);
    const plan = order?.planId == null ? null : await planView(tx.sql, tenant, order.planId);
    if (plan === null) continue;
    const calendars = await delivery.calendars(tx.sql, tenant);
    const dated = datedBehind({ calendars }, solution.plan.activities, waitEnds(plan, itemId));
    if (!dated.ok) return dated;
    const activities = dated.value;
    const change = await planChangeOf(delivery, tx, tenant, plan, item, {
      requirement,
      solution,
      activities,
    });
    const compared = await delivery.plans.planDifference(tx, tenant, plan.id, change);
    if (!compared.ok) return compared;
    const { replaced, removed } = compared.value;
    const touched = new Set([...replaced, ...removed]);
    const begun = plan.tasks.filter(
      (task) => touched.has(task.key) && task.startedAt !== null && task.state !== 'waiting',
    );
    const points = await pointsOf(tx, tenant, plan, compared.value);
    const held = [...begun.map(({ label }) => label), ...points.map(({ activity }) => activity)];
    if (held.length > 0)
      return refuse(
        409,
        'WORK_IS_DONE',
        `the plan cannot be edited so: ${[...new Set(held)].join(', ')} has begun and would have to be taken back; amend the order`,
      );
    await updateItems(tx, tenant, [{ orderId, itemId, solution, designVersion: design.version }]);
    const names = activities.map(({ key }) => activityName(itemId, key));
    const milestones = activities.flatMap((activity) =>
      activity.milestone === undefined
        ? []
        : [
            {
              name:
                activity.site === undefined ? activity.milestone : `${activity.milestone}:${activity.site}`,
              activity: activityName(itemId, activity.key),
              plannedDate: activity.finishDate,
            },
          ],
    );
    const covered = new Set(change.covers === 'all' ? [] : change.covers);
    const kept = plan.tasks
      .filter((task) => task.retiredIn === null && task.undoes === null && !covered.has(task.key))
      .map((task) => task.activity)
      .filter((activity) => activity.startsWith(`${itemId}/`));
    await replaceActivities(
      tx,
      tenant,
      { orderId, itemId, planId: plan.id },
      [...names, ...new Set(kept)],
      milestones,
    );
    const amended = await delivery.plans.amendPlan(tx, tenant, plan.id, { ...change, isBaseline: true }, why);
    if (!amended.ok) return amended;
    await insertNote(tx, tenant, {
      orderId,
      id: newId(),
      author: why.by,
      text: `The plan follows ${design.number} version ${design.version}: ${why.reason}`.slice(0, 500),
    });
    await followNow(delivery, tx, tenant, [plan.id]);
  }
  return ok(undefined);
}

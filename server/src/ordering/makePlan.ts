import { ok, type Result } from '../foundation/result.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { activityName, compilePlan, type ItemPlan } from './compile.ts';
import type { Wanted } from './content.ts';
import type { Delivery } from './delivery.ts';
import { orderSubject } from './facts.ts';
import type { Placed } from './placed.ts';
import { planPriority } from './planPriority.ts';
import { insertActivities, insertMilestones, setPlan } from './store.ts';
import type { OrderItem } from './types.ts';

/** Makes the plan of an order from what was decided for its items, with its milestones. */
export async function makePlan(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  orderId: string,
  priority: number,
  placed: readonly Placed[],
): Promise<Result<void>> {
  const items: ItemPlan[] = placed.flatMap(({ item, plan, relies, solution, notBefore }) =>
    plan === undefined
      ? []
      : [
          {
            itemId: item.itemId,
            activities: plan.activities,
            relies,
            notBefore,
            wanted: wantedOf(item, solution),
            standing: item.action !== 'add',
          },
        ],
  );
  if (items.length === 0) return ok(undefined);
  const { zone } = await delivery.operatorCalendar(tx.sql, context.tenant);
  const created = await delivery.plans.createPlan(tx, context.tenant, {
    subject: { kind: orderSubject, id: orderId },
    priority: planPriority(priority),
    trace: context.trace,
    tasks: compilePlan(orderId, items, { zone }),
  });
  if (!created.ok) return created;
  await setPlan(tx, context.tenant, orderId, created.value);
  const activities = items.flatMap(({ itemId, activities: own }) =>
    own.map((activity) => ({ itemId, activity })),
  );
  await insertActivities(
    tx,
    context.tenant,
    activities.map(({ itemId, activity }) => ({
      orderId,
      itemId,
      planId: created.value,
      activity: activityName(itemId, activity.key),
    })),
  );
  await insertMilestones(
    tx,
    context.tenant,
    activities.flatMap(({ itemId, activity }) =>
      activity.milestone === undefined
        ? []
        : [
            {
              orderId,
              itemId,
              name:
                activity.site === undefined ? activity.milestone : `${activity.milestone}:${activity.site}`,
              activity: activityName(itemId, activity.key),
              plannedDate: activity.finishDate,
            },
          ],
    ),
  );
  return ok(undefined);
}

/** What the tasks of an item rest on; undefined where it ends a service. */
function wantedOf(
  item: Pick<OrderItem, 'action' | 'requirement'>,
  solution: Wanted['solution'] | undefined,
): Wanted | undefined {
  const { action, requirement } = item;
  return action !== 'delete' && requirement !== null && solution !== undefined
    ? { requirement, solution }
    : undefined;
}

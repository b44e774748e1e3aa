import { type Outcome, planView, type TransactionalHandler } from '../../plan/index.ts';
import type { Delivery } from '../delivery.ts';
import { issueOrders } from '../issue.ts';
import type { ActivitySchedule, TaskInput } from '../types.ts';

/** Issues the orders of an item from its approved design or standard solution. */
export function issueHandler(delivery: Delivery): TransactionalHandler {
  return {
    kind: 'order.issue@1',
    mode: 'transactional',
    async run(tx, attempts) {
      const outcomes: Outcome[] = [];
      for (const attempt of attempts) {
        const input = attempt.input as TaskInput;
        const plan = await planView(tx.sql, attempt.tenant, attempt.planId);
        const issued = await issueOrders(delivery, tx, attempt.tenant, {
          orderId: input.orderId,
          itemId: input.itemId,
          planId: attempt.planId,
          activities: activitiesOfItem(plan?.tasks ?? [], input.itemId),
        });
        outcomes.push(
          issued.ok
            ? {
                kind: 'completed',
                output: {
                  serviceId: issued.value.serviceId,
                  orders: issued.value.orders.map(({ id, number, name }) => ({ id, number, name })),
                },
              }
            : {
                kind: 'fallout',
                error: { code: issued.fault.code, message: issued.fault.message, cause: 'design' },
              },
        );
      }
      return outcomes;
    },
  };
}

/** The activities of an item, once each, from what the plan's rows remember of them. */
export function activitiesOfItem(
  tasks: readonly { readonly schedule: unknown; readonly retiredIn: number | null }[],
  itemId: string,
): ActivitySchedule[] {
  const schedules = tasks
    .filter((task) => task.retiredIn === null)
    .map((task) => task.schedule as ActivitySchedule | null)
    .filter((schedule) => schedule?.item === itemId);
  return [
    ...new Map(
      schedules.map((schedule) => [(schedule as ActivitySchedule).key, schedule as ActivitySchedule]),
    ).values(),
  ];
}

import type { CancellationAssessment, CancelServiceOrderCreate } from '@turnup/contract';
import { ok, type Result } from '../foundation/result.ts';
import { isFinal, planView, type TaskView } from '../plan/index.ts';
import type { Context } from '../platform/context.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { requestCancellation } from './cancel.ts';
import { listCancellations } from './cancel-store.ts';
import type { Delivery } from './delivery.ts';
import { discarded } from './discarded.ts';
import { tasksByItem } from './itemTasks.ts';
import { ordersById } from './store.ts';

/**
 * What the cancellation of an order, or of some of its items, would come to: judged by the same code in a transaction
 * that is rolled back. Refuses what the cancellation itself would refuse.
 */
export function assessCancellation(
  delivery: Delivery,
  database: Database,
  context: Context,
  orderId: string,
  items: readonly string[] | undefined,
): Promise<Result<CancellationAssessment>> {
  return discarded(database, async (tx) => {
    const tasks = await tasksOf(tx, context.tenant, orderId);
    const body: CancelServiceOrderCreate = {
      serviceOrder: { id: orderId },
      acceptCharges: true,
      ...(items === undefined ? {} : { serviceOrderItem: [...items] }),
    };
    const asked = await requestCancellation(delivery, tx, context, body, 'recorded');
    if (!asked.ok) return asked;
    const filter = { id: asked.value, orderId: null, state: null, party: null };
    const [found] = await listCancellations(tx.sql, context.tenant, filter, { offset: 0, limit: 1 });
    const chosen = (found?.items ?? []).flatMap((item) => tasks.get(item)?.work ?? []);
    const refused = found?.state === 'terminatedWithError';
    const charge = [...(found?.charges ?? [])];
    return ok({
      outcome: refused ? 'refused' : charge.length > 0 ? 'priced' : 'free',
      ...(refused && found.completionMessage !== null ? { reason: found.completionMessage } : {}),
      serviceOrderItem: [...(found?.items ?? [])],
      charge,
      takenBack: labels(chosen.filter(({ state }) => state === 'completed')),
      dropped: labels(chosen.filter(({ state }) => !isFinal(state))),
    });
  });
}

async function tasksOf(tx: Transaction, tenant: string, orderId: string) {
  const [order] = await ordersById(tx.sql, tenant, [orderId]);
  const plan =
    order?.planId === undefined || order.planId === null
      ? null
      : await planView(tx.sql, tenant, order.planId);
  return tasksByItem(plan ?? { tasks: [] });
}

const labels = (tasks: readonly TaskView[]): string[] => [...new Set(tasks.map(({ label }) => label))];

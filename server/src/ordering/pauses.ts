import { listDevices, pauseDevice, pausedDevices, resumeDevice } from '../activation/index.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import { listPauses, type PauseScope, tasksWaitingUnder } from '../plan/index.ts';
import type { Context } from '../platform/context.ts';
import type { Database, Sql, Transaction } from '../platform/database.ts';
import { recordAudit } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import type { Delivery } from './delivery.ts';
import { devicePauseReference } from './devicePause.ts';
import { orderSubject } from './facts.ts';
import { followNow } from './follow.ts';
import { deliveryHandlers } from './handlers/index.ts';
import { insertNote, ordersById } from './store.ts';

/** What a pause keeps from starting. What runs is always let finish. */
export type PauseTarget =
  | { readonly scope: 'everything' }
  | { readonly scope: 'taskKind'; readonly reference: string }
  | { readonly scope: 'device'; readonly reference: string };

/** A pause as people see it: its scope, what of it, and who asked for it when (domain clock) and why. */
export type Pause = {
  readonly scope: PauseTarget['scope'];
  readonly reference?: string;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
};

/** Every pause of a tenant that is no order's and no task's. */
export async function listedPauses(sql: Sql, tenant: string): Promise<readonly Pause[]> {
  const kinds = (await listPauses(sql, tenant)).flatMap(({ scope, reference, by, reason, at }): Pause[] => {
    if (scope === 'everything') return [{ scope, by, reason, at }];
    return scope === 'kind' ? [{ scope: 'taskKind', reference, by, reason, at }] : [];
  });
  const devices = (await pausedDevices(sql, tenant)).map(
    ({ device, by, reason, at }): Pause => ({ scope: 'device', reference: device, by, reason, at }),
  );
  return [...kinds, ...devices];
}

/** Keeps everything, a kind of task or a device from being worked on. The same again changes nothing. */
export async function pauseWork(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  target: PauseTarget,
  reason: string,
): Promise<Result<void>> {
  const by = { by: context.account, reason };
  const known = await isKnown(delivery, tx.sql, context.tenant, target);
  if (!known.ok) return known;
  if (target.scope === 'device') await pauseDevice(tx, context.tenant, target.reference, by);
  else await delivery.plans.pause(tx, context.tenant, scopeOf(target), by);
  await audit(tx, context, 'work.pause', target, reason);
  return ok(undefined);
}

/**
 * Ends {@link pauseWork}, in a transaction of its own; then lets what waited for the device go on, in another: a wait
 * that begins meanwhile is found by {@link wakeUnpaused}, which looks at the pause under its lock.
 */
export async function resumeWork(
  delivery: Delivery,
  database: Database,
  context: Context,
  target: PauseTarget,
  reason: string,
): Promise<Result<void>> {
  const { tenant, account } = context;
  const ended = await database.transaction(async (tx) => {
    const done =
      target.scope === 'device'
        ? (await resumeDevice(tx, tenant, target.reference))
          ? ok(undefined)
          : refuse(409, 'NOT_PAUSED', `device ${target.reference} is not paused`)
        : await delivery.plans.resume(tx, tenant, scopeOf(target));
    if (done.ok) await audit(tx, context, 'work.resume', target, reason);
    return done;
  });
  if (!ended.ok || target.scope !== 'device') return ended;
  const waiting = await tasksWaitingUnder(database.sql, tenant, devicePauseReference(target.reference, ''));
  for (const taskId of waiting) {
    // One that moved meanwhile needs nothing: a refusal is an answer here.
    await database.transaction((tx) =>
      delivery.plans.retryTask(tx, tenant, { taskId }, { by: account, reason }),
    );
  }
  return ended;
}

/** Keeps an order from going on: it is held, with a note that says who and why. What runs is let finish. */
export async function pauseOrder(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  orderId: string,
  reason: string,
): Promise<Result<void>> {
  return await holdOrder(delivery, tx, context, orderId, reason, 'pause');
}

/** Ends {@link pauseOrder}: the order goes on where it stood. */
export async function resumeOrder(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  orderId: string,
  reason: string,
): Promise<Result<void>> {
  return await holdOrder(delivery, tx, context, orderId, reason, 'resume');
}

async function holdOrder(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  orderId: string,
  reason: string,
  verb: 'pause' | 'resume',
): Promise<Result<void>> {
  const { tenant, account } = context;
  const { plans } = delivery;
  const [planId] = await plans.lockPlansOf(tx, tenant, { kind: orderSubject, id: orderId });
  const [order] = await ordersById(tx.sql, tenant, [orderId]);
  if (order === undefined || planId === undefined)
    return refuse(409, 'NO_PLAN', `order ${order?.number ?? orderId} has no plan of its own to ${verb}`);
  const done =
    verb === 'pause'
      ? await plans.pausePlan(tx, tenant, planId, { by: account, reason })
      : await plans.resumePlan(tx, tenant, planId);
  if (!done.ok) return done;
  const text = verb === 'pause' ? `paused: ${reason}` : `goes on: ${reason}`;
  await insertNote(tx, tenant, { orderId, id: newId(), author: account, text });
  await followNow(delivery, tx, tenant, [planId]);
  await recordAudit(tx, tenant, [
    {
      account,
      action: `serviceOrder.${verb}`,
      object: { kind: 'serviceOrder', id: orderId },
      detail: { reason },
      trace: context.trace,
    },
  ]);
  return ok(undefined);
}

function scopeOf(target: Exclude<PauseTarget, { scope: 'device' }>): PauseScope {
  return target.scope === 'everything' ? target : { scope: 'kind', kind: target.reference };
}

async function isKnown(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  target: PauseTarget,
): Promise<Result<void>> {
  if (target.scope === 'everything') return ok(undefined);
  const names =
    target.scope === 'device'
      ? await listDevices(sql, tenant)
      : deliveryHandlers(delivery).map((handler) => handler.kind);
  if (names.includes(target.reference)) return ok(undefined);
  const [code, what] =
    target.scope === 'device' ? ['UNKNOWN_DEVICE', 'device'] : ['UNKNOWN_TASK_KIND', 'kind of task'];
  return refuse(422, code, `there is no ${what} ${target.reference}`, [
    { path: '/reference', message: 'is not known' },
  ]);
}

async function audit(
  tx: Transaction,
  context: Context,
  action: string,
  target: PauseTarget,
  reason: string,
): Promise<void> {
  await recordAudit(tx, context.tenant, [
    {
      account: context.account,
      action,
      object: { kind: target.scope, id: target.scope === 'everything' ? '-' : target.reference },
      detail: { reason },
      trace: context.trace,
    },
  ]);
}

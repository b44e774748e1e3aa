import { ok, type Result } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import type { Actor, ProvisioningPorts, WorkOrder } from './types.ts';
import { commit, lockTarget, memberFault, mine, moved, type WorkOrderTarget, withNote } from './work-step.ts';
import { domainNow } from './work-store.ts';

type Stop = WorkOrderTarget & { readonly actor: Actor; readonly cause: string; readonly note?: string };

/** Work stands still, with its cause. Again changes nothing; 409 once it is over. */
export async function holdWorkOrder(
  ports: ProvisioningPorts,
  tx: Transaction,
  tenant: string,
  input: Stop,
): Promise<Result<WorkOrder>> {
  return stop(ports, tx, tenant, input, 'hold', 'held');
}

/**
 * The work cannot be done, with its cause (no access, not feasible …). Who waits for it is told; a second try is another
 * work order. Again changes nothing; 409 once it is over.
 */
export async function rejectWorkOrder(
  ports: ProvisioningPorts,
  tx: Transaction,
  tenant: string,
  input: Stop,
): Promise<Result<WorkOrder>> {
  const stopped = await stop(ports, tx, tenant, input, 'reject', 'rejected', (workOrder) =>
    ports.onDone(tx, tenant, workOrder),
  );
  return stopped;
}

async function stop(
  ports: ProvisioningPorts,
  tx: Transaction,
  tenant: string,
  input: Stop,
  event: 'hold' | 'reject',
  outcome: 'held' | 'rejected',
  then?: (workOrder: WorkOrder) => Promise<void>,
): Promise<Result<WorkOrder>> {
  const found = await lockTarget(tx, tenant, input);
  if (!found.ok) return found;
  const before = found.value;
  const allowed = mine(before, input.actor);
  if (!allowed.ok) return allowed;
  if (before.state === outcome) return ok(before);
  const state = moved(before, event);
  if (!state.ok) return state;
  if (input.cause.trim() === '')
    return memberFault('WORK_ORDER_CAUSE', '/cause', `to ${event} work needs a cause`);
  const notes = withNote(before, input.actor, await domainNow(tx), input.note);
  const workOrder = await commit(ports, tx, tenant, before, {
    ...before,
    state: state.value,
    cause: input.cause,
    notes,
  });
  await then?.(workOrder);
  return ok(workOrder);
}

/** Held work goes on where it stood. 409 unless it is held. */
export async function resumeWorkOrder(
  ports: ProvisioningPorts,
  tx: Transaction,
  tenant: string,
  input: WorkOrderTarget & { readonly actor: Actor; readonly note?: string },
): Promise<Result<WorkOrder>> {
  const found = await lockTarget(tx, tenant, input);
  if (!found.ok) return found;
  const before = found.value;
  const allowed = mine(before, input.actor);
  if (!allowed.ok) return allowed;
  const state = moved(before, 'resume');
  if (!state.ok) return state;
  const notes = withNote(before, input.actor, await domainNow(tx), input.note);
  return ok(await commit(ports, tx, tenant, before, { ...before, state: state.value, cause: null, notes }));
}

/**
 * The work is not needed any more: its order was cancelled or changed. Whoever decided that knows it, so nobody is
 * called. Again changes nothing; 409 for work that was done.
 */
export async function cancelWorkOrder(
  ports: Pick<ProvisioningPorts, 'record'>,
  tx: Transaction,
  tenant: string,
  input: WorkOrderTarget & { readonly actor: Actor; readonly reason: string },
): Promise<Result<WorkOrder>> {
  const found = await lockTarget(tx, tenant, input);
  if (!found.ok || found.value.state === 'cancelled') return found;
  const before = found.value;
  const state = moved(before, 'cancel');
  if (!state.ok) return state;
  const notes = withNote(before, input.actor, await domainNow(tx), input.reason);
  return ok(await commit(ports, tx, tenant, before, { ...before, state: state.value, notes }));
}

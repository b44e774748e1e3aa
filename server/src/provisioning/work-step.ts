import { ok, type Refusal, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { moveWorkOrder } from './rules.ts';
import type { Actor, ProvisioningPorts, WorkOrder, WorkOrderEvent, WorkOrderState } from './types.ts';
import { workFact } from './work-facts.ts';
import { lockWorkOrder, saveWorkOrder } from './work-store.ts';

/** Names a work order, and the version that the caller saw (If-Match), where it says. */
export type WorkOrderTarget = { readonly id: string; readonly version?: number };

/** Locks a work order: 404 when there is none, 412 when it is not the version that the caller saw. */
export async function lockTarget(
  tx: Transaction,
  tenant: string,
  target: WorkOrderTarget,
): Promise<Result<WorkOrder>> {
  const workOrder = await lockWorkOrder(tx, tenant, target.id);
  if (workOrder === undefined)
    return refuse(404, 'WORK_ORDER_UNKNOWN', `there is no work order ${target.id}`);
  if (target.version !== undefined && target.version !== workOrder.version) {
    const message = `work order ${workOrder.number} is at version ${workOrder.version}, not ${target.version}`;
    return refuse(412, 'WORK_ORDER_CHANGED', message);
  }
  return ok(workOrder);
}

/** The state after an event, or 409 naming the state that forbids it. */
export function moved(workOrder: WorkOrder, event: WorkOrderEvent): Result<WorkOrderState> {
  const state = moveWorkOrder(workOrder, event);
  return state === undefined
    ? refuse(
        409,
        'WORK_ORDER_STATE',
        `${event} is not possible while work order ${workOrder.number} is ${workOrder.state}`,
      )
    : ok(state);
}

/** Only the assignee works on it, or a dispatcher in their place (403). */
export function mine(workOrder: WorkOrder, actor: Actor): Result<true> {
  if (actor.dispatcher || workOrder.assignee === actor.account) return ok(true);
  const whose = workOrder.assignee === null ? 'nobody’s yet: claim it first' : `${workOrder.assignee}’s`;
  return refuse(403, 'WORK_ORDER_NOT_YOURS', `work order ${workOrder.number} is ${whose}`);
}

/** A 422 about one member of the request. */
export function memberFault(code: string, path: string, message: string): { ok: false; fault: Refusal } {
  return refuse(422, code, message, [{ path, message }]);
}

/** Writes a changed work order and its event. */
export async function commit(
  ports: Pick<ProvisioningPorts, 'record'>,
  tx: Transaction,
  tenant: string,
  before: WorkOrder,
  after: WorkOrder,
): Promise<WorkOrder> {
  const workOrder = await saveWorkOrder(tx, tenant, after);
  const type =
    before.state === after.state ? 'WorkOrderAttributeValueChangeEvent' : 'WorkOrderStateChangeEvent';
  await ports.record(tx, tenant, [workFact(type, workOrder)]);
  return workOrder;
}

/** The notes with one more, where there is one. */
export function withNote(
  workOrder: WorkOrder,
  actor: Actor,
  at: string,
  text: string | undefined,
): WorkOrder['notes'] {
  return text === undefined ? workOrder.notes : [...workOrder.notes, { at, by: actor.account, text }];
}

import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { missingEvidence, serialNumbersOf, wrongEvidence } from './rules.ts';
import type { Actor, ProvisioningPorts, WorkOrder } from './types.ts';
import { commit, lockTarget, memberFault, mine, moved, type WorkOrderTarget, withNote } from './work-step.ts';
import { domainNow } from './work-store.ts';

/** Someone begins. Whether predecessors are finished is the plan's matter: work orders exist when they are. */
export async function startWorkOrder(
  ports: ProvisioningPorts,
  tx: Transaction,
  tenant: string,
  input: WorkOrderTarget & { readonly actor: Actor; readonly startedAt?: string; readonly note?: string },
): Promise<Result<WorkOrder>> {
  const found = await lockTarget(tx, tenant, input);
  if (!found.ok) return found;
  const before = found.value;
  const allowed = mine(before, input.actor);
  if (!allowed.ok) return allowed;
  if (before.state === 'inProgress') return ok(before);
  const state = moved(before, 'start');
  if (!state.ok) return state;
  const now = await domainNow(tx);
  const startedAt = before.startedAt ?? input.startedAt ?? now;
  if (Date.parse(startedAt) > Date.parse(now)) {
    return memberFault('WORK_ORDER_TIME', '/startedAt', `${startedAt} has not come; it is ${now}`);
  }
  const notes = withNote(before, input.actor, now, input.note);
  return ok(await commit(ports, tx, tenant, before, { ...before, state: state.value, startedAt, notes }));
}

/** Keeps evidence as it comes in, piece by piece; a piece given again replaces the former. 409 once the work is over. */
export async function recordEvidence(
  ports: ProvisioningPorts,
  tx: Transaction,
  tenant: string,
  input: WorkOrderTarget & {
    readonly actor: Actor;
    readonly evidence: Readonly<Record<string, unknown>>;
    readonly note?: string;
  },
): Promise<Result<WorkOrder>> {
  const found = await lockTarget(tx, tenant, input);
  if (!found.ok) return found;
  const before = found.value;
  const allowed = mine(before, input.actor);
  if (!allowed.ok) return allowed;
  if (['completed', 'cancelled', 'rejected'].includes(before.state)) {
    return refuse(
      409,
      'WORK_ORDER_STATE',
      `work order ${before.number} is ${before.state}; its evidence is closed`,
    );
  }
  const faults = wrongEvidence(input.evidence);
  if (faults.length > 0) return refuse(422, 'WORK_ORDER_EVIDENCE', 'the evidence cannot be read', faults);
  const notes = withNote(before, input.actor, await domainNow(tx), input.note);
  const evidence = { ...before.evidence, ...input.evidence };
  return ok(await commit(ports, tx, tenant, before, { ...before, evidence, notes }));
}

/** How work was finished. */
export type Completion = WorkOrderTarget & {
  readonly actor: Actor;
  /** Now when left out. */
  readonly finishedAt?: string;
  readonly evidence?: Readonly<Record<string, unknown>>;
  readonly note?: string;
};

/**
 * Someone is done. Again changes nothing. 409 unless it is in progress; 422 `WORK_ORDER_EVIDENCE` naming each piece that
 * is missing or cannot be read; 422 for a finish before the start or ahead of now; whatever refusal the equipment's
 * keeper has for its serial numbers. Nothing changes when refused.
 */
export async function completeWorkOrder(
  ports: ProvisioningPorts,
  tx: Transaction,
  tenant: string,
  input: Completion,
): Promise<Result<WorkOrder>> {
  const found = await lockTarget(tx, tenant, input);
  if (!found.ok) return found;
  const before = found.value;
  const allowed = mine(before, input.actor);
  if (!allowed.ok) return allowed;
  if (before.state === 'completed') return ok(before);
  const state = moved(before, 'complete');
  if (!state.ok) return state;
  const now = await domainNow(tx);
  const finished = finish(before, input, now);
  if (!finished.ok) return finished;
  const serialNumbers = serialNumbersOf(finished.value.evidence);
  if (serialNumbers.length > 0) {
    const claimed = await ports.claimSerialNumbers(tx, tenant, before, serialNumbers);
    if (!claimed.ok) return claimed;
  }
  const notes = withNote(before, input.actor, now, input.note);
  const done = { ...before, ...finished.value, state: state.value, cause: null, notes };
  const workOrder = await commit(ports, tx, tenant, before, done);
  await ports.onDone(tx, tenant, workOrder);
  return ok(workOrder);
}

function finish(
  before: WorkOrder,
  input: Completion,
  now: string,
): Result<{ readonly finishedAt: string; readonly evidence: Readonly<Record<string, unknown>> }> {
  const finishedAt = input.finishedAt ?? now;
  if (Date.parse(finishedAt) > Date.parse(now)) {
    return memberFault('WORK_ORDER_TIME', '/finishedAt', `${finishedAt} has not come; it is ${now}`);
  }
  if (before.startedAt !== null && Date.parse(finishedAt) < Date.parse(before.startedAt)) {
    const message = `work started at ${before.startedAt} cannot be finished at ${finishedAt}`;
    return memberFault('WORK_ORDER_TIME', '/finishedAt', message);
  }
  const evidence = { ...before.evidence, ...input.evidence };
  const faults = [...missingEvidence(before.requiredEvidence, evidence), ...wrongEvidence(evidence)];
  if (faults.length === 0) return ok({ finishedAt, evidence });
  const names = faults.map(({ message }) => message).join('; ');
  return refuse(
    422,
    'WORK_ORDER_EVIDENCE',
    `work order ${before.number} cannot be completed: ${names}`,
    faults,
  );
}

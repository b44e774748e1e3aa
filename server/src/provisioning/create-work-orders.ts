import { type FieldFault, ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { assign } from './assignment.ts';
import type { ProvisioningPorts, WorkOrder, WorkOrderDraft } from './types.ts';
import { workFact } from './work-facts.ts';
import { absencesFrom, domainNow, insertWorkOrders, openLoads, workOrdersOfTasks } from './work-store.ts';

/**
 * Makes work orders, all or none, and gives each to whom the rule names; work that nobody fits stays unassigned and an
 * event of its own says so. A task that has one already is answered with it (the task may run twice). 422 for a finish
 * planned before the start. Answers one work order per draft, in order.
 */
export async function createWorkOrders(
  ports: ProvisioningPorts,
  tx: Transaction,
  tenant: string,
  drafts: readonly WorkOrderDraft[],
): Promise<Result<readonly WorkOrder[]>> {
  const faults = drafts.flatMap(dateFaults);
  if (faults.length > 0)
    return refuse(422, 'WORK_ORDER_INVALID', 'work is finished after it is started', faults);
  const before = await byTask(tx, tenant, drafts);
  const fresh = drafts.filter(
    ({ taskReference }) => taskReference === undefined || !before.has(taskReference),
  );
  const made =
    fresh.length === 0 ? new Map<WorkOrderDraft, WorkOrder>() : await assigned(ports, tx, tenant, fresh);
  const inserted = await insertWorkOrders(tx, tenant, [...made.values()]);
  await ports.record(
    tx,
    tenant,
    inserted.flatMap((workOrder) => [
      workFact('WorkOrderCreateEvent', workOrder),
      ...(workOrder.assignee === null ? [workFact('WorkOrderUnassignedEvent', workOrder)] : []),
    ]),
  );
  const ofTask = await byTask(tx, tenant, drafts);
  const byId = new Map(inserted.map((workOrder) => [workOrder.id, workOrder]));
  return ok(
    drafts.map((draft) => {
      // Work of a task may be another run's; work without one was surely inserted just now.
      const { taskReference } = draft;
      const found =
        taskReference === undefined ? byId.get(made.get(draft)?.id ?? '') : ofTask.get(taskReference);
      if (found === undefined) throw new Error(`work order ${draft.name} was neither made nor found`);
      return found;
    }),
  );
}

function dateFaults(draft: WorkOrderDraft, index: number): readonly FieldFault[] {
  const { plannedStartDate: start, plannedFinishDate: finish } = draft;
  if (start === undefined || finish === undefined || start <= finish) return [];
  return [{ path: `/${index}/plannedFinishDate`, message: `${finish} lies before the start on ${start}` }];
}

async function assigned(
  ports: ProvisioningPorts,
  tx: Transaction,
  tenant: string,
  drafts: readonly WorkOrderDraft[],
): Promise<Map<WorkOrderDraft, WorkOrder>> {
  const now = await domainNow(tx);
  const teams = await ports.teams(tx, tenant);
  const loads = await openLoads(tx.sql, tenant);
  const absences = await absencesFrom(tx.sql, tenant, now.slice(0, 10));
  const numbers = await ports.numbers(tx, tenant, 'workOrder', drafts.length);
  const made = new Map<WorkOrderDraft, WorkOrder>();
  for (const [index, draft] of drafts.entries()) {
    const assignment = assign(draft, teams, loads, absences);
    const { assignee } = assignment;
    if (assignee !== null) loads.set(assignee, (loads.get(assignee) ?? 0) + 1);
    made.set(draft, newWorkOrder(ports.ids(), numbers[index] as string, draft, assignment, now));
  }
  return made;
}

function newWorkOrder(
  id: string,
  number: string,
  draft: WorkOrderDraft,
  { assignee, team, explanation }: ReturnType<typeof assign>,
  now: string,
): WorkOrder {
  return {
    id,
    number,
    kind: draft.kind,
    name: draft.name,
    place: draft.place ?? null,
    skill: draft.skill ?? null,
    team,
    assignee,
    assignment: explanation,
    state: assignee === null ? 'acknowledged' : 'assigned',
    priority: draft.priority ?? 0,
    calendar: draft.calendar,
    plannedStartDate: draft.plannedStartDate ?? null,
    plannedFinishDate: draft.plannedFinishDate ?? null,
    startedAt: null,
    finishedAt: null,
    taskReference: draft.taskReference ?? null,
    orderReference: draft.orderReference ?? null,
    activity: draft.activity ?? null,
    subject: draft.subject ?? {},
    requiredEvidence: draft.requiredEvidence ?? [],
    evidence: {},
    cause: null,
    notes: [],
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
}

async function byTask(
  tx: Transaction,
  tenant: string,
  drafts: readonly WorkOrderDraft[],
): Promise<Map<string | null, WorkOrder>> {
  const tasks = drafts.flatMap(({ taskReference }) => (taskReference === undefined ? [] : [taskReference]));
  const found = await workOrdersOfTasks(tx.sql, tenant, tasks);
  return new Map(found.map((workOrder) => [workOrder.taskReference, workOrder]));
}

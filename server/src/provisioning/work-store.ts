import { json, type Sql, type Transaction } from '../platform/database.ts';
import type { Absence, Explanation, WorkNote, WorkOrder, WorkOrderState } from './types.ts';

type WorkOrderRow = {
  id: string;
  number: string;
  kind: string;
  name: string;
  place: string | null;
  skill: string | null;
  team: string | null;
  assignee: string | null;
  assignment: Explanation;
  state: WorkOrderState;
  priority: number;
  calendar: string;
  planned_start_date: string | null;
  planned_finish_date: string | null;
  started_at: string | null;
  finished_at: string | null;
  task_reference: string | null;
  order_reference: string | null;
  activity: string | null;
  subject: Record<string, unknown>;
  required_evidence: string[];
  evidence: Record<string, unknown>;
  cause: string | null;
  notes: WorkNote[];
  created_at: string;
  updated_at: string;
  version: number;
};

function workOrderOf(row: WorkOrderRow): WorkOrder {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    name: row.name,
    place: row.place,
    skill: row.skill,
    team: row.team,
    assignee: row.assignee,
    assignment: row.assignment,
    state: row.state,
    priority: row.priority,
    calendar: row.calendar,
    plannedStartDate: row.planned_start_date,
    plannedFinishDate: row.planned_finish_date,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    taskReference: row.task_reference,
    orderReference: row.order_reference,
    activity: row.activity,
    subject: row.subject,
    requiredEvidence: row.required_evidence,
    evidence: row.evidence,
    cause: row.cause,
    notes: row.notes,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}

/** The domain clock, read now: after whatever was locked before. */
export async function domainNow(tx: { readonly sql: Sql }): Promise<string> {
  const [row] = await tx.sql<{ now: string }>`select domain_now() as now`;
  if (row === undefined) throw new Error('the domain clock is missing');
  return row.now;
}

/** Writes new work orders; those whose task has one already are left out of what comes back. */
export async function insertWorkOrders(
  tx: Transaction,
  tenant: string,
  workOrders: readonly WorkOrder[],
): Promise<WorkOrder[]> {
  const rows = await tx.sql<WorkOrderRow>`
    insert into work_order (tenant, id, number, kind, name, place, skill, team, assignee, assignment, state, priority,
      calendar, planned_start_date, planned_finish_date, task_reference, order_reference, activity, subject,
      required_evidence, created_at, updated_at)
    select ${tenant}, id, number, kind, name, place, skill, team, assignee, assignment, state, priority, calendar,
      "plannedStartDate", "plannedFinishDate", "taskReference", "orderReference", activity, subject,
      "requiredEvidence", "createdAt", "updatedAt"
    from jsonb_to_recordset(${json(workOrders)}::jsonb) as w(id text, number text, kind text, name text, place text,
      skill text, team text, assignee text, assignment jsonb, state text, priority int, calendar text,
      "plannedStartDate" date, "plannedFinishDate" date, "taskReference" text, "orderReference" text, activity text,
      subject jsonb, "requiredEvidence" text[], "createdAt" timestamptz, "updatedAt" timestamptz)
    order by "taskReference"
    on conflict (tenant, task_reference) do nothing
    returning *`;
  return rows.map(workOrderOf);
}

/** The work orders of these tasks. */
export async function workOrdersOfTasks(
  sql: Sql,
  tenant: string,
  taskReferences: readonly string[],
): Promise<WorkOrder[]> {
  const rows = await sql<WorkOrderRow>`
    select * from work_order where tenant = ${tenant} and task_reference = any(${taskReferences}::text[])`;
  return rows.map(workOrderOf);
}

/** One work order. */
export async function findWorkOrder(sql: Sql, tenant: string, id: string): Promise<WorkOrder | undefined> {
  const [row] = await sql<WorkOrderRow>`select * from work_order where tenant = ${tenant} and id = ${id}`;
  return row && workOrderOf(row);
}

/** One work order, locked until the transaction ends. */
export async function lockWorkOrder(
  tx: Transaction,
  tenant: string,
  id: string,
): Promise<WorkOrder | undefined> {
  const [row] = await tx.sql<WorkOrderRow>`
    select * from work_order where tenant = ${tenant} and id = ${id} for update`;
  return row && workOrderOf(row);
}

/** Unfinished work on a service, at a place or for all of its places, locked in id order. */
export async function lockOpenAt(
  tx: Transaction,
  tenant: string,
  { service, place }: { readonly service: string; readonly place: string },
): Promise<WorkOrder[]> {
  const rows = await tx.sql<WorkOrderRow>`
    select * from work_order
    where tenant = ${tenant} and (place = ${place} or place is null) and subject->>'service' = ${service}
      and state in ('acknowledged', 'assigned', 'inProgress', 'held')
    order by id for update`;
  return rows.map(workOrderOf);
}

/** Work that someone has not started yet and that lies in a time, locked in id order. */
export async function lockUnstartedOf(
  tx: Transaction,
  tenant: string,
  absence: Absence,
): Promise<WorkOrder[]> {
  const rows = await tx.sql<WorkOrderRow>`
    select * from work_order
    where tenant = ${tenant} and assignee = ${absence.account} and state = 'assigned'
      and coalesce(planned_finish_date, planned_start_date) >= ${absence.from}::date
      and coalesce(planned_start_date, planned_finish_date) < ${absence.until}::date
    order by id for update`;
  return rows.map(workOrderOf);
}

/** Writes back what can change of a locked work order and counts its version. */
export async function saveWorkOrder(
  tx: Transaction,
  tenant: string,
  workOrder: WorkOrder,
): Promise<WorkOrder> {
  const [row] = await tx.sql<WorkOrderRow>`
    update work_order set state = ${workOrder.state}, team = ${workOrder.team}, assignee = ${workOrder.assignee},
      assignment = ${json(workOrder.assignment)}::jsonb, started_at = ${workOrder.startedAt},
      finished_at = ${workOrder.finishedAt}, evidence = ${json(workOrder.evidence)}::jsonb,
      cause = ${workOrder.cause}, notes = ${json(workOrder.notes)}::jsonb,
      planned_start_date = ${workOrder.plannedStartDate}, planned_finish_date = ${workOrder.plannedFinishDate},
      updated_at = domain_now(), version = version + 1
    where tenant = ${tenant} and id = ${workOrder.id} returning *`;
  if (row === undefined) throw new Error(`work order ${workOrder.id} vanished under its lock`);
  return workOrderOf(row);
}

/** How much open work each account has. */
export async function openLoads(sql: Sql, tenant: string): Promise<Map<string, number>> {
  const rows = await sql<{ assignee: string; open: number }>`
    select assignee, count(*) as open from work_order
    where tenant = ${tenant} and state in ('assigned', 'inProgress', 'held') and assignee is not null
    group by assignee`;
  return new Map(rows.map(({ assignee, open }) => [assignee, open]));
}

/** What a list of work orders is filtered by. */
export type WorkOrderFilter = {
  readonly assignee?: string;
  readonly unassigned?: boolean;
  readonly team?: string;
  readonly states?: readonly WorkOrderState[];
  readonly order?: string;
  readonly place?: string;
  readonly kind?: string;
  readonly offset?: number;
  readonly limit?: number;
};

/** Work orders, the most urgent and earliest planned first, with how many there are. */
export async function listWorkOrders(
  sql: Sql,
  tenant: string,
  filter: WorkOrderFilter = {},
): Promise<{ readonly items: readonly WorkOrder[]; readonly total: number }> {
  const rows = await sql<WorkOrderRow & { total: number }>`
    select w.*, count(*) over () as total from work_order w
    where tenant = ${tenant}
      and (${filter.assignee ?? null}::text is null or assignee = ${filter.assignee ?? null})
      and (not ${filter.unassigned ?? false}::boolean or assignee is null)
      and (${filter.team ?? null}::text is null or team = ${filter.team ?? null})
      and (${filter.states ?? null}::text[] is null or state = any(${filter.states ?? null}::text[]))
      and (${filter.order ?? null}::text is null or order_reference = ${filter.order ?? null})
      and (${filter.place ?? null}::text is null or place = ${filter.place ?? null})
      and (${filter.kind ?? null}::text is null or kind = ${filter.kind ?? null})
    order by priority desc, planned_start_date nulls last, id
    offset ${filter.offset ?? 0} limit ${filter.limit ?? 100}`;
  return { items: rows.map(workOrderOf), total: rows[0]?.total ?? 0 };
}

/** How many work orders are where: one line per team and state. */
export type WorkOrderCount = {
  readonly team: string | null;
  readonly state: WorkOrderState;
  readonly count: number;
  /** Of those, nobody's. */
  readonly unassigned: number;
  /** Of those, planned to be finished before today in UTC and not over. */
  readonly overdue: number;
};

/** Counts for the tiles of a queue. */
export function countWorkOrders(sql: Sql, tenant: string): Promise<WorkOrderCount[]> {
  return sql<WorkOrderCount>`
    select team, state, count(*) as count, count(*) filter (where assignee is null) as unassigned,
      count(*) filter (where planned_finish_date < (domain_now() at time zone 'UTC')::date
        and state in ('acknowledged', 'assigned', 'inProgress', 'held')) as overdue
    from work_order where tenant = ${tenant} group by team, state order by team nulls first, state`;
}

/** Writes an absence, or another end and reason for one that begins the same day. */
export async function saveAbsence(tx: Transaction, tenant: string, absence: Absence): Promise<void> {
  await tx.sql`
    insert into worker_absence (tenant, account, from_date, until_date, reason)
    values (${tenant}, ${absence.account}, ${absence.from}, ${absence.until}, ${absence.reason})
    on conflict (tenant, account, from_date)
    do update set until_date = excluded.until_date, reason = excluded.reason`;
}

/** Absences that end after a date. */
export function absencesFrom(sql: Sql, tenant: string, date: string): Promise<Absence[]> {
  return sql<Absence>`
    select account, from_date as "from", until_date as "until", reason from worker_absence
    where tenant = ${tenant} and until_date > ${date}::date order by from_date, account`;
}

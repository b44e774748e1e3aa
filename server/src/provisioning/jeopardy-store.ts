import { json, type Sql, type Transaction } from '../platform/database.ts';
import type { JeopardyAlert, JeopardyLevel, OrderForecast } from './types.ts';

type ForecastRow = {
  order_reference: string;
  committed_date: string | null;
  current_committed_date: string | null;
  expected_date: string | null;
  slack_working_days: number | null;
  level: JeopardyLevel;
  culprit: string | null;
  cause: string | null;
  percent_complete: number;
  computed_at: string | null;
  closed_at: string | null;
};

function forecastOf(row: ForecastRow): OrderForecast {
  return {
    orderReference: row.order_reference,
    committedDate: row.committed_date,
    currentCommittedDate: row.current_committed_date,
    expectedDate: row.expected_date,
    slackWorkingDays: row.slack_working_days,
    level: row.level,
    culprit: row.culprit,
    cause: row.cause,
    percentComplete: row.percent_complete,
    computedAt: row.computed_at,
    closedAt: row.closed_at,
  };
}

/** The last forecasts of these orders, made where there is none, locked in the order of their references. */
export async function lockForecasts(
  tx: Transaction,
  tenant: string,
  orders: readonly string[],
): Promise<Map<string, OrderForecast>> {
  await tx.sql`
    insert into order_forecast (tenant, order_reference)
    select ${tenant}, o from unnest(${orders}::text[]) as o group by o order by o
    on conflict (tenant, order_reference) do nothing`;
  const rows = await tx.sql<ForecastRow>`
    select * from order_forecast where tenant = ${tenant} and order_reference = any(${orders}::text[])
    order by order_reference for update`;
  return new Map(rows.map((row) => [row.order_reference, forecastOf(row)]));
}

/** Writes back locked forecasts. */
export async function saveForecasts(
  tx: Transaction,
  tenant: string,
  forecasts: readonly OrderForecast[],
): Promise<void> {
  if (forecasts.length === 0) return;
  await tx.sql`
    update order_forecast f set committed_date = n."committedDate", current_committed_date = n."currentCommittedDate",
      expected_date = n."expectedDate", slack_working_days = n."slackWorkingDays", level = n.level,
      culprit = n.culprit, cause = n.cause, percent_complete = n."percentComplete", computed_at = n."computedAt",
      closed_at = n."closedAt"
    from jsonb_to_recordset(${json(forecasts)}::jsonb) as n("orderReference" text, "committedDate" date,
      "currentCommittedDate" date, "expectedDate" date, "slackWorkingDays" int, level text, culprit text, cause text,
      "percentComplete" int, "computedAt" timestamptz, "closedAt" timestamptz)
    where f.tenant = ${tenant} and f.order_reference = n."orderReference"`;
}

/** What was last said of these orders. */
export async function forecastsOf(
  sql: Sql,
  tenant: string,
  orders: readonly string[],
): Promise<OrderForecast[]> {
  const rows = await sql<ForecastRow>`
    select * from order_forecast where tenant = ${tenant} and order_reference = any(${orders}::text[])
    order by order_reference`;
  return rows.map(forecastOf);
}

type AlertRow = {
  tenant: string;
  id: string;
  order_reference: string;
  owner: string;
  calendar: string;
  level: JeopardyAlert['level'];
  forecast_date: string;
  committed_date: string | null;
  slack_working_days: number | null;
  culprit: string | null;
  cause: string | null;
  raised_at: string;
  level_since: string;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
  cleared_at: string | null;
  ladder_step: number;
  next_step_at: string | null;
  suspended_since: string | null;
  stopped_working_days: number;
  version: number;
};

function alertOf(row: AlertRow): JeopardyAlert {
  return {
    id: row.id,
    orderReference: row.order_reference,
    owner: row.owner,
    calendar: row.calendar,
    level: row.level,
    forecastDate: row.forecast_date,
    committedDate: row.committed_date,
    slackWorkingDays: row.slack_working_days,
    culprit: row.culprit,
    cause: row.cause,
    raisedAt: row.raised_at,
    levelSince: row.level_since,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by,
    clearedAt: row.cleared_at,
    ladderStep: row.ladder_step,
    nextStepAt: row.next_step_at,
    suspendedSince: row.suspended_since,
    stoppedWorkingDays: row.stopped_working_days,
    version: row.version,
  };
}

/** The open alerts of these orders, locked in id order. Their orders' forecasts are locked before. */
export async function lockOpenAlerts(
  tx: Transaction,
  tenant: string,
  orders: readonly string[],
): Promise<Map<string, JeopardyAlert>> {
  const rows = await tx.sql<AlertRow>`
    select * from jeopardy_alert
    where tenant = ${tenant} and order_reference = any(${orders}::text[]) and cleared_at is null
    order by id for update`;
  return new Map(rows.map((row) => [row.order_reference, alertOf(row)]));
}

/** One alert, locked until the transaction ends. */
export async function lockAlert(
  tx: Transaction,
  tenant: string,
  id: string,
): Promise<JeopardyAlert | undefined> {
  const [row] = await tx.sql<AlertRow>`
    select * from jeopardy_alert where tenant = ${tenant} and id = ${id} for update`;
  return row && alertOf(row);
}

/** Alerts of any tenant whose next rung is due, locked; those that someone works on are left for later. */
export async function lockDueAlerts(
  tx: Transaction,
  limit: number,
): Promise<readonly { readonly tenant: string; readonly alert: JeopardyAlert }[]> {
  const rows = await tx.sql<AlertRow>`
    select * from jeopardy_alert
    where next_step_at <= domain_now() and cleared_at is null and suspended_since is null
    order by next_step_at limit ${limit} for update skip locked`;
  return rows.map((row) => ({ tenant: row.tenant, alert: alertOf(row) }));
}

/** When the next rung of any tenant is due. */
export async function nextStepDue(sql: Sql): Promise<string | null> {
  const [row] = await sql<{ due: string | null }>`
    select at as due from due_instant where source = 'escalations'`;
  return row?.due ?? null;
}

/** Writes alerts, new or locked, and counts the version of those that were there. */
export async function saveAlerts(
  tx: Transaction,
  tenant: string,
  alerts: readonly JeopardyAlert[],
): Promise<void> {
  if (alerts.length === 0) return;
  await tx.sql`
    insert into jeopardy_alert as a (tenant, id, order_reference, owner, calendar, level, forecast_date, committed_date,
      slack_working_days, culprit, cause, raised_at, level_since, acknowledged_at, acknowledged_by, cleared_at,
      ladder_step, next_step_at, suspended_since, stopped_working_days)
    select ${tenant}, id, "orderReference", owner, calendar, level, "forecastDate", "committedDate",
      "slackWorkingDays", culprit, cause, "raisedAt", "levelSince", "acknowledgedAt", "acknowledgedBy", "clearedAt",
      "ladderStep", "nextStepAt", "suspendedSince", "stoppedWorkingDays"
    from jsonb_to_recordset(${json(alerts)}::jsonb) as n(id text, "orderReference" text, owner text, calendar text,
      level text, "forecastDate" date, "committedDate" date, "slackWorkingDays" int, culprit text, cause text,
      "raisedAt" timestamptz, "levelSince" timestamptz, "acknowledgedAt" timestamptz, "acknowledgedBy" text,
      "clearedAt" timestamptz, "ladderStep" int, "nextStepAt" timestamptz, "suspendedSince" timestamptz,
      "stoppedWorkingDays" int)
    order by id
    on conflict (tenant, id) do update set owner = excluded.owner, level = excluded.level,
      forecast_date = excluded.forecast_date, committed_date = excluded.committed_date,
      slack_working_days = excluded.slack_working_days, culprit = excluded.culprit, cause = excluded.cause,
      level_since = excluded.level_since, acknowledged_at = excluded.acknowledged_at,
      acknowledged_by = excluded.acknowledged_by, cleared_at = excluded.cleared_at,
      ladder_step = excluded.ladder_step, next_step_at = excluded.next_step_at,
      suspended_since = excluded.suspended_since, stopped_working_days = excluded.stopped_working_days,
      version = a.version + 1`;
}

/** What a list of alerts is filtered by. */
export type AlertFilter = {
  readonly orders?: readonly string[];
  readonly owner?: string;
  readonly level?: JeopardyAlert['level'];
  readonly open?: boolean;
  readonly offset?: number;
  readonly limit?: number;
};

/** Alerts, the worst and earliest first, with how many there are. */
export async function listAlerts(
  sql: Sql,
  tenant: string,
  filter: AlertFilter = {},
): Promise<{ readonly items: readonly JeopardyAlert[]; readonly total: number }> {
  const rows = await sql<AlertRow & { total: number }>`
    select a.*, count(*) over () as total from jeopardy_alert a
    where tenant = ${tenant}
      and (${filter.orders ?? null}::text[] is null or order_reference = any(${filter.orders ?? null}::text[]))
      and (${filter.owner ?? null}::text is null or owner = ${filter.owner ?? null})
      and (${filter.level ?? null}::text is null or level = ${filter.level ?? null})
      and (${filter.open ?? null}::boolean is null or (cleared_at is null) = ${filter.open ?? null})
    order by (level = 'Critical') desc, slack_working_days, forecast_date, id
    offset ${filter.offset ?? 0} limit ${filter.limit ?? 100}`;
  return { items: rows.map(alertOf), total: rows[0]?.total ?? 0 };
}

/** Since when each of some orders is in the level of its last alert, whether that is still open or not. */
export async function levelsSince(
  sql: Sql,
  tenant: string,
  orders: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (orders.length === 0) return new Map();
  const rows = await sql<{ order: string; since: string }>`
    select distinct on (order_reference) order_reference as "order", level_since as since from jeopardy_alert
    where tenant = ${tenant} and order_reference = any(${orders as string[]}::text[])
    order by order_reference, raised_at desc`;
  return new Map(rows.map(({ order, since }) => [order, since]));
}

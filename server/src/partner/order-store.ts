import { json, type Sql, type Transaction } from '../platform/database.ts';
import type {
  ChargeState,
  DateChange,
  OrderState,
  PartnerCharge,
  PartnerMilestone,
  PartnerOrder,
} from './types.ts';

type OrderRow = {
  id: string;
  number: string;
  action: 'add' | 'cease';
  ceases: string | null;
  correlation: string;
  partner: string;
  party: string;
  offer: string;
  place: string;
  query: string | null;
  state: OrderState;
  monthly_minor: number;
  one_off_minor: number;
  currency: string;
  termination: PartnerOrder['termination'];
  requested_date: string;
  foc_date: string | null;
  expected_date: string | null;
  completed_date: string | null;
  ceased_date: string | null;
  foc_task: string | null;
  delivery_task: string | null;
  circuit_reference: string | null;
  milestones: PartnerMilestone[];
  date_changes: DateChange[];
  cause: string | null;
  reason: string | null;
  ordered_at: string;
  updated_at: string;
  version: number;
};

function orderOf(row: OrderRow): PartnerOrder {
  return {
    id: row.id,
    number: row.number,
    action: row.action,
    ceases: row.ceases,
    correlation: row.correlation,
    partner: row.partner,
    party: row.party,
    offer: row.offer,
    place: row.place,
    query: row.query,
    state: row.state,
    monthlyMinor: row.monthly_minor,
    oneOffMinor: row.one_off_minor,
    currency: row.currency,
    termination: row.termination,
    requestedDate: row.requested_date,
    focDate: row.foc_date,
    expectedDate: row.expected_date,
    completedDate: row.completed_date,
    ceasedDate: row.ceased_date,
    focTask: row.foc_task,
    deliveryTask: row.delivery_task,
    circuitReference: row.circuit_reference,
    milestones: row.milestones,
    dateChanges: row.date_changes,
    cause: row.cause,
    reason: row.reason,
    orderedAt: row.ordered_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}

/** Writes new orders; those whose correlation was ordered before are left out of what comes back. */
export async function insertOrders(
  tx: Transaction,
  tenant: string,
  orders: readonly PartnerOrder[],
): Promise<PartnerOrder[]> {
  const rows = await tx.sql<OrderRow>`
    insert into partner_order (tenant, id, number, action, ceases, correlation, partner, party, offer, place, query,
      state, monthly_minor, one_off_minor, currency, termination, requested_date, foc_task, delivery_task, ordered_at, updated_at)
    select ${tenant}, id, number, action, ceases, correlation, partner, party, offer, place, query, state,
      "monthlyMinor", "oneOffMinor", currency, termination, "requestedDate", "focTask", "deliveryTask", "orderedAt", "updatedAt"
    from jsonb_to_recordset(${json(orders)}::jsonb) as o(id text, number text, action text, ceases text,
      correlation text, partner text, party text, offer text, place text, query text, state text,
      "monthlyMinor" bigint, "oneOffMinor" bigint, currency text, termination jsonb, "requestedDate" date, "focTask" text,
      "deliveryTask" text, "orderedAt" timestamptz, "updatedAt" timestamptz)
    order by correlation
    on conflict (tenant, correlation) do nothing
    returning *`;
  return rows.map(orderOf);
}

/** The orders of these correlations. */
export async function ordersByCorrelation(
  sql: Sql,
  tenant: string,
  correlations: readonly string[],
): Promise<PartnerOrder[]> {
  const rows = await sql<OrderRow>`
    select * from partner_order where tenant = ${tenant} and correlation = any(${correlations}::text[])
    order by ordered_at, id`;
  return rows.map(orderOf);
}

/** One order. */
export async function findOrder(sql: Sql, tenant: string, id: string): Promise<PartnerOrder | undefined> {
  const [row] = await sql<OrderRow>`select * from partner_order where tenant = ${tenant} and id = ${id}`;
  return row && orderOf(row);
}

/** One order, locked until the transaction ends. */
export async function lockOrder(
  tx: Transaction,
  tenant: string,
  id: string,
): Promise<PartnerOrder | undefined> {
  const [row] = await tx.sql<OrderRow>`
    select * from partner_order where tenant = ${tenant} and id = ${id} for update`;
  return row && orderOf(row);
}

/** The cease order of an order that is neither refused nor given up. */
export async function ceaseOf(sql: Sql, tenant: string, id: string): Promise<PartnerOrder | undefined> {
  const [row] = await sql<OrderRow>`
    select * from partner_order where tenant = ${tenant} and ceases = ${id}
      and state not in ('rejected', 'failed', 'cancelled')`;
  return row && orderOf(row);
}

/** Writes back what can change of a locked order and counts its version. Price and promise stay as they were. */
export async function saveOrder(tx: Transaction, tenant: string, order: PartnerOrder): Promise<PartnerOrder> {
  const [row] = await tx.sql<OrderRow>`
    update partner_order set state = ${order.state},
      foc_date = coalesce(foc_date, ${order.focDate}::date), expected_date = ${order.expectedDate},
      completed_date = ${order.completedDate}, ceased_date = ${order.ceasedDate},
      foc_task = ${order.focTask}, delivery_task = ${order.deliveryTask},
      circuit_reference = ${order.circuitReference},
      milestones = ${json(order.milestones)}::jsonb, date_changes = ${json(order.dateChanges)}::jsonb,
      cause = ${order.cause}, reason = ${order.reason}, updated_at = domain_now(), version = version + 1
    where tenant = ${tenant} and id = ${order.id} returning *`;
  if (row === undefined) throw new Error(`partner order ${order.id} vanished under its lock`);
  return orderOf(row);
}

/** What a list of orders is filtered by. */
export type OrderFilter = {
  readonly partner?: string;
  readonly states?: readonly OrderState[];
  readonly place?: string;
  readonly offset?: number;
  readonly limit?: number;
};

/** Orders by expected date, those without one first, with how many there are. */
export async function listOrders(
  sql: Sql,
  tenant: string,
  filter: OrderFilter,
): Promise<{ readonly items: readonly PartnerOrder[]; readonly total: number }> {
  const rows = await sql<OrderRow & { total: number }>`
    select o.*, count(*) over () as total from partner_order o
    where tenant = ${tenant}
      and (${filter.partner ?? null}::text is null or partner = ${filter.partner ?? null})
      and (${filter.states ?? null}::text[] is null or state = any(${filter.states ?? null}::text[]))
      and (${filter.place ?? null}::text is null or place = ${filter.place ?? null})
    order by expected_date nulls first, id offset ${filter.offset ?? 0} limit ${filter.limit ?? 100}`;
  return { items: rows.map(orderOf), total: rows[0]?.total ?? 0 };
}

type ChargeRow = {
  id: string;
  partner_order: string;
  kind: string;
  text: string;
  amount_minor: number;
  currency: string;
  blocking: boolean;
  state: ChargeState;
  raised_at: string;
  decided_at: string | null;
  decided_by: string | null;
};

function chargeOf(row: ChargeRow): PartnerCharge {
  return {
    id: row.id,
    order: row.partner_order,
    kind: row.kind,
    text: row.text,
    amountMinor: row.amount_minor,
    currency: row.currency,
    blocking: row.blocking,
    state: row.state,
    raisedAt: row.raised_at,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
  };
}

/** Writes a charge. */
export async function insertCharge(tx: Transaction, tenant: string, charge: PartnerCharge): Promise<void> {
  await tx.sql`
    insert into partner_charge (tenant, id, partner_order, kind, text, amount_minor, currency, blocking, state, raised_at,
      decided_at, decided_by)
    values (${tenant}, ${charge.id}, ${charge.order}, ${charge.kind}, ${charge.text}, ${charge.amountMinor},
      ${charge.currency}, ${charge.blocking}, ${charge.state}, ${charge.raisedAt}, ${charge.decidedAt}, ${charge.decidedBy})`;
}

/** The charges of an order, oldest first. Its order's lock guards them. */
export async function chargesOf(sql: Sql, tenant: string, order: string): Promise<PartnerCharge[]> {
  const rows = await sql<ChargeRow>`
    select * from partner_charge where tenant = ${tenant} and partner_order = ${order} order by raised_at, id`;
  return rows.map(chargeOf);
}

/** Decides a charge that is still proposed or, to withdraw it, declined. */
export async function saveCharge(tx: Transaction, tenant: string, charge: PartnerCharge): Promise<void> {
  await tx.sql`
    update partner_charge set state = ${charge.state}, decided_at = ${charge.decidedAt}, decided_by = ${charge.decidedBy}
    where tenant = ${tenant} and id = ${charge.id}`;
}

import type { OrderError, OrderState } from '@turnup/contract';
import { json, type Sql, type Transaction } from '../platform/database.ts';
import type { JeopardyLevel, Order, OrderItem } from './types.ts';

/** An order that is to be written, with its items. */
export type OrderRecord = {
  readonly order: Omit<Order, 'version' | 'orderDate' | 'fellOutAt'>;
  readonly items: readonly OrderItem[];
};

/** Writes orders with their items, set-wise. */
export async function insertOrders(
  tx: Transaction,
  tenant: string,
  records: readonly OrderRecord[],
): Promise<void> {
  await tx.sql`
    insert into service_order (tenant, id, number, kind, external_id, client, category, description, priority, state, customer,
      order_date, requested_start_date, requested_completion_date, requested_date, committed_date, expected_date,
      slack_working_days, plan_id, external_reference, related_party, error_message, start_date)
    select ${tenant}, id, number, kind, "externalId", client, category, description, priority, state, customer, domain_now(),
      "requestedStartDate", "requestedCompletionDate", "requestedDate", "committedDate", "expectedDate", "slackWorkingDays",
      "planId", "externalReference", "relatedParty", "errorMessage", "startDate"
    from jsonb_to_recordset(${json(records.map((record) => record.order))}::jsonb) as r(id uuid, number text, kind text,
      "externalId" text, client text, category text, description text, priority smallint, state text, customer text,
      "requestedStartDate" timestamptz, "requestedCompletionDate" timestamptz, "requestedDate" date, "committedDate" date,
      "expectedDate" date, "slackWorkingDays" int, "planId" uuid, "externalReference" jsonb, "relatedParty" jsonb,
      "errorMessage" jsonb, "startDate" timestamptz)`;
  const items = records.flatMap((record) => record.items.map((item, ordinal) => ({ ...item, ordinal })));
  await tx.sql`
    insert into service_order_item (tenant, order_id, item_id, parent_item_id, ordinal, action, state, service_id, service, relationships,
      classification, special_handling, requirement, requirement_hash, design_id, design_version, reservation_id, solution, error_message)
    select ${tenant}, "orderId", "itemId", "parentItemId", ordinal, action, state, "serviceId", service, relationships, classification,
      "specialHandling", requirement, "requirementHash", "designId", "designVersion", "reservationId", solution, "errorMessage"
    from jsonb_to_recordset(${json(items)}::jsonb) as r("orderId" uuid, "itemId" text, "parentItemId" text, ordinal int, action text, state text,
      "serviceId" uuid, service jsonb, relationships jsonb, classification jsonb, "specialHandling" boolean, requirement jsonb,
      "requirementHash" text, "designId" uuid, "designVersion" int, "reservationId" uuid, solution jsonb, "errorMessage" jsonb)`;
}

/** Which activities serve which items. */
export async function insertActivities(
  tx: Transaction,
  tenant: string,
  rows: readonly {
    readonly orderId: string;
    readonly itemId: string;
    readonly planId: string;
    readonly activity: string;
  }[],
): Promise<void> {
  await tx.sql`
    insert into service_order_activity (tenant, order_id, item_id, plan_id, activity)
    select ${tenant}, "orderId", "itemId", "planId", activity
    from jsonb_to_recordset(${json(rows)}::jsonb) as r("orderId" uuid, "itemId" text, "planId" uuid, activity text)
    on conflict do nothing`;
}

export async function insertRelationships(
  tx: Transaction,
  tenant: string,
  rows: readonly {
    readonly orderId: string;
    readonly relatedOrderId: string;
    readonly relationshipType: string;
  }[],
): Promise<void> {
  await tx.sql`
    insert into service_order_relationship (tenant, order_id, related_order_id, relationship_type)
    select ${tenant}, "orderId", "relatedOrderId", "relationshipType"
    from jsonb_to_recordset(${json(rows)}::jsonb) as r("orderId" uuid, "relatedOrderId" uuid, "relationshipType" text)
    on conflict do nothing`;
}

export async function insertMilestones(
  tx: Transaction,
  tenant: string,
  rows: readonly {
    readonly orderId: string;
    readonly itemId: string;
    readonly name: string;
    readonly activity: string;
    readonly plannedDate: string;
  }[],
): Promise<void> {
  await tx.sql`
    insert into service_order_milestone (tenant, order_id, item_id, name, activity, planned_date)
    select ${tenant}, "orderId", "itemId", name, activity, "plannedDate"
    from jsonb_to_recordset(${json(rows)}::jsonb)
      as r("orderId" uuid, "itemId" text, name text, activity text, "plannedDate" date)
    on conflict do nothing`;
}

/** Marks milestones whose activity has finished, on the day of a zone; answers those that were reached just now. */
export function reachMilestones(
  tx: Transaction,
  tenant: string,
  orderId: string,
  activities: readonly string[],
  zone: string,
) {
  return tx.sql<{ itemId: string; name: string; plannedDate: string; reachedAt: string }>`
    update service_order_milestone set reached_at = domain_now(), reached_on = (domain_now() at time zone ${zone})::date
    where tenant = ${tenant} and order_id = ${orderId} and activity = any(${activities as string[]}) and reached_at is null
    returning item_id as "itemId", name, planned_date as "plannedDate", reached_at as "reachedAt"`;
}

export async function insertNote(
  tx: Transaction,
  tenant: string,
  note: { readonly orderId: string; readonly id: string; readonly author: string; readonly text: string },
): Promise<void> {
  await tx.sql`insert into service_order_note (tenant, order_id, id, author, at, text)
    values (${tenant}, ${note.orderId}, ${note.id}, ${note.author}, domain_now(), ${note.text})`;
}

/** Sets the plan that delivers an order. */
export async function setPlan(
  tx: Transaction,
  tenant: string,
  orderId: string,
  planId: string,
): Promise<void> {
  await tx.sql`update service_order set plan_id = ${planId} where tenant = ${tenant} and id = ${orderId}`;
}

/** What changes of an order; absent members stay. */
export type OrderChange = {
  readonly id: string;
  readonly state?: OrderState;
  readonly committedDate?: string;
  readonly expectedDate?: string;
  readonly slackWorkingDays?: number;
  readonly jeopardy?: JeopardyLevel;
  readonly errorMessage?: readonly OrderError[];
  readonly description?: string;
  readonly priority?: number;
  readonly requestedCompletionDate?: string;
  readonly requestedDate?: string;
  readonly requestedStartDate?: string;
};

/** Changes orders set-wise. The start and completion instants follow the state. */
export async function updateOrders(
  tx: Transaction,
  tenant: string,
  changes: readonly OrderChange[],
): Promise<void> {
  await tx.sql`
    update service_order o set state = coalesce(r.state, o.state), committed_date = coalesce(o.committed_date, r."committedDate"),
      expected_date = coalesce(r."expectedDate", o.expected_date),
      slack_working_days = coalesce(r."slackWorkingDays", o.slack_working_days), jeopardy = coalesce(r.jeopardy, o.jeopardy),
      error_message = coalesce(r."errorMessage", o.error_message), description = coalesce(r.description, o.description),
      priority = coalesce(r.priority, o.priority),
      requested_completion_date = coalesce(r."requestedCompletionDate", o.requested_completion_date),
      requested_date = coalesce(r."requestedDate", o.requested_date),
      requested_start_date = coalesce(r."requestedStartDate", o.requested_start_date),
      start_date = case when r.state = 'inProgress' then coalesce(o.start_date, domain_now()) else o.start_date end,
      completion_date = case when r.state in ('completed', 'partial') then coalesce(o.completion_date, domain_now()) else o.completion_date end,
      version = o.version + 1
    from jsonb_to_recordset(${json(changes)}::jsonb) as r(id uuid, state text, "committedDate" date, "expectedDate" date,
      "slackWorkingDays" int, jeopardy text, "errorMessage" jsonb, description text, priority smallint,
      "requestedCompletionDate" timestamptz, "requestedDate" date, "requestedStartDate" timestamptz)
    where o.tenant = ${tenant} and o.id = r.id`;
}

/** What changes of an item; absent members stay. */
export type ItemChange = {
  readonly orderId: string;
  readonly itemId: string;
  readonly state?: OrderState;
  readonly errorMessage?: readonly OrderError[];
  readonly serviceId?: string;
  readonly specialHandling?: boolean;
  readonly solution?: OrderItem['solution'];
  readonly designId?: string;
  readonly designVersion?: number;
  readonly reservationId?: string;
  readonly moreReservations?: readonly string[];
  readonly requirement?: OrderItem['requirement'];
  readonly requirementHash?: string;
  readonly classification?: OrderItem['classification'];
  readonly service?: unknown;
  readonly givenUp?: OrderItem['givenUp'];
};

/** Changes items set-wise. */
export async function updateItems(
  tx: Transaction,
  tenant: string,
  changes: readonly ItemChange[],
): Promise<void> {
  await tx.sql`
    update service_order_item i set state = coalesce(r.state, i.state), error_message = coalesce(r."errorMessage", i.error_message),
      service_id = coalesce(r."serviceId", i.service_id), special_handling = coalesce(r."specialHandling", i.special_handling),
      solution = coalesce(r.solution, i.solution), design_version = coalesce(r."designVersion", i.design_version),
      reservation_id = coalesce(r."reservationId", i.reservation_id), given_up = coalesce(r."givenUp", i.given_up),
      design_id = coalesce(r."designId", i.design_id),
      more_reservations = coalesce(r."moreReservations", i.more_reservations),
      requirement = coalesce(r.requirement, i.requirement),
      requirement_hash = coalesce(r."requirementHash", i.requirement_hash),
      classification = coalesce(r.classification, i.classification), service = coalesce(r.service, i.service)
    from jsonb_to_recordset(${json(changes)}::jsonb) as r("orderId" uuid, "itemId" text, state text, "errorMessage" jsonb,
      "serviceId" uuid, "specialHandling" boolean, solution jsonb, "designVersion" int, "reservationId" uuid, "designId" uuid,
      "moreReservations" uuid[], requirement jsonb, "requirementHash" text, classification jsonb, service jsonb,
      "givenUp" jsonb)
    where i.tenant = ${tenant} and i.order_id = r."orderId" and i.item_id = r."itemId"`;
}

/** Notes that orders fell out, the first time only. */
export async function markFellOut(tx: Transaction, tenant: string, ids: readonly string[]): Promise<void> {
  await tx.sql`update service_order set fell_out_at = domain_now()
    where tenant = ${tenant} and id = any(${ids as string[]}::uuid[]) and fell_out_at is null`;
}

/** How many requests ended, each counted once: those delivered, those that fell out on the way, those that did not. */
export async function orderQuality(sql: Sql, tenant: string) {
  const [row] = await sql<{ ended: number; completed: number; fellOut: number; rightFirstTime: number }>`
    select count(*) as ended, count(*) filter (where state = 'completed') as completed,
      count(*) filter (where fell_out_at is not null) as "fellOut",
      count(*) filter (where state = 'completed' and fell_out_at is null) as "rightFirstTime"
    from service_order where tenant = ${tenant} and kind = 'request'
      and state in ('completed', 'partial', 'failed')`;
  return row ?? { ended: 0, completed: 0, fellOut: 0, rightFirstTime: 0 };
}

/** Locks orders in the order of their ids, so that concurrent roll-ups take turns and never deadlock. */
export async function lockOrders(tx: Transaction, tenant: string, ids: readonly string[]): Promise<void> {
  await tx.sql`select id from service_order where tenant = ${tenant} and id = any(${ids as string[]}::uuid[]) order by id for update`;
}

/** Orders that a plan's activities serve. */
export async function orderIdsOfPlans(
  sql: Sql,
  tenant: string,
  planIds: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ orderId: string }>`
    select distinct order_id as "orderId" from service_order_activity
    where tenant = ${tenant} and plan_id = any(${planIds as string[]}::uuid[]) order by 1`;
  return rows.map((row) => row.orderId);
}

/** The activities that serve each item of some orders. */
export function activitiesOf(sql: Sql, tenant: string, orderIds: readonly string[]) {
  return sql<{ orderId: string; itemId: string; planId: string; activity: string }>`
    select order_id as "orderId", item_id as "itemId", plan_id as "planId", activity from service_order_activity
    where tenant = ${tenant} and order_id = any(${orderIds as string[]}::uuid[]) order by 1, 2, 4`;
}

export function ordersById(sql: Sql, tenant: string, ids: readonly string[]): Promise<Order[]> {
  return sql<Order>`
    select id, number, kind, external_id as "externalId", client, category, description, priority, state, customer,
      order_date as "orderDate", requested_start_date as "requestedStartDate",
      requested_completion_date as "requestedCompletionDate", requested_date as "requestedDate",
      committed_date as "committedDate", expected_date as "expectedDate", slack_working_days as "slackWorkingDays",
      jeopardy, start_date as "startDate", completion_date as "completionDate", plan_id as "planId",
      fell_out_at as "fellOutAt", external_reference as "externalReference", related_party as "relatedParty", error_message as "errorMessage", version
    from service_order where tenant = ${tenant} and id = any(${ids as string[]}::uuid[]) order by id`;
}

/** Filters of the order list; null means any. */
export type OrderFilter = {
  readonly state: string | null;
  readonly customer: string | null;
  readonly jeopardy: string | null;
  readonly externalId: string | null;
  readonly kind: string | null;
  /** Only what concerns this party. */
  readonly party: string | null;
};

export async function listOrderIds(
  sql: Sql,
  tenant: string,
  filter: OrderFilter,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ readonly ids: string[]; readonly total: number }> {
  const rows = await sql<{ id: string }>`
    select id from service_order where tenant = ${tenant}
      and (${filter.state}::text is null or state = any(string_to_array(${filter.state}, ',')))
      and (${filter.customer}::text is null or customer = ${filter.customer})
      and (${filter.jeopardy}::text is null or jeopardy = any(string_to_array(${filter.jeopardy}, ',')))
      and (${filter.externalId}::text is null or external_id = ${filter.externalId})
      and (${filter.kind}::text is null or kind = any(string_to_array(${filter.kind}, ',')))
      and (${filter.party}::text is null or customer = ${filter.party})
    order by id desc offset ${page.offset} limit ${page.limit}`;
  const [counted] = await sql<{ total: number }>`
    select count(*) as total from (select from service_order where tenant = ${tenant}
      and (${filter.state}::text is null or state = any(string_to_array(${filter.state}, ',')))
      and (${filter.customer}::text is null or customer = ${filter.customer})
      and (${filter.jeopardy}::text is null or jeopardy = any(string_to_array(${filter.jeopardy}, ',')))
      and (${filter.externalId}::text is null or external_id = ${filter.externalId})
      and (${filter.kind}::text is null or kind = any(string_to_array(${filter.kind}, ',')))
      and (${filter.party}::text is null or customer = ${filter.party}) limit 10001) as counted`;
  return { ids: rows.map((row) => row.id), total: counted?.total ?? 0 };
}

/** A request that is open, in brief. */
export type OpenRequest = Pick<Order, 'id' | 'number' | 'state' | 'orderDate' | 'planId'>;

/** Which open requests are read; null means any. */
export type OpenRequestFilter = {
  readonly ids: readonly string[] | null;
  /** Accepted before this instant. */
  readonly before: string | null;
  /** Only what concerns this party. */
  readonly party: string | null;
};

/** Requests that are open, oldest first. Those whose cancellation is being assessed are at rest for that moment. */
export function openRequests(sql: Sql, tenant: string, filter: OpenRequestFilter): Promise<OpenRequest[]> {
  const { ids, before, party } = filter;
  return sql<OpenRequest>`
    select id, number, state, order_date as "orderDate", plan_id as "planId" from service_order
    where tenant = ${tenant} and kind = 'request'
      and state in ('acknowledged', 'inProgress', 'held', 'pending', 'pendingCancellation')
      and (${ids as string[] | null}::uuid[] is null or id = any(${ids as string[] | null}::uuid[]))
      and (${before}::timestamptz is null or order_date < ${before}::timestamptz)
      and (${party}::text is null or customer = ${party})
    order by id`;
}

export function itemsOf(sql: Sql, tenant: string, orderIds: readonly string[]): Promise<OrderItem[]> {
  return sql<OrderItem>`
    select order_id as "orderId", item_id as "itemId", parent_item_id as "parentItemId", action, state,
      service_id as "serviceId", service, relationships,
      classification, special_handling as "specialHandling", requirement, requirement_hash as "requirementHash",
      design_id as "designId", design_version as "designVersion", reservation_id as "reservationId",
      more_reservations as "moreReservations", solution, error_message as "errorMessage", given_up as "givenUp"
    from service_order_item where tenant = ${tenant} and order_id = any(${orderIds as string[]}::uuid[])
    order by order_id, ordinal`;
}

/** The items of requests that made, changed or ended a service, oldest first, with the state of their orders. */
export function itemsOfService(
  sql: Sql,
  tenant: string,
  serviceId: string,
): Promise<(OrderItem & { readonly orderState: OrderState; readonly number: string })[]> {
  return sql<OrderItem & { orderState: OrderState; number: string }>`
    select i.order_id as "orderId", i.item_id as "itemId", i.parent_item_id as "parentItemId", i.action, i.state,
      i.service_id as "serviceId", i.service, i.relationships, i.classification, i.special_handling as "specialHandling", i.requirement,
      i.requirement_hash as "requirementHash", i.design_id as "designId", i.design_version as "designVersion",
      i.reservation_id as "reservationId", i.more_reservations as "moreReservations", i.solution, i.error_message as "errorMessage",
      i.given_up as "givenUp",
      o.state as "orderState", o.number
    from service_order_item i join service_order o on o.tenant = i.tenant and o.id = i.order_id
    where i.tenant = ${tenant} and i.service_id = ${serviceId}::uuid and o.kind = 'request'
    order by i.order_id, i.ordinal`;
}

/** Orders that were issued from a request for a service. */
export async function issuedFrom(
  sql: Sql,
  tenant: string,
  requestId: string,
  serviceId: string,
): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    select distinct i.order_id as id
    from service_order_relationship r
    join service_order_item i on i.tenant = r.tenant and i.order_id = r.related_order_id
    where r.tenant = ${tenant} and r.order_id = ${requestId}::uuid and r.relationship_type = 'initiates'
      and i.service_id = ${serviceId}::uuid
    order by 1`;
  return rows.map((row) => row.id);
}

/** Items that are delivered from a design. */
export function itemsOfDesign(
  sql: Sql,
  tenant: string,
  designId: string,
): Promise<{ orderId: string; itemId: string; planId: string }[]> {
  return sql<{ orderId: string; itemId: string; planId: string }>`
    select i.order_id as "orderId", i.item_id as "itemId", o.plan_id as "planId"
    from service_order_item i join service_order o on o.tenant = i.tenant and o.id = i.order_id
    where i.tenant = ${tenant} and i.design_id::text = ${designId} and o.kind = 'request'`;
}

export function relationshipsOf(sql: Sql, tenant: string, orderIds: readonly string[]) {
  return sql<{ orderId: string; relatedOrderId: string; relationshipType: string; number: string }>`
    select r.order_id as "orderId", r.related_order_id as "relatedOrderId", r.relationship_type as "relationshipType", o.number
    from service_order_relationship r join service_order o on o.tenant = r.tenant and o.id = r.related_order_id
    where r.tenant = ${tenant} and r.order_id = any(${orderIds as string[]}::uuid[]) order by o.number`;
}

export function notesOf(sql: Sql, tenant: string, orderIds: readonly string[]) {
  return sql<{ orderId: string; id: string; author: string; at: string; text: string }>`
    select order_id as "orderId", id, author, at, text from service_order_note
    where tenant = ${tenant} and order_id = any(${orderIds as string[]}::uuid[]) order by id`;
}

export function milestonesOf(sql: Sql, tenant: string, orderIds: readonly string[]) {
  return sql<{
    orderId: string;
    itemId: string;
    name: string;
    plannedDate: string;
    reachedAt: string | null;
    reachedOn: string | null;
  }>`
    select order_id as "orderId", item_id as "itemId", name, planned_date as "plannedDate", reached_at as "reachedAt",
      reached_on as "reachedOn"
    from service_order_milestone where tenant = ${tenant} and order_id = any(${orderIds as string[]}::uuid[])
    order by planned_date, name, item_id`;
}

/** Remembers what a client asked under an idempotency key; answers the earlier one where the key is known. */
export async function rememberRequest(
  tx: Transaction,
  tenant: string,
  request: {
    readonly client: string;
    readonly key: string;
    readonly requestHash: string;
    readonly resourceId: string;
  },
): Promise<{ readonly requestHash: string; readonly resourceId: string } | undefined> {
  const inserted = await tx.sql`
    insert into idempotent_request (tenant, client, key, request_hash, resource_id)
    values (${tenant}, ${request.client}, ${request.key}, ${request.requestHash}, ${request.resourceId})
    on conflict do nothing returning key`;
  if (inserted.length > 0) return undefined;
  const [known] = await tx.sql<{ requestHash: string; resourceId: string }>`
    select request_hash as "requestHash", resource_id as "resourceId" from idempotent_request
    where tenant = ${tenant} and client = ${request.client} and key = ${request.key}`;
  return known;
}

/** Tells billing, once for each kind of event of a service, order and customer; false where it was told before. */
export async function insertBillingEvent(
  tx: Transaction,
  tenant: string,
  event: {
    readonly id: string;
    readonly serviceId: string | null;
    readonly orderId: string;
    readonly kind: 'start' | 'stop' | 'change' | 'cancellation' | 'amendment' | 'termination';
    readonly amendmentId?: string;
    readonly reference?: string;
    readonly billingDate: string;
    readonly currency: string | null;
    readonly oneOffMinor: number | null;
    readonly monthlyMinor: number | null;
    readonly customer: string | null;
  },
): Promise<boolean> {
  const rows = await tx.sql`
    insert into billing_event (tenant, id, service_id, order_id, kind, billing_date, currency, one_off_minor, monthly_minor,
      effective_at, amendment_id, customer, reference)
    values (${tenant}, ${event.id}, ${event.serviceId}, ${event.orderId}, ${event.kind}, ${event.billingDate}, ${event.currency},
      ${event.oneOffMinor}, ${event.monthlyMinor}, domain_now(), ${event.amendmentId ?? null}, ${event.customer},
      ${event.reference ?? null})
    on conflict do nothing returning id`;
  return rows.length > 0;
}

export function billingEvents(sql: Sql, tenant: string, serviceId: string | null) {
  return sql<{
    id: string;
    serviceId: string;
    orderId: string;
    kind: string;
    billingDate: string;
    currency: string | null;
    oneOffMinor: number | null;
    monthlyMinor: number | null;
    customer: string | null;
    effectiveAt: string;
  }>`
    select id, service_id as "serviceId", order_id as "orderId", kind, billing_date as "billingDate", currency,
      one_off_minor as "oneOffMinor", monthly_minor as "monthlyMinor", customer, effective_at as "effectiveAt"
    from billing_event where tenant = ${tenant} and (${serviceId}::text is null or service_id::text = ${serviceId})
    order by id limit 10000`;
}

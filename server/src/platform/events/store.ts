import { type Database, json, type Sql, type Transaction } from '../database.ts';
import { newId } from '../ids.ts';
import type { AuditEntry, Delivery, Fact, StoredEvent, Subscription } from './types.ts';

/**
 * Writes facts as events, in the given order, within the transaction of what they tell. One statement reserves the
 * sequences of each aggregate (its row lock orders concurrent writers), one writes the events.
 */
export async function recordFacts(tx: Transaction, tenant: string, facts: readonly Fact[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map((fact) => ({ ...fact, id: newId() }));
  await tx.sql`
    with given as materialized (
      select f.*, row_number() over (partition by aggregate_kind, aggregate_id order by ordinal) as offset_in_stream,
        count(*) over (partition by aggregate_kind, aggregate_id) as added
      from jsonb_to_recordset(${json(rows.map(factRow))}::jsonb) as f(
        ordinal int, id uuid, type text, domain text, aggregate_kind text, aggregate_id text,
        resource text, body jsonb, audience text[], correlation_id text)
    ), streams as (
      insert into event_stream as s (tenant, aggregate_kind, aggregate_id, last_sequence)
      select ${tenant}::text, aggregate_kind, aggregate_id, added from given where offset_in_stream = 1 order by 2, 3
      on conflict (tenant, aggregate_kind, aggregate_id)
      do update set last_sequence = s.last_sequence + excluded.last_sequence
      returning s.aggregate_kind, s.aggregate_id, s.last_sequence
    )
    insert into event (tenant, id, aggregate_kind, aggregate_id, sequence, type, domain, resource, body, audience,
      correlation_id, effective_at)
    select ${tenant}, g.id, g.aggregate_kind, g.aggregate_id, s.last_sequence - g.added + g.offset_in_stream, g.type,
      g.domain, g.resource, g.body, coalesce(g.audience, '{}'), g.correlation_id, (select domain_now())
    from given g join streams s using (aggregate_kind, aggregate_id)
    order by g.ordinal`;
}

function factRow(fact: Fact & { readonly id: string }, ordinal: number): Record<string, unknown> {
  return {
    ordinal,
    id: fact.id,
    type: fact.type,
    domain: fact.domain,
    aggregate_kind: fact.aggregate.kind,
    aggregate_id: fact.aggregate.id,
    resource: fact.resource,
    body: fact.body ?? null,
    audience: fact.audience ?? [],
    correlation_id: fact.correlationId ?? null,
  };
}

/** Writes audit records within the transaction of what was done. */
export async function recordAudit(
  tx: Transaction,
  tenant: string,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => ({
    account: entry.account,
    action: entry.action,
    object_kind: entry.object.kind,
    object_id: entry.object.id,
    detail: entry.detail ?? {},
    trace: entry.trace ?? null,
  }));
  await tx.sql`
    insert into audit_record (tenant, account, action, object_kind, object_id, detail, effective_at, trace)
    select ${tenant}, account, action, object_kind, object_id, detail, (select domain_now()), trace
    from jsonb_to_recordset(${json(rows)}::jsonb)
      as r(account text, action text, object_kind text, object_id text, detail jsonb, trace text)`;
}

/** Audit records of an object, oldest first. */
export function auditOf(sql: Sql, tenant: string, kind: string, id: string) {
  return sql<{
    position: number;
    account: string;
    action: string;
    detail: unknown;
    effectiveAt: string;
    recordedAt: string;
  }>`
    select position, account, action, detail, effective_at as "effectiveAt", recorded_at as "recordedAt"
    from audit_record where tenant = ${tenant} and object_kind = ${kind} and object_id = ${id} order by position limit 1000`;
}

/** The next short number of a kind, for people. */
export async function nextNumber(
  tx: Transaction,
  tenant: string,
  kind: string,
  prefix: string,
): Promise<string> {
  const [row] = await tx.sql<{ last: number }>`
    insert into number_series as n (tenant, kind, last) values (${tenant}, ${kind}, 1)
    on conflict (tenant, kind) do update set last = n.last + 1 returning last`;
  return `${prefix}-${String(row?.last ?? 0).padStart(5, '0')}`;
}

export async function insertSubscription(tx: Transaction, subscription: Subscription): Promise<void> {
  await tx.sql`insert into subscription (tenant, id, account, party, callback, query)
    values (${subscription.tenant}, ${subscription.id}, ${subscription.account}, ${subscription.party},
      ${subscription.callback}, ${subscription.query})`;
}

export async function deleteSubscription(
  tx: Transaction,
  tenant: string,
  account: string,
  id: string,
): Promise<boolean> {
  const rows = await tx.sql`delete from subscription
    where tenant = ${tenant} and account = ${account} and id::text = ${id} returning id`;
  return rows.length > 0;
}

export function subscriptionsOf(sql: Sql): Promise<Subscription[]> {
  return sql<Subscription>`select tenant, id, account, party, callback, query from subscription`;
}

/**
 * Takes the events that no subscriber has been given yet and that no running transaction can still precede, and lets
 * `choose` say who gets which. Answers how many were taken.
 */
export function fanOut(
  database: Database,
  choose: (
    events: readonly StoredEvent[],
  ) => Promise<readonly { readonly event: StoredEvent; readonly subscriptionId: string }[]>,
): Promise<number> {
  return database.transaction(async (tx) => {
    const events = await tx.sql<StoredEvent>`
      select tenant, position, id, aggregate_kind as "aggregateKind", aggregate_id as "aggregateId", sequence, type,
        domain, resource, body, audience, correlation_id as "correlationId", effective_at as "effectiveAt",
        recorded_at as "recordedAt"
      from event where not fanned_out and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
      order by position limit 500 for update skip locked`;
    if (events.length === 0) return 0;
    const chosen = await choose(events);
    await tx.sql`
      insert into delivery (tenant, subscription_id, position, aggregate_kind, aggregate_id)
      select tenant, subscription_id, position, aggregate_kind, aggregate_id
      from jsonb_to_recordset(${json(
        chosen.map(({ event, subscriptionId }) => ({
          tenant: event.tenant,
          subscription_id: subscriptionId,
          position: event.position,
          aggregate_kind: event.aggregateKind,
          aggregate_id: event.aggregateId,
        })),
      )}::jsonb)
        as d(tenant text, subscription_id uuid, position bigint, aggregate_kind text, aggregate_id text)
      where exists (select from subscription s where s.tenant = d.tenant and s.id = d.subscription_id)
      on conflict do nothing`;
    await tx.sql`update event set fanned_out = true where position = any(${events.map((event) => event.position)}::bigint[])`;
    return events.length;
  });
}

/**
 * Leases deliveries that are due: of each aggregate and listener only the first that is pending, so that a listener
 * sees the events of one resource in their order. The lease ends by itself when this process dies.
 */
export async function leaseDeliveries(tx: Transaction, limit: number, leaseMs: number): Promise<Delivery[]> {
  const rows = await tx.sql<StoredEvent & { subscriptionId: string; callback: string; attempts: number }>`
    with due as (
      select d.tenant, d.subscription_id, d.position from delivery d
      where d.state = 'pending' and d.next_attempt_at <= clock_timestamp()
        and (d.leased_until is null or d.leased_until < clock_timestamp())
        and not exists (select from delivery e where e.tenant = d.tenant and e.subscription_id = d.subscription_id
          and e.aggregate_kind = d.aggregate_kind and e.aggregate_id = d.aggregate_id
          and e.state = 'pending' and e.position < d.position)
      order by d.position limit ${limit} for update skip locked
    ), leased as (
      update delivery d set leased_until = clock_timestamp() + make_interval(secs => ${leaseMs} / 1000.0)
      from due where d.tenant = due.tenant and d.subscription_id = due.subscription_id and d.position = due.position
      returning d.tenant, d.subscription_id, d.position, d.attempts
    )
    select e.tenant, e.position, e.id, e.aggregate_kind as "aggregateKind", e.aggregate_id as "aggregateId",
      e.sequence, e.type, e.domain, e.resource, e.body, e.audience, e.correlation_id as "correlationId",
      e.effective_at as "effectiveAt", e.recorded_at as "recordedAt", l.subscription_id as "subscriptionId",
      l.attempts, s.callback
    from leased l join event e on e.tenant = l.tenant and e.position = l.position
    join subscription s on s.tenant = l.tenant and s.id = l.subscription_id order by l.position`;
  return rows.map(({ subscriptionId, callback, attempts, ...event }) => ({
    tenant: event.tenant,
    subscriptionId,
    callback,
    attempts,
    event,
  }));
}

/** Notes that a delivery arrived. */
export async function delivered(tx: Transaction, delivery: Delivery): Promise<void> {
  await tx.sql`update delivery set state = 'delivered', attempts = attempts + 1, leased_until = null
    where tenant = ${delivery.tenant} and subscription_id = ${delivery.subscriptionId}
      and position = ${delivery.event.position}`;
}

/** Notes that a delivery failed: it is tried again after `retryMs`, or given up when that is null. */
export async function failed(
  tx: Transaction,
  delivery: Delivery,
  error: string,
  retryMs: number | null,
): Promise<void> {
  await tx.sql`update delivery set attempts = attempts + 1, leased_until = null, last_error = ${error},
      state = case when ${retryMs}::int is null then 'dead' else 'pending' end,
      next_attempt_at = clock_timestamp() + make_interval(secs => coalesce(${retryMs}::int, 0) / 1000.0)
    where tenant = ${delivery.tenant} and subscription_id = ${delivery.subscriptionId}
      and position = ${delivery.event.position}`;
}

/** Looks whether there is anything to hand out or to deliver, without taking hold of it. */
export async function hasToTell(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ open: boolean }>`
    select exists (select from event where not fanned_out)
      or exists (select from delivery where state = 'pending' and next_attempt_at <= (select clock_timestamp())) as open`;
  return row?.open === true;
}

/** Events of a tenant after a position, for followers such as the live console; none that could still be overtaken. */
export function eventsAfter(sql: Sql, tenant: string, after: number, limit: number): Promise<StoredEvent[]> {
  return sql<StoredEvent>`
    select tenant, position, id, aggregate_kind as "aggregateKind", aggregate_id as "aggregateId", sequence, type,
      domain, resource, body, audience, correlation_id as "correlationId", effective_at as "effectiveAt",
      recorded_at as "recordedAt"
    from event where tenant = ${tenant} and position > ${after}
      and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
    order by position limit ${limit}`;
}

/** The newest position of a tenant's events, or 0. */
export async function lastPosition(sql: Sql, tenant: string): Promise<number> {
  const [row] = await sql<{
    last: number | null;
  }>`select max(position) as last from event where tenant = ${tenant}`;
  return row?.last ?? 0;
}

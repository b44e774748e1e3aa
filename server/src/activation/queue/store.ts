import { json, type Sql, type Transaction } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { QueuedPart } from '../types.ts';
import type { QueuedChange } from './types.ts';

/** Devices of a list for which something is queued. */
export async function queuedDevices(
  sql: Sql,
  tenant: string,
  devices: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await sql<{ device: string }>`
    select distinct device from device_queue where tenant = ${tenant} and device = any(${devices}::text[])`;
  return new Set(rows.map(({ device }) => device));
}

/**
 * Puts parts at the end of their devices' queues. A part that says what the last one of its service says already stands
 * there: whoever asks again is not served twice.
 */
export async function enqueue(
  tx: Transaction,
  tenant: string,
  transactionId: string | null,
  parts: readonly (QueuedPart & { readonly device: string; readonly reason: string | null })[],
): Promise<void> {
  await tx.sql`
    insert into device_queue (tenant, id, device, service_id, kind, leaves, on_drift, transaction_id, queued_at, last_failure)
    select ${tenant}, part.id, part.device, part.service_id, part.kind, part.leaves::jsonb, part.on_drift, ${transactionId},
           domain_now(), part.reason
      from unnest(${parts.map(() => newId())}::text[], ${parts.map(({ device }) => device)}::text[],
                  ${parts.map(({ serviceId }) => serviceId)}::text[], ${parts.map(({ kind }) => kind)}::text[],
                  ${parts.map(({ leaves }) => json(leaves))}::text[], ${parts.map(({ onDrift }) => onDrift)}::text[],
                  ${parts.map(({ reason }) => reason)}::text[])
        with ordinality as part(id, device, service_id, kind, leaves, on_drift, reason, ordinal)
     where not exists (
       select from (select leaves, on_drift from device_queue last
                     where last.tenant = ${tenant} and last.device = part.device and last.service_id = part.service_id
                     order by last.position desc limit 1) as last
        where last.leaves = part.leaves::jsonb and last.on_drift = part.on_drift)
     order by part.device, part.ordinal`;
}

/** Queues of a tenant in the order of delivery: of one device, or of all. */
export async function readQueue(sql: Sql, tenant: string, device: string | null): Promise<QueuedChange[]> {
  return await sql<QueuedChange>`
    select tenant, id, device, service_id as "serviceId", kind, leaves, on_drift as "onDrift",
           transaction_id as "transactionId", queued_at as "queuedAt", attempt, last_failure as "lastFailure", blocked
      from device_queue where tenant = ${tenant} and (${device}::text is null or device = ${device}::text)
     order by device, position`;
}

/** Devices that a service leaves as soon as they answer: the last that is queued of it there takes it off. */
export async function devicesBeingCleared(
  sql: Sql,
  tenant: string,
  serviceId: string,
): Promise<ReadonlySet<string>> {
  const rows = await sql<{ device: string; leaves: QueuedPart['leaves'] }>`
    select distinct on (device) device, leaves from device_queue
     where tenant = ${tenant} and service_id = ${serviceId} order by device, position desc`;
  return new Set(rows.filter(({ leaves }) => leaves.length === 0).map(({ device }) => device));
}

/**
 * Takes up the first part of every queue that is due and not blocked, of all tenants: it is nobody else's for `pauseS`.
 * Queues of paused devices rest.
 */
export async function takeDue(sql: Sql, pauseS: number, limit: number): Promise<QueuedChange[]> {
  return await sql<QueuedChange>`
    with first as (
      select distinct on (tenant, device) tenant, id, next_try_at, blocked from device_queue
       order by tenant, device, position
    ), due as (
      select queue.tenant, queue.id from device_queue queue join first using (tenant, id)
       where not first.blocked and first.next_try_at <= clock_timestamp()
         and not exists (select from device_pause pause
                          where pause.tenant = queue.tenant and pause.device = queue.device)
       order by queue.position limit ${limit} for update of queue skip locked
    )
    update device_queue queue set next_try_at = clock_timestamp() + make_interval(secs => ${pauseS})
      from due where queue.tenant = due.tenant and queue.id = due.id and queue.next_try_at <= clock_timestamp()
    returning queue.tenant, queue.id, queue.device, queue.service_id as "serviceId", queue.kind, queue.leaves,
              queue.on_drift as "onDrift", queue.transaction_id as "transactionId", queue.queued_at as "queuedAt", queue.attempt,
              queue.last_failure as "lastFailure", queue.blocked`;
}

/** Takes a part out of its queue, and lets the next one of the device be taken up at once. */
export async function dequeue(tx: Transaction, tenant: string, id: string): Promise<boolean> {
  const [gone] = await tx.sql<{ device: string }>`
    delete from device_queue where tenant = ${tenant} and id = ${id} returning device`;
  if (gone === undefined) return false;
  await tx.sql`
    update device_queue set next_try_at = clock_timestamp()
     where tenant = ${tenant} and device = ${gone.device} and not blocked`;
  return true;
}

/** Writes down why a part was not delivered, and by which attempt it is tried next. */
export async function postpone(
  sql: Sql,
  { tenant, id }: Pick<QueuedChange, 'tenant' | 'id'>,
  next: { readonly attempt: number; readonly failure: string; readonly blocked: boolean },
): Promise<void> {
  await sql`
    update device_queue set attempt = ${next.attempt}, last_failure = ${next.failure}, blocked = ${next.blocked}
     where tenant = ${tenant} and id = ${id}`;
}

/** Lets a part be tried again at once; false where it is not queued. */
export async function release(tx: Transaction, tenant: string, id: string): Promise<boolean> {
  const rows = await tx.sql`
    update device_queue set blocked = false, next_try_at = clock_timestamp()
     where tenant = ${tenant} and id = ${id} returning id`;
  return rows.length > 0;
}

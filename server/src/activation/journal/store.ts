import { json, type Sql, type Transaction } from '../../platform/database.ts';
import type {
  ActivationFailure,
  ConfigValue,
  Conflict,
  DeviceStepState,
  LeafImage,
  OwnedLeaf,
  QueuedPart,
} from '../types.ts';
import type { DeviceRecord, JournalEntry, TransactionRecord } from './types.ts';

/** Who writes: every entry is refused once another process has taken the transaction over. */
export type Writer = { readonly tenant: string; readonly id: string; readonly runner: string };

/** A transaction, or undefined. */
export async function readTransaction(
  sql: Sql,
  tenant: string,
  id: string,
): Promise<TransactionRecord | undefined> {
  const rows = await sql<TransactionRecord>`
    select tenant, id, service_id as "serviceId", other_services as "otherServices", request_hash as "requestHash", attempt, state, decision, failures,
           conflicts, confirm_timeout_s as "confirmTimeoutS", created_at as "createdAt", ended_at as "endedAt"
      from network_transaction where tenant = ${tenant} and id = ${id}`;
  return rows[0];
}

/** Transactions, newest first; of one service where one is named, and older than a given one for the next page. */
export async function listTransactions(
  sql: Sql,
  tenant: string,
  query: { readonly serviceId?: string; readonly before?: string; readonly limit: number },
): Promise<TransactionRecord[]> {
  return await sql<TransactionRecord>`
    select tenant, id, service_id as "serviceId", other_services as "otherServices", request_hash as "requestHash", attempt, state, decision, failures,
           conflicts, confirm_timeout_s as "confirmTimeoutS", created_at as "createdAt", ended_at as "endedAt"
      from network_transaction
     where tenant = ${tenant}
       and (${query.serviceId ?? null}::text is null or ${query.serviceId ?? null} = any(array[service_id] || other_services))
       and (${query.before ?? null}::text is null or (created_at, id) < (
             select created_at, id from network_transaction where tenant = ${tenant} and id = ${query.before ?? null}))
     order by created_at desc, id desc limit ${query.limit}`;
}

/** The devices of transactions, by transaction and name. */
export async function readDevices(
  sql: Sql,
  tenant: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly DeviceRecord[]>> {
  type Stored = { readonly path: string; readonly owners: readonly (readonly [string, ConfigValue])[] };
  const rows = await sql<Omit<DeviceRecord, 'ownership'> & { id: string; ownership: Stored[] | null }>`
    select transaction_id as id, device, state, images, ownership, failure, queued
      from network_transaction_device
     where tenant = ${tenant} and transaction_id = any(${ids}::text[]) order by transaction_id, device`;
  const devices = new Map<string, DeviceRecord[]>(ids.map((id) => [id, []]));
  for (const { id, ...row } of rows) {
    const ownership = row.ownership?.map((leaf) => ({ ...leaf, owners: new Map(leaf.owners) })) ?? null;
    devices.get(id)?.push({ ...row, ownership: ownership as OwnedLeaf[] | null });
  }
  return devices;
}

/** The journal of a transaction, oldest first. */
export async function readJournal(sql: Sql, tenant: string, id: string): Promise<JournalEntry[]> {
  return await sql<JournalEntry>`
    select attempt, device, state, recorded_at as "recordedAt"
      from network_transaction_journal where tenant = ${tenant} and transaction_id = ${id} order by entry`;
}

/** Begins a transaction, or a further attempt of one that was interrupted or refused. */
export async function insertTransaction(
  tx: Transaction,
  who: Writer,
  given: {
    readonly serviceId: string;
    readonly otherServices: readonly string[];
    readonly requestHash: string;
    readonly confirmTimeoutS: number;
    readonly leaseS: number;
  },
): Promise<boolean> {
  const rows = await tx.sql`
    insert into network_transaction
      (tenant, id, service_id, other_services, request_hash, state, confirm_timeout_s, runner, runner_until)
    values (${who.tenant}, ${who.id}, ${given.serviceId}, ${given.otherServices}, ${given.requestHash}, 'preparing', ${given.confirmTimeoutS},
            ${who.runner}, clock_timestamp() + make_interval(secs => ${given.leaseS}))
    on conflict (tenant, id) do update
      set state = 'preparing', attempt = network_transaction.attempt + 1, decision = null, failures = '[]',
          conflicts = '[]', confirm_timeout_s = excluded.confirm_timeout_s, confirm_by = null,
          runner = excluded.runner, runner_until = excluded.runner_until, ended_at = null
      where network_transaction.state in ('interrupted', 'refused')
    returning id`;
  if (rows.length === 0) return false;
  await tx.sql`
    delete from network_transaction_device where tenant = ${who.tenant} and transaction_id = ${who.id}`;
  await appendEntry(tx, who, 'preparing');
  return true;
}

/**
 * Takes devices for a transaction, in sorted order so that two can never wait for each other; one that was held for
 * something else is free when the time of that is over. Answers those taken.
 */
export async function takeDevices(
  tx: Transaction,
  who: Writer,
  devices: readonly string[],
): Promise<string[]> {
  const rows = await tx.sql<{ device: string }>`
    insert into device_lease as lease (tenant, device, transaction_id)
    select ${who.tenant}, device, ${who.id} from unnest(${devices}::text[]) as wanted(device) order by device
    on conflict (tenant, device) do update
      set transaction_id = excluded.transaction_id, taken_at = excluded.taken_at, hold = null, why = null, until = null
      where lease.until < clock_timestamp()
    returning device`;
  return rows.map((row) => row.device);
}

/** Who has a device: a transaction, or something that is none, why and until when (real clock). */
export type DeviceHolder = {
  readonly device: string;
  readonly transactionId: string | null;
  readonly why: string | null;
  readonly until: string | null;
  readonly since: string;
};

/** Who has each of these devices, and since when; devices that are free are absent. */
export async function holdersOf(
  sql: Sql,
  tenant: string,
  devices: readonly string[],
): Promise<DeviceHolder[]> {
  return await sql<DeviceHolder>`
    select device, transaction_id as "transactionId", why, until, taken_at as since from device_lease
     where tenant = ${tenant} and device = any(${devices}::text[])
       and (until is null or until >= clock_timestamp())
     order by device`;
}

/** Whether a change of a device was begun since an instant of the real clock (null: never mind), and what time it is. */
export async function begunSince(
  sql: Sql,
  tenant: string,
  device: string,
  since: string | null,
): Promise<{ readonly at: string; readonly begun: boolean }> {
  const [found] = await sql<{ at: string; begun: boolean }>`
    select date_trunc('milliseconds', clock_timestamp()) as at,
           exists (select from network_transaction_journal
                    where tenant = ${tenant} and device = ${device} and state = 'preparing'
                      and recorded_at >= ${since}::timestamptz) as begun`;
  return found ?? { at: new Date(0).toISOString(), begun: false };
}

/** Writes down which devices take part, before any of them is touched. */
export async function insertDevices(
  tx: Transaction,
  who: Writer,
  devices: readonly {
    readonly device: string;
    readonly images: readonly LeafImage[] | null;
    readonly ownership: readonly OwnedLeaf[] | null;
    readonly queued: readonly QueuedPart[] | null;
  }[],
): Promise<void> {
  await tx.sql`
    with planned as (
      insert into network_transaction_device (tenant, transaction_id, device, state, images, ownership, queued)
      select ${who.tenant}, ${who.id}, device, case when queued is null then 'planned' else 'queued' end,
             images::jsonb, ownership::jsonb, queued::jsonb
        from unnest(${devices.map((entry) => entry.device)}::text[],
                    ${devices.map((entry) => entry.images && json(entry.images))}::text[],
                    ${devices.map((entry) => entry.ownership && ownershipJson(entry.ownership))}::text[],
                    ${devices.map((entry) => entry.queued && json(entry.queued))}::text[])
          as planned(device, images, ownership, queued)
      returning device, state
    )
    insert into network_transaction_journal (tenant, transaction_id, attempt, device, state, runner)
    select ${who.tenant}, ${who.id}, transaction.attempt, planned.device, planned.state, ${who.runner}
      from planned, network_transaction transaction
     where transaction.tenant = ${who.tenant} and transaction.id = ${who.id}
     order by planned.device`;
}

/**
 * Writes a device's next state with its journal line; of one that is gone nothing is written any more. False: the
 * transaction belongs to another process by now.
 */
export async function writeStep(
  sql: Sql,
  who: Writer,
  device: string,
  state: DeviceStepState,
  facts: {
    readonly images?: readonly LeafImage[];
    readonly ownership?: readonly OwnedLeaf[];
    readonly failure?: ActivationFailure;
    readonly queued?: readonly QueuedPart[];
  } = {},
): Promise<boolean> {
  const rows = await sql`
    with held as (
      select attempt from network_transaction
       where tenant = ${who.tenant} and id = ${who.id} and runner = ${who.runner} and ended_at is null for share
    ), moved as (
      update network_transaction_device entry
         set state = ${state}, updated_at = clock_timestamp(),
             images = coalesce(${facts.images ? json(facts.images) : null}::jsonb, entry.images),
             ownership = coalesce(${facts.ownership ? ownershipJson(facts.ownership) : null}::jsonb, entry.ownership),
             failure = coalesce(${facts.failure ? json(facts.failure) : null}::jsonb, entry.failure),
             queued = coalesce(${facts.queued ? json(facts.queued) : null}::jsonb, entry.queued)
        from held
       where entry.tenant = ${who.tenant} and entry.transaction_id = ${who.id} and entry.device = ${device}
         and entry.state <> 'gone'
      returning held.attempt
    ), noted as (
      insert into network_transaction_journal (tenant, transaction_id, attempt, device, state, runner)
      select ${who.tenant}, ${who.id}, attempt, ${device}, ${state}, ${who.runner} from moved
    )
    select attempt from held`;
  return rows.length > 0;
}

/**
 * Ends the part of a device that is gone for good in every transaction that is open, and gives it free: whoever runs the
 * transaction ends it without the device.
 */
export async function markGone(tx: Transaction, tenant: string, device: string): Promise<void> {
  await tx.sql`
    with open as (
      select id, attempt from network_transaction transaction
       where transaction.tenant = ${tenant} and transaction.ended_at is null
         and exists (select from network_transaction_device entry
                      where entry.tenant = transaction.tenant and entry.transaction_id = transaction.id
                        and entry.device = ${device} and entry.state <> 'gone')
       order by id for share
    ), moved as (
      update network_transaction_device entry set state = 'gone', updated_at = clock_timestamp()
        from open where entry.tenant = ${tenant} and entry.transaction_id = open.id and entry.device = ${device}
      returning open.id, open.attempt
    )
    insert into network_transaction_journal (tenant, transaction_id, attempt, device, state)
    select ${tenant}, id, attempt, ${device}, 'gone' from moved`;
  await tx.sql`delete from device_lease where tenant = ${tenant} and device = ${device}`;
}

/** Devices of a transaction that are gone, as it stands until the end of this database transaction. */
export async function goneDevices(tx: Transaction, who: Writer): Promise<ReadonlySet<string>> {
  // Who marks a device waits for this lock, or is waited for here: only then is what is read below what stands.
  await tx.sql`select from network_transaction where tenant = ${who.tenant} and id = ${who.id} for update`;
  const rows = await tx.sql<{ device: string }>`
    select device from network_transaction_device
     where tenant = ${who.tenant} and transaction_id = ${who.id} and state = 'gone'`;
  return new Set(rows.map(({ device }) => device));
}

/** What a transaction queues for devices that it could not reach, and why, by device. */
export async function queuedParts(
  sql: Sql,
  tenant: string,
  id: string,
): Promise<(QueuedPart & { readonly device: string; readonly reason: string | null })[]> {
  const rows = await sql<{ device: string; queued: readonly QueuedPart[]; reason: string | null }>`
    select device, queued, failure ->> 'message' as reason from network_transaction_device
     where tenant = ${tenant} and transaction_id = ${id} and state = 'queued' order by device`;
  return rows.flatMap(({ device, queued, reason }) => queued.map((part) => ({ ...part, device, reason })));
}

/** Starts the confirm window, before the first commit. */
export async function openWindow(sql: Sql, who: Writer): Promise<boolean> {
  const rows = await sql`
    update network_transaction
       set confirm_by = clock_timestamp() + make_interval(secs => confirm_timeout_s)
     where tenant = ${who.tenant} and id = ${who.id} and runner = ${who.runner} and ended_at is null
    returning id`;
  return rows.length > 0;
}

/**
 * The decision to confirm, which is the point from which the transaction goes forward: taken only while enough is
 * left of the confirm window. False: too late.
 */
export async function decideConfirm(sql: Sql, who: Writer, marginS: number): Promise<boolean> {
  const rows = await sql`
    with decided as (
      update network_transaction set state = 'confirming', decision = 'confirm'
       where tenant = ${who.tenant} and id = ${who.id} and runner = ${who.runner} and state = 'preparing'
         and (confirm_by is null or clock_timestamp() < confirm_by - make_interval(secs => ${marginS}))
      returning attempt
    )
    insert into network_transaction_journal (tenant, transaction_id, attempt, state, runner)
    select ${who.tenant}, ${who.id}, attempt, 'confirming', ${who.runner} from decided
    returning entry`;
  return rows.length > 0;
}

/** The decision to undo everywhere, with what led to it. */
export async function decideUndo(
  sql: Sql,
  who: Writer,
  failures: readonly ActivationFailure[],
): Promise<boolean> {
  const rows = await sql`
    with decided as (
      update network_transaction
         set state = 'undoing', decision = 'undo', failures = failures || ${json(failures)}::jsonb
       where tenant = ${who.tenant} and id = ${who.id} and runner = ${who.runner} and ended_at is null
      returning attempt
    )
    insert into network_transaction_journal (tenant, transaction_id, attempt, state, runner)
    select ${who.tenant}, ${who.id}, attempt, 'undoing', ${who.runner} from decided
    returning entry`;
  return rows.length > 0;
}

/** Puts a transaction aside in doubt: nobody runs it until the pause is over. */
export async function parkInDoubt(sql: Sql, who: Writer, pauseS: number): Promise<void> {
  await sql`
    with parked as (
      update network_transaction
         set state = 'inDoubt', runner = null, runner_until = clock_timestamp() + make_interval(secs => ${pauseS})
       where tenant = ${who.tenant} and id = ${who.id} and runner = ${who.runner} and ended_at is null
      returning attempt
    )
    insert into network_transaction_journal (tenant, transaction_id, attempt, state, runner)
    select ${who.tenant}, ${who.id}, attempt, 'inDoubt', ${who.runner} from parked`;
}

/** Ends a transaction and gives its devices free. False: it belongs to another process by now. */
export async function endTransaction(
  tx: Transaction,
  who: Writer,
  state: 'completed' | 'undone' | 'interrupted' | 'refused',
  conflicts: readonly Conflict[] = [],
  failures: readonly ActivationFailure[] = [],
): Promise<boolean> {
  const ended = await tx.sql`
    update network_transaction
       set state = ${state}, ended_at = clock_timestamp(), runner = null, runner_until = null,
           conflicts = ${json(conflicts)}::jsonb, failures = failures || ${json(failures)}::jsonb
     where tenant = ${who.tenant} and id = ${who.id} and runner = ${who.runner} and ended_at is null
    returning id`;
  if (ended.length === 0) return false;
  await tx.sql`delete from device_lease where tenant = ${who.tenant} and transaction_id = ${who.id}`;
  await appendEntry(tx, who, state);
  return true;
}

/** Says that this process is still at it. False: it is not its any more. */
export async function renewRunner(sql: Sql, who: Writer, leaseS: number): Promise<boolean> {
  const rows = await sql`
    update network_transaction set runner_until = clock_timestamp() + make_interval(secs => ${leaseS})
     where tenant = ${who.tenant} and id = ${who.id} and runner = ${who.runner} and ended_at is null
    returning id`;
  return rows.length > 0;
}

/** Takes over a transaction that nobody runs. `patient` also waits out the pause of one in doubt. */
export async function claimTransaction(
  sql: Sql,
  who: Writer,
  leaseS: number,
  patient: boolean,
): Promise<boolean> {
  const rows = await sql`
    update network_transaction
       set runner = ${who.runner}, runner_until = clock_timestamp() + make_interval(secs => ${leaseS})
     where tenant = ${who.tenant} and id = ${who.id} and ended_at is null
       and (runner_until < clock_timestamp() or (runner is null and ${!patient}))
    returning id`;
  return rows.length > 0;
}

/** Transactions that have not ended and that nobody runs, of all tenants, oldest first. */
export async function listOrphans(sql: Sql, limit: number): Promise<{ tenant: string; id: string }[]> {
  return await sql<{ tenant: string; id: string }>`
    select tenant, id from network_transaction
     where ended_at is null and runner_until < clock_timestamp()
     order by runner_until limit ${limit}`;
}

async function appendEntry(tx: Transaction, who: Writer, state: string): Promise<void> {
  await tx.sql`
    insert into network_transaction_journal (tenant, transaction_id, attempt, state, runner)
    select tenant, id, attempt, ${state}, ${who.runner} from network_transaction
     where tenant = ${who.tenant} and id = ${who.id}`;
}

function ownershipJson(ownership: readonly OwnedLeaf[]): string {
  return json(ownership.map((leaf) => ({ ...leaf, owners: [...leaf.owners] })));
}

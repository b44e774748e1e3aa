import { json, type Sql, type Transaction } from '../platform/database.ts';
import type { Enrolment, RefusedBoot, UnitReading, Voucher, VoucherState } from './types.ts';

/** Locks the voucher of a unit. */
export async function lockVoucher(
  tx: Transaction,
  tenant: string,
  serial: string,
): Promise<Voucher | undefined> {
  const [row] = await tx.sql<Voucher>`
    select serial, digest, state, host_key_sha256 as "hostKeySha256" from cpe_voucher
     where tenant = ${tenant} and serial = ${serial} for update`;
  return row;
}

/** States of vouchers by serial number; units without one are absent. */
export async function voucherStates(
  sql: Sql,
  tenant: string,
  serials: readonly string[],
): Promise<ReadonlyMap<string, VoucherState>> {
  const rows = await sql<{ serial: string; state: VoucherState }>`
    select serial, state from cpe_voucher where tenant = ${tenant} and serial = any(${serials as string[]})`;
  return new Map(rows.map(({ serial, state }) => [serial, state]));
}

/** Gives a unit a voucher in place of any that it had. */
export async function putVoucher(
  tx: Transaction,
  tenant: string,
  serial: string,
  digest: Buffer,
  by: string,
): Promise<void> {
  await tx.sql`
    insert into cpe_voucher (tenant, serial, digest, state, issued_by, issued_at)
    values (${tenant}, ${serial}, decode(${digest.toString('base64')}, 'base64'), 'issued', ${by}, domain_now())
    on conflict (tenant, serial) do update set digest = excluded.digest, state = 'issued', host_key_sha256 = null,
      issued_by = excluded.issued_by, issued_at = excluded.issued_at`;
}

/** Binds a voucher to the host key that it came with. */
export async function useVoucher(
  tx: Transaction,
  tenant: string,
  serial: string,
  hostKeySha256: string,
): Promise<void> {
  await tx.sql`
    update cpe_voucher set state = 'used', host_key_sha256 = ${hostKeySha256}
     where tenant = ${tenant} and serial = ${serial}`;
}

/** Ends the vouchers of units that are configured. */
export async function spendVouchers(
  tx: Transaction,
  tenant: string,
  serials: readonly string[],
): Promise<void> {
  await tx.sql`
    update cpe_voucher set state = 'spent'
     where tenant = ${tenant} and serial = any(${serials as string[]}) and state = 'used'`;
}

/** Forgets that units have booted: they leave the depot anew. */
export async function deleteEnrolments(
  tx: Transaction,
  tenant: string,
  serials: readonly string[],
): Promise<void> {
  await tx.sql`delete from cpe_enrolment where tenant = ${tenant} and serial = any(${serials as string[]})`;
}

/** Units that have booted and were matched; others are absent. */
export async function enrolments(
  sql: Sql,
  tenant: string,
  serials: readonly string[],
): Promise<ReadonlyMap<string, Enrolment>> {
  const rows = await sql<Enrolment>`
    select serial, firmware, snmp_host as "snmpHost", snmp_port as "snmpPort", snmp_user as "snmpUser",
      sealed_snmp as "sealedSnmp", enrolled_at as "enrolledAt", booted_at as "bootedAt"
    from cpe_enrolment where tenant = ${tenant} and serial = any(${serials as string[]})`;
  return new Map(rows.map((row) => [row.serial, row]));
}

/** Writes that a unit was matched; one that boots again keeps when it first did. */
export async function putEnrolment(
  tx: Transaction,
  tenant: string,
  enrolment: Omit<Enrolment, 'enrolledAt' | 'bootedAt'>,
): Promise<void> {
  const { serial, firmware, snmpHost, snmpPort, snmpUser, sealedSnmp } = enrolment;
  await tx.sql`
    insert into cpe_enrolment as e (tenant, serial, firmware, snmp_host, snmp_port, snmp_user, sealed_snmp, enrolled_at,
      booted_at)
    values (${tenant}, ${serial}, ${firmware}, ${snmpHost}, ${snmpPort}::integer, ${snmpUser},
      decode(${sealedSnmp?.toString('base64') ?? null}, 'base64'), domain_now(), domain_now())
    on conflict (tenant, serial) do update set firmware = excluded.firmware, snmp_host = excluded.snmp_host,
      snmp_port = excluded.snmp_port, snmp_user = excluded.snmp_user, sealed_snmp = excluded.sealed_snmp,
      booted_at = excluded.booted_at`;
}

/**
 * Counts a refused device, by its serial number and the reason; answers whether it is the first within an hour of the
 * real clock, so that a device which asks again and again is told of once.
 */
export async function noteRefusal(
  tx: Transaction,
  tenant: string,
  refusal: Pick<RefusedBoot, 'serial' | 'model' | 'reason' | 'address'>,
): Promise<boolean> {
  const { serial, model, reason, address } = refusal;
  const [row] = await tx.sql<{ isNews: boolean }>`
    with known as (
      select last_at from cpe_bootstrap_refusal
       where tenant = ${tenant} and serial = ${serial} and reason = ${reason} for update
    ), written as (
      insert into cpe_bootstrap_refusal as r (tenant, serial, reason, model, address, first_at, last_at)
      values (${tenant}, ${serial}, ${reason}, ${model}, ${address}, clock_timestamp(), clock_timestamp())
      on conflict (tenant, serial, reason) do update set times = r.times + 1, last_at = excluded.last_at,
        model = excluded.model, address = excluded.address
    )
    select not exists (select from known where last_at > clock_timestamp() - interval '1 hour') as "isNews"`;
  return row?.isNews ?? true;
}

/** Refused devices, the latest first: all, or those that said a serial number. */
export function refusedBoots(sql: Sql, tenant: string, serial: string | null): Promise<RefusedBoot[]> {
  return sql<RefusedBoot>`
    select serial, model, reason, address, times, first_at as "firstAt", last_at as "lastAt" from cpe_bootstrap_refusal
     where tenant = ${tenant} and (${serial}::text is null or serial = ${serial}) order by last_at desc limit 1000`;
}

/** Keeps what was read. */
export async function insertReadings(
  tx: Transaction,
  tenant: string,
  readings: readonly UnitReading[],
): Promise<void> {
  await tx.sql`
    insert into cpe_reading (tenant, id, serial, verdict, body, read_at)
    select ${tenant}, id, serial, verdict, body, domain_now()
    from jsonb_to_recordset(${json(readings.map((body) => ({ id: body.id, serial: body.serial, verdict: body.verdict, body })))}::jsonb)
      as r(id uuid, serial text, verdict text, body jsonb)
    on conflict (tenant, id) do nothing`;
}

/** What was read of a unit, the latest first. */
export async function readingsOf(
  sql: Sql,
  tenant: string,
  serial: string,
  limit: number,
): Promise<readonly (UnitReading & { readonly readAt: string })[]> {
  const rows = await sql<{ body: UnitReading; readAt: string }>`
    select body, read_at as "readAt" from cpe_reading
     where tenant = ${tenant} and serial = ${serial} order by read_at desc, id desc limit ${limit}::int`;
  return rows.map(({ body, readAt }) => ({ ...body, readAt }));
}

/** Whether an operator of this name runs on this system. */
export async function tenantIsKnown(sql: Sql, tenant: string): Promise<boolean> {
  return (await sql`select 1 from tenant where tenant = ${tenant}`).length > 0;
}

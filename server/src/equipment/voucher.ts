import { createHash } from 'node:crypto';
import { ok, type Result, refuse } from '../foundation/result.ts';
import { cpeUnits } from '../inventory/index.ts';
import type { Transaction } from '../platform/database.ts';
import { putVoucher } from './store.ts';
import type { EquipmentPorts } from './types.ts';

/** What is kept of a voucher. Vouchers are random: a plain digest of one cannot be turned back. */
export function digestOf(voucher: string): Buffer {
  return createHash('sha256').update(voucher).digest();
}

/**
 * Issues the one-time secret of a unit, which goes into the unit at the depot. It is answered here and never again; one
 * that was issued before is void. Refused where the unit is unknown (404) or has been withdrawn (409).
 */
export async function issueVoucher(
  ports: EquipmentPorts,
  tx: Transaction,
  tenant: string,
  serial: string,
  by: string,
): Promise<Result<{ readonly serial: string; readonly model: string; readonly voucher: string }>> {
  const [unit] = await cpeUnits(tx.sql, tenant, [serial]);
  if (unit === undefined) return refuse(404, 'UNKNOWN_SERIAL', `there is no unit ${serial}`);
  if (unit.state === 'failed' || unit.state === 'returned')
    return refuse(409, 'UNIT_WITHDRAWN', `unit ${serial} is ${unit.state}: it goes to no site any more`);
  const voucher = ports.secret();
  await putVoucher(tx, tenant, serial, digestOf(voucher), by);
  return ok({ serial, model: unit.model, voucher });
}

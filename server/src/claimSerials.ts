import { ok, type Result, refuse } from './foundation/result.ts';
import { cpePlacements, installCpe } from './inventory/index.ts';
import type { Transaction } from './platform/database.ts';
import type { WorkOrder } from './provisioning/index.ts';

/**
 * Takes the serial numbers that a technician recorded: each must be a unit that was assigned to the service of the work,
 * and be nowhere else.
 */
export async function claimSerials(
  tx: Transaction,
  tenant: string,
  workOrder: WorkOrder,
  serials: readonly string[],
): Promise<Result<true>> {
  const service = workOrder.subject['service'];
  const place = workOrder.place;
  if (typeof service !== 'string' || place === null) {
    return refuse(
      422,
      'NO_SERVICE_FOR_SERIAL',
      `work order ${workOrder.number} is not about a service at a place: it takes no serial numbers`,
    );
  }
  const placements = await cpePlacements(tx.sql, tenant, service, place);
  const expected = new Map(placements.map((placement) => [placement.serial, placement]));
  const foreign = serials.find((serial) => !expected.has(serial));
  if (foreign !== undefined) {
    return refuse(
      409,
      'SERIAL_NOT_ASSIGNED',
      `unit ${foreign} is not assigned to ${place}; assigned are ${[...expected.keys()].join(', ') || 'none'}`,
      [{ path: '/evidence/serialNumbers', message: `${foreign} is not assigned here` }],
    );
  }
  const installed = await installCpe(
    tx,
    tenant,
    serials.flatMap((serial) => expected.get(serial) ?? []),
  );
  return installed.ok ? ok(true) : installed;
}

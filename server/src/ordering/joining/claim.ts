import type { RequestLine } from '../../allocation/index.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import { cpeUnits, unitPort, unitUses } from '../../inventory/index.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Delivery } from '../delivery.ts';
import { itemsAtWork } from './store.ts';

/**
 * Makes the ports of units that lines are about values of the ledger, so that they can be kept. The units are locked: who
 * would end a service there waits until this is decided. Refused (409) where a unit is not there any more, or another order
 * is at a service that it serves.
 */
export async function readyUnits(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  lines: readonly RequestLine[],
  orderId: string | undefined,
): Promise<Result<void>> {
  const asked = lines.flatMap((line) =>
    line.pool === unitPort && line.shape === 'values' && line.scope !== undefined && line.value !== undefined
      ? [{ serial: line.scope, place: line.key.slice(unitPort.length + 1), port: line.value }]
      : [],
  );
  if (asked.length === 0) return ok(undefined);
  const serials = asked.map(({ serial }) => serial);
  const units = new Map((await cpeUnits(tx.sql, tenant, serials)).map((unit) => [unit.serial, unit]));
  const gone = asked.find(({ serial, place }) => {
    const unit = units.get(serial);
    return unit?.state !== 'installed' || unit.place !== place;
  });
  if (gone !== undefined)
    return refuse(
      409,
      'UNIT_NOT_THERE',
      `unit ${gone.serial} does not stand at ${gone.place} any more: ask again`,
    );
  const uses = await unitUses(
    tx.sql,
    tenant,
    asked.map(({ place }) => place),
  );
  const concerned = uses.filter(({ serial }) => serials.includes(serial));
  const atWork = await itemsAtWork(
    tx.sql,
    tenant,
    concerned.map(({ serviceId }) => serviceId),
  );
  const other = atWork.find((item) => item.orderId !== orderId);
  if (other !== undefined) {
    const use = concerned.find(({ serviceId }) => serviceId === other.serviceId);
    return refuse(
      409,
      'UNIT_BUSY',
      `order ${other.number} is at service ${use?.service}, which unit ${use?.serial} serves: ask again when it has ended`,
    );
  }
  const registered = await delivery.parameters.registerMembers(
    tx,
    tenant,
    asked.map(({ serial, port }) => ({ pool: unitPort, scope: serial, values: [port] })),
  );
  return registered.ok ? ok(undefined) : registered;
}

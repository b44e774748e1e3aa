import { holdersIn } from '../../allocation/index.ts';
import { unwrap } from '../../foundation/result.ts';
import {
  cpeUnits,
  leaveCpe,
  type ServiceUnit,
  unitPort,
  unitsOfService,
  withdrawCpe,
} from '../../inventory/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Delivery } from '../delivery.ts';
import { registeredPools } from '../parameters.ts';

/** Who has a unit in the ledger once the service has ended with which it came: the unit itself, for all that it serves. */
const itself = (serial: string) => ({ kind: 'cpe', id: serial });

/**
 * Lets units of a service that others have come to stand for themselves from now on, so that they are not given back with
 * what the service holds. Answers the units that the service had come to itself.
 */
export async function leaveShared(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  serviceId: string,
): Promise<readonly ServiceUnit[]> {
  const units = (await unitsOfService(tx.sql, tenant, serviceId)).filter(
    ({ state }) => state === 'installed',
  );
  if (units.length === 0) return [];
  const serials = units.map(({ serial }) => serial);
  await cpeUnits(tx.sql, tenant, serials);
  const kept = new Set((await holdersIn(tx.sql, tenant, unitPort, serials)).map(({ scope }) => scope));
  for (const unit of units.filter(({ serial, joined }) => !joined && kept.has(serial))) {
    unwrap(
      await delivery.parameters.handOver(tx, tenant, {
        value: { pool: registeredPools.cpe, scope: unit.model, value: unit.serial },
        reservationId: newId(),
        owner: itself(unit.serial),
        reason: `stays at ${unit.place} for other services`,
      }),
    );
    await leaveCpe(tx, tenant, unit);
  }
  return units.filter(({ joined }) => joined);
}

/** Takes units that stand for themselves into the stock again once nobody holds a port of them; answers which. */
export async function returnUnused(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  units: readonly ServiceUnit[],
): Promise<readonly string[]> {
  const alone = units.filter(({ serviceId }) => serviceId === null).map(({ serial }) => serial);
  const used = new Set((await holdersIn(tx.sql, tenant, unitPort, alone)).map(({ scope }) => scope));
  const unused = alone.filter((serial) => !used.has(serial));
  for (const serial of unused) {
    unwrap(await delivery.parameters.deallocate(tx, tenant, { owner: itself(serial) }));
    await withdrawCpe(tx, tenant, serial, 'inStock');
  }
  return unused;
}

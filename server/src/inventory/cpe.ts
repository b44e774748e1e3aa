import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { cpeUnits, setCpeUnits } from './store.ts';

/** A unit at its place. */
export type CpePlacement = {
  readonly serial: string;
  readonly model: string;
  readonly serviceId: string;
  readonly place: string;
};

/** Notes which units leave the stock for a service. Refused where one is unknown, of another model, or elsewhere already. */
export function assignCpe(
  tx: Transaction,
  tenant: string,
  placements: readonly CpePlacement[],
): Promise<Result<void>> {
  return place(tx, tenant, placements, 'assigned', ['inStock', 'assigned']);
}

/** Notes which units a technician has installed. Refused where a serial is already installed somewhere else. */
export function installCpe(
  tx: Transaction,
  tenant: string,
  placements: readonly CpePlacement[],
): Promise<Result<void>> {
  return place(tx, tenant, placements, 'installed', ['inStock', 'assigned', 'installed']);
}

async function place(
  tx: Transaction,
  tenant: string,
  placements: readonly CpePlacement[],
  state: 'assigned' | 'installed',
  from: readonly string[],
): Promise<Result<void>> {
  const units = new Map(
    (
      await cpeUnits(
        tx.sql,
        tenant,
        placements.map(({ serial }) => serial),
      )
    ).map((unit) => [unit.serial, unit]),
  );
  for (const { serial, model, serviceId, place: where } of placements) {
    const unit = units.get(serial);
    if (unit === undefined)
      return refuse(
        422,
        'UNKNOWN_SERIAL',
        `no unit with the serial number ${serial} is in the stock records: check the label`,
      );
    if (unit.model !== model)
      return refuse(422, 'WRONG_MODEL', `unit ${serial} is a ${unit.model}, the design asks for a ${model}`);
    const elsewhere =
      unit.serviceId !== null &&
      (unit.serviceId !== serviceId || (unit.place !== null && unit.place !== where));
    if (elsewhere || !from.includes(unit.state)) {
      return refuse(
        409,
        'SERIAL_IN_USE',
        `unit ${serial} is ${unit.state}${unit.place === null ? '' : ` at ${unit.place}`}: it cannot be used at ${where}`,
      );
    }
  }
  await setCpeUnits(
    tx,
    tenant,
    placements.map(({ serial, serviceId, place: where }) => ({ serial, state, serviceId, place: where })),
  );
  return ok(undefined);
}

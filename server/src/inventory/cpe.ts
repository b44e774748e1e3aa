import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { cpeUnits, setCpeUnits, unitsOfService } from './store.ts';
import type { CpePlacement, CpeState, CpeUnitRow } from './types.ts';

/**
 * Notes which units leave the stock for a service; those that are on their way to its place or there already stay so.
 * Refused where one is unknown, of another model, or elsewhere already.
 */
export function assignCpe(
  tx: Transaction,
  tenant: string,
  placements: readonly CpePlacement[],
): Promise<Result<void>> {
  return place(tx, tenant, placements, 'assigned', ['inStock', 'assigned', 'shipped', 'installed']);
}

/** Notes that the units of a service at these places have left the depot; answers their serial numbers. */
export async function shipCpe(
  tx: Transaction,
  tenant: string,
  serviceId: string,
  places: readonly string[],
): Promise<readonly string[]> {
  const left = (await unitsOfService(tx.sql, tenant, serviceId)).filter(
    ({ state, place }) => state === 'assigned' && place !== null && places.includes(place),
  );
  await setCpeUnits(
    tx,
    tenant,
    left.map((unit) => ({ ...unit, state: 'shipped' })),
  );
  return left.map(({ serial }) => serial);
}

/** Units of a service that had left the depot for these places are there again; answers their serial numbers. */
export async function recallCpe(
  tx: Transaction,
  tenant: string,
  serviceId: string,
  places: readonly string[],
  state: 'assigned' | 'inStock',
): Promise<readonly string[]> {
  const away = (await unitsOfService(tx.sql, tenant, serviceId)).filter(
    (unit) => unit.state === 'shipped' && unit.place !== null && places.includes(unit.place),
  );
  const nobody = { serviceId: null, place: null, leg: null, replaces: null };
  await setCpeUnits(
    tx,
    tenant,
    away.map((unit) => ({ ...unit, ...(state === 'inStock' ? nobody : {}), state })),
  );
  return away.map(({ serial }) => serial);
}

/**
 * Takes a unit out of a service: broken (`failed`), back at the depot to be mended or scrapped (`returned`), or fit for
 * the next one (`inStock`). What it was stays in the history of what the service stood on.
 */
export async function withdrawCpe(
  tx: Transaction,
  tenant: string,
  serial: string,
  state: 'failed' | 'returned' | 'inStock',
): Promise<void> {
  await setCpeUnits(tx, tenant, [{ serial, state, serviceId: null, place: null, leg: null, replaces: null }]);
}

/** Leaves a unit at its place when the service ends with which it came: it serves those that came to it. */
export async function leaveCpe(
  tx: Transaction,
  tenant: string,
  { serial, place, leg }: Pick<CpeUnitRow, 'serial' | 'place' | 'leg'>,
): Promise<void> {
  await setCpeUnits(tx, tenant, [
    { serial, state: 'installed', serviceId: null, place, leg, replaces: null },
  ]);
}

/** Puts a unit that was taken out of a service back where it was. */
export async function reinstateCpe(tx: Transaction, tenant: string, placement: CpePlacement): Promise<void> {
  await setCpeUnits(tx, tenant, [{ ...placement, state: 'installed', replaces: null }]);
}

/** Notes which units a technician has installed. Refused where a serial is already installed somewhere else. */
export function installCpe(
  tx: Transaction,
  tenant: string,
  placements: readonly CpePlacement[],
): Promise<Result<void>> {
  return place(tx, tenant, placements, 'installed', ['inStock', 'assigned', 'shipped', 'installed']);
}

/** A unit that has come further than `assigned` is not fetched back by being assigned again. */
function furthest(wanted: CpeState, present: CpeState | undefined): CpeState {
  return wanted === 'assigned' && (present === 'shipped' || present === 'installed') ? present : wanted;
}

async function place(
  tx: Transaction,
  tenant: string,
  placements: readonly CpePlacement[],
  state: 'assigned' | 'installed',
  from: readonly CpeState[],
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
    placements.map(({ serial, serviceId, place: where, leg, replaces = null }) => ({
      serial,
      state: furthest(state, units.get(serial)?.state),
      serviceId,
      place: where,
      leg,
      replaces,
    })),
  );
  return ok(undefined);
}

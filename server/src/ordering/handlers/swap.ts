import type { ServiceRequest } from '@turnup/contract';
import { reservation, withdraw } from '../../allocation/index.ts';
import { RefusalError, unwrap } from '../../foundation/result.ts';
import {
  assignCpe,
  type CpeUnitRow,
  installCpe,
  reinstateCpe,
  shipCpe,
  unitsBySerial,
  unitsOfService,
  withdrawCpe,
} from '../../inventory/index.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Delivery } from '../delivery.ts';
import { registeredPools } from '../parameters.ts';
import { readPattern } from '../patterns/read.ts';
import { exchangeUnits } from '../replaceUnit.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import type { OrderItem } from '../types.ts';
import { transactional } from './transactional.ts';

/** Takes the unit that was kept from the stock for the site, to come in the place of the broken one. */
export function assignHandler(delivery: Delivery): TransactionalHandler {
  return transactional('cpe.assign@1', async (tx, attempt) => {
    const { tenant } = attempt;
    const swap = await swapAt(tx, attempt);
    const { broken, spare, reservationId, owner, serviceId } = swap;
    unwrap(await delivery.parameters.allocate(tx, tenant, { reservationId, owner }));
    unwrap(
      await assignCpe(tx, tenant, [
        {
          serial: spare.serial,
          model: spare.model,
          serviceId,
          place: broken.place ?? '',
          leg: broken.leg ?? 0,
          replaces: broken.serial,
        },
      ]),
    );
    return { kind: 'completed', output: { unit: spare.serial, replaces: broken.serial } };
  });
}

/** Puts it back into the stock. */
export function unassignHandler(delivery: Delivery): TransactionalHandler {
  return transactional('cpe.unassign@1', async (tx, attempt) => {
    const { tenant } = attempt;
    const { spare, reservationId, owner } = await swapAt(tx, attempt);
    await withdrawCpe(tx, tenant, spare.serial, 'inStock');
    unwrap(await delivery.parameters.deallocate(tx, tenant, { reservationId, owner }));
    return { kind: 'completed', output: { unit: spare.serial } };
  });
}

/** The engineer has changed the units: from now on the new one serves the leg, and the old one has failed. */
export function replaceHandler(delivery: Delivery): TransactionalHandler {
  return transactional('cpe.replace@1', async (tx, attempt) => {
    const { tenant } = attempt;
    const { broken, spare, serviceId, orderId } = await swapAt(tx, attempt);
    const place = broken.place ?? '';
    await exchangeUnits(delivery.parameters, tx, tenant, {
      serviceId,
      place,
      from: broken,
      to: spare,
      orderId,
    });
    await withdrawCpe(tx, tenant, broken.serial, 'failed');
    const { serial, model } = spare;
    const placement = { serial, model, serviceId, place, leg: broken.leg ?? 0, replaces: broken.serial };
    unwrap(await installCpe(tx, tenant, [placement]));
    return { kind: 'completed', output: { unit: serial, replaces: broken.serial } };
  });
}

/** The old unit serves the leg again, and the new one is on its way. */
export function reinstateHandler(delivery: Delivery): TransactionalHandler {
  return transactional('cpe.reinstate@1', async (tx, attempt) => {
    const { tenant } = attempt;
    const { broken, spare, serviceId, orderId } = await swapAt(tx, attempt);
    // A replacement that failed before it had done anything leaves nothing to take back: exchanging would do it.
    if (broken.serviceId === serviceId) return { kind: 'completed', output: null };
    const place = spare.place ?? '';
    await exchangeUnits(delivery.parameters, tx, tenant, {
      serviceId,
      place,
      from: spare,
      to: broken,
      orderId,
    });
    const leg = spare.leg ?? 0;
    await withdrawCpe(tx, tenant, spare.serial, 'inStock');
    await reinstateCpe(tx, tenant, { serial: broken.serial, model: broken.model, serviceId, place, leg });
    const { serial, model } = spare;
    unwrap(await assignCpe(tx, tenant, [{ serial, model, serviceId, place, leg, replaces: broken.serial }]));
    await shipCpe(tx, tenant, serviceId, [place]);
    return { kind: 'completed', output: { unit: broken.serial } };
  });
}

/** The broken unit is back at the depot: nobody gets it again, and what was configured on it is forgotten. */
export function retireHandler(delivery: Delivery): TransactionalHandler {
  return transactional('cpe.retire@1', async (tx, attempt): Promise<Outcome> => {
    const { tenant } = attempt;
    const { broken, reservationId, owner } = await swapAt(tx, attempt);
    const { serial, model } = broken;
    unwrap(await withdraw(tx, tenant, { pool: registeredPools.cpe, scope: model, values: [serial] }));
    unwrap(await delivery.parameters.deallocate(tx, tenant, { reservationId, owner }));
    await withdrawCpe(tx, tenant, serial, 'returned');
    await delivery.devices.forget(tx, tenant, serial);
    return { kind: 'completed', output: { unit: serial } };
  });
}

/** A swap as it stands: the unit that broke and the one that was kept for its place. */
type Swap = {
  readonly broken: CpeUnitRow;
  readonly spare: CpeUnitRow;
  readonly reservationId: string;
  readonly owner: { readonly kind: string; readonly id: string };
  readonly serviceId: string;
  readonly orderId: string;
};

async function swapAt(tx: Transaction, attempt: Attempt): Promise<Swap> {
  const { tenant } = attempt;
  const input = inputOf(attempt);
  const item = await itemOf(tx.sql, tenant, input);
  if (item === undefined || item.serviceId === null || item.reservationId === null)
    throw nothingToSwap(input.orderId);
  const asked = unwrap(readPattern(item.service as ServiceRequest, ''));
  if (asked.kind !== 'swap') throw nothingToSwap(input.orderId);
  const held = await reservation(tx.sql, tenant, item.reservationId);
  const spareSerial = await spareOf(tx, tenant, item, asked.serial, held?.lines ?? []);
  const units = await unitsBySerial(tx.sql, tenant, [asked.serial, spareSerial]);
  const broken = units.find(({ serial }) => serial === asked.serial);
  const spare = units.find(({ serial }) => serial === spareSerial);
  if (broken === undefined || spare === undefined || held === null) throw nothingToSwap(input.orderId);
  return {
    broken,
    spare,
    reservationId: item.reservationId,
    owner: held.owner,
    serviceId: item.serviceId,
    orderId: item.orderId,
  };
}

/** The unit that comes: what the order keeps until the units have changed places, then the one that says whom it replaced. */
async function spareOf(
  tx: Transaction,
  tenant: string,
  item: OrderItem,
  broken: string,
  lines: readonly { readonly pool: string; readonly values?: readonly string[] }[],
): Promise<string> {
  const units = await unitsOfService(tx.sql, tenant, item.serviceId ?? '');
  const coming = units.find(({ replaces }) => replaces === broken);
  if (coming !== undefined) return coming.serial;
  return lines.find(({ pool }) => pool === registeredPools.cpe)?.values?.[0] ?? '';
}

function nothingToSwap(orderId: string): RefusalError {
  return new RefusalError({
    status: 409,
    code: 'NOTHING_TO_SWAP',
    message: `order ${orderId} names no unit that is swapped, or keeps none in its place`,
  });
}

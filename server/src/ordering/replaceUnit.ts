import type { Allocation } from '../allocation/index.ts';
import { unwrap } from '../foundation/result.ts';
import {
  assignCpe,
  type CpeUnitRow,
  changeServices,
  endNamedResources,
  insertResources,
  servicesById,
  withdrawCpe,
} from '../inventory/index.ts';
import type { Transaction } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { parameterKey, registeredPools } from './parameters.ts';

/** A unit as a value of its pool. */
const inPool = ({ serial, model }: Pick<CpeUnitRow, 'serial' | 'model'>) => ({
  pool: registeredPools.cpe,
  scope: model,
  value: serial,
});

/** Which unit goes, which comes, where, and for which order. */
export type UnitExchange = {
  readonly serviceId: string;
  readonly place: string;
  readonly from: Pick<CpeUnitRow, 'serial' | 'model'>;
  readonly to: Pick<CpeUnitRow, 'serial' | 'model'>;
  readonly orderId?: string | undefined;
};

/**
 * Puts one unit in another's place in everything that is written of a service: what it holds, what it stands on, and its
 * record. Both must be allocated. What it stood on before stays in its history. Done the other way round it is undone.
 */
export async function exchangeUnits(
  parameters: Pick<Allocation, 'exchange'>,
  tx: Transaction,
  tenant: string,
  { serviceId, place, from, to, orderId }: UnitExchange,
): Promise<void> {
  unwrap(await parameters.exchange(tx, tenant, [inPool(from), inPool(to)]));
  const key = parameterKey.site(registeredPools.cpe, place);
  await endNamedResources(tx, tenant, serviceId, [
    { kind: registeredPools.cpe, key: `${from.model}/${from.serial}` },
  ]);
  await insertResources(tx, tenant, [
    {
      serviceId,
      kind: registeredPools.cpe,
      key: `${to.model}/${to.serial}`,
      role: key,
      detail: { value: to.serial, replaces: from.serial },
    },
  ]);
  const [service] = await servicesById(tx.sql, tenant, [serviceId]);
  const held = (service?.characteristics['parameters'] ?? {}) as Readonly<Record<string, readonly string[]>>;
  const units = (held[key] ?? []).map((serial) => (serial === from.serial ? to.serial : serial));
  unwrap(
    await changeServices(
      tx,
      tenant,
      [{ id: serviceId, characteristics: { parameters: { ...held, [key]: units } } }],
      {
        by: 'inventory',
        reason: `unit ${from.serial} at ${place} replaced by ${to.serial}`,
        ...(orderId === undefined ? {} : { orderId }),
      },
    ),
  );
}

/**
 * Takes a unit of the same model that lies in stock in the place of one that was assigned: what an engineer has in the van
 * instead. The other is in stock again.
 */
export async function replaceFromStock(
  parameters: Allocation,
  now: string,
  tx: Transaction,
  tenant: string,
  exchanged: UnitExchange & { readonly leg: number; readonly replaces: string | null },
): Promise<void> {
  const { serviceId, place, from, to, leg, replaces } = exchanged;
  const reservationId = newId();
  const owner = { kind: 'service', id: serviceId };
  const key = `substitute:${to.serial}`;
  unwrap(
    await parameters.reserve(tx, tenant, {
      reservationId,
      owner,
      reason: `in the place of ${from.serial}`,
      holdUntil: null,
      use: { from: now, to: null },
      lines: [{ key, shape: 'values', ...inPool(to) }],
    }),
  );
  unwrap(await parameters.allocate(tx, tenant, { reservationId, owner }));
  await exchangeUnits(parameters, tx, tenant, exchanged);
  unwrap(await parameters.deallocate(tx, tenant, { reservationId, owner }));
  await withdrawCpe(tx, tenant, from.serial, 'inStock');
  const placement = { serial: to.serial, model: to.model, serviceId, place, leg };
  unwrap(await assignCpe(tx, tenant, [replaces === null ? placement : { ...placement, replaces }]));
}

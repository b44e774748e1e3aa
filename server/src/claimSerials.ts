import type { Allocation } from './allocation/index.ts';
import { objectPolicy } from './catalog/index.ts';
import { ok, type Result, refuse } from './foundation/result.ts';
import { installCpe, type ServiceUnit, unitsBySerial, unitsOfService } from './inventory/index.ts';
import type { Memories } from './memories.ts';
import { replaceFromStock } from './ordering/index.ts';
import { readClock } from './platform/clock/index.ts';
import type { Transaction } from './platform/database.ts';
import type { ProvisioningPorts, WorkOrder } from './provisioning/index.ts';

/** Whether an engineer may install a unit of the same model from the stock instead (policy `equipment`). */
const defaultPolicy = { substituteFromStock: true };

/**
 * Takes the serial numbers that a technician scanned on site: each must be a unit that was assigned to the service of the
 * work, or one of the same model out of the stock in the place of one that was not scanned, and be nowhere else.
 */
export function claimSerials(
  parameters: Allocation,
  { catalog }: Memories,
): ProvisioningPorts['claimSerialNumbers'] {
  return async (tx, tenant, workOrder, serials) => {
    const { place } = workOrder;
    const service = workOrder.subject['service'];
    if (typeof service !== 'string' || place === null) {
      return refuse(
        422,
        'NO_SERVICE_FOR_SERIAL',
        `work order ${workOrder.number} is not about a service at a place: it takes no serial numbers`,
      );
    }
    const { substituteFromStock } = objectPolicy(await catalog(tx.sql, tenant), 'equipment', defaultPolicy);
    const expected = await expectedAt(tx, tenant, service, place);
    const foreign = serials.filter((serial) => !expected.some((unit) => unit.serial === serial));
    for (const serial of foreign) {
      const left = expected.filter((unit) => !serials.includes(unit.serial));
      const done = substituteFromStock
        ? await substitute(parameters, tx, tenant, { service, place, serial, left })
        : notAssigned(place, serial, expected);
      if (!done.ok) return done;
    }
    const units = await expectedAt(tx, tenant, service, place);
    const installed = await installCpe(
      tx,
      tenant,
      units.flatMap(({ serial, model, leg, replaces }) => {
        const placement = { serial, model, serviceId: service, place, leg: leg ?? 0 };
        if (!serials.includes(serial)) return [];
        return [replaces === null ? placement : { ...placement, replaces }];
      }),
    );
    return installed.ok ? ok(true) : installed;
  };
}

/** The units that are to come to a place: where one replaces another, that one. */
async function expectedAt(
  tx: Transaction,
  tenant: string,
  service: string,
  place: string,
): Promise<readonly ServiceUnit[]> {
  const units = (await unitsOfService(tx.sql, tenant, service)).filter((unit) => unit.place === place);
  const coming = units.filter(({ incoming }) => incoming);
  return coming.length > 0 ? coming : units;
}

async function substitute(
  parameters: Allocation,
  tx: Transaction,
  tenant: string,
  scanned: {
    readonly service: string;
    readonly place: string;
    readonly serial: string;
    /** Expected units that nobody has scanned. */
    readonly left: readonly ServiceUnit[];
  },
): Promise<Result<true>> {
  const { service, place, serial, left } = scanned;
  const [unit] = await unitsBySerial(tx.sql, tenant, [serial]);
  const from = left.find(({ model }) => model === unit?.model);
  if (unit === undefined || unit.state !== 'inStock' || from === undefined)
    return notAssigned(place, serial, left);
  const { now } = await readClock(tx.sql);
  await replaceFromStock(parameters, now, tx, tenant, {
    serviceId: service,
    place,
    from,
    to: unit,
    leg: from.leg ?? 0,
    replaces: from.replaces,
  });
  return ok(true);
}

function notAssigned(
  place: WorkOrder['place'],
  serial: string,
  expected: readonly ServiceUnit[],
): Result<never> {
  const assigned = expected.map((unit) => unit.serial).join(', ') || 'none';
  return refuse(
    409,
    'SERIAL_NOT_ASSIGNED',
    `unit ${serial} is not assigned to ${place}, nor in stock and of a model that is; assigned are ${assigned}`,
    [{ path: '/evidence/serialNumbers', message: `${serial} is not assigned here` }],
  );
}

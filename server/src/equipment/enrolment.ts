import { type ServiceUnit, unitsOfService } from '../inventory/index.ts';
import type { Sql } from '../platform/database.ts';
import { firmwareFault } from './rules.ts';
import { enrolments, voucherStates } from './store.ts';
import type { EquipmentPorts } from './types.ts';

/** How far the units of a place have come: who has not booted, and who runs software that is too old. */
export type PlaceEnrolment = {
  readonly units: readonly string[];
  readonly missing: readonly string[];
  /** Sentences with the numbers. */
  readonly tooOld: readonly string[];
};

/** The name by which somebody waits for these units of a service to boot: of others it is another. */
export const bootReference = (serviceId: string, serials: readonly string[]): string =>
  `boot/${serviceId}/${serials.toSorted().join('+')}`;

/** The units of a service at a place, without those that are on their way to replace one. */
export async function unitsAt(
  sql: Sql,
  tenant: string,
  serviceId: string,
  place: string,
): Promise<readonly ServiceUnit[]> {
  return (await unitsOfService(sql, tenant, serviceId)).filter(
    (unit) => unit.place === place && !unit.incoming,
  );
}

/**
 * How far the units of a place have come. A unit that never had a voucher and whose access somebody loaded need not boot
 * here.
 */
export async function enrolmentAt(
  ports: EquipmentPorts,
  sql: Sql,
  tenant: string,
  serviceId: string,
  place: string,
): Promise<PlaceEnrolment> {
  const found = await unitsAt(sql, tenant, serviceId, place);
  const serials = found.map(({ serial }) => serial);
  const known = await enrolments(sql, tenant, serials);
  const vouchers = await voucherStates(sql, tenant, serials);
  const missing: string[] = [];
  for (const serial of serials) {
    if (known.has(serial)) continue;
    const byHand = !vouchers.has(serial) && (await ports.accessSecret(sql, tenant, serial)) !== undefined;
    if (!byHand) missing.push(serial);
  }
  const models = await ports.models(sql, tenant);
  const tooOld = found.flatMap(({ serial, model }) => {
    const enrolment = known.get(serial);
    const of = models.get(model);
    const fault = enrolment && of ? firmwareFault(of, serial, enrolment.firmware) : undefined;
    return fault === undefined ? [] : [fault];
  });
  return { units: serials, missing, tooOld };
}

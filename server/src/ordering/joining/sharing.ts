import type { ReferenceRecord, ServiceRequirement } from '@turnup/contract';
import { holdersIn } from '../../allocation/index.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import {
  cpeUnits,
  type Service,
  type ServiceUnit,
  type UnitUse,
  unitPort,
  unitsOfService,
  unitUses,
} from '../../inventory/index.ts';
import type { Sql, Transaction } from '../../platform/database.ts';
import type { Delivery } from '../delivery.ts';
import { loadOf } from './offer.ts';
import { itemsAtWork } from './store.ts';

/** A unit of a service with the other services that it serves. */
type Shared = ServiceUnit & { readonly place: string; readonly others: readonly UnitUse[] };

/** The installed units of a service, at all its sites or one, each with whom else it serves. */
async function installedUnits(
  sql: Sql,
  tenant: string,
  serviceId: string,
  site?: string,
): Promise<readonly Shared[]> {
  const units = (await unitsOfService(sql, tenant, serviceId)).flatMap((unit) =>
    unit.state === 'installed' && unit.place !== null && (site === undefined || unit.place === site)
      ? [{ ...unit, place: unit.place }]
      : [],
  );
  if (units.length === 0) return [];
  const uses = await unitUses(
    sql,
    tenant,
    units.map(({ place }) => place),
  );
  return units.map((unit) => ({
    ...unit,
    others: uses.filter((use) => use.serial === unit.serial && use.serviceId !== serviceId),
  }));
}

/**
 * Units that stay where they are when a service leaves them, because others go on with them. Who is ending too and has
 * nothing on the unit any more does not go on with it.
 */
export async function unitsThatStay(
  delivery: Pick<Delivery, 'devices'>,
  sql: Sql,
  tenant: string,
  serviceId: string,
  site: string | undefined,
): Promise<ReadonlySet<string>> {
  const shared = (await installedUnits(sql, tenant, serviceId, site)).filter(
    ({ others }) => others.length > 0,
  );
  const services = shared.flatMap(({ others }) => others.map((other) => other.serviceId));
  const ending = new Set(
    (await itemsAtWork(sql, tenant, services)).flatMap((item) =>
      item.action === 'delete' ? [item.serviceId] : [],
    ),
  );
  const stays = new Set<string>();
  for (const { serial, others } of shared)
    for (const other of others) {
      const left =
        ending.has(other.serviceId) &&
        !(await delivery.devices.devicesOf(sql, tenant, other.serviceId)).includes(serial);
      if (!left) stays.add(serial);
    }
  return stays;
}

/**
 * Refuses (409) what would end or change a service while another order is about to come to one of its units. The units are
 * locked, so that nobody begins to come meanwhile.
 */
export async function nobodyComes(tx: Transaction, tenant: string, service: Service): Promise<Result<void>> {
  const serials = (await unitsOfService(tx.sql, tenant, service.id)).map(({ serial }) => serial);
  if (serials.length === 0) return ok(undefined);
  await cpeUnits(tx.sql, tenant, serials);
  const claims = await holdersIn(tx.sql, tenant, unitPort, serials);
  if (claims.length === 0) return ok(undefined);
  const units = await installedUnits(tx.sql, tenant, service.id);
  const users = units.flatMap(({ others }) => others.map(({ serviceId }) => serviceId));
  const coming = new Map(
    (await itemsAtWork(tx.sql, tenant, users)).flatMap((item) =>
      item.action === 'add' ? [[item.serviceId, item.number] as const] : [],
    ),
  );
  for (const { serial, joined, others } of units) {
    const arriving = others.find(({ serviceId }) => coming.has(serviceId));
    const known = others.filter(({ ports }) => ports !== null).length + (joined ? 1 : 0);
    if (arriving === undefined && claims.filter(({ scope }) => scope === serial).length <= known) continue;
    const why =
      arriving === undefined ? 'a port of it is kept' : `order ${coming.get(arriving.serviceId)} brings it`;
    return refuse(
      409,
      'UNIT_BEING_JOINED',
      `unit ${serial} of service ${service.number} is about to serve another service, ${why}: wait until that is in use or given up`,
    );
  }
  return ok(undefined);
}

/** Refuses (409) what cannot be done to a service whose equipment serves others, or stood there for another before it. */
export async function standsAlone(sql: Sql, tenant: string, service: Service): Promise<Result<void>> {
  const units = await installedUnits(sql, tenant, service.id);
  const shared = units.find(({ joined, others }) => joined || others.length > 0);
  if (shared === undefined) return ok(undefined);
  const others = shared.others.map((other) => other.service).join(', ');
  return refuse(
    409,
    'UNIT_SHARED',
    `unit ${shared.serial} at ${shared.place} ${others === '' ? 'stood there before' : `serves ${others} besides`} service ${service.number}: its rates can be changed, it can be suspended, resumed and ended, nothing else`,
  );
}

/** Refuses (422) rates that a unit does not carry beside those of the others that it serves. */
export async function ratesFit(
  sql: Sql,
  tenant: string,
  models: { get(code: string): ReferenceRecord<'cpeModel'> | undefined },
  service: Service,
  { sites }: ServiceRequirement,
): Promise<Result<void>> {
  for (const { serial, model, place, others } of await installedUnits(sql, tenant, service.id)) {
    const mostKbps = models.get(model)?.throughputKbps;
    const wantedKbps = sites.find(({ site }) => site === place)?.bandwidthKbps ?? 0;
    const othersKbps = loadOf(others);
    if (othersKbps === 0 || mostKbps === undefined || wantedKbps + othersKbps <= mostKbps) continue;
    return refuse(
      422,
      'CHANGE_NOT_POSSIBLE',
      `the ${model} ${serial} at ${place} carries ${mostKbps} kbit/s, of which ${others.map((other) => other.service).join(', ')} have ${othersKbps}: not ${wantedKbps} more`,
    );
  }
  return ok(undefined);
}

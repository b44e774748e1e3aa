import type { DesignAlternative } from '@turnup/contract';
import {
  type BuiltPart,
  type DesignedAgainstBuilt,
  type DesignedPart,
  designedAgainstBuilt,
  resourcesOf,
  type Service,
  serviceFamily,
  unitsOfService,
  versionsOf,
} from '../inventory/index.ts';
import type { Sql } from '../platform/database.ts';
import type { Delivery } from './delivery.ts';
import { parameterKey, parameterLines, registeredPools, slotsOf } from './parameters.ts';
import { itemsOf } from './store.ts';
import type { OrderItem } from './types.ts';
import { type ServiceWay, waysOfService } from './ways.ts';

/** A resource of a service: what it is, in which role, since when and until when. `of` is the part that stands on it. */
export type GraphResource = Awaited<ReturnType<typeof resourcesOf>>[number] & { readonly of: string };

/** A service with all that hangs on it: CFS → RFS → resources, with history, and the design beside it. */
export type ServiceGraph = {
  readonly services: readonly (Service & { readonly versions: Awaited<ReturnType<typeof versionsOf>> })[];
  /** Present and former ones; a former one has an end. */
  readonly resources: readonly GraphResource[];
  readonly units: Awaited<ReturnType<typeof unitsOfService>>;
  /** Between its sites, those that stand by too. */
  readonly ways: readonly ServiceWay[];
  /** Empty where the order that made it kept no design. */
  readonly designedAgainstBuilt: readonly DesignedAgainstBuilt[];
};

/** The graph of a customer-facing service (or of one of its parts: then that part alone). */
export async function serviceGraph(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  service: Service,
): Promise<ServiceGraph> {
  const family = await serviceFamily(sql, tenant, service.id);
  const resources = await resourcesOf(
    sql,
    tenant,
    family.map((one) => one.id),
  );
  const services: ServiceGraph['services'][number][] = [];
  for (const one of family) services.push({ ...one, versions: await versionsOf(sql, tenant, one.id) });
  const current = resources.filter((one) => one.untilAt === null);
  return {
    services,
    resources: resources.map((one) => ({ ...one, of: partOf(family, one) })),
    units: await unitsOfService(sql, tenant, service.id),
    ways: service.state === 'terminated' ? [] : await waysOfService(sql, tenant, service.id),
    designedAgainstBuilt: await compared(delivery, sql, tenant, service, current),
  };
}

/**
 * Which part of a service stands on a resource: by the site, leg or node that its role names (`vlan:HQ:0`, `rd:pe1`); the
 * service as a whole where the role names none.
 */
function partOf(
  family: readonly Service[],
  { role, serviceId }: { readonly role: string; readonly serviceId: string },
): string {
  const [, place, leg] = role.split(':');
  if (place === undefined) return serviceId;
  const parts = family.filter(({ category }) => category === 'RFS');
  const atPlace = parts
    .filter((one) => one.place === place)
    .toSorted((one, other) => (one.number < other.number ? -1 : 1));
  const found = atPlace[leg === undefined ? 0 : Number(leg)] ?? atPlace[0];
  const onNode = parts.find((one) => one.characteristics['node'] === place);
  return (found ?? onNode)?.id ?? serviceId;
}

async function compared(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  service: Service,
  built: readonly BuiltPart[],
): Promise<readonly DesignedAgainstBuilt[]> {
  if (service.orderId === null || service.state === 'terminated') return [];
  const items = await itemsOf(sql, tenant, [service.orderId]);
  const item = items.find((one) => one.serviceId === service.id);
  const designed = item === undefined ? [] : await designedParts(delivery, sql, tenant, item);
  return designed.length === 0 ? [] : designedAgainstBuilt(designed, built);
}

async function designedParts(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  { requirement, solution }: OrderItem,
): Promise<DesignedPart[]> {
  const specifications = (await delivery.catalog(sql, tenant)).of('serviceSpecification');
  const specification = specifications.get(requirement?.serviceSpecification ?? '');
  if (requirement === null || solution === null || specification === undefined) return [];
  const lines = parameterLines(requirement, solution, specification, await delivery.pools(sql, tenant));
  return [
    ...accesses(solution),
    ...joinedUnits(solution),
    ...lines.map(
      (line): DesignedPart => ({
        role: line.key,
        kind: line.pool,
        key: null,
        within: line.scope === undefined ? '' : `${line.scope}/`,
        count: line.shape === 'quantities' ? 1 : (line.count ?? 1),
      }),
    ),
  ];
}

function joinedUnits({ cpe }: Pick<DesignAlternative, 'cpe'>): DesignedPart[] {
  return cpe.flatMap(({ site, standing }) =>
    standing === undefined
      ? []
      : [
          {
            role: parameterKey.site(registeredPools.cpePort, site),
            kind: registeredPools.cpePort,
            key: `${standing.serial}/${standing.wanPort}`,
            within: '',
            count: 1,
          },
        ],
  );
}

function accesses(solution: Pick<DesignAlternative, 'sites'>): DesignedPart[] {
  return solution.sites.flatMap(({ site, legs }) =>
    legs.map((leg, index) => ({
      role: `access:${site}:${slotsOf(legs)[index] ?? index}`,
      kind: registeredPools.port,
      key: `${leg.node}/${leg.port}`,
      within: '',
      count: 1,
    })),
  );
}

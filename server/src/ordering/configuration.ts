import type { TakeOver } from '@turnup/contract';
import { type DeviceContribution, renderIntent, type ServiceIntent } from '../activation/index.ts';
import { valuesOf } from '../allocation/index.ts';
import { type Catalog, objectPolicy } from '../catalog/index.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import { servicesById, unitsOfService } from '../inventory/index.ts';
import type { Sql } from '../platform/database.ts';
import type { Delivery } from './delivery.ts';
import { type InternetTable, intentsOf } from './intent.ts';
import { linesAt } from './keepMissing.ts';
import { parameterLines, unitsOfLegs } from './parameters.ts';
import type { Delivered } from './patterns/stages.ts';
import { rateScaleOf } from './rateScale.ts';
import { unitsByLeg } from './siteUnits.ts';
import { itemsOf } from './store.ts';
import type { TaskInput } from './types.ts';

/** What holds where no policy `internetService` is loaded. */
const defaultInternetTable: InternetTable = { vrf: 'INTERNET', routeTarget: '65000:1', rdNumber: 1 };

/** What is to be configured for an item: what the provider's devices and the customers' get. */
export type ItemConfiguration = {
  readonly serviceId: string;
  readonly intent: ServiceIntent;
  /** All of them, where a service stands at two places for a time. */
  readonly intents: readonly ServiceIntent[];
  readonly provider: readonly DeviceContribution[];
  readonly customer: readonly (DeviceContribution & { readonly site: string })[];
};

/** Renders the configuration of an item's service from its allocated parameters. Pure but for reading the facts. */
export async function configurationOf(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  input: Pick<TaskInput, 'orderId' | 'itemId'>,
): Promise<Result<ItemConfiguration>> {
  const item = (await itemsOf(sql, tenant, [input.orderId])).find(
    (candidate) => candidate.itemId === input.itemId,
  );
  if (
    item?.serviceId === undefined ||
    item.serviceId === null ||
    item.requirement === null ||
    item.solution === null
  ) {
    return refuse(409, 'NOT_ALLOCATED', 'this item has no allocated service to configure');
  }
  const { serviceId, requirement, solution } = item;
  return configurationFor(delivery, sql, tenant, serviceId, { requirement, solution });
}

/** Renders the configuration of a service as it would be delivered so, from the parameters that it holds. */
export async function configurationFor(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  serviceId: string,
  { requirement, solution, standby }: Delivered,
): Promise<Result<ItemConfiguration>> {
  const catalog = await delivery.catalog(sql, tenant);
  const specification = catalog.of('serviceSpecification').get(requirement.serviceSpecification);
  if (specification === undefined)
    return refuse(
      422,
      'UNKNOWN_SPECIFICATION',
      `there is no specification ${requirement.serviceSpecification}`,
    );
  const [service] = await servicesById(sql, tenant, [serviceId]);
  const units = await unitsOfService(sql, tenant, serviceId);
  const held = unitsByLeg(units);
  const network = await delivery.network(sql, tenant);
  const pools = await delivery.pools(sql, tenant);
  const wanted = parameterLines(requirement, solution, specification, pools);
  const lines = linesAt(wanted, await valuesOf(sql, tenant, { kind: 'service', id: serviceId }));
  const values = new Map([
    ...lines.flatMap((line) => ('values' in line ? [[line.key, line.values] as const] : [])),
    ...held,
  ]);
  const found = service?.characteristics['onDevices'] as Partial<TakeOver> | undefined;
  const intents = intentsOf({
    serviceId: found?.label ?? serviceId,
    name: found?.name ?? service?.number ?? serviceId,
    requirement,
    solution,
    specification,
    poolKinds: new Map([...pools].map(([code, pool]) => [code, pool.kind])),
    values,
    nodes: network.nodes,
    links: network.links,
    cpeModels: catalog.of('cpeModel'),
    modelOfUnit: new Map(units.map(({ serial, model }) => [serial, model])),
    explicitPaths: objectPolicy(catalog, 'coreRouting', { explicitPaths: true }).explicitPaths,
    rateScale: rateScaleOf(catalog),
    internet: sharedTable(catalog, specification.code),
    ...(standby === undefined ? {} : { standby }),
  });
  const provider: DeviceContribution[] = [];
  const customer: DeviceContribution[] = [];
  for (const intent of intents) {
    const rendered = renderIntent(intent);
    if (!rendered.ok) return rendered;
    provider.push(...rendered.value.provider);
    customer.push(...rendered.value.customer);
  }
  const siteOfDevice = new Map(
    solution.sites.flatMap(({ site, legs }) =>
      unitsOfLegs(site, legs, values).flatMap((serial) => (serial === undefined ? [] : [[serial, site]])),
    ) as [string, string][],
  );
  return ok({
    serviceId,
    intent: intents[0],
    intents,
    provider: merged(provider),
    customer: merged(customer).map((contribution) => ({
      ...contribution,
      site: siteOfDevice.get(contribution.device) ?? '',
    })),
  });
}

/** What several renderings want of each device; they agree where they meet. Pure. */
function merged(contributions: readonly DeviceContribution[]): readonly DeviceContribution[] {
  return [...Map.groupBy(contributions, ({ device }) => device)].map(([device, own]) => ({
    device,
    leaves: [...new Map(own.flatMap(({ leaves }) => leaves).map((leaf) => [leaf.path, leaf])).values()],
  }));
}

/** The routing table that services of a specification share: its own (policy `sharedTables`), otherwise the internet's. */
export function sharedTable(catalog: Catalog, specification: string): InternetTable {
  const own = objectPolicy<Readonly<Record<string, InternetTable>>>(catalog, 'sharedTables', {})[
    specification
  ];
  return own ?? objectPolicy(catalog, 'internetService', defaultInternetTable);
}

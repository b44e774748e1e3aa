import { type DeviceContribution, renderIntent, type ServiceIntent } from '../activation/index.ts';
import { valuesOf } from '../allocation/index.ts';
import { type Catalog, objectPolicy } from '../catalog/index.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import { servicesById } from '../inventory/index.ts';
import type { Sql } from '../platform/database.ts';
import type { Delivery } from './delivery.ts';
import { type InternetTable, intentOf } from './intent.ts';
import { linesAt } from './keepMissing.ts';
import { parameterKey, parameterLines } from './parameters.ts';
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
  const catalog = await delivery.catalog(sql, tenant);
  const specification = catalog.of('serviceSpecification').get(item.requirement.serviceSpecification);
  if (specification === undefined)
    return refuse(
      422,
      'UNKNOWN_SPECIFICATION',
      `there is no specification ${item.requirement.serviceSpecification}`,
    );
  const [service] = await servicesById(sql, tenant, [item.serviceId]);
  const units = await unitsByLeg(sql, tenant, item.serviceId);
  const network = await delivery.network(sql, tenant);
  const pools = await delivery.pools(sql, tenant);
  const wanted = parameterLines(item.requirement, item.solution, specification, pools);
  const lines = linesAt(wanted, await valuesOf(sql, tenant, { kind: 'service', id: item.serviceId }));
  const intent = intentOf({
    serviceId: item.serviceId,
    name: service?.number ?? item.serviceId,
    requirement: item.requirement,
    solution: item.solution,
    specification,
    poolKinds: new Map([...pools].map(([code, pool]) => [code, pool.kind])),
    values: new Map([
      ...lines.flatMap((line) => ('values' in line ? [[line.key, line.values] as const] : [])),
      ...units,
    ]),
    nodes: network.nodes,
    links: network.links,
    explicitPaths: objectPolicy(catalog, 'coreRouting', { explicitPaths: true }).explicitPaths,
    rateScale: rateScaleOf(catalog),
    internet: sharedTable(catalog, specification.code),
  });
  const rendered = renderIntent(intent);
  if (!rendered.ok) return rendered;
  const { provider, customer } = rendered.value;
  const siteOfDevice = new Map(
    item.solution.sites.flatMap(({ site }) =>
      (units.get(parameterKey.site('cpe', site)) ?? []).map((serial) => [serial, site] as const),
    ),
  );
  return ok({
    serviceId: item.serviceId,
    intent,
    provider,
    customer: customer.map((contribution) => ({
      ...contribution,
      site: siteOfDevice.get(contribution.device) ?? '',
    })),
  });
}

/** The routing table that services of a specification share: its own (policy `sharedTables`), otherwise the internet's. */
function sharedTable(catalog: Catalog, specification: string): InternetTable {
  const own = objectPolicy<Readonly<Record<string, InternetTable>>>(catalog, 'sharedTables', {})[
    specification
  ];
  return own ?? objectPolicy(catalog, 'internetService', defaultInternetTable);
}

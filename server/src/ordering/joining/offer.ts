import {
  lanPortsOf,
  type ReferenceRecord,
  type ServiceRequirement,
  type SiteRequirement,
  wanPortOf,
} from '@turnup/contract';
import { holdersIn } from '../../allocation/index.ts';
import { type Catalog, factsNamedBy, type StandingUnit } from '../../catalog/index.ts';
import { type UnitUse, unitPort, unitUses } from '../../inventory/index.ts';
import type { Sql } from '../../platform/database.ts';
import { sharedTable } from '../configuration.ts';
import type { Occupancy } from '../world.ts';
import { itemsAtWork } from './store.ts';

type Specification = ReferenceRecord<'serviceSpecification'>;
type Model = ReferenceRecord<'cpeModel'>;

/** Services that a unit keeps apart by routing tables and ports. */
const routed: ReadonlySet<Specification['serviceModel']> = new Set(['l3vpn', 'internet']);

/** What is taken, with the units of the customer that stand at the sites and may serve this service too. */
export async function withStandingUnits(
  sql: Sql,
  tenant: string,
  catalog: Catalog,
  requirement: ServiceRequirement,
  occupancy: Occupancy,
  own: readonly string[] = [],
): Promise<Occupancy> {
  const standing = await standingUnits(sql, tenant, catalog, requirement, new Set(own));
  return standing.length === 0 ? occupancy : { ...occupancy, standing };
}

/** What is known of one unit when it is judged. */
type UnitGround = {
  readonly model: Model;
  readonly uses: readonly UnitUse[];
  /** Its ports that somebody holds, by reservation. */
  readonly claims: readonly { readonly value: string; readonly reservationId: string }[];
  /** Numbers of orders by the service that they are at. */
  readonly orders: ReadonlyMap<string, string>;
  readonly own: ReadonlySet<string>;
};

/**
 * The units installed at the single, managed sites of a requirement that serve this customer alone, each with what another
 * service would get of it or why it takes none. What the reservations `own` hold is the asking service's. Nobody's are
 * told where no model says how many LAN ports it has, or where a plan template of the service does not say what is done
 * then (`unitStands`).
 */
async function standingUnits(
  sql: Sql,
  tenant: string,
  catalog: Catalog,
  requirement: ServiceRequirement,
  own: ReadonlySet<string>,
): Promise<readonly StandingUnit[]> {
  const specification = catalog.of('serviceSpecification').get(requirement.serviceSpecification);
  const sites = new Map(
    requirement.sites
      .filter(({ cpe, access }) => cpe === 'managed' && access === 'single')
      .map((site) => [site.site, site]),
  );
  if (specification === undefined || sites.size === 0 || !mayJoin(catalog, specification)) return [];
  const found = await unitUses(sql, tenant, [...sites.keys()]);
  const units = [...Map.groupBy(found, ({ serial }) => serial)].filter(([, uses]) =>
    uses.every(({ customer }) => customer === requirement.customer),
  );
  const claims = Map.groupBy(
    await holdersIn(
      sql,
      tenant,
      unitPort,
      units.map(([serial]) => serial),
    ),
    ({ scope }) => scope,
  );
  const services = new Set(units.flatMap(([, uses]) => uses.map(({ serviceId }) => serviceId)));
  const atWork = await itemsAtWork(sql, tenant, [...services]);
  const orders = new Map(atWork.map(({ serviceId, number }) => [serviceId, number]));
  return units.flatMap(([serial, uses]): StandingUnit[] => {
    const [first] = uses;
    const site = sites.get(first?.place ?? '');
    const model = catalog.of('cpeModel').get(first?.model ?? '');
    if (site === undefined || model?.lanPorts === undefined) return [];
    const ground = { model, uses, claims: claims.get(serial) ?? [], orders, own };
    return [judged(catalog, specification, site, serial, ground)];
  });
}

function mayJoin(catalog: Catalog, { code, serviceModel }: Specification): boolean {
  const plans = [...catalog.of('planTemplate').values()].filter(
    ({ route, serviceSpecifications }) =>
      (route === 'standard' || route === 'special') && serviceSpecifications.includes(code),
  );
  return (
    routed.has(serviceModel) &&
    [...catalog.of('cpeModel').values()].some(({ lanPorts }) => lanPorts !== undefined) &&
    plans.length > 0 &&
    plans.every(({ activities }) => activities.some(({ when }) => factsNamedBy(when).includes('unitStands')))
  );
}

function judged(
  catalog: Catalog,
  specification: Specification,
  site: SiteRequirement,
  serial: string,
  ground: UnitGround,
): StandingUnit {
  const { model, uses, claims, own } = ground;
  const mine = claims.find(({ reservationId }) => own.has(reservationId))?.value;
  const others = uses.filter(({ ports }) => ports === null || ports.wanPort !== mine);
  const specifications = catalog.of('serviceSpecification');
  const taken = new Set(others.flatMap((use) => portsOf(model, specifications.get(use.specification), use)));
  const free = (names: readonly string[]): readonly string[] => names.filter((name) => !taken.has(name));
  const [firstFree] = free(wanPortsOf(model, model.wanPorts));
  const wanPort = mine ?? firstFree;
  const lanPorts = free(lanPortsOf(model, model.lanPorts ?? 0));
  const needed = networksOf(specification, site);
  const unit = { site: site.site, serial, model: model.code, loadKbps: loadOf(others) };
  const closed =
    (mine === undefined ? busy(ground, others) : undefined) ??
    others
      .filter((use) => sharesTable(catalog, specification, specifications.get(use.specification)))
      .map(({ service }) => `service ${service} has the routing table that both would share`)[0];
  if (closed !== undefined) return { ...unit, closed };
  if (wanPort === undefined) return { ...unit, closed: `none of its ${model.wanPorts} WAN ports is free` };
  if (lanPorts.length < needed)
    return {
      ...unit,
      closed: `${lanPorts.length} of its ${model.lanPorts} LAN ports are free, the site needs ${needed}`,
    };
  return { ...unit, ports: { wanPort, lanPorts: lanPorts.slice(0, needed) } };
}

/** Why nobody may come to a unit now: what is at work at it would not know of him. */
function busy({ claims, orders }: UnitGround, others: readonly UnitUse[]): string | undefined {
  const idle = others.find(({ state, inService }) => state !== 'active' || !inService);
  if (idle !== undefined) return `service ${idle.service} is ${idle.state}`;
  const changed = others.find(({ serviceId }) => orders.has(serviceId));
  if (changed !== undefined) return `order ${orders.get(changed.serviceId)} is at service ${changed.service}`;
  const known = new Set(others.map(({ ports }) => ports?.wanPort));
  const coming = claims.find(({ value }) => !known.has(value));
  return coming === undefined ? undefined : `its port ${coming.value} is kept for another order`;
}

/** Whether two services are in one routing table of all their kind, which a unit has once. */
function sharesTable(catalog: Catalog, one: Specification, other: Specification | undefined): boolean {
  if (one.serviceModel !== 'internet' || other?.serviceModel !== 'internet') return false;
  return sharedTable(catalog, one.code).vrf === sharedTable(catalog, other.code).vrf;
}

const wanPortsOf = (model: Model, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => wanPortOf(model, index));

/** The ports of a unit that a service uses: what it found free there, or the first ones where the unit came with it. */
function portsOf(model: Model, specification: Specification | undefined, use: UnitUse): readonly string[] {
  if (use.ports !== null) return [use.ports.wanPort, ...use.ports.lanPorts];
  const site = siteOf(use);
  const legs = site?.access === 'dual' ? 2 : 1;
  const networks = specification === undefined || site === undefined ? 1 : networksOf(specification, site);
  return [...wanPortsOf(model, legs), ...lanPortsOf(model, networks)];
}

/** How many LAN ports a site takes: one for each of its networks. */
function networksOf({ serviceModel, parameters }: Specification, site: SiteRequirement): number {
  const networks =
    serviceModel === 'internet'
      ? parameters.filter(({ per }) => per === 'site').length
      : (site.lanPrefixes ?? []).length;
  return Math.max(1, networks);
}

/** Rates of services at a unit, together. */
export function loadOf(uses: readonly UnitUse[]): number {
  return uses.reduce((sum, use) => sum + (siteOf(use)?.bandwidthKbps ?? 0), 0);
}

function siteOf({ sites, place }: UnitUse): SiteRequirement | undefined {
  return Array.isArray(sites)
    ? (sites as readonly SiteRequirement[]).find(({ site }) => site === place)
    : undefined;
}

import type { CpeChoice, DesignAlternative, ReferenceRecord, ServiceRequirement } from '@turnup/contract';
import type { Pool, RequestLine } from '../allocation/index.ts';
import { RefusalError } from '../foundation/result.ts';
import { unitPort } from '../inventory/index.ts';

type Specification = ReferenceRecord<'serviceSpecification'>;
type Pools = ReadonlyMap<string, Pick<Pool, 'code' | 'kind' | 'shape' | 'scope'>>;

/** Names of the registered pools: ports of nodes, units of CPE models, ports of units that are joined, bandwidth of links. */
export const registeredPools = {
  port: 'port',
  cpe: 'cpe',
  cpePort: unitPort,
  linkBandwidth: 'linkBandwidth',
} as const;

/** One place for which a parameter is taken, and how its key in the reservation reads. */
type Place = { readonly key: string; readonly node?: string; readonly port?: string };

/** Key of a parameter in a reservation: its name and what it is for. */
export const parameterKey = {
  service: (name: string): string => name,
  site: (name: string, site: string): string => `${name}:${site}`,
  leg: (name: string, site: string, leg: number): string => `${name}:${site}:${leg}`,
  providerEdge: (name: string, node: string): string => `${name}:${node}`,
};

/**
 * Which access of its site each leg is, in the names of what it holds: its slot, else its place among those without one.
 * So a leg keeps what it has when it changes places with another. Pure.
 */
export function slotsOf(legs: readonly { readonly slot?: number }[]): readonly number[] {
  let next = 0;
  return legs.map(({ slot }) => slot ?? next++);
}

/** Key of the units that a choice of equipment has in a reservation. */
export function unitKey({ site, slot }: Pick<CpeChoice, 'site' | 'slot'>): string {
  return slot === undefined ? parameterKey.site('cpe', site) : parameterKey.leg('cpe', site, slot);
}

/** The unit of each leg of a site, by what the service holds. Pure. */
export function unitsOfLegs(
  site: string,
  legs: readonly { readonly slot?: number }[],
  values: ReadonlyMap<string, readonly string[]>,
): readonly (string | undefined)[] {
  const slots = slotsOf(legs);
  return legs.map(({ slot }, index) =>
    slot === undefined
      ? values.get(unitKey({ site }))?.[slots[index] ?? index]
      : values.get(unitKey({ site, slot }))?.[0],
  );
}

/**
 * Lines that keep the scarce things of a solution: its ports, those of units that stand there and are joined, and the
 * bandwidth of the links it crosses.
 */
export function scarceLines(
  requirement: ServiceRequirement,
  solution: Pick<DesignAlternative, 'sites' | 'routes' | 'cpe'>,
): RequestLine[] {
  const ports = solution.sites.flatMap(({ site, legs }) =>
    legs.map(
      (leg, index): RequestLine => ({
        key: parameterKey.leg('port', site, slotsOf(legs)[index] ?? index),
        shape: 'values',
        pool: registeredPools.port,
        scope: leg.node,
        value: leg.port,
      }),
    ),
  );
  const bandwidth = [...linkDemandKbps(requirement, solution.routes)].map(
    ([link, amount]): RequestLine => ({
      key: `bandwidth:${link}`,
      shape: 'quantities',
      pool: registeredPools.linkBandwidth,
      scope: link,
      amount,
    }),
  );
  const joined = solution.cpe.flatMap(({ site, standing }): RequestLine[] =>
    standing === undefined
      ? []
      : [
          {
            key: parameterKey.site(registeredPools.cpePort, site),
            shape: 'values',
            pool: registeredPools.cpePort,
            scope: standing.serial,
            value: standing.wanPort,
          },
        ],
  );
  return [...ports, ...joined, ...bandwidth];
}

/**
 * What a service may load on each core link: for every pair of sites the lesser of both rates, on the primary and on
 * the fail-over way, because both must hold when they are needed. A link on both is loaded once: they never carry at the
 * same time.
 */
export function linkDemandKbps(
  requirement: ServiceRequirement,
  routes: DesignAlternative['routes'],
): ReadonlyMap<string, number> {
  const rate = new Map(requirement.sites.map((site) => [site.site, site.bandwidthKbps]));
  const demand = new Map<string, number>();
  for (const ways of Map.groupBy(routes, ({ from, to }) => `${from} ${to}`).values()) {
    const [first] = ways;
    const kbps = Math.min(rate.get(first?.from ?? '') ?? 0, rate.get(first?.to ?? '') ?? 0);
    const links = new Set(ways.flatMap(({ core }) => core.links));
    for (const link of links) demand.set(link, (demand.get(link) ?? 0) + kbps);
  }
  return demand;
}

/** Lines for the parameters that the specification takes from pools, and for the units of CPE. */
export function parameterLines(
  requirement: ServiceRequirement,
  solution: Pick<DesignAlternative, 'sites' | 'cpe'>,
  specification: Specification,
  pools: Pools,
): RequestLine[] {
  const parameters = specification.parameters.flatMap(({ name, pool: code, per }) => {
    const pool = pools.get(code);
    if (pool === undefined) {
      throw new RefusalError({
        status: 422,
        code: 'UNKNOWN_POOL',
        message: `specification ${specification.code} takes ${name} from the pool ${code}, which is not loaded`,
      });
    }
    return placesOf(per, name, solution).map((place): RequestLine => lineOf(pool, place));
  });
  const managed = new Set(
    requirement.sites.filter((site) => site.cpe === 'managed').map((site) => site.site),
  );
  const units = solution.cpe
    .filter((choice) => managed.has(choice.site) && choice.standing === undefined)
    .map(
      (choice): RequestLine => ({
        key: unitKey(choice),
        shape: 'values',
        pool: registeredPools.cpe,
        scope: choice.model,
        count: choice.quantity,
      }),
    );
  return [...parameters, ...units];
}

function placesOf(
  per: Specification['parameters'][number]['per'],
  name: string,
  solution: Pick<DesignAlternative, 'sites'>,
): Place[] {
  const legs = solution.sites.flatMap(({ site, legs: own }) =>
    own.map((leg, index) => ({ site, leg, index: slotsOf(own)[index] ?? index })),
  );
  switch (per) {
    case 'service':
      return [{ key: parameterKey.service(name) }];
    case 'site':
      return solution.sites.map(({ site }) => ({ key: parameterKey.site(name, site) }));
    case 'leg':
      return legs.map(({ site, leg, index }) => ({
        key: parameterKey.leg(name, site, index),
        node: leg.node,
        port: leg.port,
      }));
    case 'providerEdge':
      return [...new Set(legs.map(({ leg }) => leg.node))].map((node) => ({
        key: parameterKey.providerEdge(name, node),
        node,
      }));
  }
}

function lineOf(pool: Pick<Pool, 'code' | 'shape' | 'scope'>, place: Place): RequestLine {
  const scope =
    pool.scope === 'tenant' ? undefined : pool.scope === 'node' ? place.node : `${place.node}/${place.port}`;
  const common = { key: place.key, pool: pool.code, ...(scope === undefined ? {} : { scope }) };
  return pool.shape === 'values' ? { ...common, shape: 'values' } : { ...common, shape: 'blocks' };
}

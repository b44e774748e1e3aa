import {
  type DesignAlternative,
  lanPortsOf,
  type PortNames,
  type ReferenceRecord,
  type ServiceRequirement,
  wanPortOf,
} from '@turnup/contract';
import type {
  BridgedElanIntent,
  BridgedElineIntent,
  BridgedEnd,
  BridgedEtreeIntent,
  CorePath,
  ElineIntent,
  InternetIntent,
  L3vpnIntent,
  ManagedCpe,
  ServiceIntent,
} from '../activation/index.ts';
import { RefusalError } from '../foundation/result.ts';
import { rootsOf } from '../foundation/roots.ts';
import { parameterKey, slotsOf, unitsOfLegs } from './parameters.ts';
import { scaledKbps } from './rateScale.ts';
import { type Section, treeOf } from './trunkTree.ts';

type Specification = ReferenceRecord<'serviceSpecification'>;

/** Records by their names. */
type Named<Item> = { get(name: string): Item | undefined };

/** Everything from which the configuration of one service is made. */
export type IntentInput = {
  readonly serviceId: string;
  /** Name of the routing table or connection on the devices. */
  readonly name: string;
  readonly requirement: ServiceRequirement;
  readonly solution: Pick<DesignAlternative, 'sites' | 'routes' | 'cpe'>;
  readonly specification: Specification;
  /** Kind of each pool by code: which parameter is the VLAN is known by its pool, not by its name. */
  readonly poolKinds: ReadonlyMap<string, string>;
  /** Allocated values by their key in the reservation. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly nodes: Named<{ readonly routerId: string; readonly asNumber: number }>;
  readonly links: Named<Pick<ReferenceRecord<'link'>, 'a' | 'b'>>;
  /** Models of customer equipment, by code: how their ports are named. */
  readonly cpeModels: Named<PortNames>;
  /** The model of each unit that is known, by serial number; others are of the model that was chosen for their site. */
  readonly modelOfUnit: Named<string>;
  /** What part of the ordered rates is configured (policy `rateScale`). */
  readonly rateScale: number;
  /** Whether ways through the core are configured, or its routing finds them (policy `coreRouting`). */
  readonly explicitPaths: boolean;
  /** The operator's internet routing table (policy `internetService`). */
  readonly internet: InternetTable;
  /** Sites that stand by: what is learnt from them is taken when nothing else is there. */
  readonly standby?: ReadonlySet<string>;
};

/** The one routing table that all internet services share, and the number of its route distinguisher on each node. */
export type InternetTable = { readonly vrf: string; readonly routeTarget: string; readonly rdNumber: number };

const preferences = { primary: 200, secondary: 100 } as const;
/** By how much less what stands by is preferred: below every other leg, in the same order. */
const standingByDivisor = 4;

/**
 * Puts allocated values and the solution together into what the renderers of `activation/` take: one intent, and one a site
 * of an internet service while it stands at two.
 */
export function intentsOf(input: IntentInput): readonly [ServiceIntent, ...ServiceIntent[]] {
  const { solution, specification } = input;
  if (specification.serviceModel !== 'internet') return [intentOf(input)];
  const [first, ...rest] = solution.sites.map((site) =>
    intentOf({ ...input, solution: { ...solution, sites: [site] } }),
  );
  return [first ?? intentOf(input), ...rest];
}

function intentOf(input: IntentInput): ServiceIntent {
  switch (input.specification.serviceModel) {
    case 'l3vpn':
      return { model: 'l3vpn', intent: l3vpn(input) };
    case 'internet':
      return { model: 'internet', intent: internet(input) };
    case 'eline':
      return { model: 'eline', intent: eline(input) };
    case 'bridgedEline':
      return { model: 'bridgedEline', intent: bridgedEline(input) };
    case 'bridgedElan':
      return { model: 'bridgedElan', intent: bridgedElan(input) };
    case 'bridgedEtree':
      return { model: 'bridgedEtree', intent: bridgedEtree(input) };
  }
}

function l3vpn(input: IntentInput): L3vpnIntent {
  const { requirement, solution } = input;
  const target = serviceValue(input, 'routeTarget', parameterKey.service);
  return {
    serviceId: input.serviceId,
    vrf: input.name,
    importTargets: [target],
    exportTargets: [target],
    providerAs: providerAs(input),
    mtu: input.specification.mtu,
    classes: requirement.classesOfService ?? [],
    sites: solution.sites.map((option) => ({
      site: option.site,
      lanPrefixes: requirementOfSite(input, option.site).lanPrefixes ?? [],
      customerAs: Number(siteValue(input, 'asNumber', option.site)),
      ...(requirementOfSite(input, option.site).routing === 'static' ? { routing: 'static' as const } : {}),
      legs: option.legs.map((_, index) => ({
        ...leg(input, option.site, index, requirementOfSite(input, option.site).lanPrefixes?.length),
        preference: preferenceOf(input, option.site, index),
      })),
    })),
    corePaths: input.explicitPaths ? corePaths(input) : [],
  };
}

function preferenceOf({ standby }: IntentInput, site: string, index: number): number {
  const preference = index === 0 ? preferences.primary : preferences.secondary;
  return standby?.has(site) === true ? preference / standingByDivisor : preference;
}

function internet(input: IntentInput): InternetIntent {
  const { site, legs } = only(input.solution.sites, 'site');
  const { vrf, routeTarget, rdNumber } = input.internet;
  const publicPrefixes = valuesByKind(input, 'publicPrefix', (name) => parameterKey.site(name, site));
  return {
    serviceId: input.serviceId,
    vrf,
    importTargets: [routeTarget],
    exportTargets: [routeTarget],
    providerAs: providerAs(input),
    mtu: input.specification.mtu,
    classes: input.requirement.classesOfService ?? [],
    site,
    publicPrefixes,
    // The same on a node for all services of the table (RFC 4364, 4.2: type 1, the node's address and a number).
    legs: legs.map((option, index) => ({
      ...leg(input, site, index, publicPrefixes.length),
      rd: `${nodeOf(input, option.node).routerId}:${rdNumber}`,
    })),
  };
}

function eline(input: IntentInput): ElineIntent {
  const [a, b] = input.solution.sites;
  if (a === undefined || b === undefined || input.solution.sites.length !== 2)
    throw new Error('an E-Line has exactly two ends');
  const pseudowireId = Number(serviceValue(input, 'pseudowire', parameterKey.service));
  const tests = testLink(pseudowireId);
  const end = (site: string, testAddress: string): ElineIntent['ends'][number] => {
    const { node, port, vlan, cpe } = leg(input, site, 0);
    return {
      site,
      node,
      routerId: nodeOf(input, node).routerId,
      port,
      vlan,
      ...(cpe === undefined ? {} : { cpe, testAddress }),
    };
  };
  return {
    serviceId: input.serviceId,
    evc: input.name,
    pseudowireId,
    mtu: input.specification.mtu,
    rateKbps: lesserRate(input, a.site, b.site),
    classes: input.requirement.classesOfService ?? [],
    ends: [end(a.site, tests[0]), end(b.site, tests[1])],
  };
}

function bridgedEline(input: IntentInput): BridgedElineIntent {
  const [a, b] = input.solution.sites;
  if (a === undefined || b === undefined || input.solution.sites.length !== 2)
    throw new Error('an E-Line has exactly two ends');
  const sVlan = Number(serviceValue(input, 'serviceVlan', parameterKey.service));
  const tests = testLink(sVlan);
  return {
    serviceId: input.serviceId,
    sVlan,
    mtu: input.specification.mtu,
    rateKbps: lesserRate(input, a.site, b.site),
    ends: [bridgedEnd(input, a.site, tests[0]), bridgedEnd(input, b.site, tests[1])],
    trunks: [...trunksOf(input), ...standbyTrunks(input)],
  };
}

function bridgedElan(input: IntentInput): BridgedElanIntent {
  const sVlan = Number(serviceValue(input, 'serviceVlan', parameterKey.service));
  return {
    serviceId: input.serviceId,
    sVlan,
    mtu: input.specification.mtu,
    ends: multipointEnds(input, sVlan),
    trunks: trunksOf(input),
  };
}

function bridgedEtree(input: IntentInput): BridgedEtreeIntent {
  const [sVlan, leafSVlan] = valuesByKind(input, 'serviceVlan', parameterKey.service);
  const roots = new Set(rootsOf(input.requirement));
  const root = Number(required(input, 'serviceVlan', sVlan));
  return {
    serviceId: input.serviceId,
    sVlan: root,
    leafSVlan: Number(required(input, 'second serviceVlan', leafSVlan)),
    mtu: input.specification.mtu,
    ends: multipointEnds(input, root).map((end) => ({
      ...end,
      role: roots.has(end.site) ? ('root' as const) : ('leaf' as const),
    })),
    trunks: trunksOf(input),
  };
}

function multipointEnds(input: IntentInput, sVlan: number): BridgedElanIntent['ends'] {
  const tests = testLan(sVlan, input.solution.sites.length);
  return input.solution.sites.map(({ site }, index) => ({
    ...bridgedEnd(input, site, tests[index]),
    rateKbps: rateOfSite(input, site),
  }));
}

function bridgedEnd(input: IntentInput, site: string, testAddress: string | undefined): BridgedEnd {
  const legs = input.solution.sites.find((candidate) => candidate.site === site)?.legs ?? [];
  const [access] = legs;
  const slot = slotsOf(legs)[0] ?? 0;
  // Without a VLAN of its own the customer's port is taken in whole.
  const vlan = valuesByKind(input, 'vlan', (name) => parameterKey.leg(name, site, slot))[0] ?? 0;
  return {
    site,
    node: access?.node ?? '',
    port: access?.port ?? '',
    vlan: Number(vlan),
    ...(testAddress === undefined ? {} : { testAddress }),
  };
}

/** Every trunk port of the tree that the primary ways make, at both ends of each of its links. */
function trunksOf(input: IntentInput): BridgedElineIntent['trunks'] {
  const ways = input.solution.routes.filter(({ role }) => role === 'primary').map(({ core }) => core.links);
  const links = ways.flat().map((name) => sectionOf(input, name));
  const ends = input.solution.sites.flatMap(({ legs }) => legs.slice(0, 1).map(({ node }) => node));
  return treeOf(links, new Set(ends)).flatMap(({ a, b }) => [a, b]);
}

/**
 * The trunk ports of a way that stands by, on the bridges that the primary way does not touch: a switch then changes only
 * where the two part. Where they part the S-VLAN is on the primary alone, since bridges that learn know no loop.
 */
function standbyTrunks(input: IntentInput): BridgedElineIntent['trunks'] {
  const { routes } = input.solution;
  const inUse = new Set(routes.flatMap(({ role, core }) => (role === 'primary' ? core.nodes : [])));
  return routes
    .filter(({ role }) => role === 'failover')
    .flatMap(({ core }) => core.links.map((name) => sectionOf(input, name)))
    .flatMap(({ a, b }) => [a, b])
    .filter(({ node }) => !inUse.has(node));
}

function sectionOf(input: IntentInput, name: string): Section {
  const link = input.links.get(name);
  const [a, b] = [link?.a, link?.b].map((end) => {
    if (end?.node !== undefined && end.port !== undefined) return { node: end.node, port: end.port };
    throw new RefusalError({
      status: 422,
      code: 'TRUNK_UNKNOWN',
      message: `link ${name} does not name its ports: the S-VLAN of ${input.name} cannot be put on them`,
    });
  });
  return { a, b } as Section;
}

/** An access as devices have it; the unit of a leg plugs its first WAN port into it, and has a LAN port for each network. */
function leg(input: IntentInput, site: string, index: number, networks = 0) {
  const legs = input.solution.sites.find((candidate) => candidate.site === site)?.legs ?? [];
  const option = legs[index];
  if (option === undefined) throw new Error(`the solution has no leg ${index} at ${site}`);
  const slot = slotsOf(legs)[index] ?? index;
  const key = (name: string): string => parameterKey.leg(name, site, slot);
  const link = valuesByKind(input, 'linkPrefix', key)[0];
  const [peAddress, ceAddress] = link === undefined ? ['', ''] : endsOf(link);
  const unit = unitsOfLegs(site, legs, input.values)[index];
  return {
    index,
    role: index === 0 ? ('primary' as const) : ('secondary' as const),
    node: option.node,
    port: option.port,
    vlan: Number(required(input, 'vlan', valuesByKind(input, 'vlan', key)[0])),
    rd:
      valuesByKind(input, 'routeDistinguisher', (name) => parameterKey.providerEdge(name, option.node))[0] ??
      '',
    peAddress,
    ceAddress,
    rateKbps: rateOfSite(input, site),
    ...(unit === undefined ? {} : { cpe: managedCpe(input, { site, unit, slot: option.slot, networks }) }),
  };
}

function managedCpe(
  { cpeModels, modelOfUnit, solution }: IntentInput,
  {
    site,
    unit,
    slot,
    networks,
  }: {
    readonly site: string;
    readonly unit: string;
    readonly slot: number | undefined;
    readonly networks: number;
  },
): ManagedCpe {
  const chosen = solution.cpe.find((choice) => choice.site === site && choice.slot === slot);
  if (chosen?.standing !== undefined) {
    const { wanPort, lanPorts } = chosen.standing;
    return { device: unit, wanPort, lanPorts };
  }
  const model = cpeModels.get(modelOfUnit.get(unit) ?? chosen?.model ?? '');
  return { device: unit, wanPort: wanPortOf(model, 0), lanPorts: lanPortsOf(model, networks) };
}

/**
 * The explicit ways through the core, in both directions. A pair of edges has one way: a primary route's comes before a
 * fail-over route's.
 */
function corePaths(input: IntentInput): CorePath[] {
  const paths = new Map<string, CorePath>();
  const ordered = input.solution.routes.toSorted((one, other) =>
    one.role === other.role ? 0 : one.role === 'primary' ? -1 : 1,
  );
  for (const { core } of ordered) {
    for (const nodes of [core.nodes, core.nodes.toReversed()]) {
      const [first, last] = [nodes[0], nodes.at(-1)];
      if (first === undefined || last === undefined || first === last) continue;
      const key = `${first}>${last}`;
      if (paths.has(key)) continue;
      paths.set(key, {
        node: first,
        destination: nodeOf(input, last).routerId,
        name: `${input.name}-${last}`,
        hops: nodes.slice(1),
      });
    }
  }
  return [...paths.values()];
}

/** A /31 of 198.18.0.0/15 (RFC 2544) for the tests of one line; it exists on that line alone, so it may recur. */
function testLink(number: number): [string, string] {
  const offset = (number % 65_536) * 2;
  return endsOf(
    `198.${18 + Math.floor(offset / 65_536)}.${Math.floor(offset / 256) % 256}.${offset % 256}/31`,
  );
}

/**
 * Addresses of 198.19.0.0/16 (RFC 2544) for the tests of one multipoint service, one for each of its ends, in a prefix as
 * short as they need, a /28 at the longest. There are 4,096 of those, as many as S-VLANs; larger services share theirs with
 * others, which none of them can see.
 */
function testLan(sVlan: number, ends: number): string[] {
  const hostBits = Math.max(4, Math.ceil(Math.log2(ends + 2)));
  const first = (sVlan * 2 ** hostBits) % 65_536;
  return Array.from({ length: ends }, (_, index) => {
    const offset = first + index + 1;
    return `198.19.${Math.floor(offset / 256)}.${offset % 256}/${32 - hostBits}`;
  });
}

/** The two addresses of a point-to-point prefix, the provider's first, each with the prefix length. */
function endsOf(prefix: string): [string, string] {
  const [base = '', length = ''] = prefix.split('/');
  const octets = base.split('.').map(Number);
  const first = octets.reduce((sum, octet) => sum * 256 + octet, 0) + (Number(length) < 31 ? 1 : 0);
  const text = (value: number): string =>
    [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
  return [`${text(first)}/${length}`, `${text(first + 1)}/${length}`];
}

function providerAs(input: IntentInput): number {
  return nodeOf(input, only(input.solution.sites, 'site').legs[0]?.node ?? '').asNumber;
}

function nodeOf(input: IntentInput, name: string) {
  const node = input.nodes.get(name);
  if (node === undefined) throw new Error(`the network has no node ${name}`);
  return node;
}

function requirementOfSite(input: IntentInput, site: string) {
  const found = input.requirement.sites.find((candidate) => candidate.site === site);
  if (found === undefined) throw new Error(`the requirement has no site ${site}`);
  return found;
}

function lesserRate(input: IntentInput, one: string, other: string): number {
  return Math.min(rateOfSite(input, one), rateOfSite(input, other));
}

/** The rate of a site as it is configured here. */
function rateOfSite(input: IntentInput, site: string): number {
  return scaledKbps(requirementOfSite(input, site).bandwidthKbps, input.rateScale);
}

function siteValue(input: IntentInput, kind: string, site: string): string {
  return required(input, kind, valuesByKind(input, kind, (name) => parameterKey.site(name, site))[0]);
}

function serviceValue(input: IntentInput, kind: string, key: (name: string) => string): string {
  return required(input, kind, valuesByKind(input, kind, key)[0]);
}

/** Values of the specification's parameters whose pool is of a kind. */
function valuesByKind(input: IntentInput, kind: string, key: (name: string) => string): readonly string[] {
  return input.specification.parameters
    .filter((parameter) => input.poolKinds.get(parameter.pool) === kind)
    .flatMap((parameter) => input.values.get(key(parameter.name)) ?? []);
}

function required(input: IntentInput, kind: string, value: string | undefined): string {
  if (value !== undefined) return value;
  throw new RefusalError({
    status: 422,
    code: 'MISSING_PARAMETER',
    message: `service ${input.name} has no ${kind}: specification ${input.specification.code} must take one from a pool of that kind`,
  });
}

function only<Value>(values: readonly Value[], what: string): Value {
  const first = values[0];
  if (first === undefined) throw new Error(`a solution has at least one ${what}`);
  return first;
}

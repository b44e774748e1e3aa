import type { Link, NetworkNode, Place, Port, ServiceRequirement, SharedRisk } from '@turnup/contract';
import type { NetworkRecords } from '../../network/index.ts';

/** A repeatable source of chance (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A synthetic national network: nodes on a map, each joined to its nearest neighbours through ducts that leave a node
 * in bundles, so that links share risks; sites with fibres to their two nearest nodes. The same seed, the same network.
 */
export function nationalRecords(nodeCount: number, siteCount: number, seed: number): NetworkRecords {
  const random = chance(seed);
  const at = Array.from({ length: nodeCount }, () => [random() * 1_000, random() * 600] as const);
  const name = (index: number) => `PE-${String(index).padStart(4, '0')}`;
  const distance = (a: readonly [number, number], b: readonly [number, number]) =>
    Math.hypot(a[0] - b[0], a[1] - b[1]);
  const nearest = (from: readonly [number, number], count: number) =>
    at
      .map((to, index) => ({ index, km: distance(from, to) }))
      .toSorted((a, b) => a.km - b.km)
      .slice(0, count);
  const risks: SharedRisk[] = [];
  const risk = (code: string, kind: SharedRisk['kind']) => {
    if (!risks.some((one) => one.code === code)) risks.push({ code, kind, name: code, availability: 0.9999 });
    return code;
  };
  const links: Link[] = [];
  for (const [index, from] of at.entries()) {
    for (const { index: to, km } of nearest(from, 4)) {
      if (to <= index && nearest(at[to] ?? [0, 0], 4).some((one) => one.index === index)) continue;
      if (to === index) continue;
      const ducts = [
        risk(`DUCT-${name(index)}-${Math.floor(random() * 3)}`, 'duct'),
        risk(`DUCT-${index}-${to}`, 'duct'),
      ];
      links.push(coreLink(name(index), name(to), km, ducts, Math.floor(random() * 500)));
    }
  }
  // A ring from west to east and back, so that everything is joined twice.
  const order = at.map((_, index) => index).toSorted((a, b) => (at[a]?.[0] ?? 0) - (at[b]?.[0] ?? 0));
  const ring = [
    ...order.filter((_, place) => place % 2 === 0),
    ...order.filter((_, place) => place % 2 === 1).toReversed(),
  ];
  for (const [place, index] of ring.entries()) {
    const to = ring[(place + 1) % ring.length] ?? 0;
    const ducts = [risk(`DUCT-RING-${index}`, 'duct')];
    const km = distance(at[index] ?? [0, 0], at[to] ?? [0, 0]);
    links.push({ ...coreLink(name(index), name(to), km, ducts, 300), name: `RING-${index}` });
  }
  const sites = Array.from({ length: siteCount }, () => [random() * 1_000, random() * 600] as const);
  for (const [index, from] of sites.entries()) {
    for (const [leg, { index: to, km }] of nearest(from, 3).entries()) {
      const entry = risk(`ENTRY-${index}-${leg % 2}`, 'entry');
      const link = coreLink(name(to), '', km, [risk(`DUCT-S${index}-${leg}`, 'duct')], 100_00 + leg * 20_00);
      links.push({ ...link, name: `S${index}-${leg}`, kind: 'access', b: { place: `SITE-${index}`, entry } });
    }
  }
  return {
    sharedRisks: [
      ...risks,
      ...at.flatMap((_, index) => [risk1(`POWER-${index}`, 'power'), risk1(`CARD-${index}`, 'card')]),
    ],
    places: [
      ...at.map((_, index) => place(`POP-${index}`, 'pointOfPresence', [`POWER-${index}`], [])),
      ...sites.map((_, index) =>
        place(`SITE-${index}`, 'customerPremises', [], [`ENTRY-${index}-0`, `ENTRY-${index}-1`]),
      ),
    ],
    nodes: at.map((_, index) => node(name(index), `POP-${index}`)),
    ports: at.flatMap((_, index) =>
      Array.from({ length: 8 }, (_unused, port) => portOf(name(index), port, `CARD-${index}`)),
    ),
    links,
    augmentations: [],
  };
}

/** A dual site and two single ones, each pair with a bound on its round trip. */
export function nationalRequirement(
  sites: readonly [number, number, number],
  bandwidthKbps: number,
): ServiceRequirement {
  const names = sites.map((index) => `SITE-${index}`);
  const [a = '', b = '', c = ''] = names;
  return {
    serviceSpecification: 'l3vpn',
    customer: 'ANY',
    topology: 'anyToAny',
    sites: names.map((site, index) => ({
      site,
      bandwidthKbps,
      access: index === 0 ? ('dual' as const) : ('single' as const),
      ...(index === 0
        ? { diversity: ['link', 'node', 'pop', 'card', 'duct', 'entry'] as const as never }
        : {}),
      cpe: 'managed' as const,
    })),
    latencyBounds: [
      { from: a, to: b, maximumRttUs: 40_000 },
      { from: a, to: c, maximumRttUs: 40_000 },
      { from: b, to: c, maximumRttUs: 40_000 },
    ],
  };
}

const risk1 = (code: string, kind: SharedRisk['kind']): SharedRisk => ({
  code,
  kind,
  name: code,
  availability: 0.9999,
});

function coreLink(a: string, b: string, km: number, sharedRisks: string[], monthlyCostMinor: number): Link {
  return {
    name: `${a}--${b}`,
    kind: 'core',
    a: { node: a },
    b: { node: b },
    lengthM: Math.round(km * 1_300),
    latencyUs: Math.max(1, Math.round(km * 6.5)),
    capacityKbps: 10_000_000,
    mtu: 9_000,
    sharedRisks,
    availability: 0.999,
    status: 'inService',
    monthlyCostMinor,
  };
}

function place(code: string, kind: Place['kind'], sharedRisks: string[], entries: string[]): Place {
  return {
    code,
    name: code,
    kind,
    address: code,
    latitude: 0,
    longitude: 0,
    calendar: 'ENG',
    sharedRisks,
    entries,
  };
}

function node(name: string, at: string): NetworkNode {
  return {
    name,
    place: at,
    role: 'providerEdge',
    routerId: '192.0.2.1',
    asNumber: 65_000,
    model: 'PX-10',
    sharedRisks: [],
    availability: 0.999_95,
    transitUs: 20,
  };
}

function portOf(on: string, index: number, card: string): Port {
  return {
    node: on,
    name: `ge-0/0/${index}`,
    card,
    rateKbps: 1_000_000,
    optic: 'LR',
    use: 'customer',
    costMinor: 500_00,
  };
}

import type { Link, NetworkNode, Place, Port, SharedRisk } from '@turnup/contract';
import type { NetworkRecords } from '../../../server/src/network/index.ts';
import { chanceOf } from '../faults/random.ts';
import { type Geography, geographyOf } from './geography.ts';

/** How large a synthetic operator is. */
export type Size = { readonly nodes: number; readonly links: number; readonly sites: number };

/** The size that is promised, and a small one to try the benchmark out. */
export const fullSize: Size = { nodes: 100_000, links: 400_000, sites: 2_000 };
export const quickSize: Size = { nodes: 10_000, links: 40_000, sites: 200 };

export const siteName = (index: number): string => `SITE-${String(index).padStart(4, '0')}`;

/**
 * A synthetic national operator: links run in ducts that they share with others (by square kilometre and direction,
 * every 20 km of a long one), a quarter has 1 Gbit/s, most of the rest 10; customers' sites have two fibres each, on
 * top of the links of the core. The same seed, the same network.
 */
export function nationalRecords(size: Size, seed: number): NetworkRecords {
  const geography = geographyOf(size.nodes, size.links, seed);
  const names = nodeNames(geography);
  const chance = chanceOf(seed + 1);
  const ducts = new Set<string>();
  const links: Link[] = [];
  for (let edge = 0; edge < size.links; edge++) {
    const a = geography.edgeA[edge] as number;
    const b = geography.edgeB[edge] as number;
    const run = ductsOf(geography, a, b);
    for (const duct of run) ducts.add(duct);
    const rate = chance.next();
    links.push({
      ...linkOf(`L${String(edge).padStart(6, '0')}`, kmOf(geography, a, b), run),
      a: { node: names[a] as string },
      b: { node: names[b] as string },
      capacityKbps: rate < 0.25 ? 1_000_000 : rate < 0.7 ? 10_000_000 : 100_000_000,
      monthlyCostMinor: chance.between(1_000, 9_000),
    });
  }
  const served: Port[] = [];
  const places: Place[] = placesOf(geography);
  for (let site = 0; site < size.sites; site++) {
    const first = chance.between(0, size.nodes - 1);
    const second = neighbourOf(geography, first, chance.between(0, size.links - 1));
    const code = siteName(site);
    places.push({ ...place(code, 'customerPremises', 0, 0), entries: [`${code}-N`, `${code}-S`] });
    for (const [leg, node] of [first, second].entries()) {
      const entry = `${code}-${leg === 0 ? 'N' : 'S'}`;
      const duct = `D-${entry}`;
      ducts.add(duct);
      links.push({
        ...linkOf(`A-${entry}`, 1 + chance.next() * 5, [duct]),
        kind: 'access',
        a: { node: names[node] as string },
        b: { place: code, entry },
        monthlyCostMinor: 10_000 + 5_000 * leg,
      });
      served.push({
        node: names[node] as string,
        name: `ge-${code}-${leg}`,
        card: `CARD-${names[node]}`,
        rateKbps: 1_000_000,
        optic: 'LR',
        use: 'customer',
        costMinor: 50_000,
      });
    }
  }
  const entries = places.flatMap((one) => one.entries);
  const cards = new Set(served.map((port) => port.card));
  return {
    sharedRisks: [
      ...[...ducts].map((code) => risk(code, 'duct')),
      ...entries.map((code) => risk(code, 'entry')),
      ...[...cards].map((code) => risk(code, 'card')),
    ],
    places,
    nodes: names.map((name, node) => nodeOf(name, squareOf(geography, node))),
    ports: served,
    links,
    augmentations: [],
  };
}

/** Operators name nodes after where they stand: `C017-0042` in a city, `R031-0007` in a rural strip. */
function nodeNames({ nodeCount, x, city }: Geography): string[] {
  const counts = new Map<string, number>();
  return Array.from({ length: nodeCount }, (_, node) => {
    const area = city[node] as number;
    const region = area >= 0 ? `C${padded(area, 3)}` : `R${padded(Math.floor((x[node] as number) / 20), 3)}`;
    const count = counts.get(region) ?? 0;
    counts.set(region, count + 1);
    return `${region}-${padded(count, 4)}`;
  });
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** Every 20 km of the straight line the duct of that square kilometre in that direction (of four), both ends included. */
function ductsOf({ x, y }: Geography, a: number, b: number): string[] {
  const [ax, ay, bx, by] = [x[a], y[a], x[b], y[b]] as [number, number, number, number];
  const direction = Math.floor((((Math.atan2(by - ay, bx - ax) + Math.PI) % Math.PI) / Math.PI) * 4) % 4;
  const steps = Math.ceil(Math.hypot(bx - ax, by - ay) / 20);
  const found = new Set<string>();
  for (let step = 0; step < steps; step++) {
    const along = (step + 0.5) / steps;
    found.add(`D-${Math.floor(ax + (bx - ax) * along)}-${Math.floor(ay + (by - ay) * along)}-${direction}`);
  }
  return [...found];
}

function kmOf({ x, y }: Geography, a: number, b: number): number {
  return 1.3 * Math.hypot((x[a] as number) - (x[b] as number), (y[a] as number) - (y[b] as number));
}

function neighbourOf({ edgeA, edgeB }: Geography, node: number, from: number): number {
  for (let step = 0; step < edgeA.length; step++) {
    const edge = (from + step) % edgeA.length;
    if (edgeA[edge] === node) return edgeB[edge] as number;
    if (edgeB[edge] === node) return edgeA[edge] as number;
  }
  throw new Error(`node ${node} stands alone`);
}

const squareOf = ({ x, y }: Geography, node: number): string =>
  `POP-${Math.floor((x[node] as number) / 5)}-${Math.floor((y[node] as number) / 5)}`;

function placesOf(geography: Geography): Place[] {
  const found = new Map<string, Place>();
  for (let node = 0; node < geography.nodeCount; node++) {
    const code = squareOf(geography, node);
    const [latitude, longitude] = [
      50 + (geography.y[node] as number) / 111,
      (geography.x[node] as number) / 70,
    ];
    if (!found.has(code)) found.set(code, place(code, 'pointOfPresence', latitude, longitude));
  }
  return [...found.values()];
}

function place(code: string, kind: Place['kind'], latitude: number, longitude: number): Place {
  return {
    code,
    name: code,
    kind,
    address: code,
    latitude,
    longitude,
    calendar: 'ENG',
    sharedRisks: [],
    entries: [],
  };
}

/** 4.9 µs of fibre a kilometre, and 10 for the transponders. */
function linkOf(name: string, km: number, sharedRisks: string[]): Omit<Link, 'a' | 'b'> {
  return {
    name,
    kind: 'core',
    lengthM: Math.max(1, Math.round(km * 1_000)),
    latencyUs: Math.max(1, Math.round(km * 4.9)) + 10,
    capacityKbps: 1_000_000,
    mtu: 9_000,
    sharedRisks,
    availability: 0.999,
    status: 'inService',
    monthlyCostMinor: 0,
  };
}

function nodeOf(name: string, at: string): NetworkNode {
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

const risk = (code: string, kind: SharedRisk['kind']): SharedRisk => ({
  code,
  kind,
  name: code,
  availability: 0.9999,
});

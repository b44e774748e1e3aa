import type { Link, NetworkNode, Place, Port, SharedRisk } from '@turnup/contract';
import type { NetworkRecords } from '../types.ts';

/** A shared risk of a kind. */
export function risk(code: string, kind: SharedRisk['kind'], availability = 0.9999): SharedRisk {
  return { code, kind, name: `${kind} ${code}`, availability };
}

/** A point of presence with a power feed of its own. */
function pop(code: string, extra: Partial<Place> = {}): Place {
  return {
    code,
    name: code,
    kind: 'pointOfPresence',
    address: `${code} Street`,
    latitude: 52,
    longitude: -1,
    calendar: 'ENG',
    sharedRisks: [`power-${code}`],
    entries: [],
    ...extra,
  };
}

/** A provider edge that takes 10 µs to pass. */
export function node(name: string, place: string, extra: Partial<NetworkNode> = {}): NetworkNode {
  return {
    name,
    place,
    role: 'providerEdge',
    routerId: '10.0.0.1',
    asNumber: 65_000,
    model: 'PE-1',
    sharedRisks: [],
    availability: 0.9999,
    transitUs: 10,
    ...extra,
  };
}

/** A core link between two nodes: 1 ms, 10 Gbit/s, free of charge. */
export function link(name: string, a: string, b: string, extra: Partial<Link> = {}): Link {
  return {
    name,
    kind: 'core',
    a: { node: a },
    b: { node: b },
    lengthM: 100_000,
    latencyUs: 1_000,
    capacityKbps: 10_000_000,
    mtu: 9_000,
    sharedRisks: [],
    availability: 0.999,
    status: 'inService',
    monthlyCostMinor: 0,
    ...extra,
  };
}

/** A customer port of 1 Gbit/s. */
export function port(on: string, name: string, card: string, extra: Partial<Port> = {}): Port {
  return {
    node: on,
    name,
    card,
    rateKbps: 1_000_000,
    optic: 'LR',
    use: 'customer',
    costMinor: 500_00,
    ...extra,
  };
}

/**
 * Four nodes in a ring A-B-D-C-A with a short cut A-D. A-B and A-C run through one duct near A, so that only the short
 * cut is diverse from both.
 */
export function ringRecords(): NetworkRecords {
  return {
    sharedRisks: [
      risk('duct-west', 'duct'),
      ...['A', 'B', 'C', 'D'].map((name) => risk(`power-${name}`, 'power')),
      risk('entry-1', 'entry'),
      risk('card-1', 'card'),
    ],
    places: [
      ...['A', 'B', 'C', 'D'].map((name) => pop(name)),
      pop('SITE', { kind: 'customerPremises', sharedRisks: [], entries: ['entry-1'] }),
    ],
    nodes: ['A', 'B', 'C', 'D'].map((name) => node(`pe-${name}`, name)),
    ports: [port('pe-A', 'ge-0/0/1', 'card-1'), port('pe-A', 'ge-0/0/0', 'card-1')],
    links: [
      link('A-B', 'pe-A', 'pe-B', { sharedRisks: ['duct-west'] }),
      link('B-D', 'pe-B', 'pe-D'),
      link('A-C', 'pe-A', 'pe-C', { sharedRisks: ['duct-west'], monthlyCostMinor: 0, latencyUs: 1_100 }),
      link('C-D', 'pe-C', 'pe-D', { latencyUs: 1_100 }),
      link('A-D', 'pe-A', 'pe-D', { latencyUs: 5_000, monthlyCostMinor: 100_00 }),
      link('SITE-A', 'pe-A', '', {
        kind: 'access',
        b: { place: 'SITE', entry: 'entry-1' },
        latencyUs: 50,
        capacityKbps: 1_000_000,
      }),
    ],
    augmentations: [
      {
        project: 'P9',
        link: 'A-B',
        addsKbps: 10_000_000,
        inServiceDate: '2027-04-20',
        committed: true,
        costMinor: 1,
      },
      {
        project: 'P10',
        link: 'A-B',
        addsKbps: 5_000_000,
        inServiceDate: '2027-06-01',
        committed: false,
        costMinor: 1,
      },
    ],
  };
}

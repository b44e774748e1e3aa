import type { Link, NetworkNode, Place, Port } from '@turnup/contract';
import type { PoolRecord } from '../../allocation/index.ts';
import { writeCsv } from '../csv.ts';
import type { NetboxKind } from './columns.ts';

/** What is exported. */
export type NetboxSource = {
  readonly places: readonly Place[];
  readonly nodes: readonly NetworkNode[];
  readonly ports: readonly Port[];
  readonly links: readonly Link[];
  readonly pools: readonly PoolRecord[];
};

const roleNames = { providerEdge: 'Provider Edge', core: 'Core', access: 'Access' } as const;

/** One of NetBox's files, with the field names that it imports. */
export function writeNetbox(kind: NetboxKind, source: NetboxSource): string {
  const [columns, rows] = writers[kind](source);
  return writeCsv(columns, rows);
}

type Table = readonly [readonly string[], readonly (readonly string[])[]];

const writers: Readonly<Record<NetboxKind, (source: NetboxSource) => Table>> = {
  sites: ({ places }) => [
    ['name', 'slug', 'status', 'physical_address', 'latitude', 'longitude'],
    places
      .filter((place) => place.kind === 'pointOfPresence')
      .map((place) => [
        place.code,
        place.code.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-'),
        'active',
        place.address,
        String(place.latitude),
        String(place.longitude),
      ]),
  ],
  devices: ({ nodes }) => [
    ['name', 'role', 'manufacturer', 'device_type', 'status', 'site', 'primary_ip4'],
    nodes.map((node) => [
      node.name,
      roleNames[node.role],
      'Generic',
      node.model,
      'active',
      node.place,
      `${node.routerId}/32`,
    ]),
  ],
  interfaces: ({ ports }) => [
    ['device', 'name', 'type', 'enabled', 'speed', 'mgmt_only'],
    ports.map((port) => [
      port.node,
      port.name,
      port.optic.toLowerCase(),
      'true',
      String(port.rateKbps),
      'false',
    ]),
  ],
  cables: ({ links }) => [
    [
      'side_a_device',
      'side_a_type',
      'side_a_name',
      'side_b_device',
      'side_b_type',
      'side_b_name',
      'status',
      'label',
      'length',
      'length_unit',
    ],
    links
      .filter((link) => link.a.node !== undefined && link.b.node !== undefined && link.status !== 'buildable')
      .map((link) => [
        link.a.node ?? '',
        'dcim.interface',
        '',
        link.b.node ?? '',
        'dcim.interface',
        '',
        link.status === 'planned' ? 'planned' : 'connected',
        link.name,
        String(link.lengthM),
        'm',
      ]),
  ],
  vlans: () => [['vid', 'name', 'status', 'group'], []],
  prefixes: ({ pools }) => [
    ['prefix', 'status', 'is_pool', 'description'],
    pools
      .filter((pool) => pool.shape === 'blocks')
      .flatMap((pool) =>
        (pool.prefixes ?? []).map((prefix) => [prefix, 'container', 'true', `pool:${pool.code}`]),
      ),
  ],
};

import { createHash } from 'node:crypto';
import { type ConfigValue, ENTRY, type LeafAddress } from '../types.ts';
import type { OvsdbClient } from './client.ts';
import { agentPortKey } from './pending.ts';
import { type Place, placeOf, serviceBridge, treeKey, treeKeys, type UnitLeaf } from './places.ts';
import { elementsOf, entriesOf, type OvsdbRow } from './values.ts';

/**
 * The VLAN that IEEE 802.1Q reserves: a trunk without an S-VLAN names it, since to Open vSwitch a trunk that names none
 * carries all. To Open vSwitch it is a VLAN like any other, so no customer's port may ever be in it.
 */
export const emptyTrunkVlan = 4095;

/**
 * The VLAN of customers' ports without a service. No trunk carries it, and such ports are protected from each other:
 * what comes in goes nowhere.
 */
export const parkedVlan = 4094;

/** What a bridge has, by names: its configuration columns, and what the transactions of this room keep there. */
export type Snapshot = {
  readonly ports: ReadonlyMap<string, OvsdbRow>;
  readonly interfaces: ReadonlyMap<string, OvsdbRow>;
  readonly bridges: ReadonlyMap<string, OvsdbRow>;
  readonly externalIds: Readonly<Record<string, string>>;
};

const columns = {
  Port: ['name', 'vlan_mode', 'tag', 'trunks', 'cvlans', 'protected', 'qos', 'other_config', 'external_ids'],
  Interface: [
    'name',
    'type',
    'options',
    'mtu',
    'mtu_request',
    'bfd',
    'other_config',
    'link_state',
    'external_ids',
  ],
  Bridge: ['name', 'datapath_type', 'fail_mode', 'rstp_enable', 'other_config', 'external_ids'],
  Open_vSwitch: ['external_ids', 'other_config'],
} as const;

/** Reads a bridge in one transaction. */
export async function takeSnapshot(client: OvsdbClient): Promise<Snapshot> {
  const selects = Object.entries(columns).map(([table, wanted]) => ({
    op: 'select',
    table,
    where: [],
    columns: wanted,
  }));
  const [ports, interfaces, bridges, root] = (await client.transact(selects)).map(({ rows }) => rows ?? []);
  const agents = new Set(
    (ports ?? []).filter((row) => agentPortKey in entriesOf(row['external_ids'])).map((row) => row['name']),
  );
  const byName = (rows: readonly OvsdbRow[] | undefined) =>
    new Map((rows ?? []).filter((row) => !agents.has(row['name'])).map((row) => [String(row['name']), row]));
  return {
    ports: byName(ports),
    interfaces: byName(interfaces),
    bridges: byName(bridges),
    externalIds: entriesOf(root?.[0]?.['external_ids']),
  };
}

/** What stands at these places; empty ones, and those that a bridge does not have, are absent. */
export function valuesAt(
  snapshot: Snapshot,
  places: readonly LeafAddress[],
): ReadonlyMap<string, ConfigValue> {
  const values = new Map<string, ConfigValue>();
  for (const { path } of places) {
    const place = placeOf(path);
    const value = place === undefined ? undefined : valueAt(snapshot, place);
    if (value !== undefined) values.set(path, value);
  }
  return values;
}

function valueAt(snapshot: Snapshot, place: Place): ConfigValue | undefined {
  if (place.kind === 'tree' || place.kind === 'treeLeaf') {
    const known = entriesOf(snapshot.bridges.get(serviceBridge)?.['external_ids']);
    if (place.kind === 'treeLeaf') return known[treeKey(place.sVlan, place.leaf)];
    return treeKeys(place.sVlan).some((key) => key in known) ? ENTRY : undefined;
  }
  const port = snapshot.ports.get(place.port);
  if (port === undefined) return undefined;
  switch (place.kind) {
    case 'port':
      return ENTRY;
    case 'mtu':
      return mtuOf(snapshot.interfaces.get(place.port));
    case 'trunk': {
      const vlans = elementsOf(port['trunks']).filter((vlan) => vlan !== emptyTrunkVlan);
      return vlans.length === 0 ? undefined : vlans.map(String).sort();
    }
    case 'unit':
      return unitOf(port) === place.vlan ? ENTRY : undefined;
    case 'unitLeaf':
      return unitOf(port) === place.vlan ? unitLeafAt(port, place.leaf) : undefined;
  }
}

/** What was asked for, else what the interface has. */
function mtuOf(row: OvsdbRow | undefined): string | undefined {
  return text(elementsOf(row?.['mtu_request'])[0] ?? elementsOf(row?.['mtu'])[0]);
}

function unitLeafAt(port: OvsdbRow, leaf: UnitLeaf): ConfigValue | undefined {
  if (leaf !== 's-vlan') return entriesOf(port['external_ids'])[leaf];
  const [tag] = elementsOf(port['tag']);
  return tag === parkedVlan ? undefined : text(tag);
}

/** The customer's VLAN that a port takes into its tunnel, 0 for everything; undefined when it takes nothing. */
export function unitOf(port: OvsdbRow): number | undefined {
  if (elementsOf(port['vlan_mode'])[0] !== 'dot1q-tunnel') return undefined;
  return Number(elementsOf(port['cvlans'])[0] ?? 0);
}

/** SHA-256 of the whole configuration, without what changes by itself and without what transactions keep there. */
export function fingerprintOf(snapshot: Snapshot): string {
  const lines = (['ports', 'interfaces', 'bridges'] as const).flatMap((table) =>
    [...snapshot[table].values()].map((row) => `${table} ${canonical(row)}`),
  );
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

function canonical(row: OvsdbRow): string {
  const entries = Object.entries(row).filter(([column]) => column !== 'link_state');
  const ordered = entries.map(([column, value]) => {
    const sorted = Array.isArray(value) && Array.isArray(value[1]) ? [value[0], [...value[1]].sort()] : value;
    return [column, sorted];
  });
  return JSON.stringify(ordered.sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)));
}

function text(value: string | number | boolean | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

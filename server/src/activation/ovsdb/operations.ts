import { unreachable } from '../../foundation/result.ts';
import { DriverError } from '../driver.ts';
import { obtain } from '../maps.ts';
import type { Change, ConfigValue } from '../types.ts';
import { type Place, placeOf, serviceBridge, treeKey, treeKeys } from './places.ts';
import { emptyTrunkVlan, parkedVlan, type Snapshot, unitOf } from './snapshot.ts';
import { type OvsdbOperation, type OvsdbRow, type OvsdbValue, toMap, toSet } from './values.ts';

/** What is to be written into one row: columns anew, and keys of its `external_ids`. */
type RowChange = {
  readonly columns: Record<string, OvsdbValue>;
  readonly ids: Record<string, string | null>;
};

const serviceKeys = ['service-id', 'description', 'role', 'ingress-rate-kbps', 'test-address'];

/** The operations (RFC 7047, 5.2) that make the changes, one or two a row. Pure. Throws `refused` for a foreign place. */
export function operationsOf(changes: readonly Change[]): readonly OvsdbOperation[] {
  const rows = new Map<string, RowChange>();
  const rowOf = (table: string, name: string) =>
    obtain(rows, `${table} ${name}`, (): RowChange => ({ columns: {}, ids: {} }));
  for (const change of changes) note(rowOf, knownPlace(change.path), change);
  return [...rows].flatMap(([key, row]) => {
    const [table = '', name = ''] = key.split(' ');
    return rowOperations(table, name, row);
  });
}

function knownPlace(path: string): Place {
  const place = placeOf(path);
  if (place !== undefined) return place;
  throw new DriverError('refused', 'a provider bridge has nothing of this kind', { path });
}

function note(rowOf: (table: string, name: string) => RowChange, place: Place, change: Change): void {
  const { after } = change;
  switch (place.kind) {
    case 'port':
      // Ports come with the device. A plan from records alone may name one anew; an edit does not, or is refused.
      return;
    case 'mtu':
      rowOf('Interface', place.port).columns['mtu_request'] = toSet(numbers(after));
      return;
    case 'trunk': {
      const vlans = numbers(after);
      rowOf('Port', place.port).columns['trunks'] = toSet(vlans.length === 0 ? [emptyTrunkVlan] : vlans);
      return;
    }
    case 'unit':
      noteUnit(rowOf('Port', place.port), place.vlan, after !== null);
      return;
    case 'unitLeaf': {
      const row = rowOf('Port', place.port);
      if (place.leaf === 's-vlan') row.columns['tag'] = numbers(after)[0] ?? parkedVlan;
      else row.ids[place.leaf] = after === null ? null : String(after);
      return;
    }
    case 'tree': {
      const { ids } = rowOf('Bridge', serviceBridge);
      if (after === null) for (const key of treeKeys(place.sVlan)) ids[key] = null;
      return;
    }
    case 'treeLeaf':
      rowOf('Bridge', serviceBridge).ids[treeKey(place.sVlan, place.leaf)] =
        after === null ? null : String(after);
      return;
    default:
      unreachable(place, 'place');
  }
}

/** A port that takes a customer's VLAN in, or is parked again with nothing of the service left. */
function noteUnit(row: RowChange, vlan: number, stands: boolean): void {
  row.columns['vlan_mode'] = stands ? 'dot1q-tunnel' : 'access';
  row.columns['cvlans'] = toSet(stands && vlan !== 0 ? [vlan] : []);
  row.columns['protected'] = !stands;
  if (stands) return;
  row.columns['tag'] = parkedVlan;
  for (const key of serviceKeys) row.ids[key] = null;
}

function rowOperations(table: string, name: string, { columns, ids }: RowChange): readonly OvsdbOperation[] {
  const where = [['name', '==', name]];
  const operations: OvsdbOperation[] = [];
  if (Object.keys(columns).length > 0) operations.push({ op: 'update', table, where, row: columns });
  const keys = Object.keys(ids);
  if (keys.length === 0) return operations;
  const set = Object.entries(ids).filter((entry): entry is [string, string] => entry[1] !== null);
  // Inserting leaves a key that stands as it is, so each is taken away first.
  const mutations: unknown[] = [['external_ids', 'delete', toSet(keys)]];
  if (set.length > 0) mutations.push(['external_ids', 'insert', toMap(Object.fromEntries(set))]);
  operations.push({ op: 'mutate', table, where, mutations });
  return operations;
}

/**
 * What takes the operations back, and what must still stand when they are made: every touched column of every touched
 * row as it is in the snapshot.
 */
export function reverseOf(
  snapshot: Snapshot,
  operations: readonly OvsdbOperation[],
): { readonly guards: readonly OvsdbOperation[]; readonly undo: readonly OvsdbOperation[] } {
  const touched = new Map<string, Set<string>>();
  for (const operation of operations) {
    const [[, , name = ''] = []] = operation['where'] as readonly (readonly string[])[];
    const names = obtain(touched, `${String(operation['table'])} ${name}`, () => new Set<string>());
    if (operation.op === 'mutate') names.add('external_ids');
    else for (const column of Object.keys(operation['row'] as OvsdbRow)) names.add(column);
  }
  const guards: OvsdbOperation[] = [];
  const undo: OvsdbOperation[] = [];
  for (const [key, columns] of touched) {
    const [table = '', name = ''] = key.split(' ');
    const row = rowsOf(snapshot, table).get(name) ?? {};
    const before = Object.fromEntries([...columns].map((column) => [column, row[column] ?? toSet([])]));
    const where = [['name', '==', name]];
    const wait = { op: 'wait', timeout: 0, table, where, columns: [...columns], until: '==', rows: [before] };
    guards.push(wait);
    undo.push({ op: 'update', table, where, row: before });
  }
  return { guards, undo };
}

function rowsOf(snapshot: Snapshot, table: string): Snapshot['ports'] {
  if (table === 'Port') return snapshot.ports;
  return table === 'Bridge' ? snapshot.bridges : snapshot.interfaces;
}

/** Objections that the database itself would not make: a port that is not there, a second customer on a port. */
export function objectionTo(snapshot: Snapshot, changes: readonly Change[]): DriverError | undefined {
  const freed = new Set(
    changes.flatMap((change) => {
      const place = placeOf(change.path);
      return place?.kind === 'unit' && change.after === null ? [place.port] : [];
    }),
  );
  for (const { path, after } of changes) {
    const place = placeOf(path);
    if (place === undefined) continue;
    if (isSVlan(place) && numbers(after).some((vlan) => vlan < 1 || vlan >= parkedVlan)) {
      return new DriverError('refused', `an S-VLAN is between 1 and ${parkedVlan - 1}`, { path });
    }
    if (place.kind === 'tree' || place.kind === 'treeLeaf') continue;
    const port = snapshot.ports.get(place.port);
    if (port === undefined) return new DriverError('refused', `there is no port ${place.port}`, { path });
    if (place.kind === 'port' && after === null)
      return new DriverError('refused', `ports of ${place.port}'s kind come with the device`, { path });
    if (place.kind !== 'unit' || after === null || freed.has(place.port)) continue;
    const standing = unitOf(port);
    if (standing === undefined || standing === place.vlan) continue;
    const message = `port ${place.port} carries the unit ${standing}; a bridge's port carries one`;
    return new DriverError('refused', message, { path });
  }
  return undefined;
}

function isSVlan(place: Place): boolean {
  return (
    place.kind === 'trunk' ||
    (place.kind === 'unitLeaf' && place.leaf === 's-vlan') ||
    (place.kind === 'treeLeaf' && place.leaf === 'leaf-s-vlan')
  );
}

function numbers(value: ConfigValue | null): readonly number[] {
  return [value ?? []].flat().map(Number);
}

import { parseCsv } from '../csv.ts';
import type { Row } from '../types.ts';

/**
 * Columns of NetBox under one name. NetBox writes a table's headings when it exports (`Termination A`, `Type`, `IPv4
 * Address`) and takes field names when it imports (`side_a_name`, `device_type`, `primary_ip4`); both are understood.
 */
const synonyms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sites: { asns: 'asn' },
  devices: {
    type: 'device_type',
    device_role: 'role',
    serial_number: 'serial',
    ip_address: 'primary_ip',
    ipv4_address: 'primary_ip4',
    ipv6_address: 'primary_ip6',
  },
  interfaces: { speed_kbps: 'speed', management_only: 'mgmt_only', parent_device: 'device' },
  vlans: { id: 'netbox_id', vlan_group: 'group' },
  prefixes: { pool: 'is_pool', mark_pool: 'is_pool', scope: 'site' },
  cables: {
    device_a: 'side_a_device',
    termination_a: 'side_a_name',
    device_b: 'side_b_device',
    termination_b: 'side_b_name',
  },
};

/** Columns without which rows of a kind mean nothing. */
const needed: Readonly<Record<string, readonly string[]>> = {
  sites: ['name'],
  devices: ['name', 'role', 'device_type', 'site'],
  interfaces: ['device', 'name', 'type'],
  vlans: ['vid'],
  prefixes: ['prefix'],
  cables: ['side_a_device', 'side_a_name', 'side_b_device', 'side_b_name'],
};

/** What NetBox exports, in an order in which it can be read. */
export const netboxKinds = ['sites', 'devices', 'interfaces', 'cables', 'vlans', 'prefixes'] as const;
/** One of {@link netboxKinds}. */
export type NetboxKind = (typeof netboxKinds)[number];

/** The rows of a file with NetBox's columns under one name, or what is wrong with the file. */
export function readNetboxFile(kind: NetboxKind, csv: string): readonly Row[] | { readonly message: string } {
  const parsed = parseCsv(csv);
  if ('message' in parsed) return { message: `line ${parsed.line}: ${parsed.message}` };
  const names = new Map(parsed.columns.map((column) => [column, nameOf(kind, column)]));
  const missing = (needed[kind] ?? []).filter((name) => ![...names.values()].includes(name));
  if (missing.length > 0)
    return {
      message: `the columns ${missing.join(', ')} are missing; there are ${parsed.columns.join(', ')}`,
    };
  return parsed.rows.map(({ line, cells }) => ({
    line,
    cells: new Map(
      [...cells].map(([column, cell]) => [names.get(column) ?? column, cell === '—' ? '' : cell]),
    ),
  }));
}

function nameOf(kind: NetboxKind, column: string): string {
  const name = column
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  return synonyms[kind]?.[name] ?? name;
}

import type { ExchangeFile, Row, Told } from '../types.ts';
import { type NetboxKind, netboxKinds, readNetboxFile } from './columns.ts';
import { noteCabled, readCable, readInterface } from './connections.ts';
import { readDevice, readSite } from './equipment.ts';
import { readPrefixes, readVlans } from './pools.ts';
import { type GivenDefaults, Reading } from './reading.ts';

/**
 * Turns NetBox's export into records: sites become points of presence, devices nodes, interfaces ports with their cards,
 * cables between devices links, VLAN groups and pool prefixes pools, and what is in use within them uses from outside.
 * Devices that interfaces or cables name alone are taken as known to the system.
 */
export function readNetbox(files: readonly ExchangeFile[], given: GivenDefaults): Told {
  const reading = new Reading(given);
  const rows = rowsOf(reading, files);
  const each = (kind: NetboxKind, read: (reading: Reading, row: Row, source: string) => void): void => {
    for (const row of rows.get(kind) ?? []) read(reading, row, `${kind} line ${row.line}`);
  };
  noteCabled(reading, rows.get('cables') ?? []);
  each('sites', readSite);
  each('devices', readDevice);
  each('interfaces', readInterface);
  each('cables', readCable);
  readVlans(reading, rows.get('vlans') ?? []);
  readPrefixes(reading, rows.get('prefixes') ?? []);
  const { records, uses, faults, skipped } = reading;
  return { records, uses, faults, skipped };
}

function rowsOf(reading: Reading, files: readonly ExchangeFile[]): ReadonlyMap<NetboxKind, readonly Row[]> {
  const rows = new Map<NetboxKind, readonly Row[]>();
  for (const [index, file] of files.entries()) {
    const kind = netboxKinds.find((one) => one === file.kind);
    if (kind === undefined) {
      reading.fault(
        `/files/${index}/kind`,
        `of NetBox's export ${netboxKinds.join(', ')} are read, not ${file.kind}`,
      );
      continue;
    }
    const read = readNetboxFile(kind, file.csv);
    if ('message' in read) reading.fault(`/files/${index}`, `${kind}: ${read.message}`);
    else rows.set(kind, [...(rows.get(kind) ?? []), ...read]);
  }
  return rows;
}

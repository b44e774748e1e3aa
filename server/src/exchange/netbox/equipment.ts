import type { Row } from '../types.ts';
import { cell, type Reading } from './reading.ts';
import { codeOf, standingOf } from './words.ts';

/** A site is a point of presence; its name gives the code. What else is known of a place stays. */
export function readSite(reading: Reading, row: Row, source: string): void {
  const name = cell(row, 'name');
  const code = codeOf(name);
  if (code === '') {
    reading.fault(source, `the name ${name} gives no code`);
    return;
  }
  const [latitude, longitude] = [cell(row, 'latitude'), cell(row, 'longitude')];
  const address = cell(row, 'physical_address').replaceAll(/,?\s*[\r\n]+\s*/g, ', ');
  reading.tell(
    'place',
    code,
    source,
    {
      code,
      ...(address === '' ? {} : { address }),
      ...(latitude === '' ? {} : { latitude: Number(latitude) }),
      ...(longitude === '' ? {} : { longitude: Number(longitude) }),
    },
    {
      name,
      kind: 'pointOfPresence',
      address: name,
      latitude: 0,
      longitude: 0,
      calendar: reading.defaults.calendar,
      sharedRisks: [],
      entries: [],
    },
  );
}

/** A device in a role of the network is a node; its primary IPv4 address is its router id. */
export function readDevice(reading: Reading, row: Row, source: string): void {
  const name = codeOf(cell(row, 'name'));
  const role = reading.defaults.roles[cell(row, 'role')];
  const why = notOfTheNetwork(name, role, row);
  if (role === undefined || why !== undefined) {
    if (name !== '') reading.strangers.add(name);
    reading.skip(source, why ?? '');
    return;
  }
  const address = (cell(row, 'primary_ip4') || cell(row, 'primary_ip')).split('/')[0] ?? '';
  const asNumber = cell(row, 'asn');
  const { asNumber: usualAs, nodeAvailability, transitUs } = reading.defaults;
  reading.tell(
    'networkNode',
    name,
    source,
    {
      name,
      place: codeOf(cell(row, 'site')),
      role,
      model: codeOf(cell(row, 'device_type')),
      ...(/^\d+(\.\d+){3}$/.test(address) ? { routerId: address } : {}),
      ...(/^\d+$/.test(asNumber) ? { asNumber: Number(asNumber) } : {}),
    },
    { asNumber: usualAs, sharedRisks: [], availability: nodeAvailability, transitUs },
  );
}

function notOfTheNetwork(name: string, role: string | undefined, row: Row): string | undefined {
  if (name === '') return 'a device without a name is not managed';
  if (role === undefined) return `${name} is a ${cell(row, 'role')}: no role of the network`;
  return standingOf(cell(row, 'status')) === 'present' ? undefined : `${name} is ${cell(row, 'status')}`;
}

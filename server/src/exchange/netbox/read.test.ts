import { describe, expect, test } from 'vitest';
import type { ToldRecord } from '../types.ts';
import { readNetbox } from './read.ts';
import { cardOf, codeOf, lengthOf, rateOf } from './words.ts';

const told = (records: readonly ToldRecord[], kind: string) =>
  records.filter((one) => one.kind === kind).map((one) => one.told);

describe('NetBox’s words', () => {
  test.each([
    ['1000base-t', '', 1_000_000],
    ['1000BASE-LX (1GE)', '', 1_000_000],
    ['SFP+ (10GE)', '', 10_000_000],
    ['100gbase-x-qsfp28', '', 100_000_000],
    ['QSFP-DD (400GE)', '', 400_000_000],
    ['100base-tx', '', 100_000],
    ['sfp', '2500000', 2_500_000],
    ['Virtual', '', undefined],
  ])('%s %s is %s kbit/s', (type, speed, rate) => expect(rateOf(type, speed)).toBe(rate));

  test.each([
    ['12.5 km', '', 12_500],
    ['12.5', 'km', 12_500],
    ['12.5 Kilometers', '', 12_500],
    ['100', 'm', 100],
    ['6 Feet', 'ft', 2],
    ['', '', undefined],
    ['long', '', undefined],
  ])('%s %s is %s m', (length, unit, metres) => expect(lengthOf(length, unit)).toBe(metres));

  test('cards by the name of the port; codes by the name', () => {
    expect(cardOf('pe1', 'xe-0/1/3')).toBe('pe1-CARD-0/1');
    expect(cardOf('pe1', 'Ethernet1')).toBe('pe1-CARD-0');
    expect(codeOf('  São Paulo (2)')).toBe('S-o-Paulo-2');
  });
});

describe('NetBox’s files', () => {
  const sites =
    'Name,Status,Physical address,Latitude,Longitude\nLeeds 1,Active,"1 Wharf,\nLeeds",53.8,-1.5\n';
  const devices =
    'Name,Status,Site,Role,Manufacturer,Type,IP Address\n' +
    'PE 1,Active,Leeds 1,Provider Edge,Acme,AX-1,10.0.0.1/32\n' +
    'P1,Active,Leeds 1,Core,Acme,AX-2,10.0.0.2\n' +
    'PDU,Active,Leeds 1,Power,Acme,AX-3,\n' +
    'OLD,Decommissioning,Leeds 1,Core,Acme,AX-2,10.0.0.3\n';
  const interfaces =
    'Device,Name,Type,Speed (Kbps),Enabled,Management only\n' +
    'PE 1,xe-0/0/0,SFP+ (10GE),,True,False\n' +
    'PE 1,ge-0/1/0,1000BASE-LX,,True,False\n' +
    'PE 1,lo0,Virtual,,True,False\n' +
    'PE 1,em0,1000BASE-T (1GE),,True,True\n' +
    'P1,xe-0/0/0,SFP+ (10GE),,True,False\n' +
    'PDU,eth0,1000BASE-T (1GE),,True,False\n';
  const cables =
    'Label,Device A,Termination A,Device B,Termination B,Status,Length,Length Unit\n' +
    ',PE 1,xe-0/0/0,P1,xe-0/0/0,Connected,40,km\n' +
    'X,PDU,eth0,P1,xe-0/0/1,Connected,,\n';

  test('export headings: nodes, ports with cards, links; what is not of the network is skipped with why', () => {
    const read = readNetbox(
      [
        { kind: 'cables', csv: cables },
        { kind: 'interfaces', csv: interfaces },
        { kind: 'devices', csv: devices },
        { kind: 'sites', csv: sites },
      ],
      { calendar: 'wales' },
    );
    expect(read.faults).toEqual([]);
    expect(told(read.records, 'place')).toEqual([
      { code: 'Leeds-1', address: '1 Wharf, Leeds', latitude: 53.8, longitude: -1.5 },
    ]);
    expect(read.records.find((one) => one.kind === 'place')?.whenNew).toMatchObject({ calendar: 'wales' });
    expect(told(read.records, 'networkNode')).toEqual([
      { name: 'PE-1', place: 'Leeds-1', role: 'providerEdge', model: 'AX-1', routerId: '10.0.0.1' },
      { name: 'P1', place: 'Leeds-1', role: 'core', model: 'AX-2', routerId: '10.0.0.2' },
    ]);
    const ports = read.records.filter((one) => one.kind === 'port');
    expect(
      ports.map((one) => [one.key, one.told['rateKbps'], one.whenNew['use'], one.whenNew['card']]),
    ).toEqual([
      ['PE-1/xe-0/0/0', 10_000_000, 'core', 'PE-1-CARD-0/0'],
      ['PE-1/ge-0/1/0', 1_000_000, 'customer', 'PE-1-CARD-0/1'],
      ['P1/xe-0/0/0', 10_000_000, 'core', 'P1-CARD-0/0'],
    ]);
    const [link, ...more] = read.records.filter((one) => one.kind === 'link');
    expect(more).toEqual([]);
    expect(link).toMatchObject({
      key: 'PE-1:xe-0/0/0--P1:xe-0/0/0',
      told: { lengthM: 40_000, capacityKbps: 10_000_000, status: 'inService' },
      whenNew: { latencyUs: 200 },
    });
    expect(read.skipped.map((one) => one.source)).toEqual([
      'devices line 4',
      'devices line 5',
      'interfaces line 4',
      'interfaces line 5',
      'cables line 3',
    ]);
  });

  test('import field names mean the same', () => {
    const read = readNetbox(
      [
        {
          kind: 'devices',
          csv: 'name,role,manufacturer,device_type,status,site,primary_ip4\nA,PE,x,M,active,S,1.2.3.4/24\n',
        },
      ],
      { calendar: 'wales', roles: { PE: 'access' } },
    );
    expect(told(read.records, 'networkNode')).toEqual([
      { name: 'A', place: 'S', role: 'access', model: 'M', routerId: '1.2.3.4' },
    ]);
  });

  test('VLANs and prefixes: pools, and what is in use within them; a part of what is in use is not told twice', () => {
    const read = readNetbox(
      [
        { kind: 'vlans', csv: 'ID,VID,Name,Group,Status\n1,010,a,Metro,Active\n2,20,b,Metro,Reserved\n' },
        {
          kind: 'prefixes',
          csv:
            'Prefix,Status,VRF,Pool\n10.0.0.0/16,Container,,False\n10.0.1.0/24,Active,,False\n' +
            '10.0.1.0/30,Active,,False\n192.0.2.0/24,Active,,False\n2001:db8::/48,Active,red,True\n',
        },
      ],
      { calendar: 'wales' },
    );
    expect(told(read.records, 'pool')).toEqual([
      { code: 'NB-VLAN-Metro' },
      { code: 'NB-10.0.0.0/16', prefixes: ['10.0.0.0/16'] },
      { code: 'NB-red-2001:db8::/48', prefixes: ['2001:db8::/48'] },
    ]);
    expect(read.uses.map((use) => `${use.pool} ${use.value}`)).toEqual([
      'NB-VLAN-Metro 10',
      'NB-VLAN-Metro 20',
      'NB-10.0.0.0/16 10.0.1.0/24',
    ]);
    expect(read.skipped).toEqual([{ source: 'prefixes line 5', why: '192.0.2.0/24 lies in no pool' }]);
  });

  test.each([
    ['racks', 'a\n1\n', 'not racks'],
    ['devices', 'Name,Site\nA,S\n', 'the columns role, device_type are missing'],
    ['interfaces', 'device,name,type\nA,x,exotic\n', 'tells no rate'],
    ['vlans', 'vid\n5000\n', '5000 is no VLAN id'],
    ['prefixes', 'prefix\n10.0.0.1/8\n', '10.0.0.1/8 is no prefix'],
    ['sites', 'name\n"???"\n', 'gives no code'],
  ])('%s that cannot be are told', (kind, csv, message) => {
    expect(readNetbox([{ kind, csv }], { calendar: 'wales' }).faults).toEqual([
      expect.objectContaining({ message: expect.stringContaining(message) }),
    ]);
  });
});

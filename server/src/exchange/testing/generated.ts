/** For tests and measurements: files as NetBox exports them. */
export type Files = { kind: string; csv: string }[];

const csv = (header: string, rows: readonly string[]): string => `${[header, ...rows].join('\r\n')}\r\n`;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** An export as NetBox writes it: sites of twenty devices, four ports each, a ring of cables, VLANs and prefixes. */
export function generated(devices: number): Files {
  const address = (n: number): string => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}/32`;
  const all = numbers(devices);
  return [
    {
      kind: 'sites',
      csv: csv(
        'Name,Status,Physical address,Latitude,Longitude',
        numbers(devices / 20).map(
          (n) => `Site ${n},Active,"${n} High Street, Town",${50 + n / 1000},${-n / 1000}`,
        ),
      ),
    },
    {
      kind: 'devices',
      csv: csv(
        'ID,Name,Status,Site,Role,Manufacturer,Type,IPv4 Address',
        all.map(
          (n) =>
            `${n},R${n},Active,Site ${n % (devices / 20)},${n % 20 === 0 ? 'Core' : 'Provider Edge'},Acme,AX-${n % 3},${address(n + 1)}`,
        ),
      ),
    },
    {
      kind: 'interfaces',
      csv: csv(
        'Device,Name,Type,Enabled,Management only',
        all.flatMap((n) => [
          ...numbers(3).map((port) => `R${n},ge-0/0/${port},1000BASE-LX,True,False`),
          `R${n},xe-0/1/0,SFP+ (10GE),True,False`,
          `R${n},lo0,Virtual,True,False`,
        ]),
      ),
    },
    {
      kind: 'cables',
      csv: csv(
        'Label,Device A,Termination A,Device B,Termination B,Status,Length',
        all.map((n) => `C${n},R${n},xe-0/1/0,R${(n + 1) % devices},xe-0/1/0,Connected,${5 + (n % 40)} km`),
      ),
    },
    {
      kind: 'vlans',
      csv: csv(
        'ID,VID,Name,Group,Status',
        numbers(400).map((n) => `${n},${10 + n},vlan${n},Metro ${n % 4},Active`),
      ),
    },
    {
      kind: 'prefixes',
      csv: csv('Prefix,Status,VRF,Pool', [
        '172.16.0.0/16,Container,,False',
        ...numbers(200).map((n) => `172.16.${n}.0/24,Active,,False`),
      ]),
    },
  ];
}

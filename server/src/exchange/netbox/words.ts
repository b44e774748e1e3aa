/** A natural key from a name of NetBox's: what a code may not have becomes a dash. */
export function codeOf(name: string): string {
  return name
    .replace(/[^A-Za-z0-9._:/-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 100);
}

const speeds: readonly (readonly [RegExp, number])[] = [
  [/\b800g/i, 800_000_000],
  [/\b400g/i, 400_000_000],
  [/\b200g/i, 200_000_000],
  [/\b100g/i, 100_000_000],
  [/\b50g/i, 50_000_000],
  [/\b40g/i, 40_000_000],
  [/\b25g/i, 25_000_000],
  [/\b10g/i, 10_000_000],
  [/\b5g/i, 5_000_000],
  [/\b2\.5g/i, 2_500_000],
  [/\b(1g|1000base)/i, 1_000_000],
  [/\b100base/i, 100_000],
];

/**
 * The rate of an interface in kbit/s: its speed where it is told (NetBox counts kbit/s), else what its type says
 * (`1000base-t`, `SFP+ (10GE)`); undefined for what carries no rate of its own.
 */
export function rateOf(type: string, speed: string): number | undefined {
  if (/^\d{1,12}$/.test(speed) && Number(speed) > 0) return Number(speed);
  return speeds.find(([pattern]) => pattern.test(type))?.[1];
}

/** Whether an interface is a port in hardware: not virtual, a bridge, a bundle, a radio or for management. */
export function isPort(type: string, managementOnly: string): boolean {
  if (/^(true|yes|✔)$/i.test(managementOnly)) return false;
  return !/virtual|bridge|lag|link aggregation|wireless|ieee802|\blte\b|other/i.test(type);
}

/** The card of a port by its name: all but the last number (`xe-0/1/3` is on `0/1`), or the one card there is. */
export function cardOf(device: string, port: string): string {
  const slot = /(\d+(?:\/\d+)*)\/\d+(?:[.:]\d+)?$/.exec(port)?.[1] ?? '0';
  return `${device}-CARD-${slot}`.slice(0, 100);
}

const metres: Readonly<Record<string, number>> = {
  km: 1_000,
  m: 1,
  cm: 0.01,
  mi: 1_609.344,
  ft: 0.3048,
  in: 0.0254,
};

/** The length of a cable in whole metres from `12.5 km`, or from a number and its unit; undefined where none is told. */
export function lengthOf(length: string, unit: string): number | undefined {
  const [, number = '', own = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)/i.exec(length) ?? [];
  const factor =
    metres[
      (unit === '' ? own : unit)
        .toLowerCase()
        .replace(/^(kilo)?met(er|re)s?$/, (_, kilo) => (kilo ? 'km' : 'm'))
    ];
  return number === '' || factor === undefined ? undefined : Math.round(Number(number) * factor);
}

/** Light in fibre: five microseconds a kilometre, one way. */
export function latencyOf(lengthM: number): number {
  return Math.round(lengthM * 0.005);
}

/** What NetBox's status means: in use, to come, or gone. */
export function standingOf(status: string): 'present' | 'planned' | 'gone' {
  const word = status.toLowerCase();
  if (/^(planned|staged|staging)$/.test(word)) return 'planned';
  if (/^(offline|failed|inventory|decommissioning|retired|deprecated)$/.test(word)) return 'gone';
  return 'present';
}

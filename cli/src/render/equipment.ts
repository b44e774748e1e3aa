import type { CpeReadingResult, CpeStatus } from '@turnup/contract';
import { table } from './table.ts';

/** Units, one a line. */
export function unitTable(units: readonly CpeStatus[]): string {
  return table(
    ['serial', 'model', 'state', 'place', 'booted', 'firmware', 'voucher', 'reading', 'replaces'],
    units.map((unit) => [
      unit.serial,
      unit.model,
      unit.state,
      unit.place ?? unit.depot,
      unit.bootedAt ?? '',
      unit.firmware ?? '',
      unit.voucher ?? '',
      unit.lastReading?.verdict ?? '',
      unit.replaces ?? '',
    ]),
  );
}

/** Devices that were refused, one a line. */
export function refusalTable(
  refusals: readonly (CpeStatus['refusals'][number] & { readonly serial: string })[],
): string {
  return table(
    ['serial', 'model', 'reason', 'from', 'times', 'last'],
    refusals.map(({ serial, model, reason, address, times, lastAt }) => [
      serial,
      model,
      reason,
      address,
      String(times),
      lastAt,
    ]),
  );
}

/** One unit with what is known of it. */
export function unitText(unit: CpeStatus): string {
  const refused = unit.refusals.map((one) => ({ ...one, serial: unit.serial }));
  return [
    unitTable([unit]),
    ...(refused.length === 0 ? [] : ['', 'refused in its name:', refusalTable(refused)]),
    ...(unit.lastReading === undefined ? [] : ['', readingText(unit.lastReading)]),
  ].join('\n');
}

/** What was read of a unit, each value beside its limits. */
export function readingText(reading: CpeReadingResult): string {
  const { serial, verdict, sysDescr, values, interfaces, findings } = reading;
  return [
    `${serial} (${sysDescr ?? 'no answer'}): ${verdict}`,
    table(
      ['reading', 'value', 'unit', 'at least', 'at most'],
      values.map((one) => [
        one.name,
        one.value === null ? '–' : String(one.value),
        one.unit,
        one.minimum === undefined ? '' : String(one.minimum),
        one.maximum === undefined ? '' : String(one.maximum),
      ]),
    ),
    table(
      ['interface', 'state', 'Mbit/s'],
      interfaces.map((one) => [one.name, one.operStatus, String(one.speedMbps ?? '')]),
    ),
    ...findings.map((finding) => `! ${finding}`),
  ].join('\n');
}

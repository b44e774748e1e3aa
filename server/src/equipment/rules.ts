import { timingSafeEqual } from 'node:crypto';
import type { CpeModel } from '@turnup/contract';
import type { CpeUnitRow } from '../inventory/index.ts';
import type { BootRefusal, BootRequest, ReadingValue, SnmpAnswer, Voucher } from './types.ts';

/** What is known of a unit when it asks. */
export type KnownUnit = {
  readonly unit: Pick<CpeUnitRow, 'model' | 'state' | 'serviceId' | 'place'> | undefined;
  readonly voucher: Voucher | undefined;
};

/**
 * Whether a unit that boots is the one that is expected: null where it is, else why not. The same unit may ask again with
 * the same host key until it is configured, since an answer can be lost. Pure.
 */
export function judgeBoot(
  request: Pick<BootRequest, 'model' | 'management'>,
  digest: Buffer,
  { unit, voucher }: KnownUnit,
): BootRefusal | null {
  if (unit === undefined) return 'unknownSerial';
  if (unit.model !== request.model) return 'wrongModel';
  if (unit.state === 'failed' || unit.state === 'returned') return 'withdrawn';
  if (unit.serviceId === null || unit.place === null) return 'notAssigned';
  if (unit.state === 'assigned') return 'notShipped';
  if (voucher === undefined) return 'noVoucher';
  if (!timingSafeEqual(voucher.digest, digest)) return 'wrongVoucher';
  if (voucher.state === 'spent') return 'spent';
  if (voucher.state === 'used' && voucher.hostKeySha256 !== request.management.hostKeySha256)
    return 'replayed';
  return null;
}

/** Compares versions number by number, as far as both have numbers: negative where the first is older. Pure. */
export function compareVersions(one: string, other: string): number {
  const numbers = (version: string): number[] => (version.match(/\d+/g) ?? []).map(Number);
  const [left, right] = [numbers(one), numbers(other)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a unit runs older software than its model must have. Pure. */
export function firmwareFault(
  model: Pick<CpeModel, 'code' | 'minimumFirmware'>,
  serial: string,
  firmware: string,
): string | undefined {
  const { minimumFirmware } = model;
  return minimumFirmware === undefined || compareVersions(firmware, minimumFirmware) >= 0
    ? undefined
    : `unit ${serial} runs ${firmware}, a ${model.code} needs ${minimumFirmware} at least`;
}

/** What a model's data says of what is read, beside what a unit answered. Pure. */
export function judgeReading(
  unit: { readonly serial: string },
  model: Pick<CpeModel, 'readings'>,
  answer: SnmpAnswer,
): { readonly values: readonly ReadingValue[]; readonly findings: readonly string[] } {
  const values = (model.readings ?? []).map(({ name, oid, unit: of, divisor = 1, minimum, maximum }) => {
    const raw = answer.values.get(oid);
    return {
      name,
      unit: of,
      value: raw === undefined ? null : raw / divisor,
      ...(minimum === undefined ? {} : { minimum }),
      ...(maximum === undefined ? {} : { maximum }),
    };
  });
  const other =
    answer.serial === unit.serial
      ? []
      : [`the unit that answers is ${answer.serial ?? 'without a serial number'}, not ${unit.serial}`];
  return { values, findings: [...other, ...values.flatMap(findingOf)] };
}

function findingOf({ name, unit, value, minimum, maximum }: ReadingValue): string[] {
  if (value === null) return [`${name} is not there`];
  const tooLow = minimum !== undefined && value < minimum;
  const tooHigh = maximum !== undefined && value > maximum;
  if (!tooLow && !tooHigh) return [];
  const limits = [
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(maximum === undefined ? [] : [`at most ${maximum}`]),
  ];
  return [`${name} is ${value} ${unit}, should be ${limits.join(' and ')}`];
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInside } from './networks.ts';
import { compareVersions, firmwareFault, judgeBoot, judgeReading } from './rules.ts';
import type { Voucher } from './types.ts';
import { digestOf } from './voucher.ts';

const hostKeySha256 = 'K'.repeat(43);
const request = { model: 'CX-100', management: { port: 830, hostKeySha256 } };
const unit = { model: 'CX-100', state: 'shipped', serviceId: 's', place: 'HQ' } as const;
const voucher: Voucher = {
  serial: 'S1',
  digest: digestOf('secret'),
  state: 'issued',
  hostKeySha256: null,
};
const right = digestOf('secret');

describe('whether a unit that boots is the one that is expected', () => {
  it('is, when model, serial number and voucher are right and it is on its way or there', () => {
    expect(judgeBoot(request, right, { unit, voucher })).toBeNull();
    expect(judgeBoot(request, right, { unit: { ...unit, state: 'installed' }, voucher })).toBeNull();
  });

  it('is again with the same host key, until it is configured; with another one it is a replay', () => {
    const used = { ...voucher, state: 'used', hostKeySha256 } as const;
    expect(judgeBoot(request, right, { unit, voucher: used })).toBeNull();
    const other = { ...request, management: { port: 830, hostKeySha256: 'L'.repeat(43) } };
    expect(judgeBoot(other, right, { unit, voucher: used })).toBe('replayed');
    expect(judgeBoot(request, right, { unit, voucher: { ...used, state: 'spent' } })).toBe('spent');
  });

  it.each([
    ['unknownSerial', { unit: undefined }],
    ['wrongModel', { unit: { ...unit, model: 'CX-500' } }],
    ['withdrawn', { unit: { ...unit, state: 'failed' as const } }],
    ['withdrawn', { unit: { ...unit, state: 'returned' as const } }],
    ['notAssigned', { unit: { ...unit, state: 'inStock' as const, serviceId: null, place: null } }],
    ['notShipped', { unit: { ...unit, state: 'assigned' as const } }],
    ['noVoucher', { voucher: undefined }],
    ['wrongVoucher', { voucher: { ...voucher, digest: digestOf('another') } }],
  ])('is not: %s', (reason, change) => {
    expect(judgeBoot(request, right, { unit, voucher, ...change })).toBe(reason);
  });
});

describe('software', () => {
  it('is compared number by number', () => {
    expect(compareVersions('4.10.0', '4.9.9')).toBeGreaterThan(0);
    expect(compareVersions('4.2', '4.2.0')).toBe(0);
    expect(compareVersions('v4.2.0-r3', '4.2.0-r12')).toBeLessThan(0);
    const version = fc.array(fc.nat(50), { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(version, version, (one, other) => {
        expect(Math.sign(compareVersions(one, other))).toBe(-Math.sign(compareVersions(other, one)) || 0);
      }),
    );
  });

  it('is at fault below the minimum alone', () => {
    const model = { code: 'CX-100', minimumFirmware: '4.2.0' };
    expect(firmwareFault(model, 'S1', '4.2.0')).toBeUndefined();
    expect(firmwareFault({ code: 'CX-100' }, 'S1', '0.1')).toBeUndefined();
    expect(firmwareFault(model, 'S1', '4.1.12')).toBe('unit S1 runs 4.1.12, a CX-100 needs 4.2.0 at least');
  });
});

describe('a reading', () => {
  const light = { name: 'light', oid: '1.3.6.1.2.1.99.1.1.1.4.1', unit: 'dBm', divisor: 100 };
  const answer = (value: number | undefined, serial = 'S1') => ({
    sysName: 'S1',
    sysDescr: '',
    serial,
    interfaces: [],
    values: new Map(value === undefined ? [] : [[light.oid, value]]),
  });
  const findings = (limits: object, value: number | undefined, serial?: string): readonly string[] =>
    judgeReading({ serial: 'S1' }, { readings: [{ ...light, ...limits }] }, answer(value, serial)).findings;

  it('is held against the limits, which are within', () => {
    expect(findings({ minimum: -14.4, maximum: 0.5 }, -1440)).toEqual([]);
    expect(findings({ minimum: -14.4, maximum: 0.5 }, 50)).toEqual([]);
    expect(findings({}, -9_900)).toEqual([]);
    expect(findings({ minimum: -14.4, maximum: 0.5 }, -1441)).toEqual([
      'light is -14.41 dBm, should be at least -14.4 and at most 0.5',
    ]);
    expect(findings({ maximum: 0.5 }, 51)).toEqual(['light is 0.51 dBm, should be at most 0.5']);
  });

  it('that is missing is never well, nor is that of another unit', () => {
    expect(findings({ minimum: 0 }, undefined)).toEqual(['light is not there']);
    expect(findings({}, 0, 'S2')).toEqual(['the unit that answers is S2, not S1']);
  });
});

it('an address is inside the networks of its own family alone', () => {
  expect(isInside(['10.0.0.0/8'], '10.1.2.3')).toBe(true);
  expect(isInside(['10.0.0.0/8'], '::ffff:10.1.2.3')).toBe(true);
  expect(isInside(['10.0.0.0/8'], '11.1.2.3')).toBe(false);
  expect(isInside(['10.0.0.0/8', 'fd00::/8'], 'fd12::1')).toBe(true);
  expect(isInside(['0.0.0.0/0'], '::1')).toBe(false);
  expect(isInside(['10.0.0.0/8'], 'nonsense')).toBe(false);
  expect(isInside([], '10.1.2.3')).toBe(false);
});

import { describe, expect, it } from 'vitest';
import type { WindowPolicy } from './types.ts';
import { nextCommonWindow, noWindows } from './windows.ts';

const nights = { days: ['tuesday', 'thursday'] as const, from: '23:00', to: '03:00' };
const policy: WindowPolicy = {
  windows: [nights],
  places: { EDI: [{ days: ['thursday'], from: '00:00', to: '06:00' }] },
  devices: { 'PE-X': [] },
};
const man = { device: 'PE-MAN', place: 'MAN', zone: 'Europe/London' };
const edi = { device: 'PE-EDI', place: 'EDI', zone: 'Europe/London' };

describe('the next time in which devices may be worked on together', () => {
  // 2027-03-01 is a Monday; the clocks go forward on 2027-03-28.
  it.each([
    ['the first that comes', [man], '2027-03-01T10:00:00.000Z', 60, '2027-03-02T23:00:00.000Z'],
    ['the one that is open now', [man], '2027-03-03T01:00:00.000Z', 60, '2027-03-03T01:00:00.000Z'],
    ['the next where too little is left', [man], '2027-03-03T02:30:00.000Z', 60, '2027-03-04T23:00:00.000Z'],
    ['by the clocks of summer', [man], '2027-03-29T10:00:00.000Z', 60, '2027-03-30T22:00:00.000Z'],
    ['none where both never meet long enough', [man, edi], '2027-03-01T10:00:00.000Z', 241, undefined],
    [
      'any where a device has none',
      [{ ...man, device: 'PE-X' }],
      '2027-03-01T10:00:00.000Z',
      60,
      '2027-03-01T10:00:00.000Z',
    ],
  ])('is %s', (_, subjects, from, minutes, start) => {
    expect(nextCommonWindow(policy, subjects, from, minutes)?.start).toBe(start);
  });

  it('of two places lies in both', () => {
    const shifted = {
      ...policy,
      places: { EDI: [{ days: ['wednesday'] as const, from: '01:00', to: '06:00' }] },
    };
    expect(nextCommonWindow(shifted, [man, edi], '2027-03-01T10:00:00.000Z', 60)).toEqual({
      start: '2027-03-03T01:00:00.000Z',
      end: '2027-03-03T03:00:00.000Z',
    });
  });

  it('is now where no windows are loaded', () => {
    expect(nextCommonWindow(noWindows, [man], '2027-03-01T10:00:00.000Z', 30)).toEqual({
      start: '2027-03-01T10:00:00.000Z',
      end: '2027-03-01T10:30:00.000Z',
    });
  });
});

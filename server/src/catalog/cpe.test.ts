import { describe, expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { cpeModels } from '../foundation/testing/flagship.ts';
import { chooseCpe } from './cpe.ts';

const need = { site: 'HQ', bandwidthKbps: 1_000_000, functions: ['ipsec'], legs: 2 };

describe('choice of customer equipment', () => {
  test('the cheapest that carries the bandwidth with the function; one unit for each leg', () => {
    const choice = unwrap(chooseCpe(cpeModels, need));
    expect(choice).toMatchObject({ site: 'HQ', model: 'CX-2000', quantity: 2 });
    expect(choice.reason).toContain('2,000 Mbit/s of the 1,000 Mbit/s needed with ipsec');
    expect(unwrap(chooseCpe(cpeModels, { ...need, functions: [] })).model).toBe('CX-1000P');
    expect(unwrap(chooseCpe(cpeModels, { ...need, bandwidthKbps: 100_000, legs: 1 }))).toMatchObject({
      model: 'CX-100',
      quantity: 1,
    });
    expect(unwrap(chooseCpe(cpeModels, { ...need, bandwidthKbps: 100_001, legs: 1 })).model).toBe('CX-500');
  });

  test('over a term, cheap maintenance outweighs a cheap purchase', () => {
    const [small] = cpeModels;
    const lean = {
      ...(small ?? expect.fail()),
      code: 'CX-100L',
      priceMinor: 2_000_00,
      monthlyMaintenanceMinor: 40_00,
    };
    const site = { ...need, bandwidthKbps: 100_000, legs: 1 };
    expect(unwrap(chooseCpe([...cpeModels, lean], site)).model).toBe('CX-100');
    expect(unwrap(chooseCpe([...cpeModels, lean], { ...site, termMonths: 36 })).model).toBe('CX-100L');
  });

  test('a model is not chosen when its sale has ended', () => {
    const ending = cpeModels.map((model) => ({ ...model, endOfSale: '2027-12-31' }));
    expect(chooseCpe(ending, { ...need, at: '2027-12-30' }).ok).toBe(true);
    expect(chooseCpe(ending, { ...need, at: '2027-12-31' }).ok).toBe(false);
  });

  test('none that fits is refused with the nearest and its numbers', () => {
    const result = chooseCpe(cpeModels, { ...need, bandwidthKbps: 4_000_000 });
    expect(result.ok ? undefined : result.fault).toMatchObject({
      code: 'NO_CPE_MODEL',
      message: expect.stringContaining('Edge router CX-2000, carries 2,000 Mbit/s of 4,000 Mbit/s'),
    });
    const none = chooseCpe([], need);
    expect(none.ok ? undefined : none.fault.message).toContain('none is loaded');
    expect(chooseCpe(cpeModels, { ...need, legs: 3 }).ok).toBe(false);
    expect(chooseCpe(cpeModels, { ...need, functions: ['wifi'] }).ok).toBe(false);
  });

  test('a unit that stands at the site is used again where it does all that is needed beside what it does', () => {
    const site = { ...need, bandwidthKbps: 60_000, legs: 1 };
    const ports = { wanPort: 'wan1', lanPorts: ['lan2', 'lan3'] };
    const stands = { site: 'HQ', serial: 'U-7', model: 'CX-100', loadKbps: 40_000, ports };
    const chosen = (unit: object, more: object = {}) =>
      unwrap(chooseCpe(cpeModels, { ...site, ...more, standing: [{ ...stands, ...unit }] }));
    expect(chosen({})).toMatchObject({ model: 'CX-100', quantity: 1, standing: { serial: 'U-7', ...ports } });
    expect(chosen({}).reason).toContain('U-7 stands there: with this service it carries 100 Mbit/s of 100');
    // Its sale may have ended: nothing is bought.
    const ended = cpeModels.map((model) => ({ ...model, endOfSale: '2020-01-01' }));
    expect(chooseCpe(ended, { ...site, at: '2027-01-01', standing: [stands] }).ok).toBe(true);
    for (const [unit, more, why] of [
      [{ loadKbps: 40_001 }, {}, 'it carries 100 Mbit/s, of which others have 40.001 Mbit/s'],
      [{ model: 'CX-1000P' }, { functions: ['ipsec'] }, 'it lacks ipsec'],
      [{}, { legs: 2 }, 'each leg needs a unit of its own'],
      [
        { ports: undefined, closed: 'none of its 2 WAN ports is free' },
        {},
        'none of its 2 WAN ports is free',
      ],
      [{ site: 'ELSEWHERE' }, {}, ''],
    ] as const) {
      const other = chosen(unit, more);
      expect(other.standing).toBeUndefined();
      expect(other.reason).toContain(why);
      expect(other.reason.includes('U-7')).toBe(why !== '');
    }
  });
});

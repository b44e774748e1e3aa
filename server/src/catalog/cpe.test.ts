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
});

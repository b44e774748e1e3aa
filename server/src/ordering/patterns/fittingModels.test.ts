import { describe, expect, it } from 'vitest';
import { unwrap } from '../../foundation/result.ts';
import { cpeModels } from '../../foundation/testing/flagship.ts';
import { fittingModels } from './fittingModels.ts';

describe('models that can stand in', () => {
  const sites = (bandwidthKbps: number) =>
    ({ sites: [{ site: 'HQ', bandwidthKbps, cpeFunctions: ['routing'] }] }) as never;
  const solution = (legs: number) =>
    ({ sites: [{ site: 'HQ', legs: Array.from({ length: legs }) }] }) as never;
  const choice = (model: string, quantity = 1) => ({ site: 'HQ', model, quantity, reason: '' });
  const fitting = (bandwidthKbps: number, own: string, asked?: string, quantity = 1) =>
    fittingModels(cpeModels, sites(bandwidthKbps), solution(quantity), choice(own, quantity), asked);

  it('are the same first, then what does what the site needs, the cheapest first', () => {
    expect(unwrap(fitting(400_000, 'CX-500'))).toEqual(['CX-500', 'CX-1000P', 'CX-2000']);
    expect(unwrap(fitting(400_000, 'CX-2000'))).toEqual(['CX-2000', 'CX-500', 'CX-1000P']);
    expect(unwrap(fitting(1_500_000, 'CX-2000'))).toEqual(['CX-2000']);
  });

  it('is the one that was asked for, if it fits', () => {
    expect(unwrap(fitting(400_000, 'CX-500', 'CX-2000'))).toEqual(['CX-2000']);
    const small = fitting(400_000, 'CX-500', 'CX-100');
    expect(small.ok ? small.value : small.fault.code).toBe('MODEL_DOES_NOT_FIT');
    const unknown = fitting(400_000, 'CX-500', 'NOBODY');
    expect(unknown.ok ? unknown.value : unknown.fault.code).toBe('MODEL_DOES_NOT_FIT');
  });

  it('is its own where a site has several units', () => {
    expect(unwrap(fitting(400_000, 'CX-500', undefined, 2))).toEqual(['CX-500']);
    expect(unwrap(fitting(400_000, 'CX-500', 'CX-500', 2))).toEqual(['CX-500']);
    const mixed = fitting(400_000, 'CX-500', 'CX-2000', 2);
    expect(mixed.ok ? mixed.value : mixed.fault.code).toBe('ONE_MODEL_A_SITE');
  });
});

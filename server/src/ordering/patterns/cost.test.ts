import type { CpeModel, DesignAlternative } from '@turnup/contract';
import { describe, expect, it } from 'vitest';
import { capexOfChange } from './cost.ts';

const leg = (port: string, cost: number) => ({
  node: 'PE-1',
  port,
  portCostMinor: cost,
  buildCostMinor: 2 * cost,
  partnerOneOffMinor: 3 * cost,
});
const delivery = (legs: readonly object[], cpe: readonly object[]) =>
  ({ sites: [{ site: 'A', legs }], cpe }) as unknown as DesignAlternative;
const models = new Map([['CX', { code: 'CX', priceMinor: 700 } as CpeModel]]);

describe('what a change costs once', () => {
  it('is nothing where nothing comes', () => {
    const standing = delivery([leg('p1', 100)], [{ site: 'A', model: 'CX', quantity: 1 }]);
    expect(capexOfChange(standing, standing, models)).toBe(0);
  });
  it('is the new access and its equipment, not the old', () => {
    const before = delivery([leg('p1', 100)], [{ site: 'A', model: 'CX', quantity: 1 }]);
    const after = delivery([leg('p2', 10)], [{ site: 'A', model: 'CX', quantity: 2, slot: 1 }]);
    expect(capexOfChange(before, after, models)).toBe(60 + 1_400);
  });
});

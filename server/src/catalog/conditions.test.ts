import { describe, expect, test } from 'vitest';
import { evaluate, factsNamedBy, holds } from './conditions.ts';
import { shortCodes } from './siteFacts.ts';

describe('conditions', () => {
  test('hold over facts', () => {
    expect(holds({ '>': [{ var: 'days' }, 3] }, { days: 4 })).toBe(true);
    expect(holds({ '>': [{ var: 'days' }, 3] }, { days: 3 })).toBe(false);
    expect(
      holds(
        { some: [{ var: 'legs' }, { '==': [{ var: 'kind' }, 'offNet'] }] },
        { legs: [{ kind: 'offNet' }] },
      ),
    ).toBe(true);
    expect(holds(undefined, {})).toBe(true);
    expect(holds(false, {})).toBe(false);
    expect(evaluate({ '+': [{ var: 'a' }, 2] }, { a: 1 })).toBe(3);
  });

  test('a fact that is not there is an error unless the condition has a default for it', () => {
    expect(() => holds({ '<': [{ var: 'dyas' }, 3] }, { days: 4 })).toThrow('names the fact dyas');
    expect(holds({ '<': [{ var: ['dyas', 1] }, 3] }, { days: 4 })).toBe(true);
    expect(factsNamedBy({ and: [{ var: 'a.b' }, { some: [{ var: 'c' }, { var: 'inner' }] }] })).toEqual([
      'a',
      'c',
    ]);
  });

  test('what is no JsonLogic is refused', () => {
    expect(() => holds({ explode: [1] }, {})).toThrow('INVALID_CONDITION');
    expect(() => factsNamedBy({ explode: [1] })).toThrow('INVALID_CONDITION');
  });
});

describe('short codes', () => {
  test('are the shortest tails that tell sites apart', () => {
    const short = shortCodes(['ACME-LON-HQ', 'ACME-LDS-HQ', 'ACME-ABZ', 'X']);
    expect([...short.values()]).toEqual(['LON-HQ', 'LDS-HQ', 'ABZ', 'X']);
    expect([...shortCodes(['HQ', 'A-HQ']).values()]).toEqual(['HQ', 'A-HQ']);
  });
});

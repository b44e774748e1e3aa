import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { none, outcomeText } from './invariants.ts';
import { chanceOf } from './random.ts';
import { parseTcpTable } from './system.ts';

describe('chance', () => {
  test('the same seed chooses the same, another seed something else', () => {
    const draw = (seed: number): number[] => {
      const chance = chanceOf(seed);
      return Array.from({ length: 20 }, () => chance.between(0, 1_000_000));
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test('stays within its bounds and reaches both ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 3 }), (seed, width) => {
        const chance = chanceOf(seed);
        const drawn = new Set(Array.from({ length: 200 }, () => chance.between(5, 5 + width)));
        expect([...drawn].toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: width + 1 }, (_, n) => 5 + n),
        );
      }),
    );
  });

  test('does not choose from nothing', () => {
    expect(() => chanceOf(1).one([])).toThrow('nothing to choose from');
  });
});

describe('invariants', () => {
  test('one that found something fails and shows the first of it', () => {
    const found = none('no loss', ['a', { b: 1 }, 'c', 'd']);
    expect(found).toEqual({ text: 'no loss', holds: false, seen: 'a; {"b":1}; c and 1 more' });
    expect(none('no loss', [])).toEqual({ text: 'no loss', holds: true, seen: 'none' });
    expect(outcomeText([found, none('no gain', [])])).toBe(
      'FAILS  no loss: a; {"b":1}; c and 1 more\nholds  no gain: none',
    );
  });
});

test('listening ports are read from the table of TCP', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0000 100 0 0 10 0
   1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 4243 1 0000 20 4 30 10 -1
`;
  expect(parseTcpTable(table)).toEqual([
    { port: 8080, listens: true, inode: '4242' },
    { port: 50_000, listens: false, inode: '4243' },
  ]);
});

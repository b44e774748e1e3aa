import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { carve, merge, overlap, split } from './blocks.ts';
import { contains, formatPrefix, type Prefix, parsePrefix, sizeOf } from './prefix.ts';
import { earliestFit, firstBreach, tightest } from './quantities.ts';

const prefix = (text: string): Prefix => {
  const parsed = parsePrefix(text);
  if (parsed === undefined) throw new Error(`${text} is no prefix`);
  return parsed;
};
const texts = (prefixes: readonly Prefix[]): string[] => prefixes.map(formatPrefix).sort();

describe('prefixes', () => {
  test.each([
    ['2001:DB8:0:0:1:0:0:1/128', '2001:db8::1:0:0:1/128'],
    ['2001:db8:0:1:1:1:1:1/128', '2001:db8:0:1:1:1:1:1/128'],
    ['::/0', '::/0'],
    ['192.0.2.254/31', '192.0.2.254/31'],
  ])('%s is written %s (RFC 5952)', (text, canonical) => expect(formatPrefix(prefix(text))).toBe(canonical));

  test.each([
    '10.0.0.1/31',
    '10.0.0/24',
    '10.0.0.256/32',
    '10.0.0.01/32',
    '1::2::3/128',
    '::/129',
    '10.0.0.0',
    '',
  ])('%s is refused', (text) => expect(parsePrefix(text)).toBeUndefined());

  test('any IPv6 address survives being written and read', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (address) => {
        const one: Prefix = { bits: 128, address, length: 128 };
        expect(parsePrefix(formatPrefix(one))).toEqual(one);
      }),
    );
  });
});

describe('blocks', () => {
  test('a /28 split for one /31 keeps its siblings as large as they can be', () => {
    const { add } = split(prefix('10.0.0.0/28'), 31, 1);
    expect(texts(add)).toEqual(['10.0.0.0/31', '10.0.0.2/31', '10.0.0.4/30', '10.0.0.8/29']);
  });

  test('cut and merged again, whatever was cut, is the block that it was, and never larger than its root', () => {
    const shape = fc.record({
      length: fc.integer({ min: 48, max: 127 }),
      at: fc.bigInt({ min: 0n, max: (1n << 80n) - 1n }),
    });
    const root = prefix('2001:db8::/48');
    fc.assert(
      fc.property(shape, fc.integer({ min: 1, max: 64 }), ({ length, at }, count) => {
        const size = sizeOf(128, length);
        const wanted: Prefix = { bits: 128, length, address: root.address + (at / size) * size };
        const cuts = length === 48 ? [] : [carve(root, wanted), split(root, length, count)];
        for (const { add } of cuts) {
          expect(overlap(add)).toBeUndefined();
          expect(add.reduce((sum, leaf) => sum + sizeOf(128, leaf.length), 0n)).toBe(sizeOf(128, 48));
          expect(add.every((leaf) => contains(root, leaf))).toBe(true);
          expect(texts(merge(add, [root]).add)).toEqual(['2001:db8::/48']);
        }
      }),
    );
    expect(
      merge(
        [prefix('10.0.0.0/25'), prefix('10.0.0.128/25')],
        [prefix('10.0.0.0/25'), prefix('10.0.0.128/25')],
      ).add,
    ).toEqual([]);
  });
});

describe('quantities', () => {
  const limits = [
    { atMs: 0, limit: 10 },
    { atMs: 20, limit: 14 },
  ];
  const uses = [
    { atMs: 0, delta: 6 },
    { atMs: 5, delta: 3 },
    { atMs: 8, delta: -3 },
  ];

  test('the tightest instant, the first fit and the first breach, with numbers', () => {
    expect(tightest(limits, uses, 0, 30)).toEqual({ atMs: 5, limit: 10, used: 9 });
    expect(earliestFit(limits, uses, 4, 0, 6)).toBe(8);
    expect(earliestFit(limits, uses, 4, 0, 5)).toBe(0);
    expect(earliestFit(limits, uses, 8, 0, Number.POSITIVE_INFINITY)).toBe(20);
    expect(earliestFit(limits, uses, 9, 0, 1)).toBeNull();
    expect(firstBreach([{ atMs: 0, limit: 8 }], uses, 0)).toEqual({ atMs: 5, limit: 8, used: 9 });
    expect(firstBreach(limits, uses, 0)).toBeUndefined();
  });

  test('the first fit is what trying every instant finds', () => {
    const step = fc.record({
      atMs: fc.nat(20),
      delta: fc.integer({ min: 1, max: 5 }),
      forMs: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 8 }),
        fc.integer({ min: 1, max: 16 }),
        fc.integer({ min: 1, max: 10 }),
        (holds, amount, forMs) => {
          const usage = holds.flatMap(({ atMs, delta, forMs: length }) => [
            { atMs, delta },
            { atMs: atMs + length, delta: -delta },
          ]);
          const room = (at: number): number =>
            (at >= 20 ? 14 : 10) -
            holds.reduce(
              (sum, hold) => sum + (hold.atMs <= at && at < hold.atMs + hold.forMs ? hold.delta : 0),
              0,
            );
          const fits = (at: number): boolean =>
            Array.from({ length: forMs }, (_, ms) => room(at + ms)).every((free) => free >= amount);
          const expected = Array.from({ length: 60 }, (_, at) => at).find(fits) ?? null;
          expect(earliestFit(limits, usage, amount, 0, forMs)).toBe(expected);
        },
      ),
    );
  });
});

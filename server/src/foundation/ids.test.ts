import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type IdMoment, nextIdMoment, uuidV7 } from './ids.ts';

const random = Uint8Array.from({ length: 8 }, () => 0xff);

it('lays time, version, counter and variant out as the standard says', () => {
  expect(uuidV7({ epochMs: 0x017f22e279b0, counter: 0xcc3 }, random)).toBe(
    '017f22e2-79b0-7cc3-bfff-ffffffffffff',
  );
});

it('sorts ids by creation, whatever the clock does and however many a millisecond has', () => {
  const steps = fc.array(
    fc.record({ ms: fc.integer({ min: -50, max: 3 }), chance: fc.nat(), of: fc.nat(6_000) }),
    {
      minLength: 1,
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(steps, fc.uint8Array({ minLength: 8, maxLength: 8 }), (walk, bytes) => {
      let clock = 1_790_000_000_000;
      let last: IdMoment | undefined;
      let before = '';
      let disorder = 0;
      for (const { ms, chance, of } of walk) {
        clock += ms;
        for (let made = 0; made <= of; made++) {
          last = nextIdMoment(last, clock, chance);
          const id = uuidV7(last, bytes);
          if (id <= before) disorder++;
          before = id;
        }
      }
      expect(disorder).toBe(0);
    }),
    { numRuns: 20 },
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ForecastInput, forecast } from './forecast.ts';

const dayMs = 86_400_000;
const nowMs = Date.parse('2027-03-01T00:00:00.000Z');
const at = (day: number): number => nowMs + day * dayMs;
const input = (rest: Partial<ForecastInput>): ForecastInput => ({
  nowMs,
  free: 100,
  known: [],
  takenInWindow: 0,
  windowMs: 90 * dayMs,
  horizonMs: 730 * dayMs,
  ...rest,
});

describe('when a pool runs out', () => {
  test('linear: 180 taken in 90 days are two a day; 100 free last for 50 days', () => {
    const found = forecast(input({ takenInWindow: 180 }));
    expect(found.perDay).toBeCloseTo(2, 9);
    expect(found.linear).toBe(at(50));
    expect(found.byNeed).toBeNull();
    expect(found.combined).toBe(at(50));
  });

  test('by need: what is dated adds up, whatever its order; the rate makes it sooner', () => {
    const known = [
      { atMs: at(30), delta: -70 },
      { atMs: at(10), delta: -60 },
      { atMs: at(20), delta: 40 },
    ];
    expect(forecast(input({ known }))).toMatchObject({ linear: null, byNeed: null, combined: null });
    const short = [...known, { atMs: at(40), delta: -10 }];
    expect(forecast(input({ known: short })).byNeed).toBe(at(40));
    // Two a day: 100 − 20 − 60 = 20 on day 10, which is used up on day 20, when 40 come.
    expect(forecast(input({ known: short, takenInWindow: 180 })).combined).toBe(at(20));
  });

  test('nothing free is out now; nothing taken and nothing dated never', () => {
    expect(forecast(input({ free: 0 }))).toMatchObject({ linear: nowMs, byNeed: nowMs, combined: nowMs });
    expect(forecast(input({}))).toMatchObject({ perDay: 0, linear: null, byNeed: null, combined: null });
    expect(forecast(input({ takenInWindow: 9, horizonMs: 100 * dayMs })).linear).toBeNull();
  });

  test('a hold that ends at the instant at which another begins makes room for it', () => {
    const known = [
      { atMs: at(5), delta: -100 },
      { atMs: at(5), delta: 50 },
    ];
    expect(forecast(input({ known })).byNeed).toBeNull();
  });

  test('property: no way says later than the level, looked at every quarter of a day, is used up', () => {
    const steps = fc.array(
      fc.record({ day: fc.integer({ min: 1, max: 59 }), delta: fc.integer({ min: -40, max: 40 }) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(steps, fc.nat(200), fc.integer({ min: 1, max: 200 }), (given, taken, free) => {
        const known = given.map(({ day, delta }) => ({ atMs: at(day), delta }));
        const found = forecast(input({ known, free, takenInWindow: taken, horizonMs: 60 * dayMs }));
        const perMs = taken / (90 * dayMs);
        // Just before the steps of an instant the level may be lower than after them.
        const levels = (ms: number): number[] =>
          [(at: number) => at <= ms, (at: number) => at < ms].map(
            (counts) =>
              free +
              known.filter((step) => counts(step.atMs)).reduce((sum, step) => sum + step.delta, 0) -
              perMs * (ms - nowMs),
          );
        let first: number | null = null;
        for (let quarter = 0; quarter < 240 && first === null; quarter++)
          if (Math.min(...levels(at(quarter / 4))) <= 1e-9) first = at(quarter / 4);
        if (first === null) expect(found.combined ?? at(60)).toBeGreaterThan(at(59.74));
        else {
          expect(found.combined).not.toBeNull();
          expect(found.combined as number).toBeLessThanOrEqual(first + 1);
          expect(found.combined as number).toBeGreaterThan(first - dayMs / 4 - 1);
        }
      }),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { openGrowingHighs, openHighs } from '../../../server/src/augmentation/index.ts';
import {
  arcModel,
  type CapacityProblem,
  capacityDesign,
  isCarried,
} from '../../../server/src/optimisation/index.ts';
import { type Chance, chanceOf } from '../faults/random.ts';
import { countMismatches } from './mismatches.ts';

function randomProblem(
  chance: Chance,
  rules: Pick<CapacityProblem, 'shared' | 'oneModule'>,
): CapacityProblem {
  const vertexCount = chance.between(3, 5);
  const ring = Array.from({ length: vertexCount }, (_, a) => [a, (a + 1) % vertexCount] as const);
  const chords = Array.from({ length: chance.between(0, 3) }, () => {
    const a = chance.between(0, vertexCount - 1);
    return [a, (a + chance.between(1, vertexCount - 1)) % vertexCount] as const;
  });
  const links = [...ring, ...chords].map(([a, b]) => ({
    a,
    b,
    preinstalled: chance.between(0, 3),
    routingCost: chance.between(0, 1),
    modules: [
      { capacity: 10, cost: chance.between(5, 9) },
      { capacity: 60, cost: chance.between(15, 30) },
    ],
  }));
  const demands = Array.from({ length: chance.between(1, 4) }, () => {
    const source = chance.between(0, vertexCount - 1);
    const target = (source + chance.between(1, vertexCount - 1)) % vertexCount;
    return { source, target, amount: chance.between(1, 9) };
  });
  return { vertexCount, links, demands, ...rules };
}

describe('capacity design', async () => {
  const solve = await openHighs();
  const grow = await openGrowingHighs();

  test.each([
    { shared: true, oneModule: false },
    { shared: false, oneModule: true },
    { shared: false, oneModule: false },
  ])('costs what the whole program costs, carries all demands and keeps its bound: %j', (rules) => {
    const chance = chanceOf(17);
    for (let round = 0; round < 12; round++) {
      const problem = randomProblem(chance, rules);
      // A clock that counts how often it is asked: the search ends by itself, however loaded the machine is.
      let asked = 0;
      const means = {
        solve,
        grow,
        seconds: 20,
        cpuSeconds: () => asked++ / 100,
        random: () => chance.next(),
      };
      const design = capacityDesign(problem, means);
      const whole = solve(arcModel(problem).program, { relaxed: false, seconds: 60 });
      expect(whole.status).toBe('optimal');
      expect(design?.cost).toBeCloseTo(whole.cost ?? Number.NaN, 6);
      expect(design?.lowerBound).toBeLessThanOrEqual((whole.cost ?? 0) + 1e-6);
      expect(design !== undefined && isCarried(problem, design.equipment, solve)).toBe(true);
      const spent = design?.equipment.flatMap((counts, edge) =>
        counts.map((count, kind) => count * (problem.links[edge]?.modules[kind]?.cost ?? 0)),
      );
      expect(spent?.reduce((sum, cost) => sum + cost, 0)).toBeLessThanOrEqual((design?.cost ?? 0) + 1e-6);
    }
  });

  test('by paths it is never cheaper than the best, carries all demands and keeps its bound', () => {
    const chance = chanceOf(19);
    for (let round = 0; round < 8; round++) {
      const problem = randomProblem(chance, { shared: true, oneModule: false });
      let asked = 0;
      const clock = { seconds: 2, cpuSeconds: () => asked++ / 100, random: () => chance.next() };
      const design = capacityDesign(problem, { ...clock, solve, grow, smallColumns: 0 });
      const best = solve(arcModel(problem).program, { relaxed: false, seconds: 60 }).cost ?? Number.NaN;
      expect(design?.cost).toBeGreaterThanOrEqual(best - 1e-6);
      expect(design?.cost).toBeLessThanOrEqual(1.3 * best + 1e-6);
      expect(design?.lowerBound).toBeLessThanOrEqual(best + 1e-6);
      expect(design !== undefined && isCarried(problem, design.equipment, solve)).toBe(true);
    }
  });

  test.each([
    { shared: true, oneModule: false },
    { shared: false, oneModule: true },
    { shared: false, oneModule: false },
  ])('by modules it finds the best of small networks and keeps its bound: %j', (rules) => {
    const chance = chanceOf(29);
    for (let round = 0; round < 8; round++) {
      const drawn = randomProblem(chance, rules);
      // Where flows cost nothing the search is over modules alone.
      const problem = { ...drawn, links: drawn.links.map((link) => ({ ...link, routingCost: 0 })) };
      let asked = 0;
      const clock = { seconds: 20, cpuSeconds: () => asked++ / 100, random: () => chance.next() };
      const design = capacityDesign(problem, { ...clock, solve, grow, smallColumns: 0 });
      const best = solve(arcModel(problem).program, { relaxed: false, seconds: 60 }).cost ?? Number.NaN;
      expect(design?.cost).toBeCloseTo(best, 6);
      expect(design?.lowerBound).toBeLessThanOrEqual(best + 1e-6);
      expect(design !== undefined && isCarried(problem, design.equipment, solve)).toBe(true);
    }
  });

  test('what no modules can carry has no design', () => {
    const links = [{ a: 0, b: 1, preinstalled: 0, routingCost: 0, modules: [{ capacity: 5, cost: 1 }] }];
    const demands = [{ source: 0, target: 1, amount: 6 }];
    const problem = { vertexCount: 2, links, demands, shared: true, oneModule: true };
    const means = { solve, grow, seconds: 5, cpuSeconds: () => 0, random: () => 0 };
    expect(capacityDesign(problem, means)).toBeUndefined();
    expect(capacityDesign(problem, { ...means, smallColumns: 0 })).toBeUndefined();
    expect(isCarried(problem, [[1]], solve)).toBe(false);
  });
});

test('searches and trying everything agree on small random networks', () => {
  expect(countMismatches(150, 23)).toBe(0);
});

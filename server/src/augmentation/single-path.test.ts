import { describe, expect, test } from 'vitest';
import { type PathProblem, singlePathDesign } from '../optimisation/index.ts';
import { openHighs } from './highs.ts';

/** Numbers that come again with the same seed (Park and Miller 1988). */
function chanceOf(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % (most + 1);
  };
}

function randomProblem(chance: (most: number) => number): PathProblem {
  const vertexCount = 3 + chance(1);
  const ring = Array.from({ length: vertexCount }, (_, a) => [a, (a + 1) % vertexCount] as const);
  const chords = Array.from({ length: chance(2) }, () => {
    const a = chance(vertexCount - 1);
    return [a, (a + 1 + chance(vertexCount - 2)) % vertexCount] as const;
  });
  return {
    vertexCount,
    links: [...ring, ...chords].map(([a, b]) => ({
      a,
      b,
      preinstalled: chance(4),
      routingCost: 0,
      modules: [
        { capacity: 5, cost: 10 + chance(10) },
        { capacity: 12, cost: 20 + chance(12) },
      ],
    })),
    demands: Array.from({ length: 1 + chance(2) }, () => {
      const source = chance(vertexCount - 1);
      return {
        source,
        target: (source + 1 + chance(vertexCount - 2)) % vertexCount,
        amount: 1 + chance(5),
        protection: chance(2) === 0,
      };
    }),
  };
}

/** Every simple way between two vertices, as links. */
function waysBetween({ links }: PathProblem, source: number, target: number): number[][] {
  const found: number[][] = [];
  const walk = (at: number, seen: readonly number[], way: readonly number[]): void => {
    if (at === target) found.push([...way]);
    else
      for (const [edge, { a, b }] of links.entries()) {
        const next = a === at ? b : b === at ? a : undefined;
        if (next !== undefined && !seen.includes(next)) walk(next, [...seen, next], [...way, edge]);
      }
  };
  walk(source, [source], []);
  return found;
}

/** The least cost of modules by trying every choice of ways and, on each link, every number of modules. */
function bruteForce(problem: PathProblem): number {
  const choices = problem.demands.map(({ source, target, protection }) => {
    const ways = waysBetween(problem, source, target);
    if (!protection) return ways.map((way) => [way]);
    return ways.flatMap((one, index) =>
      ways
        .slice(index + 1)
        .filter((other) => !other.some((edge) => one.includes(edge)))
        .map((other) => [one, other]),
    );
  });
  let best = Number.POSITIVE_INFINITY;
  const choose = (demand: number, load: readonly number[]): void => {
    if (demand === problem.demands.length) {
      best = Math.min(
        best,
        load.reduce((sum, amount, edge) => sum + linkCost(problem, edge, amount), 0),
      );
      return;
    }
    for (const ways of choices[demand] ?? []) {
      const loaded = [...load];
      for (const edge of ways.flat())
        loaded[edge] = (loaded[edge] ?? 0) + (problem.demands[demand]?.amount ?? 0);
      choose(demand + 1, loaded);
    }
  };
  choose(
    0,
    problem.links.map(() => 0),
  );
  return best;
}

function linkCost({ links }: PathProblem, edge: number, load: number): number {
  const { preinstalled = 0, modules = [] } = links[edge] ?? {};
  let best = Number.POSITIVE_INFINITY;
  for (let small = 0; small <= 10; small++)
    for (let large = 0; large <= 5; large++) {
      const capacity =
        preinstalled + small * (modules[0]?.capacity ?? 0) + large * (modules[1]?.capacity ?? 0);
      const cost = small * (modules[0]?.cost ?? 0) + large * (modules[1]?.cost ?? 0);
      if (capacity >= load) best = Math.min(best, cost);
    }
  return best;
}

describe('modules for unsplit demands, with 1+1 where asked', async () => {
  const solve = await openHighs();

  test('cost what trying everything costs, and the ways told are carried and share no link', () => {
    const chance = chanceOf(29);
    for (let round = 0; round < 40; round++) {
      const problem = randomProblem(chance);
      const best = bruteForce(problem);
      const design = singlePathDesign(problem, { solve, seconds: 20 });
      if (best === Number.POSITIVE_INFINITY) {
        expect(design).toBeUndefined();
        continue;
      }
      expect(design?.cost).toBeCloseTo(best, 6);
      expect(design?.lowerBound).toBeLessThanOrEqual(best + 1e-6);
      const load = problem.links.map(() => 0);
      for (const [index, ways] of (design?.ways ?? []).entries()) {
        const { amount = 0, protection } = problem.demands[index] ?? {};
        expect(ways).toHaveLength(protection ? 2 : 1);
        expect(new Set(ways.flat()).size).toBe(ways.flat().length);
        for (const edge of ways.flat()) load[edge] = (load[edge] ?? 0) + amount;
      }
      for (const [edge, amount] of load.entries()) {
        const { preinstalled = 0, modules = [] } = problem.links[edge] ?? {};
        const added = modules.reduce(
          (sum, { capacity }, kind) => sum + capacity * (design?.equipment[edge]?.[kind] ?? 0),
          0,
        );
        expect(preinstalled + added).toBeGreaterThanOrEqual(amount);
      }
    }
  }, 60_000);

  test('what no two ways carry has no design with protection', () => {
    const links = [{ a: 0, b: 1, preinstalled: 9, routingCost: 0, modules: [] }];
    const demand = { source: 0, target: 1, amount: 4 };
    const problem = { vertexCount: 2, links };
    const asked = (protection: boolean) =>
      singlePathDesign({ ...problem, demands: [{ ...demand, protection }] }, { solve, seconds: 5 });
    expect(asked(false)).toMatchObject({ cost: 0, ways: [[[0]]] });
    expect(asked(true)).toBeUndefined();
  });
});

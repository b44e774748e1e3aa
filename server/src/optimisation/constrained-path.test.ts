import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConstrainedPathProblem, constrainedPath } from './constrained-path.ts';

/** The least cost of all simple paths that keep the limits, by trying them all. */
function byEnumeration(problem: ConstrainedPathProblem): number | undefined {
  const { arcs, vertexTakes, lower, upper, source, target } = problem;
  let best: number | undefined;
  const extend = (
    vertex: number,
    visited: readonly number[],
    cost: number,
    takes: readonly number[],
  ): void => {
    if (vertex === target) {
      const fits = takes.every(
        (taken, resource) => taken <= (upper[resource] ?? 0) && taken >= (lower[resource] ?? 0),
      );
      if (fits && (best === undefined || cost < best)) best = cost;
      return;
    }
    for (const arc of arcs) {
      if (arc.from !== vertex || visited.includes(arc.to)) continue;
      const after = takes.map((taken, r) => taken + (arc.takes[r] ?? 0) + (vertexTakes[arc.to]?.[r] ?? 0));
      extend(arc.to, [...visited, arc.to], cost + arc.cost, after);
    }
  };
  extend(source, [source], 0, vertexTakes[source] ?? []);
  return best;
}

const problems = (withLower: boolean): fc.Arbitrary<ConstrainedPathProblem> =>
  fc.integer({ min: 2, max: 6 }).chain((vertexCount) =>
    fc
      .record({
        arcs: fc.array(
          fc.record({
            from: fc.nat({ max: vertexCount - 1 }),
            to: fc.nat({ max: vertexCount - 1 }),
            cost: fc.nat({ max: 9 }),
            takes: fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 })),
          }),
          { minLength: 4, maxLength: 18 },
        ),
        vertexTakes: fc.array(fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 })), {
          minLength: vertexCount,
          maxLength: vertexCount,
        }),
        upper: fc.tuple(fc.integer({ min: 3, max: 16 }), fc.integer({ min: 3, max: 16 })),
        lower: withLower ? fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 3 })) : fc.constant([0, 0] as const),
      })
      .map((parts) => ({ ...parts, vertexCount, source: 0, target: vertexCount - 1 })),
  );

describe('resource-constrained shortest path', () => {
  test.each([
    ['upper limits', false],
    ['upper and lower limits', true],
  ])('costs what the best of all simple paths costs, with %s', (_, withLower) => {
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(problems(withLower), (problem) => {
        const best = byEnumeration(problem);
        const found = constrainedPath(problem);
        outcomes.add(found.outcome);
        expect(found.outcome).toBe(best === undefined ? 'infeasible' : 'optimal');
        if (found.outcome !== 'optimal') return;
        expect(found.cost).toBe(best);
        expect(found.arcs.reduce((sum, arc) => sum + (problem.arcs[arc]?.cost ?? 0), 0)).toBe(best);
        for (const [resource, taken] of found.takes.entries()) {
          expect(taken).toBeLessThanOrEqual(problem.upper[resource] as number);
          expect(taken).toBeGreaterThanOrEqual(problem.lower[resource] as number);
        }
      }),
      { numRuns: 400 },
    );
    expect([...outcomes].sort()).toEqual(['infeasible', 'optimal']);
  });

  test('without labels left it tells a bound and claims nothing', () => {
    const arcs = [
      { from: 0, to: 1, cost: 1, takes: [5] },
      { from: 0, to: 1, cost: 9, takes: [1] },
      { from: 1, to: 2, cost: 1, takes: [5] },
      { from: 1, to: 2, cost: 9, takes: [1] },
    ];
    const problem = {
      vertexCount: 3,
      arcs,
      vertexTakes: [[0], [0], [0]],
      lower: [0],
      upper: [6],
      source: 0,
      target: 2,
    };
    expect(constrainedPath({ ...problem, maximumLabels: 0 })).toEqual({ outcome: 'unknown', lowerBound: 2 });
    expect(constrainedPath(problem)).toMatchObject({ outcome: 'optimal', cost: 10 });
  });
});

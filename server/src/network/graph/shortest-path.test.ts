import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allSimplePaths } from '../testing/brute-force.ts';
import { randomNetwork } from '../testing/random-graph.ts';
import { components } from './components.ts';
import { KeyHeap } from './heap.ts';
import { landmarkBound, prepareLandmarks } from './landmarks.ts';
import { distancesFrom, shortestPath } from './shortest-path.ts';
import { widestPath } from './widest-path.ts';

describe('heap of keys', () => {
  test('gives items by key, also those pushed again, and can be cleared', () => {
    fc.assert(
      fc.property(
        // More than it has room for at first, so that it grows.
        fc.array(fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 100 })), { maxLength: 600, size: 'max' }),
        (pushes) => {
          const heap = new KeyHeap();
          heap.push(3, 1);
          heap.clear();
          for (const [item, key] of pushes) heap.push(item, key);
          const popped: [number, number][] = [];
          while (heap.size > 0) {
            const item = heap.pop();
            popped.push([item, heap.poppedKey]);
          }
          const byKey = (list: readonly (readonly [number, number])[]) => list.map(([, key]) => key);
          expect(byKey(popped)).toEqual(byKey(pushes).toSorted((a, b) => a - b));
          const text = (list: readonly (readonly [number, number])[]) => list.map((one) => one.join()).sort();
          expect(text(popped)).toEqual(text(pushes));
        },
      ),
    );
  });
});

describe('shortest and widest path against enumeration', () => {
  test('same weight as the best of all simple paths, with and without landmarks, under a filter', () => {
    fc.assert(
      fc.property(
        randomNetwork(7, 14),
        fc.integer({ min: 1, max: 10 }),
        ({ graph, weight, capacity }, need) => {
          const source = 0;
          const target = graph.vertexCount - 1;
          const allow = (edge: number) => (capacity[edge] as number) >= need;
          const all = allSimplePaths(graph, weight, source, target, allow);
          const best = all.length === 0 ? undefined : Math.min(...all.map((path) => path.weight));
          const plain = shortestPath(graph, weight, source, target, { allow });
          const bound = landmarkBound(prepareLandmarks(graph, weight, { count: 3 }), target);
          const directed = shortestPath(graph, weight, source, target, { allow, bound });
          expect(plain?.distance).toBe(best);
          expect(directed?.distance).toBe(best);
          expect(distancesFrom(graph, weight, [source], { allow })[target]).toBe(
            best ?? Number.POSITIVE_INFINITY,
          );
          const labels = components(graph, allow);
          expect(labels[source] === labels[target]).toBe(best !== undefined);
          if (plain !== undefined) {
            expect(plain.edges.reduce((sum, edge) => sum + (weight[edge] as number), 0)).toBe(best);
            expect(plain.edges.every(allow)).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('the widest path is as wide as the best of all simple paths', () => {
    fc.assert(
      fc.property(randomNetwork(7, 14), ({ graph, weight, capacity }) => {
        const target = graph.vertexCount - 1;
        const widths = allSimplePaths(graph, weight, 0, target).map((path) =>
          Math.min(...path.edges.map((edge) => capacity[edge] as number)),
        );
        const found = widestPath(graph, capacity, 0, target, () => true);
        expect(found?.width).toBe(widths.length === 0 ? undefined : Math.max(...widths));
        if (found !== undefined) expect(capacity[found.bottleneck]).toBe(found.width);
      }),
      { numRuns: 200 },
    );
  });
});

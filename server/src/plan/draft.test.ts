import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, inputHash, placeTasks } from './draft.ts';
import { aTask } from './testing/fixtures.ts';

describe('placeTasks', () => {
  it('gives ordinals and edges both ways', () => {
    const placed = placeTasks([aTask('a'), aTask('b', ['a']), aTask('c', ['a', 'b', 'a'])]);
    expect(placed.ok && placed.value.tasks.map((t) => [t.ordinal, t.predecessors, t.successors])).toEqual([
      [1, [], [2, 3]],
      [2, [1], [3]],
      [3, [1, 2], []],
    ]);
  });

  it('hangs new tasks on old ones', () => {
    const placed = placeTasks([aTask('b', ['a']), aTask('c', ['b'])], new Map([['a', 1]]), 2);
    expect(placed.ok && placed.value.newEdges).toEqual([{ from: 1, to: 2 }]);
    expect(placed.ok && placed.value.tasks[0]?.successors).toEqual([3]);
  });

  it('names every duplicate key, unknown predecessor and bad kind at once', () => {
    const placed = placeTasks([aTask('a', ['x']), aTask('a'), { ...aTask('b'), kind: 'configure' }]);
    expect(!placed.ok && placed.fault.faults?.map((fault) => fault.path)).toEqual([
      '/tasks/1/key',
      '/tasks/2/kind',
      '/tasks/0/after/0',
    ]);
  });

  it('names a cycle in the order of the work', () => {
    const placed = placeTasks([aTask('a', ['c']), aTask('b', ['a']), aTask('c', ['b']), aTask('d', ['c'])]);
    expect(!placed.ok && placed.fault.code).toBe('planCycle');
    const cycle = (!placed.ok && placed.fault.message.match(/: (.*)\./)?.[1]?.split(' → ')) || [];
    expect(cycle).toHaveLength(4);
    expect(cycle[0]).toBe(cycle[3]);
    for (const [at, key] of cycle.slice(0, 3).entries())
      expect({ a: 'b', b: 'c', c: 'a' }[key as 'a' | 'b' | 'c']).toBe(cycle[at + 1]);
  });
});

describe('inputHash', () => {
  it('does not depend on the order of members, and does on everything else', () => {
    expect(inputHash('k@1', { a: 1, b: { c: [1, 2], d: null } })).toBe(
      inputHash('k@1', { b: { d: null, c: [1, 2] }, a: 1 }),
    );
    expect(inputHash('k@1', { a: 1 })).not.toBe(inputHash('k@2', { a: 1 }));
    expect(inputHash('k@1', [1, 2])).not.toBe(inputHash('k@1', [2, 1]));
  });

  it('is made of text that parses back to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value as never))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

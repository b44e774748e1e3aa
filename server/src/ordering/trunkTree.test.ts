import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Section, treeOf } from './trunkTree.ts';

const section = (one: string, other: string): Section => ({
  a: { node: one, port: other },
  b: { node: other, port: one },
});
const words = (tree: readonly Section[]) => tree.map(({ a, b }) => `${a.node}-${b.node}`);

test('of a ring one link stays out, and a stretch that leads to nobody goes', () => {
  const ring = [section('A', 'N'), section('N', 'B'), section('A', 'S'), section('S', 'B')];
  expect(words(treeOf(ring, new Set(['A', 'B'])))).toEqual(['A-N', 'N-B']);
  expect(words(treeOf(ring, new Set(['A', 'B', 'S'])))).toEqual(['A-N', 'N-B', 'A-S']);
});

test('the same link on two ways is taken once', () => {
  const ways = [section('A', 'N'), section('N', 'B'), section('A', 'N'), section('N', 'C')];
  expect(words(treeOf(ways, new Set(['A', 'B', 'C'])))).toEqual(['A-N', 'N-B', 'N-C']);
});

test('whatever the ways, the tree joins all that they joined and has no loop', () => {
  const node = fc.integer({ min: 0, max: 7 }).map(String);
  const links = fc.array(
    fc.tuple(node, node).filter(([a, b]) => a !== b),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(links, (pairs) => {
      const ends = new Set(pairs.flat());
      const all = pairs.map(([a, b]) => section(a, b));
      const tree = treeOf(all, ends);
      expect(tree.length).toBe(ends.size - groups(all, ends));
      expect(groups(tree, ends)).toBe(groups(all, ends));
    }),
  );
});

/** How many parts the nodes fall into. */
function groups(links: readonly Section[], nodes: ReadonlySet<string>): number {
  const part = new Map([...nodes].map((node) => [node, node]));
  for (const { a, b } of links) {
    const [from, to] = [part.get(a.node), part.get(b.node) ?? ''];
    for (const [node, own] of part) if (own === from) part.set(node, to);
  }
  return new Set(part.values()).size;
}

import { expect, test } from 'vitest';
import { buildSnapshot, linksAtNodes } from './snapshot.ts';
import { ringRecords } from './testing/records.ts';

const network = buildSnapshot('t', 7, ringRecords());

test('are those that a search through all of them finds, each once and in the same order', () => {
  const nodes = Array.from(network.nodes, ({ name }) => name);
  for (const asked of [[], ...nodes.map((name) => [name]), nodes.slice(0, 2), nodes]) {
    const found = [...network.links].filter(({ a, b }) =>
      [a.node, b.node].some((node) => node !== undefined && asked.includes(node)),
    );
    expect(linksAtNodes(network, asked).map(({ name }) => name)).toEqual(found.map(({ name }) => name));
  }
  expect(linksAtNodes(network, nodes).length).toBeGreaterThan(3);
});

test('a node that is not there has none', () => {
  expect(linksAtNodes(network, ['pe-NOWHERE'])).toEqual([]);
});

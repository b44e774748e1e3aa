import type { Link, NetworkNode } from '@turnup/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { landmarkBound } from './graph/landmarks.ts';
import { distancesFrom } from './graph/shortest-path.ts';
import { changedImage } from './image.ts';
import type { NetworkImage } from './image-types.ts';
import { capacityClasses, groundOf, landmarksOf } from './landmark-sets.ts';
import { asChanges, imageOf, openImage } from './snapshot.ts';
import { link, node, ringRecords } from './testing/records.ts';
import type { NetworkRecords } from './types.ts';

const ring = ringRecords();

/** Records of a random network whose nodes and links are named by numbers, on the ring's places. */
const nodeAt = fc.record({
  name: fc.integer({ min: 0, max: 11 }),
  transitUs: fc.integer({ min: 0, max: 40 }),
});
const linkAt = fc.record({
  name: fc.integer({ min: 0, max: 20 }),
  a: fc.integer({ min: 0, max: 11 }),
  b: fc.integer({ min: 0, max: 11 }),
  latencyUs: fc.integer({ min: 1, max: 900 }),
  cost: fc.integer({ min: 0, max: 50 }),
  rate: fc.constantFrom(1_000_000, 10_000_000, 100_000_000),
  duct: fc.boolean(),
  entry: fc.boolean(),
});
type Step = {
  readonly nodes: readonly { name: number; transitUs: number }[];
  readonly links: readonly {
    name: number;
    a: number;
    b: number;
    latencyUs: number;
    cost: number;
    rate: number;
    duct: boolean;
    entry: boolean;
  }[];
};
const steps = fc.array(
  fc.record({ nodes: fc.array(nodeAt, { maxLength: 3 }), links: fc.array(linkAt, { maxLength: 6 }) }),
  { minLength: 1, maxLength: 6 },
);

/** What a step writes: the last of a name counts, and every link ends on nodes that are there. */
function written(step: Step, there: ReadonlySet<string>): { nodes: NetworkNode[]; links: Link[] } {
  const ends = step.links.flatMap(({ a, b, entry }) => (entry ? [a] : [a, b]));
  const missing = ends.filter((one) => !there.has(`n${one}`)).map((name) => ({ name, transitUs: 5 }));
  const nodes = [...missing, ...step.nodes].map(({ name, transitUs }) =>
    node(`n${name}`, 'A', { transitUs }),
  );
  const links = step.links
    .filter(({ a, b, entry }) => entry || a !== b)
    .map((one) => {
      const extra: Partial<Link> = {
        latencyUs: one.latencyUs,
        monthlyCostMinor: one.cost,
        capacityKbps: one.rate,
        sharedRisks: one.duct ? ['duct-west'] : [],
        ...(one.entry ? { b: { place: 'SITE', entry: 'entry-1' } } : {}),
      };
      return link(`l${one.name}`, `n${one.a}`, `n${one.b}`, extra);
    });
  return {
    nodes: [...new Map(nodes.map((one) => [one.name, one])).values()],
    links: [...new Map(links.map((one) => [one.name, one])).values()],
  };
}

const empty: NetworkRecords = {
  sharedRisks: [],
  places: [],
  nodes: [],
  ports: [],
  links: [],
  augmentations: [],
};

/** Follows the steps; answers each image with the records that it must show. */
function follow(
  given: readonly Step[],
  onImage: (image: NetworkImage, records: NetworkRecords) => NetworkImage,
) {
  const base = { ...ring, nodes: [], ports: [], links: [], augmentations: [] };
  let image = imageOf('t', 1, base);
  const nodes = new Map<string, NetworkNode>();
  const links = new Map<string, Link>();
  for (const [index, step] of given.entries()) {
    const change = written(step, new Set(nodes.keys()));
    for (const one of change.nodes) nodes.set(one.name, one);
    for (const one of change.links) links.set(one.name, one);
    image = changedImage(image, index + 2, asChanges({ ...empty, ...change }));
    image = onImage(image, { ...base, nodes: [...nodes.values()], links: [...links.values()] });
  }
}

describe('an image that follows changes', () => {
  test('is the image that reading everything anew makes', () => {
    fc.assert(
      fc.property(steps, (given) => {
        follow(given, (image, records) => {
          const fresh = imageOf('t', image.version, records);
          const [here, there] = [openImage(image), openImage(fresh)];
          for (const list of ['nodes', 'links', 'sharedRisks', 'places'] as const)
            expect([...here[list]]).toEqual([...there[list]]);
          expect([...here.latencyWeight]).toEqual([...there.latencyWeight]);
          expect([...here.capacity.baseKbps]).toEqual([...there.capacity.baseKbps]);
          // A premises that no link names any more stays as a vertex without links, behind all nodes.
          for (const edges of ['edgeA', 'edgeB'] as const)
            expect(Array.from(here.graph[edges], (vertex) => Math.min(vertex, here.nodeCount))).toEqual(
              Array.from(there.graph[edges], (vertex) => Math.min(vertex, there.nodeCount)),
            );
          expect([...here.risks.ofEdge.value]).toEqual([...there.risks.ofEdge.value]);
          return image;
        });
      }),
      { numRuns: 200 },
    );
  });

  test('its landmarks stay lower bounds of every way, whatever became new, cheaper, wider or gone', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(1, 10_000_000), (given, least) => {
        follow(given, (image) => {
          for (const landmarks of image.landmarks) {
            const weight = landmarks.metric === 'cost' ? image.costWeight : image.latencyWeight;
            const nodeCount = image.facts.nodes.count;
            const open = Float64Array.from(image.graph.arc, (arc) => {
              const ends = [image.graph.edgeA[arc >> 1] ?? 0, image.graph.edgeB[arc >> 1] ?? 0];
              return ends.every((end) => end < nodeCount)
                ? (image.facts.linkCapacityKbps[arc >> 1] ?? 0)
                : -1;
            });
            for (let target = 0; target < nodeCount; target++) {
              const real = distancesFrom(image.graph, weight, [target], { room: open, least });
              const bound = landmarkBound(landmarks, target);
              for (let vertex = 0; vertex < nodeCount; vertex++)
                expect(bound(vertex)).toBeLessThanOrEqual(real[vertex] ?? Number.NaN);
            }
          }
          // Prepared once, at the first step; later images only move them along.
          const metrics = ['latency', 'cost'] as const;
          return image.landmarks.length > 0
            ? image
            : { ...image, landmarks: metrics.map((metric) => landmarksOf(groundOf(image), metric, least)) };
        });
      }),
      { numRuns: 200 },
    );
  });

  test('the class of what is needed leaves out no link that has it, however many capacities there are', () => {
    const rates = fc.uniqueArray(fc.integer({ min: 1, max: 400_000_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 500_000_000 }), (capacities, needed) => {
        const links = capacities.map((capacityKbps, index) =>
          link(`L-${index}`, 'pe-A', 'pe-B', { capacityKbps }),
        );
        const { nodes, places } = ring;
        const image = imageOf('t', 1, { ...empty, nodes, places, links });
        const least = capacityClasses(groundOf(image))(needed);
        const [suffice, kept] = [needed, least].map((kbps) => capacities.filter((one) => one >= kbps));
        expect(kept).toEqual(expect.arrayContaining(suffice as number[]));
        // With few capacities it keeps nothing else.
        if (capacities.length <= 16 && suffice?.length !== 0) expect(kept).toEqual(suffice);
      }),
    );
  });

  test('a record that is gone leaves its place; the others keep theirs', () => {
    const image = imageOf('t', 1, ring);
    const without = changedImage(image, 2, {
      ...asChanges(empty),
      links: [{ key: 'A-D', record: null, body: null }],
      augmentations: [{ key: 'A-B\x1fP10', record: null, body: null }],
    });
    const names = Array.from(openImage(without).links, ({ name }) => name);
    expect(names).toEqual(['A-B', 'A-C', 'B-D', 'C-D', 'SITE-A']);
    expect([...without.capacity.addsKbps]).toEqual([10_000_000]);
    // The image that others still hold has not moved.
    expect(openImage(image).links.get('A-D')?.latencyUs).toBe(5_000);
  });

  test('a hundred small changes leave the text of records in a few pieces', () => {
    let image = imageOf('t', 1, ring);
    for (let change = 0; change < 100; change++)
      image = changedImage(
        image,
        change + 2,
        asChanges({ ...empty, links: [link('A-B', 'pe-A', 'pe-B', { latencyUs: change })] }),
      );
    expect(image.facts.links.chunks.length).toBeLessThanOrEqual(64);
    expect(openImage(image).links.get('A-B')?.latencyUs).toBe(99);
    expect(openImage(image).links.get('A-D')).toEqual(ring.links.find(({ name }) => name === 'A-D'));
  });
});

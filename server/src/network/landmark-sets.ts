import { sharedFloats, sharedInts } from './columns.ts';
import { KeyHeap } from './graph/heap.ts';
import { type Landmarks, prepareLandmarks } from './graph/landmarks.ts';
import type { Graph } from './graph/types.ts';
import type { NetworkImage } from './image-types.ts';
import { type CapacitySteps, LINK_USABLE, type Metric, type PreparedLandmarks } from './types.ts';

/** What preparing landmarks needs of a network. */
type Ground = Pick<NetworkImage, 'graph' | 'latencyWeight' | 'costWeight' | 'capacity'> & {
  readonly nodeCount: number;
  readonly linkStatus: Uint8Array;
};

/** With more capacities in a network than this, those with the same first digit are one class. */
const FEW_CAPACITIES = 16;

/**
 * Into which class falls what needs links of a capacity: the least capacity that some link has and that suffices, for
 * only such links are open to it. Looked up at the first use: most networks have a handful of capacities.
 */
export function capacityClasses(ground: Ground): (capacityKbps: number) => number {
  let capacities: readonly number[] | undefined;
  return (capacityKbps) => {
    capacities ??= capacitiesOf(ground);
    const sufficient = capacities.find((one) => one >= capacityKbps) ?? capacities.at(-1) ?? 0;
    return capacities.length <= FEW_CAPACITIES ? sufficient : firstDigitOf(sufficient);
  };
}

/** The capacities that links between nodes ever have, the least first. */
function capacitiesOf(ground: Ground): number[] {
  const { graph } = ground;
  const between = couldCarry(ground, 0);
  const found = new Set<number>();
  for (let edge = 0; edge < graph.edgeCount; edge++)
    if (between(edge)) found.add(mostOn(ground.capacity, edge));
  return [...found].sort((one, other) => one - other);
}

/** A number rounded down to its first digit: 12,600,000 to 10,000,000. */
function firstDigitOf(value: number): number {
  if (value < 1) return 0;
  const unit = 10 ** Math.floor(Math.log10(value) + 1e-9);
  return Math.floor(value / unit) * unit;
}

/** Prepares the landmarks of a metric and class: a second of work on a national network. */
export function landmarksOf(ground: Ground, metric: Metric, leastKbps: number): PreparedLandmarks {
  const weight = metric === 'cost' ? ground.costWeight : ground.latencyWeight;
  const { count, distance } = prepareLandmarks(ground.graph, weight, {
    allow: couldCarry(ground, leastKbps),
  });
  const shared = distance instanceof Int32Array ? sharedInts(distance.length) : sharedFloats(distance.length);
  shared.set(distance);
  return { metric, leastKbps, count, distance: shared };
}

/** Links between nodes that exist or are planned and reach the capacity with all that is ever added to them. */
function couldCarry(ground: Ground, leastKbps: number): (edge: number) => boolean {
  const { graph, nodeCount, linkStatus, capacity } = ground;
  return (edge) => {
    if (linkStatus[edge] !== LINK_USABLE) return false;
    if ((graph.edgeA[edge] as number) >= nodeCount || (graph.edgeB[edge] as number) >= nodeCount)
      return false;
    return mostOn(capacity, edge) >= leastKbps;
  };
}

function mostOn(capacity: CapacitySteps, edge: number): number {
  let most = capacity.baseKbps[edge] as number;
  const end = capacity.offset[edge + 1] as number;
  for (let step = capacity.offset[edge] as number; step < end; step++) {
    most += Math.max(0, capacity.addsKbps[step] as number);
  }
  return most;
}

/** The ground of an image. */
export function groundOf(image: NetworkImage): Ground {
  return { ...image, nodeCount: image.facts.nodes.count, linkStatus: image.facts.linkStatus };
}

/** The largest distance that fits where distances are whole numbers of 32 bits. */
const MOST_WHOLE = 0x7fff_ffff;

/**
 * Landmarks after a change. What was removed or became dearer only lengthens ways, so the distances stay good for lower
 * bounds (Goldberg and Harrelson 2005). A link that is new, cheaper or wider is tested against each landmark: where it
 * brings one of its ends nearer, the vertices behind it are brought nearer as well, by Dijkstra's search from there.
 * Undefined where a distance has outgrown its array: they must be prepared anew.
 */
export function movedLandmarks(
  image: NetworkImage,
  { metric, leastKbps, count, distance }: PreparedLandmarks,
  movedVertex: Int32Array,
  touched: readonly number[],
): PreparedLandmarks | undefined {
  const length = image.graph.vertexCount * count;
  const moved = distance instanceof Int32Array ? sharedInts(length) : sharedFloats(length);
  moved.fill(-1);
  for (const [before, now] of movedVertex.entries()) {
    if (now < 0) continue;
    for (let index = 0; index < count; index++)
      moved[now * count + index] = distance[before * count + index] as number;
  }
  const ground = groundOf(image);
  const mending = new Mending(
    image.graph,
    metric === 'cost' ? image.costWeight : image.latencyWeight,
    couldCarry(ground, leastKbps),
    { count, distance: moved },
  );
  for (const edge of touched) mending.test(edge);
  return mending.outgrown ? undefined : { metric, leastKbps, count, distance: moved };
}

/** Brings distances down to what a link makes them. */
class Mending {
  outgrown = false;
  readonly #graph: Graph;
  readonly #weight: Float64Array;
  readonly #allow: (edge: number) => boolean;
  readonly #landmarks: Landmarks;
  readonly #heap = new KeyHeap();

  constructor(graph: Graph, weight: Float64Array, allow: (edge: number) => boolean, landmarks: Landmarks) {
    this.#graph = graph;
    this.#weight = weight;
    this.#allow = allow;
    this.#landmarks = landmarks;
  }

  /** Tests an edge against every landmark. */
  test(edge: number): void {
    if (!this.#allow(edge)) return;
    const [a, b] = [this.#graph.edgeA[edge] as number, this.#graph.edgeB[edge] as number];
    for (let index = 0; index < this.#landmarks.count; index++) {
      this.#relax(a, b, edge, index);
      this.#relax(b, a, edge, index);
      this.#settle(index);
    }
  }

  #relax(from: number, to: number, edge: number, index: number): void {
    const { distance, count } = this.#landmarks;
    const near = distance[from * count + index] as number;
    if (near < 0) return;
    const through = near + (this.#weight[edge] as number);
    const known = distance[to * count + index] as number;
    if (known >= 0 && known <= through) return;
    if (through > MOST_WHOLE && distance instanceof Int32Array) {
      this.outgrown = true;
      return;
    }
    distance[to * count + index] = through;
    this.#heap.push(to, through);
  }

  #settle(index: number): void {
    const { offset, head, arc } = this.#graph;
    const { distance, count } = this.#landmarks;
    while (this.#heap.size > 0) {
      const vertex = this.#heap.pop();
      if (this.#heap.poppedKey > (distance[vertex * count + index] as number)) continue;
      const end = offset[vertex + 1] as number;
      for (let slot = offset[vertex] as number; slot < end; slot++) {
        const edge = (arc[slot] as number) >> 1;
        if (this.#allow(edge)) this.#relax(vertex, head[slot] as number, edge, index);
      }
    }
  }
}

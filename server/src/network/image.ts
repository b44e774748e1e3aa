import { listsByOwner, sharedFloats, sharedInts } from './columns.ts';
import { emptyFacts, type MergedFacts, mergeFacts, type NetworkChanges } from './facts.ts';
import { bySlot } from './graph/field.ts';
import { buildGraph } from './graph/graph.ts';
import type { Graph, IntegerLists } from './graph/types.ts';
import type { NetworkFacts, NetworkImage } from './image-types.ts';
import { movedLandmarks } from './landmark-sets.ts';
import type { CapacitySteps } from './types.ts';

/** The image of a network without records. */
export function emptyImage(tenant: string): NetworkImage {
  return derive(tenant, 0, emptyFacts, 0);
}

/**
 * The image after changes. Landmarks move along and stay lower bounds: each is tested against every link that is new,
 * cheaper or wider, and mended where one has brought vertices nearer to it.
 */
export function changedImage(old: NetworkImage, version: number, changes: NetworkChanges): NetworkImage {
  const merged = mergeFacts(old.facts, changes);
  const image = derive(old.tenant, version, merged.facts, old.costScale);
  const cost = image.costScale === old.costScale;
  const touched = old.landmarks.length === 0 ? [] : touchedEdges(image, merged);
  return {
    ...image,
    landmarks: old.landmarks
      .filter(({ metric }) => metric === 'latency' || cost)
      .map((landmarks) => movedLandmarks(image, landmarks, merged.movedVertex, touched))
      .filter((landmarks) => landmarks !== undefined),
  };
}

/** Works out everything that follows from the facts. */
export function derive(
  tenant: string,
  version: number,
  facts: NetworkFacts,
  costScaleBefore: number,
): NetworkImage {
  const vertexCount = facts.nodes.count + facts.premises.count;
  const graph = sharedGraph(buildGraph(vertexCount, facts.edgeA, facts.edgeB));
  const transitUs = sharedInts(vertexCount);
  transitUs.set(facts.nodeTransitUs);
  const retiresDay = sharedInts(vertexCount).fill(0x7fff_ffff);
  retiresDay.set(facts.nodeRetiresDay);
  const latencyWeight = latencyWeights(facts, transitUs);
  const { costWeight, costScale } = costWeights(facts, latencyWeight, costScaleBefore);
  return {
    tenant,
    version,
    facts,
    graph,
    transitUs,
    retiresDay,
    latencyWeight,
    costWeight,
    costScale,
    latencyBySlot: sharedCopy(bySlot(graph, latencyWeight)),
    costBySlot: sharedCopy(bySlot(graph, costWeight)),
    capacity: capacitySteps(facts),
    risks: {
      ofEdge: withOwnRisks(facts.linkRisks, facts.sharedRisks.count),
      ofVertex: vertexRisks(facts),
    },
    riskCount: facts.sharedRisks.count + facts.links.count + vertexCount,
    portsOfNode: listsByOwner(facts.nodes.count, facts.portNode),
    linksOfPlace: linksOfPlace(facts),
    landmarks: [],
  };
}

/** Links that are new, changed, or end on a node that is. */
function touchedEdges(image: NetworkImage, { touchedLinks, touchedNodes }: MergedFacts): readonly number[] {
  const { graph } = image;
  const touched = new Set(touchedLinks);
  for (const node of touchedNodes) {
    const end = graph.offset[node + 1] as number;
    for (let slot = graph.offset[node] as number; slot < end; slot++)
      touched.add((graph.arc[slot] as number) >> 1);
  }
  return [...touched];
}

function sharedGraph(graph: Graph): Graph {
  const copy = (values: Int32Array): Int32Array => {
    const shared = sharedInts(values.length);
    shared.set(values);
    return shared;
  };
  return { ...graph, offset: copy(graph.offset), head: copy(graph.head), arc: copy(graph.arc) };
}

function sharedCopy(values: Float64Array): Float64Array {
  const shared = sharedFloats(values.length);
  shared.set(values);
  return shared;
}

function latencyWeights(facts: NetworkFacts, transitUs: Int32Array): Float64Array {
  const { edgeA, edgeB, linkLatencyUs } = facts;
  const weights = sharedFloats(edgeA.length);
  for (let edge = 0; edge < weights.length; edge++) {
    weights[edge] =
      2 * (linkLatencyUs[edge] as number) +
      (transitUs[edgeA[edge] as number] as number) +
      (transitUs[edgeB[edge] as number] as number);
  }
  return weights;
}

/**
 * Cost before latency, in one number that stays exact below 2^53; beyond that cost alone decides. The scale is a power
 * of two and is kept while it is enough, so that a change of one link leaves the weights of the others as they are.
 */
function costWeights(
  { linkCostMinor }: NetworkFacts,
  latencyWeight: Float64Array,
  before: number,
): { readonly costWeight: Float64Array; readonly costScale: number } {
  const longest = latencyWeight.reduce((sum, value) => sum + value, 1);
  const total = linkCostMinor.reduce((sum, value) => sum + value, 0);
  const wanted = before >= longest ? before : 2 ** Math.ceil(Math.log2(longest) + 1);
  const costScale = (total + 1) * wanted < Number.MAX_SAFE_INTEGER ? wanted : 0;
  const costWeight = sharedFloats(latencyWeight.length);
  for (let edge = 0; edge < costWeight.length; edge++) {
    const cost = linkCostMinor[edge] as number;
    costWeight[edge] = costScale === 0 ? cost : cost * costScale + (latencyWeight[edge] as number);
  }
  return { costWeight, costScale };
}

/** The augmentations of every link, sorted by day. */
function capacitySteps(facts: NetworkFacts): CapacitySteps {
  const { augmentationLink, augmentationDay, augmentationAddsKbps, augmentationCommitted } = facts;
  const { offset, value } = listsByOwner(facts.links.count, augmentationLink);
  const day = sharedInts(value.length);
  const addsKbps = sharedFloats(value.length);
  const committed = new Uint8Array(new SharedArrayBuffer(value.length));
  const dayOf = (step: number): number => augmentationDay[step] as number;
  for (let edge = 0, at = 0; edge < facts.links.count && at < value.length; edge++) {
    const steps = value.subarray(offset[edge] as number, offset[edge + 1] as number);
    if (steps.length > 1) steps.sort((a, b) => dayOf(a) - dayOf(b) || a - b);
    for (const step of steps) {
      day[at] = dayOf(step);
      addsKbps[at] = augmentationAddsKbps[step] as number;
      committed[at++] = augmentationCommitted[step] as number;
    }
  }
  return { baseKbps: facts.linkCapacityKbps, offset, day, addsKbps, committed };
}

/** Lists with the risk that each thing is itself at the end, which is the largest number. */
function withOwnRisks(lists: IntegerLists, firstOwn: number): IntegerLists {
  const count = lists.offset.length - 1;
  const offset = sharedInts(count + 1);
  const value = sharedInts(lists.value.length + count);
  let at = 0;
  for (let index = 0; index < count; index++) {
    const end = lists.offset[index + 1] as number;
    for (let place = lists.offset[index] as number; place < end; place++)
      value[at++] = lists.value[place] as number;
    value[at++] = firstOwn + index;
    offset[index + 1] = at;
  }
  return { offset, value };
}

/** Risks of nodes and premises: their own, those of their building, and themselves. */
function vertexRisks(facts: NetworkFacts): IntegerLists {
  const { placeRisks, nodeRisks, nodePlace, premisesPlace } = facts;
  const nodeCount = facts.nodes.count;
  const firstOwn = facts.sharedRisks.count + facts.links.count;
  const vertexCount = nodeCount + facts.premises.count;
  const offset = sharedInts(vertexCount + 1);
  const values: number[] = [];
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    const isNode = vertex < nodeCount;
    const place = (isNode ? nodePlace[vertex] : premisesPlace[vertex - nodeCount]) as number;
    const own = isNode ? listOf(nodeRisks, vertex) : [];
    const building = place < 0 ? [] : listOf(placeRisks, place);
    const list =
      own.length === 0 || building.length === 0 ? [...own, ...building] : [...new Set([...own, ...building])];
    if (own.length > 0 && building.length > 0) list.sort((a, b) => a - b);
    for (const risk of list) values.push(risk);
    values.push(firstOwn + vertex);
    offset[vertex + 1] = values.length;
  }
  const value = sharedInts(values.length);
  value.set(values);
  return { offset, value };
}

function listOf(lists: IntegerLists, index: number): Int32Array {
  return lists.value.subarray(lists.offset[index] as number, lists.offset[index + 1] as number);
}

/** Links that end on a place without naming a node. */
function linksOfPlace(facts: NetworkFacts): IntegerLists {
  const { edgeA, edgeB, premisesPlace } = facts;
  const nodeCount = facts.nodes.count;
  const placeOf = (vertex: number): number =>
    vertex < nodeCount ? -1 : (premisesPlace[vertex - nodeCount] as number);
  const ends: number[] = [];
  const owners: number[] = [];
  for (let edge = 0; edge < edgeA.length; edge++) {
    const [a, b] = [placeOf(edgeA[edge] as number), placeOf(edgeB[edge] as number)];
    if (a < 0 && b < 0) continue;
    for (const place of a === b ? [a] : [a, b]) {
      ends.push(edge);
      owners.push(place);
    }
  }
  const lists = listsByOwner(facts.places.count, Int32Array.from(owners));
  for (const [at, member] of lists.value.entries()) lists.value[at] = ends[member] as number;
  return lists;
}

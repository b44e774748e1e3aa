import type { Link, LinkEnd, NetworkNode } from '@turnup/contract';
import { capacitySteps } from './capacity.ts';
import { dayNumber } from './days.ts';
import { buildGraph, packLists } from './graph/graph.ts';
import {
  ALWAYS,
  LINK_BUILDABLE,
  LINK_USABLE,
  NEVER,
  type NetworkRecords,
  type NetworkSnapshot,
  type Premises,
} from './types.ts';

/** Builds the snapshot of a network from its records. Pure; the same records in any order give the same answers. */
export function buildSnapshot(tenant: string, version: number, records: NetworkRecords): NetworkSnapshot {
  const nodes = byKey(records.nodes, (node) => node.name);
  const links = byKey(records.links, (link) => link.name);
  const sharedRisks = byKey(records.sharedRisks, (risk) => risk.code);
  const places = new Map(records.places.map((place) => [place.code, place]));
  const nodeIndex = indexOf(nodes, (node) => node.name);
  const linkIndex = indexOf(links, (link) => link.name);
  const riskIndex = indexOf(sharedRisks, (risk) => risk.code);
  const vertices = new VertexNumbers(nodeIndex);
  const edgeA = Int32Array.from(links, (link) => vertices.of(link.a));
  const edgeB = Int32Array.from(links, (link) => vertices.of(link.b));
  const premises = vertices.premises;
  const graph = buildGraph(nodes.length + premises.length, edgeA, edgeB);
  const transitUs = new Int32Array(graph.vertexCount);
  const retiresDay = new Int32Array(graph.vertexCount).fill(NEVER);
  for (const [index, node] of nodes.entries()) {
    transitUs[index] = node.transitUs;
    if (node.retires !== undefined) retiresDay[index] = dayNumber(node.retires);
  }
  const latencyWeight = Float64Array.from(
    links,
    (link, edge) =>
      2 * link.latencyUs +
      (transitUs[edgeA[edge] as number] as number) +
      (transitUs[edgeB[edge] as number] as number),
  );
  const codes = (list: readonly string[]) => list.flatMap((code) => riskIndex.get(code) ?? []);
  const riskCount = sharedRisks.length + links.length + graph.vertexCount;
  return {
    tenant,
    version,
    nodes,
    premises,
    links,
    sharedRisks,
    places,
    nodeIndex,
    linkIndex,
    riskIndex,
    portsOfNode: portsByNode(nodes, records),
    linksOfPlace: linksByPlace(links),
    nodeCount: nodes.length,
    graph,
    latencyWeight,
    costWeight: costWeights(links, latencyWeight),
    transitUs,
    linkStatus: Uint8Array.from(links, (link) =>
      link.status === 'buildable' ? LINK_BUILDABLE : LINK_USABLE,
    ),
    inServiceDay: Int32Array.from(links, inServiceDay),
    retiresDay,
    capacity: capacitySteps(links, linkIndex, records.augmentations),
    risks: {
      ofEdge: packLists(links.map((link, edge) => [...codes(risksOfLink(link)), sharedRisks.length + edge])),
      ofVertex: packLists([
        ...nodes.map((node, vertex) => [
          ...codes([...node.sharedRisks, ...(places.get(node.place)?.sharedRisks ?? [])]),
          sharedRisks.length + links.length + vertex,
        ]),
        ...premises.map((one, index) => [
          ...codes(places.get(one.place)?.sharedRisks ?? []),
          sharedRisks.length + links.length + nodes.length + index,
        ]),
      ]),
    },
    riskCount,
  };
}

/** The shared risks of a link: its own and the entries through which it comes in. */
export function risksOfLink(link: Link): string[] {
  const entries = [link.a.entry, link.b.entry].filter((entry) => entry !== undefined);
  return [...new Set([...link.sharedRisks, ...entries])];
}

function byKey<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  return items.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function indexOf<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, number> {
  return new Map(items.map((item, index) => [key(item), index]));
}

/** A planned link without a date is not promised for any day, hence never usable. */
function inServiceDay(link: Link): number {
  if (link.inServiceDate !== undefined) return dayNumber(link.inServiceDate);
  return link.status === 'planned' ? NEVER : ALWAYS;
}

/** Cost before latency, in one number that stays exact below 2^53; beyond that cost alone decides. */
function costWeights(links: readonly Link[], latencyWeight: Float64Array): Float64Array {
  const scale = 1 + latencyWeight.reduce((sum, value) => sum + value, 0);
  const total = links.reduce((sum, link) => sum + link.monthlyCostMinor, 0);
  const exact = (total + 1) * scale < Number.MAX_SAFE_INTEGER;
  return Float64Array.from(links, (link, edge) =>
    exact ? link.monthlyCostMinor * scale + (latencyWeight[edge] as number) : link.monthlyCostMinor,
  );
}

function portsByNode(nodes: readonly NetworkNode[], records: NetworkRecords) {
  const lists = new Map(nodes.map((node) => [node.name, [] as NetworkRecords['ports'][number][]]));
  for (const port of byKey(records.ports, (one) => one.name)) lists.get(port.node)?.push(port);
  return nodes.map((node) => lists.get(node.name) ?? []);
}

function linksByPlace(links: readonly Link[]): Map<string, number[]> {
  const lists = new Map<string, number[]>();
  for (const [edge, link] of links.entries()) {
    for (const end of [link.a, link.b]) {
      if (end.node !== undefined || end.place === undefined) continue;
      const list = lists.get(end.place);
      if (list === undefined) lists.set(end.place, [edge]);
      else list.push(edge);
    }
  }
  return lists;
}

/** Gives each node and each premises (place and entry) its vertex. */
class VertexNumbers {
  readonly premises: Premises[] = [];
  readonly #nodes: ReadonlyMap<string, number>;
  readonly #premises = new Map<string, number>();

  constructor(nodes: ReadonlyMap<string, number>) {
    this.#nodes = nodes;
  }

  of(end: LinkEnd): number {
    if (end.node !== undefined) {
      const vertex = this.#nodes.get(end.node);
      if (vertex === undefined) throw new Error(`link ends on unknown node ${end.node}`);
      return vertex;
    }
    if (end.place === undefined) throw new Error('link ends neither on a node nor on a place');
    const key = `${end.place} ${end.entry ?? ''}`;
    let vertex = this.#premises.get(key);
    if (vertex === undefined) {
      vertex = this.#nodes.size + this.premises.length;
      this.#premises.set(key, vertex);
      this.premises.push(
        end.entry === undefined ? { place: end.place } : { place: end.place, entry: end.entry },
      );
    }
    return vertex;
  }
}

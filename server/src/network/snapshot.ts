import type { Link, NetworkNode, Place, Port, SharedRisk } from '@turnup/contract';
import { type Change, type NetworkChanges, packedKey } from './facts.ts';
import { rememberSlotWeights } from './graph/field.ts';
import { listAt } from './graph/graph.ts';
import { changedImage, emptyImage } from './image.ts';
import type { NetworkImage } from './image-types.ts';
import { landmarkShelf } from './landmark-memory.ts';
import { capacityClasses, groundOf, landmarksOf } from './landmark-sets.ts';
import { RecordList } from './packed.ts';
import type { Metric, NetworkRecords, NetworkSnapshot } from './types.ts';

/**
 * Opens an image for reading. With `missing`, landmarks that are not there are asked for elsewhere; else they are
 * prepared at their first use.
 */
export function openImage(
  image: NetworkImage,
  missing?: (metric: Metric, leastKbps: number) => void,
): NetworkSnapshot {
  const { facts, graph } = image;
  rememberSlotWeights(graph, image.latencyWeight, image.latencyBySlot);
  rememberSlotWeights(graph, image.costWeight, image.costBySlot);
  return {
    tenant: image.tenant,
    version: image.version,
    nodes: new RecordList<NetworkNode>(facts.nodes),
    links: new RecordList<Link>(facts.links),
    sharedRisks: new RecordList<SharedRisk>(facts.sharedRisks),
    places: new RecordList<Place>(facts.places),
    ports: new RecordList<Port>(facts.ports),
    portsOfNode: image.portsOfNode,
    portRateKbps: facts.portRateKbps,
    portDay: facts.portDay,
    linksOfPlace: image.linksOfPlace,
    nodeCount: facts.nodes.count,
    graph,
    latencyWeight: image.latencyWeight,
    linkLatencyUs: facts.linkLatencyUs,
    linkLengthM: facts.linkLengthM,
    costWeight: image.costWeight,
    transitUs: image.transitUs,
    linkStatus: facts.linkStatus,
    inServiceDay: facts.inServiceDay,
    retiresDay: image.retiresDay,
    capacity: image.capacity,
    risks: image.risks,
    riskCount: image.riskCount,
    image,
    landmarks: landmarkShelf(image.landmarks, capacityClasses(groundOf(image)), (metric, leastKbps) => {
      if (missing === undefined) return landmarksOf(groundOf(image), metric, leastKbps);
      missing(metric, leastKbps);
      return undefined;
    }),
  };
}

/** Builds the snapshot of a network from its records. Pure; the same records in any order give the same answers. */
export function buildSnapshot(tenant: string, version: number, records: NetworkRecords): NetworkSnapshot {
  return openImage(imageOf(tenant, version, records));
}

/** The image of a network from its records. */
export function imageOf(tenant: string, version: number, records: NetworkRecords): NetworkImage {
  return changedImage(emptyImage(tenant), version, asChanges(records));
}

/** Records as changes: each stands under its key from now on. */
export function asChanges(records: NetworkRecords): NetworkChanges {
  const changes = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Change<Item>[] =>
    items.map((record) => ({ key: keyOf(record), record, body: JSON.stringify(record) }));
  return {
    sharedRisks: changes(records.sharedRisks, packedKey.sharedRisks),
    places: changes(records.places, packedKey.places),
    nodes: changes(records.nodes, packedKey.nodes),
    ports: changes(records.ports, packedKey.ports),
    links: changes(records.links, packedKey.links),
    augmentations: changes(records.augmentations, packedKey.augmentations),
  };
}

/** The ports of a node, by name; none of a node that is not there. */
export function portsOf(snapshot: NetworkSnapshot, node: string): Port[] {
  const index = snapshot.nodes.indexOf(node);
  return index < 0
    ? []
    : Array.from(listAt(snapshot.portsOfNode, index), (port) => snapshot.ports.at(port) as Port);
}

/** Numbers of the links that end on a place without naming a node. */
export function linksOf(snapshot: NetworkSnapshot, place: string): Int32Array {
  const index = snapshot.places.indexOf(place);
  return index < 0 ? new Int32Array(0) : listAt(snapshot.linksOfPlace, index);
}

/** The links that end on one of these nodes, each once, in the order of the records; only these are read. */
export function linksAtNodes(snapshot: NetworkSnapshot, nodes: readonly string[]): Link[] {
  const { graph, links } = snapshot;
  const edges = new Set<number>();
  for (const node of nodes) {
    const vertex = snapshot.nodes.indexOf(node);
    if (vertex < 0) continue;
    const end = graph.offset[vertex + 1] as number;
    for (let slot = graph.offset[vertex] as number; slot < end; slot++)
      edges.add((graph.arc[slot] as number) >> 1);
  }
  return Array.from(
    [...edges].sort((one, other) => one - other),
    (edge) => links.at(edge) as Link,
  );
}

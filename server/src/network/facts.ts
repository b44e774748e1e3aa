import type { Augmentation, Link, LinkEnd, NetworkNode, Place, Port, SharedRisk } from '@turnup/contract';
import { mergedFloats, mergedInts, mergedLists, movedInts, sharedFloats, sharedInts } from './columns.ts';
import { dayNumber } from './days.ts';
import type { IntegerLists } from './graph/types.ts';
import type { NetworkFacts } from './image-types.ts';
import {
  emptyPacked,
  isUnmoved,
  KEY_SEPARATOR,
  mergePacked,
  type PackedChange,
  type PackedRecords,
  RecordList,
} from './packed.ts';
import { ALWAYS, LINK_BUILDABLE, LINK_USABLE, NEVER } from './types.ts';

/** What stands under a key from now on; without a record it is gone. */
export type Change<Item> = {
  readonly key: string;
  readonly record: Item | null;
  readonly body: string | null;
};

/** What has changed, by kind. */
export type NetworkChanges = {
  readonly sharedRisks: readonly Change<SharedRisk>[];
  readonly places: readonly Change<Place>[];
  readonly nodes: readonly Change<NetworkNode>[];
  readonly ports: readonly Change<Port>[];
  readonly links: readonly Change<Link>[];
  readonly augmentations: readonly Change<Augmentation>[];
};

const noLists: IntegerLists = { offset: sharedInts(1), value: sharedInts(0) };

/** A network without records. */
export const emptyFacts: NetworkFacts = {
  sharedRisks: emptyPacked,
  places: emptyPacked,
  placeRisks: noLists,
  nodes: emptyPacked,
  nodePlace: sharedInts(0),
  nodeRisks: noLists,
  nodeTransitUs: sharedInts(0),
  nodeRetiresDay: sharedInts(0),
  premises: emptyPacked,
  premisesPlace: sharedInts(0),
  ports: emptyPacked,
  portNode: sharedInts(0),
  portRateKbps: sharedFloats(0),
  portDay: sharedInts(0),
  links: emptyPacked,
  edgeA: sharedInts(0),
  edgeB: sharedInts(0),
  linkRisks: noLists,
  linkLatencyUs: sharedInts(0),
  linkLengthM: sharedInts(0),
  linkCostMinor: sharedFloats(0),
  linkCapacityKbps: sharedFloats(0),
  linkStatus: new Uint8Array(0),
  inServiceDay: sharedInts(0),
  augmentations: emptyPacked,
  augmentationLink: sharedInts(0),
  augmentationDay: sharedInts(0),
  augmentationAddsKbps: sharedFloats(0),
  augmentationCommitted: sharedInts(0),
};

/** The key under which a record is packed. */
export const packedKey = {
  sharedRisks: (risk: SharedRisk): string => risk.code,
  places: (place: Place): string => place.code,
  nodes: (node: NetworkNode): string => node.name,
  ports: (port: Pick<Port, 'node' | 'name'>): string => `${port.node}${KEY_SEPARATOR}${port.name}`,
  links: (link: Link): string => link.name,
  augmentations: (one: Pick<Augmentation, 'link' | 'project'>): string =>
    `${one.link}${KEY_SEPARATOR}${one.project}`,
};

/** Facts after changes, and how vertices and links have moved: what is prepared over them moves along. */
export type MergedFacts = {
  readonly facts: NetworkFacts;
  /** Of each vertex before: its number now, or -1. */
  readonly movedVertex: Int32Array;
  /** Numbers, now, of links that are new or not what they were. */
  readonly touchedLinks: readonly number[];
  /** Numbers, now, of nodes that are new or not what they were. */
  readonly touchedNodes: readonly number[];
};

/**
 * Puts changes into the facts. Costs one pass over each column, however little has changed. Throws where a record names
 * one that does not exist: the store does not let that happen.
 */
export function mergeFacts(old: NetworkFacts, changes: NetworkChanges): MergedFacts {
  const risks = mergePacked(old.sharedRisks, changes.sharedRisks);
  const riskNames = new RecordList<SharedRisk>(risks.packed);
  const risksOf = (codes: readonly string[]): number[] =>
    codes.map((code) => riskNames.indexOf(code)).filter((risk) => risk >= 0);
  const places = mergePacked(old.places, changes.places);
  const placeNames = new RecordList<Place>(places.packed);
  const nodes = mergePacked(old.nodes, changes.nodes);
  const nodeNames = new RecordList<NetworkNode>(nodes.packed);
  const ports = mergePacked(old.ports, changes.ports);
  const premises = mergePremises(old, changes, places.moved, placeNames);
  const links = mergePacked(old.links, changes.links);
  const linkNames = new RecordList<Link>(links.packed);
  const movedVertex = vertexMoves(nodes.moved, nodes.packed.count, premises.moved);
  const link = recordsOf(changes.links);
  const ends = endColumns(
    old,
    links.source,
    movedVertex,
    link,
    nodeNames,
    new RecordList<null>(premises.packed),
  );
  const place = recordsOf(changes.places);
  const node = recordsOf(changes.nodes);
  const port = recordsOf(changes.ports);
  const augmentation = recordsOf(changes.augmentations);
  const augmentations = mergePacked(old.augmentations, changes.augmentations);
  const merged: NetworkFacts = {
    sharedRisks: risks.packed,
    places: places.packed,
    placeRisks: mergedLists(old.placeRisks, places.source, risks.moved, (at) =>
      risksOf(place(at).sharedRisks),
    ),
    nodes: nodes.packed,
    nodePlace: mergedInts(movedInts(old.nodePlace, places.moved), nodes.source, (at) =>
      placeNames.indexOf(node(at).place),
    ),
    nodeRisks: mergedLists(old.nodeRisks, nodes.source, risks.moved, (at) => risksOf(node(at).sharedRisks)),
    nodeTransitUs: mergedInts(old.nodeTransitUs, nodes.source, (at) => node(at).transitUs),
    nodeRetiresDay: mergedInts(old.nodeRetiresDay, nodes.source, (at) => dayOr(node(at).retires, NEVER)),
    premises: premises.packed,
    premisesPlace: premises.place,
    ports: ports.packed,
    portNode: mergedInts(movedInts(old.portNode, nodes.moved), ports.source, (at) =>
      nodeNames.indexOf(port(at).node),
    ),
    portRateKbps: mergedFloats(old.portRateKbps, ports.source, (at) => port(at).rateKbps),
    portDay: mergedInts(old.portDay, ports.source, (at) => dayOr(port(at).inServiceDate, ALWAYS)),
    links: links.packed,
    ...ends,
    linkRisks: mergedLists(old.linkRisks, links.source, risks.moved, (at) => risksOf(risksOfLink(link(at)))),
    linkLatencyUs: mergedInts(old.linkLatencyUs, links.source, (at) => link(at).latencyUs),
    linkLengthM: mergedInts(old.linkLengthM, links.source, (at) => link(at).lengthM),
    linkCostMinor: mergedFloats(old.linkCostMinor, links.source, (at) => link(at).monthlyCostMinor),
    linkCapacityKbps: mergedFloats(old.linkCapacityKbps, links.source, (at) => link(at).capacityKbps),
    linkStatus: mergedStatus(old.linkStatus, links.source, link),
    inServiceDay: mergedInts(old.inServiceDay, links.source, (at) => inServiceDay(link(at))),
    augmentations: augmentations.packed,
    augmentationLink: mergedInts(movedInts(old.augmentationLink, links.moved), augmentations.source, (at) =>
      linkNames.indexOf(augmentation(at).link),
    ),
    augmentationDay: mergedInts(old.augmentationDay, augmentations.source, (at) =>
      dayNumber(augmentation(at).inServiceDate),
    ),
    augmentationAddsKbps: mergedFloats(
      old.augmentationAddsKbps,
      augmentations.source,
      (at) => augmentation(at).addsKbps,
    ),
    augmentationCommitted: mergedInts(old.augmentationCommitted, augmentations.source, (at) =>
      augmentation(at).committed ? 1 : 0,
    ),
  };
  const augmented = changes.augmentations.map(({ key }) => linkNames.indexOf(firstPart(key)));
  return {
    facts: merged,
    movedVertex,
    touchedLinks: [...numbersOf(changes.links, linkNames), ...augmented.filter((edge) => edge >= 0)],
    touchedNodes: numbersOf(changes.nodes, nodeNames),
  };
}

/** The shared risks of a link: its own and the entries through which it comes in. */
export function risksOfLink(link: Pick<Link, 'a' | 'b' | 'sharedRisks'>): string[] {
  const entries = [link.a.entry, link.b.entry].filter((entry) => entry !== undefined);
  return [...new Set([...link.sharedRisks, ...entries])];
}

type Fresh<Item> = (change: number) => Item;

function recordsOf<Item>(changes: readonly Change<Item>[]): Fresh<Item> {
  return (change) => changes[change]?.record as Item;
}

function numbersOf<Item>(changes: readonly Change<Item>[], names: RecordList<Item>): number[] {
  return changes.map(({ key }) => names.indexOf(key)).filter((index) => index >= 0);
}

function dayOr(date: string | undefined, otherwise: number): number {
  return date === undefined ? otherwise : dayNumber(date);
}

/** A planned link without a date is not promised for any day, hence never usable. */
function inServiceDay(link: Link): number {
  return dayOr(link.inServiceDate, link.status === 'planned' ? NEVER : ALWAYS);
}

function mergedStatus(old: Uint8Array, source: Int32Array, link: Fresh<Link>): Uint8Array {
  if (isUnmoved(source)) return old;
  const values = new Uint8Array(new SharedArrayBuffer(source.length));
  for (let index = 0; index < values.length; index++) {
    const from = source[index] as number;
    if (from >= 0) values[index] = old[from] as number;
    else values[index] = link(-1 - from).status === 'buildable' ? LINK_BUILDABLE : LINK_USABLE;
  }
  return values;
}

/** Premises that links name for the first time; those that no link names any more stay, as vertices without links. */
function mergePremises(
  old: NetworkFacts,
  changes: NetworkChanges,
  movedPlace: Int32Array,
  places: RecordList<Place>,
): { readonly packed: PackedRecords; readonly place: Int32Array; readonly moved: Int32Array } {
  const known = new RecordList<null>(old.premises);
  const keys = new Set(
    changes.links.flatMap(({ record }) =>
      record === null ? [] : [record.a, record.b].flatMap((end) => premisesKey(end) ?? []),
    ),
  );
  const fresh = [...keys].filter((key) => !known.has(key));
  const { packed, source, moved } = mergePacked(
    old.premises,
    fresh.map((key): PackedChange => ({ key, body: '' })),
  );
  const place = mergedInts(movedInts(old.premisesPlace, movedPlace), source, (at) =>
    places.indexOf(firstPart(fresh[at] as string)),
  );
  return { packed, place, moved };
}

function firstPart(key: string): string {
  return key.slice(0, key.indexOf(KEY_SEPARATOR));
}

function premisesKey(end: LinkEnd): string | undefined {
  if (end.node !== undefined) return undefined;
  if (end.place === undefined) throw new Error('link ends neither on a node nor on a place');
  return `${end.place}${KEY_SEPARATOR}${end.entry ?? ''}`;
}

function vertexMoves(movedNode: Int32Array, nodeCount: number, movedPremises: Int32Array): Int32Array {
  const moved = new Int32Array(movedNode.length + movedPremises.length);
  moved.set(movedNode);
  for (const [index, now] of movedPremises.entries()) moved[movedNode.length + index] = nodeCount + now;
  return moved;
}

function endColumns(
  old: NetworkFacts,
  source: Int32Array,
  movedVertex: Int32Array,
  link: Fresh<Link>,
  nodes: RecordList<NetworkNode>,
  premises: RecordList<null>,
): Pick<NetworkFacts, 'edgeA' | 'edgeB'> {
  const vertexOf = (end: LinkEnd): number => {
    const key = premisesKey(end);
    if (key !== undefined) return nodes.length + premises.indexOf(key);
    const vertex = nodes.indexOf(end.node as string);
    if (vertex < 0) throw new Error(`link ends on unknown node ${end.node}`);
    return vertex;
  };
  return {
    edgeA: mergedInts(movedInts(old.edgeA, movedVertex), source, (at) => vertexOf(link(at).a)),
    edgeB: mergedInts(movedInts(old.edgeB, movedVertex), source, (at) => vertexOf(link(at).b)),
  };
}

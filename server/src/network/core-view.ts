import { capacityAt } from './capacity.ts';
import { dayNumber } from './days.ts';
import { bySlot } from './graph/field.ts';
import { slotOf } from './graph/graph.ts';
import {
  type LinkUse,
  nothingPromised,
  promisedByEdge,
  promisedOn,
  type RememberedLinkUse,
} from './link-use.ts';
import { LINK_USABLE, type NetworkSnapshot } from './types.ts';

/** Under which conditions links between nodes may be used. */
export type CoreConditions = {
  /** The date of need, `YYYY-MM-DD`. */
  readonly date: string;
  /** What is already promised on links at that date. */
  readonly linkUseKbps?: LinkUse | undefined;
  /** How far a link may be filled, in percent of its capacity. Default 100. */
  readonly maximumFillPercent?: number | undefined;
  readonly includeUncommitted?: boolean | undefined;
};

/** Which links between nodes are usable at a date and what is left on them: the ground of all core searches. */
export type CoreView = {
  readonly snapshot: NetworkSnapshot;
  readonly date: string;
  /** How far a link may be filled, in percent of its capacity. */
  readonly maximumFillPercent: number;
  /** 1 for links that join two nodes and are in service at the date. */
  readonly usable: Uint8Array;
  /** Capacity at the date within the allowed fill, less use; 0 where not usable. */
  readonly freeKbps: Float64Array;
  /** The same in the order of the graph's slots, minus infinity where not usable: what searches read. */
  readonly room: Float64Array;
};

/**
 * Prepares the view of the core at a date. One pass over the links, remembered while the snapshot lives; what is promised
 * meanwhile is worked into the view of before.
 */
export function coreView(snapshot: NetworkSnapshot, conditions: CoreConditions): CoreView {
  const unused = unusedView(snapshot, conditions);
  const { linkUseKbps = nothingPromised } = conditions;
  const used = usedView(unused, linkUseKbps.remembered);
  if (linkUseKbps.apart.size === 0) return used.view;
  const text = [...linkUseKbps.apart].map(([link, kbps]) => `${link} ${kbps}`).join('\n');
  const known = used.apart.get(text);
  if (known !== undefined) return known;
  const view = viewApart(unused, used.view, linkUseKbps.apart);
  keep(used.apart, text, view);
  return view;
}

/** The view with what is remembered as promised, and those made of it for questions to which something else counts. */
type UsedView = {
  readonly version: number;
  /** Which amounts are in the view, by edge. */
  readonly promisedKbps: Float64Array;
  readonly view: CoreView;
  readonly apart: Map<string, CoreView>;
};

const usedViews = new WeakMap<CoreView, UsedView>();

function usedView(unused: CoreView, remembered: RememberedLinkUse | undefined): UsedView {
  const { snapshot } = unused;
  const version = remembered?.version ?? 0;
  const known = usedViews.get(unused);
  if (known?.version === version) return known;
  const promisedKbps =
    remembered === undefined
      ? new Float64Array(snapshot.graph.edgeCount)
      : promisedByEdge(snapshot, remembered);
  const changed: [edge: number, kbps: number][] = [];
  for (let edge = 0; edge < promisedKbps.length; edge++) {
    const kbps = promisedKbps[edge] as number;
    if (kbps !== (known?.promisedKbps[edge] ?? 0)) changed.push([edge, kbps]);
  }
  const before = known?.view ?? unused;
  const view = changed.length === 0 ? before : withFree(unused, before, changed);
  const used = { version, promisedKbps, view, apart: new Map<string, CoreView>() };
  usedViews.set(unused, used);
  return used;
}

function viewApart(unused: CoreView, used: CoreView, apart: ReadonlyMap<string, number>): CoreView {
  const { links } = unused.snapshot;
  return withFree(
    unused,
    used,
    [...apart].map(([name, kbps]) => [links.indexOf(name), kbps] as const),
  );
}

/** A view in which other amounts are promised on some edges. */
function withFree(
  unused: CoreView,
  before: CoreView,
  promised: readonly (readonly [edge: number, kbps: number])[],
): CoreView {
  const { graph } = unused.snapshot;
  const freeKbps = before.freeKbps.slice();
  const room = before.room.slice();
  for (const [edge, kbps] of promised) {
    if (edge < 0 || unused.usable[edge] === 0) continue;
    // Less than nothing is promised to nobody: no link has more room than its capacity.
    const free = (unused.freeKbps[edge] as number) - Math.max(0, kbps);
    freeKbps[edge] = free;
    for (const vertex of [graph.edgeA[edge], graph.edgeB[edge]] as number[])
      room[slotOf(graph, vertex, edge)] = free;
  }
  return { ...unused, freeKbps, room };
}

function keep<Value>(views: Map<string, Value>, key: string, view: Value): void {
  const [oldest] = views.keys();
  if (views.size >= MOST_VIEWS && oldest !== undefined) views.delete(oldest);
  views.set(key, view);
}

const unusedViews = new WeakMap<NetworkSnapshot, Map<string, CoreView>>();
const MOST_VIEWS = 4;

/** The view with nothing promised to anybody. */
function unusedView(snapshot: NetworkSnapshot, conditions: CoreConditions): CoreView {
  const { date, maximumFillPercent = 100, includeUncommitted = false } = conditions;
  const views = unusedViews.get(snapshot) ?? new Map<string, CoreView>();
  unusedViews.set(snapshot, views);
  const key = `${date} ${maximumFillPercent} ${includeUncommitted}`;
  const known = views.get(key);
  if (known !== undefined) return known;
  const day = dayNumber(date);
  const { graph } = snapshot;
  const usable = new Uint8Array(graph.edgeCount);
  const freeKbps = new Float64Array(graph.edgeCount);
  const open = new Float64Array(graph.edgeCount).fill(Number.NEGATIVE_INFINITY);
  const unused = { maximumFillPercent, includeUncommitted };
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if (!joinsNodesInService(snapshot, edge, day)) continue;
    usable[edge] = 1;
    freeKbps[edge] = freeOnLink(snapshot, edge, day, unused, '');
    open[edge] = freeKbps[edge] as number;
  }
  const view = { snapshot, date, maximumFillPercent, usable, freeKbps, room: bySlot(graph, open) };
  keep(views, key, view);
  return view;
}

function joinsNodesInService(snapshot: NetworkSnapshot, edge: number, day: number): boolean {
  const a = snapshot.graph.edgeA[edge] as number;
  const b = snapshot.graph.edgeB[edge] as number;
  return (
    a < snapshot.nodeCount &&
    b < snapshot.nodeCount &&
    snapshot.linkStatus[edge] === LINK_USABLE &&
    (snapshot.inServiceDay[edge] as number) <= day &&
    (snapshot.retiresDay[a] as number) > day &&
    (snapshot.retiresDay[b] as number) > day
  );
}

/** What is left on a link at a day, within the allowed fill. */
export function freeOnLink(
  snapshot: NetworkSnapshot,
  edge: number,
  day: number,
  conditions: Omit<CoreConditions, 'date'>,
  name = snapshot.links.keyAt(edge) ?? '',
): number {
  const capacity = capacityAt(snapshot.capacity, edge, day, {
    includeUncommitted: conditions.includeUncommitted ?? false,
  });
  const fill = conditions.maximumFillPercent ?? 100;
  return Math.floor((capacity * fill) / 100) - promisedOn(conditions.linkUseKbps ?? nothingPromised, name);
}

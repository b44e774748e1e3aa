import { capacityAt } from './capacity.ts';
import { dayNumber } from './days.ts';
import { bySlot } from './graph/field.ts';
import { slotOf } from './graph/graph.ts';
import { LINK_USABLE, type NetworkSnapshot } from './types.ts';

/** Under which conditions links between nodes may be used. */
export type CoreConditions = {
  /** The date of need, `YYYY-MM-DD`. */
  readonly date: string;
  /** What is already promised on a link at that date, by link name. */
  readonly linkUseKbps?: ReadonlyMap<string, number> | undefined;
  /** How far a link may be filled, in percent of its capacity. Default 100. */
  readonly maximumFillPercent?: number | undefined;
  readonly includeUncommitted?: boolean | undefined;
};

/** Which links between nodes are usable at a date and what is left on them: the ground of all core searches. */
export type CoreView = {
  readonly snapshot: NetworkSnapshot;
  readonly date: string;
  /** 1 for links that join two nodes and are in service at the date. */
  readonly usable: Uint8Array;
  /** Capacity at the date within the allowed fill, less use; 0 where not usable. */
  readonly freeKbps: Float64Array;
  /** The same in the order of the graph's slots, minus infinity where not usable: what searches read. */
  readonly room: Float64Array;
};

/** Prepares the view of the core at a date. One pass over the links, remembered while the snapshot lives. */
export function coreView(snapshot: NetworkSnapshot, conditions: CoreConditions): CoreView {
  const unused = unusedView(snapshot, conditions);
  const { linkUseKbps } = conditions;
  if (linkUseKbps === undefined || linkUseKbps.size === 0) return unused;
  const known = usedViews.get(unused)?.get(linkUseKbps);
  if (known !== undefined) return known;
  const view = usedView(unused, linkUseKbps);
  const views = usedViews.get(unused) ?? new WeakMap<ReadonlyMap<string, number>, CoreView>();
  usedViews.set(unused, views.set(linkUseKbps, view));
  return view;
}

/** Views by what is promised on the links: many questions are asked on one account of that. */
const usedViews = new WeakMap<CoreView, WeakMap<ReadonlyMap<string, number>, CoreView>>();

function usedView(unused: CoreView, linkUseKbps: ReadonlyMap<string, number>): CoreView {
  const { snapshot } = unused;
  const freeKbps = unused.freeKbps.slice();
  const room = unused.room.slice();
  for (const [name, usedKbps] of linkUseKbps) {
    const edge = snapshot.links.indexOf(name);
    if (edge < 0 || unused.usable[edge] === 0) continue;
    freeKbps[edge] = (freeKbps[edge] as number) - usedKbps;
    for (const vertex of [snapshot.graph.edgeA[edge], snapshot.graph.edgeB[edge]] as number[]) {
      room[slotOf(snapshot.graph, vertex, edge)] = freeKbps[edge] as number;
    }
  }
  return { ...unused, freeKbps, room };
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
  const view = { snapshot, date, usable, freeKbps, room: bySlot(graph, open) };
  const [oldest] = views.keys();
  if (views.size >= MOST_VIEWS && oldest !== undefined) views.delete(oldest);
  views.set(key, view);
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
  return Math.floor((capacity * fill) / 100) - (conditions.linkUseKbps?.get(name) ?? 0);
}

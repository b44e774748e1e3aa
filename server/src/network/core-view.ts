import { capacityAt } from './capacity.ts';
import { dayNumber } from './days.ts';
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
};

/** Prepares the view of the core at a date. One pass over the links. */
export function coreView(snapshot: NetworkSnapshot, conditions: CoreConditions): CoreView {
  const day = dayNumber(conditions.date);
  const { graph, links } = snapshot;
  const usable = new Uint8Array(graph.edgeCount);
  const freeKbps = new Float64Array(graph.edgeCount);
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if (!joinsNodesInService(snapshot, edge, day)) continue;
    usable[edge] = 1;
    freeKbps[edge] = freeOnLink(snapshot, edge, day, conditions, links[edge]?.name ?? '');
  }
  return { snapshot, date: conditions.date, usable, freeKbps };
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
  name = snapshot.links[edge]?.name ?? '',
): number {
  const capacity = capacityAt(snapshot.capacity, edge, day, {
    includeUncommitted: conditions.includeUncommitted ?? false,
  });
  const fill = conditions.maximumFillPercent ?? 100;
  return Math.floor((capacity * fill) / 100) - (conditions.linkUseKbps?.get(name) ?? 0);
}

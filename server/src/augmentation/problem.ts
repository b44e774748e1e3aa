import type { LinkModule } from '@turnup/contract';
import { ok, type Result, refuse } from '../foundation/result.ts';
import { type CoreView, coreRouteIn } from '../network/index.ts';
import type { PathDesign, PathProblem } from '../optimisation/index.ts';
import type { LinkProposal, Need, Proposal } from './types.ts';

/** Networks of more core links are searched on ways near the best of each demand. */
const MOST_LINKS = 250;
/** How many ways of each demand such a search looks at. */
const WAYS = 8;
/** Rates are counted in Mbit/s in the program, so that its numbers are of one order. */
const UNIT_KBPS = 1_000;

/** Needs as a problem of capacity design, with the names behind its numbers. */
export type NamedProblem = {
  readonly problem: PathProblem;
  readonly links: readonly string[];
  readonly modulesOf: readonly (readonly LinkModule[])[];
  /** The need of each demand. */
  readonly needOf: readonly Need[];
};

/**
 * Which modules could carry the needs over the core as it is seen: what is free on each link counts first and costs
 * nothing, modules come on links that take them, and of ways that cost the same the quicker is preferred. Refuses 422
 * `UNKNOWN_NODE` with each place.
 */
export function capacityProblem(
  view: CoreView,
  modules: readonly LinkModule[],
  needs: readonly Need[],
  maximumFillPercent: number,
): Result<NamedProblem> {
  const { snapshot } = view;
  const demands = needs.flatMap((need) => need.demands.map((demand) => ({ need, demand })));
  const unknown = demands.flatMap(({ demand: { from, to } }, index) =>
    [from, to]
      .filter((node) => !snapshot.nodes.has(node))
      .map((node) => ({ path: `/demands/${index}`, message: `there is no node ${node}` })),
  );
  if (unknown.length > 0)
    return refuse(422, 'UNKNOWN_NODE', unknown.map(({ message }) => message).join('; '), unknown);
  const edges = corridor(
    view,
    demands.map(({ demand }) => demand),
  );
  const slowest = Math.max(1, ...edges.map((edge) => snapshot.linkLatencyUs[edge] ?? 0));
  // All ways together weigh less than half a minor unit, so that no module is ever bought for speed.
  const preference = 0.5 / (4 * Math.max(1, demands.length) * Math.max(1, edges.length));
  const modulesOf = edges.map((edge) => {
    const name = snapshot.links.keyAt(edge) ?? '';
    return modules.filter(({ links }) => links === undefined || links.includes(name));
  });
  const vertices = new Map<number, number>();
  const vertexOf = (vertex: number): number => {
    const known = vertices.get(vertex) ?? vertices.size;
    vertices.set(vertex, known);
    return known;
  };
  const ends = (node: string): number => vertexOf(snapshot.nodes.indexOf(node));
  const most = Math.max(1, ...demands.map(({ demand }) => demand.rateKbps));
  const links = edges.map((edge, index) => ({
    a: vertexOf(snapshot.graph.edgeA[edge] as number),
    b: vertexOf(snapshot.graph.edgeB[edge] as number),
    preinstalled: Math.max(0, view.freeKbps[edge] as number) / UNIT_KBPS,
    routingCost: (preference * (1 + (snapshot.linkLatencyUs[edge] ?? 0) / slowest) * UNIT_KBPS) / most,
    modules: (modulesOf[index] ?? []).map(({ addsKbps, costMinor }) => ({
      capacity: usable(addsKbps, maximumFillPercent) / UNIT_KBPS,
      cost: costMinor,
    })),
  }));
  const problem = {
    links,
    demands: demands.map(({ demand }) => ({
      source: ends(demand.from),
      target: ends(demand.to),
      amount: demand.rateKbps / UNIT_KBPS,
      protection: demand.protection,
    })),
    vertexCount: 0,
  };
  return ok({
    problem: { ...problem, vertexCount: vertices.size },
    links: edges.map((edge) => snapshot.links.keyAt(edge) ?? ''),
    modulesOf,
    needOf: demands.map(({ need }) => need),
  });
}

/** What of an added capacity may be promised. */
export function usable(addsKbps: number, maximumFillPercent: number): number {
  return Math.floor((addsKbps * maximumFillPercent) / 100);
}

/** The links to search on: all that join nodes, or in a large network those of several ways of each demand. */
function corridor(
  view: CoreView,
  demands: readonly { readonly from: string; readonly to: string }[],
): number[] {
  const { snapshot, usable: isUsable } = view;
  const all = [...isUsable.keys()].filter((edge) => isUsable[edge] === 1);
  if (all.length <= MOST_LINKS) return all;
  const found = new Set<number>();
  // Whatever is free: where it is short, modules may come.
  const open = { ...view, freeKbps: view.freeKbps.map(() => Number.POSITIVE_INFINITY) };
  const roomy = {
    ...open,
    room: view.room.map((room) => (room === Number.NEGATIVE_INFINITY ? room : Infinity)),
  };
  for (const { from, to } of demands) {
    const avoid = new Set<string>();
    for (let way = 0; way < WAYS; way++) {
      const route = coreRouteIn(roomy, from, to, { minimumRateKbps: 1, avoid: { links: avoid } });
      if (route === undefined) break;
      for (const link of route.links) found.add(snapshot.links.indexOf(link));
      // Each further way does without another part of the one before.
      const middle = route.links[Math.floor((way * route.links.length) / WAYS)];
      if (middle !== undefined) avoid.add(middle);
    }
  }
  found.delete(-1);
  return [...found].toSorted((one, other) => one - other);
}

/** What a solved problem says of each link that is to be augmented, and who uses it. */
export function proposalOf(
  { problem, links, modulesOf, needOf }: NamedProblem,
  design: PathDesign,
): Proposal {
  const kbps = links.map(() => new Map<Need, number>());
  for (const [demand, ways] of design.ways.entries()) {
    const need = needOf[demand] as Need;
    const amount = (problem.demands[demand]?.amount ?? 0) * UNIT_KBPS;
    for (const edge of ways.flat()) kbps[edge]?.set(need, (kbps[edge]?.get(need) ?? 0) + amount);
  }
  const loads = new Map(
    links.map((link, edge) => [
      link,
      [...(kbps[edge] ?? [])].map(([need, linkKbps]) => ({ need, linkKbps })),
    ]),
  );
  const found = links.flatMap((link, edge): LinkProposal[] => {
    const bought = (modulesOf[edge] ?? []).flatMap((module, kind) => {
      const quantity = design.equipment[edge]?.[kind] ?? 0;
      return quantity === 0 ? [] : [{ module, quantity }];
    });
    if (bought.length === 0) return [];
    const modules = bought.map(({ module, quantity }) => ({
      module: module.code,
      quantity,
      addsKbps: module.addsKbps * quantity,
      costMinor: module.costMinor * quantity,
    }));
    return [
      {
        link,
        modules,
        addsKbps: modules.reduce((sum, { addsKbps }) => sum + addsKbps, 0),
        costMinor: modules.reduce((sum, { costMinor }) => sum + costMinor, 0),
        workingDays: Math.max(...bought.map(({ module }) => module.workingDays)),
        revocableWorkingDays: Math.min(...bought.map(({ module }) => module.revocableWorkingDays)),
        users: loads.get(link) ?? [],
      },
    ];
  });
  const costMinor = found.reduce((sum, link) => sum + link.costMinor, 0);
  // The preference for quick ways is less than half a minor unit of what the bound is about.
  const lowerBoundMinor = Math.max(0, Math.min(costMinor, Math.ceil(design.lowerBound - 0.5 - 1e-6)));
  return { links: found, loads, costMinor, lowerBoundMinor };
}

import { arcModel } from './arc-model.ts';
import { routedDesign } from './local-search.ts';
import type { GrowingSolver, MixedSolver } from './mixed.ts';
import { moduleSearch } from './module-search.ts';
import { PathModel } from './path-model.ts';
import { type Incumbent, pathSearch } from './path-search.ts';
import type { CapacityDesign, CapacityProblem } from './problem.ts';

/** What `smallColumns` is where nothing is said. */
const SMALL = 1_500;
/** Cutsets of so many vertices, by the size of the network. */
const LARGEST_CUTSET = { small: 11, large: 5 };

/** What the search may use: solvers of mixed-integer and of growing programs, CPU seconds, a clock of them, and chance. */
export type DesignMeans = {
  readonly solve: MixedSolver;
  readonly grow: GrowingSolver;
  readonly seconds: number;
  readonly cpuSeconds: () => number;
  readonly random: () => number;
  /** Up to so many columns the whole problem is solved at once, with proof. */
  readonly smallColumns?: number;
};

/** The share of the time in which demands are routed on one path each: for a search over modules it is only a fallback. */
const ROUTING = { forModules: 0.01, forPaths: 0.05 };

/** Rounds of disturbed shortest paths from which demands may choose, and so the size of the path program. */
const ENRICHMENT = 300;

/**
 * The cheapest modules that carry all demands, as far as the time allows: a good design with one path per demand by
 * local search first; then designs that may split demands. A small problem is solved over all arcs, with proof. A large
 * one is searched over modules where flows cost nothing, else over paths, better and better. The relaxation with cutset
 * inequalities bounds every design from below. Undefined when no design is found.
 */
export function capacityDesign(problem: CapacityProblem, means: DesignMeans): CapacityDesign | undefined {
  const from = means.cpuSeconds();
  const left = (share: number): number => from + share * means.seconds - means.cpuSeconds();
  const { program, modules } = arcModel(problem);
  const isSmall = program.columns.length <= (means.smallColumns ?? SMALL);
  const byModules = !isSmall && problem.links.every((link) => link.routingCost === 0);
  const routing = byModules ? ROUTING.forModules : ROUTING.forPaths;
  const routed = routedDesign(problem, { random: means.random, isOver: () => left(routing) <= 0 });
  const model = new PathModel(problem, isSmall ? LARGEST_CUTSET.small : LARGEST_CUTSET.large);
  if (routed !== undefined)
    for (const [demand, arcs] of routed.routing.paths.entries()) model.add(demand, arcs);
  else model.enrich(3, means.random);
  const relaxed = model.relax(means.solve, () => left(0.3));
  const known = routed && { cost: routed.routing.cost(), counts: routed.routing.equipment().flat() };
  const design = (best: Incumbent | undefined, bound: number): CapacityDesign | undefined => {
    if (best === undefined) return undefined;
    const equipment = modules.map((list) => list.map((column) => best.counts[column] as number));
    return { cost: best.cost, equipment, lowerBound: Math.min(best.cost, bound) };
  };
  if (byModules) {
    const near = Float64Array.from(problem.links, (link, edge) =>
      (modules[edge] ?? []).reduce(
        (sum, column, kind) => sum + (relaxed.values[column] as number) * (link.modules[kind]?.capacity ?? 0),
        link.preinstalled,
      ),
    );
    const { grow, random } = means;
    const isOver = (): boolean => left(1) <= 0;
    const found = moduleSearch(problem, { near, bound: relaxed.bound, grow, random, isOver });
    const isBetter = found !== undefined && !(known !== undefined && known.cost <= found.cost);
    return design(isBetter ? { cost: found.cost, counts: found.equipment.flat() } : known, relaxed.bound);
  }
  if (!isSmall) {
    model.enrich(ENRICHMENT, means.random);
    const { solve, seconds, random } = means;
    const best = pathSearch(model, known, { solve, seconds, random, secondsLeft: () => left(1) });
    return design(best, relaxed.bound);
  }
  const answer = means.solve(
    { columns: program.columns, rows: [...program.rows, ...model.cuts] },
    {
      relaxed: false,
      seconds: Math.max(0.1, left(1)),
      start: known && { indices: modules.flat(), values: known.counts },
    },
  );
  const bound = Math.max(relaxed.bound, Number.isFinite(answer.bound) ? answer.bound : 0);
  if (answer.cost === undefined || (known !== undefined && known.cost <= answer.cost))
    return design(known, bound);
  const counts = modules.flat().map((column) => Math.round(answer.values[column] as number));
  return design({ cost: answer.cost, counts }, bound);
}

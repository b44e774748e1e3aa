import { arcModel } from './arc-model.ts';
import { routedDesign } from './local-search.ts';
import type { MixedSolver } from './mixed.ts';
import { PathModel } from './path-model.ts';
import type { CapacityDesign, CapacityProblem } from './problem.ts';
import type { Routing } from './routing.ts';

/** With so few columns the whole problem is solved at once, with proof. */
const SMALL = 1_500;
/** Cutsets of so many vertices, by the size of the network. */
const LARGEST_CUTSET = { small: 11, large: 5 };

/** What the search may use: a solver of mixed-integer programs, CPU seconds, a clock of them, and chance. */
export type DesignMeans = {
  readonly solve: MixedSolver;
  readonly seconds: number;
  readonly cpuSeconds: () => number;
  readonly random: () => number;
};

/**
 * The cheapest modules that carry all demands, as far as the time allows: a good design with one path per demand by
 * local search first; then a mixed-integer program that may split demands, over all arcs with the violated cutset
 * inequalities, beginning with what is known. The relaxation with cutsets bounds every design from below. Undefined
 * when the demands cannot be carried.
 */
export function capacityDesign(problem: CapacityProblem, means: DesignMeans): CapacityDesign | undefined {
  const from = means.cpuSeconds();
  const left = (share: number): number => from + share * means.seconds - means.cpuSeconds();
  const { program, modules } = arcModel(problem);
  const isSmall = program.columns.length <= SMALL;
  const routed = routedDesign(problem, {
    random: means.random,
    isOver: () => left(isSmall ? 0.05 : 0.1) <= 0,
  });
  const model = new PathModel(problem, isSmall ? LARGEST_CUTSET.small : LARGEST_CUTSET.large);
  if (routed !== undefined)
    for (const [demand, arcs] of routed.routing.paths.entries()) model.add(demand, arcs);
  else model.enrich(3, means.random);
  const relaxed = model.relax(means.solve, () => left(0.3));
  const known = routed === undefined ? undefined : designOf(routed.routing, relaxed.bound);
  const answer = means.solve(
    { columns: program.columns, rows: [...program.rows, ...model.cuts] },
    {
      relaxed: false,
      seconds: Math.max(0.1, left(1)),
      start: known && { indices: modules.flat(), values: known.equipment.flat() },
    },
  );
  const lowerBound = Math.max(relaxed.bound, Number.isFinite(answer.bound) ? answer.bound : 0);
  if (answer.cost !== undefined && (known === undefined || answer.cost < known.cost)) {
    const equipment = modules.map((list) =>
      list.map((column) => Math.round(answer.values[column] as number)),
    );
    return { cost: answer.cost, equipment, lowerBound: Math.min(lowerBound, answer.cost) };
  }
  return known && { ...known, lowerBound: Math.min(lowerBound, known.cost) };
}

function designOf(routing: Routing, lowerBound: number): CapacityDesign {
  return { cost: routing.cost(), equipment: routing.equipment(), lowerBound };
}

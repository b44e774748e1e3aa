import { capacityRow, moduleColumns, oneModuleRows } from './arc-model.ts';
import { cutsetRows, type ModuleColumns, slackOf } from './cutsets.ts';
import type { MixedAnswer, MixedProgram, MixedSolver, Row } from './mixed.ts';
import type { CapacityProblem } from './problem.ts';
import { ShortestTrees, type Tree } from './trees.ts';

/** A path of a demand, as arcs: `2e` runs from the link's A to its B, `2e + 1` back. */
type Path = { readonly demand: number; readonly arcs: readonly number[] };

/**
 * The program with a share of each demand on each of some paths. It begins with the paths given; those that could make
 * the relaxation cheaper are added (column generation), and so are the cutset inequalities that it violates. The last
 * relaxation is a lower bound of the whole problem, because no path is left that could lower it.
 */
export class PathModel {
  readonly #problem: CapacityProblem;
  readonly #trees: ShortestTrees;
  readonly #modules: ModuleColumns;
  readonly #moduleColumns: MixedProgram['columns'];
  readonly #paths: Path[] = [];
  readonly #known = new Set<string>();
  readonly #cuts: Row[] = [];
  readonly #possibleCuts: Row[];

  constructor(problem: CapacityProblem, largestCutset: number) {
    this.#problem = problem;
    this.#trees = new ShortestTrees(problem);
    const { columns, modules } = moduleColumns(problem);
    this.#modules = modules;
    this.#moduleColumns = columns;
    this.#possibleCuts = cutsetRows(problem, modules, largestCutset);
  }

  /** How many columns of modules come first in the program. */
  get moduleCount(): number {
    return this.#moduleColumns.length;
  }

  add(demand: number, arcs: readonly number[]): boolean {
    const key = `${demand}:${arcs.join()}`;
    if (this.#known.has(key)) return false;
    this.#known.add(key);
    this.#paths.push({ demand, arcs });
    return true;
  }

  /** Solves the relaxation with all paths and cuts that matter; its bound, or the best known when the time ends. */
  relax(
    solve: MixedSolver,
    secondsLeft: () => number,
  ): { readonly bound: number; readonly values: ArrayLike<number> } {
    let bound = 0;
    for (;;) {
      const answer = solve(this.program(), { relaxed: true, seconds: Math.max(0.1, secondsLeft()) });
      if (answer.status !== 'optimal') return { bound, values: answer.values };
      if (this.#price(answer) > 0) {
        if (secondsLeft() <= 0) return { bound, values: answer.values };
        continue;
      }
      bound = answer.cost ?? bound;
      const violated = this.#possibleCuts
        .map((row) => ({ row, slack: slackOf(row, answer.values) }))
        .filter(({ row, slack }) => slack < -1e-4 * Math.max(1, row.lower))
        .sort((a, b) => a.slack / a.row.lower - b.slack / b.row.lower)
        .slice(0, 150);
      if (violated.length === 0 || secondsLeft() <= 0) return { bound, values: answer.values };
      for (const { row } of violated) {
        this.#cuts.push(row);
        this.#possibleCuts.splice(this.#possibleCuts.indexOf(row), 1);
      }
    }
  }

  /** The cutset inequalities that have been added. */
  get cuts(): readonly Row[] {
    return this.#cuts;
  }

  /** Adds short paths of every demand under weights disturbed at random, so that there is something to choose from. */
  enrich(rounds: number, random: () => number): void {
    const { demands, links } = this.#problem;
    const unit = links.map(
      (link) => link.routingCost + Math.min(...link.modules.map((one) => one.cost / one.capacity)),
    );
    for (let round = 0; round < rounds; round++) {
      const weight = new Float64Array(2 * links.length);
      for (const [edge, cost] of unit.entries()) {
        weight[2 * edge] = cost * (1 + 1.5 * (round / rounds) * random());
        weight[2 * edge + 1] = weight[2 * edge] as number;
      }
      const trees = new Map<number, Tree>();
      for (const [demand, { source, target }] of demands.entries()) {
        const tree = trees.get(source) ?? this.#trees.from(source, weight);
        trees.set(source, tree);
        this.add(demand, this.#trees.pathTo(tree, source, target));
      }
    }
  }

  /**
   * Adds the paths that the relaxation wants when modules are bounded; what a design near by would use. Bounds are by
   * link and kind, as lower and upper number of modules.
   */
  priceWithin(
    solve: MixedSolver,
    bounds: readonly (readonly [number, number])[],
    secondsLeft: () => number,
  ): void {
    while (secondsLeft() > 0) {
      const answer = solve(this.program(bounds), { relaxed: true, seconds: Math.max(0.1, secondsLeft()) });
      if (answer.status !== 'optimal' || this.#price(answer) === 0) return;
    }
  }

  /** Modules first, then paths; one row per demand first, then the capacities, then the rest. */
  program(bounds: readonly (readonly [number, number])[] = []): MixedProgram {
    const { demands, links, shared } = this.#problem;
    const first = this.#moduleColumns.length;
    const columns = [
      ...this.#moduleColumns.map((column, index) => {
        const [lower, upper] = bounds[index] ?? [column.lower, column.upper];
        return { ...column, lower, upper };
      }),
      ...this.#paths.map(({ demand, arcs }) => ({
        cost: this.#routingCost(arcs) * (demands[demand]?.amount ?? 0),
        lower: 0,
        upper: Number.POSITIVE_INFINITY,
        integer: false,
      })),
    ];
    const ofDemand: number[][] = demands.map(() => []);
    const flow = links.map(() => [[], []] as [number[], number[]]);
    for (const [index, { demand, arcs }] of this.#paths.entries()) {
      ofDemand[demand]?.push(first + index);
      for (const arc of arcs) flow[arc >> 1]?.[arc & 1]?.push(first + index);
    }
    const amount = (column: number): number => demands[this.#paths[column - first]?.demand ?? 0]?.amount ?? 0;
    const rows = ofDemand.map(
      (indices): Row => ({ lower: 1, upper: 1, indices, values: indices.map(() => 1) }),
    );
    for (const [edge, [forth, back]] of flow.entries()) {
      for (const used of shared ? [[...forth, ...back]] : [forth, back])
        rows.push(capacityRow(this.#problem, this.#modules, edge, used, used.map(amount)));
    }
    rows.push(...oneModuleRows(this.#problem, this.#modules), ...this.#cuts);
    return { columns, rows };
  }

  #routingCost(arcs: readonly number[]): number {
    return arcs.reduce((sum, arc) => sum + (this.#problem.links[arc >> 1]?.routingCost ?? 0), 0);
  }

  /** Adds for each demand the path that would lower the relaxation most; how many there were. */
  #price({ rowDuals }: MixedAnswer): number {
    const { demands, links, shared } = this.#problem;
    const weight = new Float64Array(2 * links.length);
    for (const [edge, { routingCost }] of links.entries()) {
      const row = demands.length + (shared ? edge : 2 * edge);
      weight[2 * edge] = Math.max(0, routingCost - (rowDuals[row] as number));
      weight[2 * edge + 1] = Math.max(0, routingCost - (rowDuals[shared ? row : row + 1] as number));
    }
    let added = 0;
    const trees = new Map<number, Tree>();
    for (const [demand, { source, target, amount }] of demands.entries()) {
      const tree = trees.get(source) ?? this.#trees.from(source, weight);
      trees.set(source, tree);
      const value = amount * (tree.distance[target] as number);
      const paid = rowDuals[demand] as number;
      if (
        value < paid - 1e-6 * Math.max(1, Math.abs(paid)) &&
        this.add(demand, this.#trees.pathTo(tree, source, target))
      )
        added++;
    }
    return added;
  }
}

import type { MixedAnswer, MixedProgram, MixedSolver, Row } from './mixed.ts';
import type { DesignLink, Equipment } from './problem.ts';

/** What goes one way, unsplit; with `protection` as a whole on two ways that share no link (1+1). */
export type PathDemand = {
  readonly source: number;
  readonly target: number;
  readonly amount: number;
  readonly protection: boolean;
};

/** Capacity design with unsplit demands. Both directions of a link share its capacity. */
export type PathProblem = {
  readonly vertexCount: number;
  readonly links: readonly DesignLink[];
  readonly demands: readonly PathDemand[];
};

/** A design with the ways of each demand (links in order; two ways with protection) and the bound that certifies it. */
export type PathDesign = {
  readonly cost: number;
  readonly equipment: Equipment;
  readonly lowerBound: number;
  readonly ways: readonly (readonly (readonly number[])[])[];
};

/**
 * The cheapest modules that carry every demand unsplit, on one way or on two that share no link, as one mixed-integer
 * program with a flow of its own for each demand. `undefined` where no modules carry them or none was found in time.
 */
export function singlePathDesign(
  problem: PathProblem,
  means: { readonly solve: MixedSolver; readonly seconds: number },
): PathDesign | undefined {
  const { program, modules, flows } = flowModel(problem);
  const answer = means.solve(program, { relaxed: false, seconds: means.seconds });
  if (answer.cost === undefined) return undefined;
  const equipment = modules.map((columns) => columns.map((column) => rounded(answer, column)));
  return {
    cost: answer.cost,
    equipment,
    lowerBound: Number.isFinite(answer.bound) ? Math.min(answer.cost, Math.max(0, answer.bound)) : 0,
    ways: problem.demands.map((demand, index) => waysOf(problem, demand, flows[index] ?? [], answer)),
  };
}

type FlowModel = {
  readonly program: MixedProgram;
  readonly modules: readonly (readonly number[])[];
  /** By demand and link: the columns of its two directions. */
  readonly flows: readonly (readonly (readonly [number, number])[])[];
};

function flowModel({ vertexCount, links, demands }: PathProblem): FlowModel {
  const columns: MixedProgram['columns'][number][] = [];
  const rows: Row[] = [];
  const total = demands.reduce((sum, { amount, protection }) => sum + amount * (protection ? 2 : 1), 0);
  const modules = links.map((link) =>
    link.modules.map(({ capacity, cost }) => {
      columns.push({ cost, lower: 0, upper: Math.ceil(total / capacity), integer: true });
      return columns.length - 1;
    }),
  );
  const flows = demands.map(({ source, target, amount, protection }) => {
    const own = links.map(({ routingCost }): readonly [number, number] => {
      const cost = routingCost * amount;
      columns.push({ cost, lower: 0, upper: 1, integer: true }, { cost, lower: 0, upper: 1, integer: true });
      return [columns.length - 2, columns.length - 1];
    });
    rows.push(...conservation(vertexCount, links, own, { source, target, ways: protection ? 2 : 1 }));
    return own;
  });
  for (const [edge, link] of links.entries())
    rows.push({
      lower: Number.NEGATIVE_INFINITY,
      upper: link.preinstalled,
      indices: [...flows.flatMap((own) => own[edge] ?? []), ...(modules[edge] ?? [])],
      values: [
        ...demands.flatMap(({ amount }) => [amount, amount]),
        ...link.modules.map(({ capacity }) => -capacity),
      ],
    });
  return { program: { columns, rows }, modules, flows };
}

/** What comes into a vertex leaves it, but for the two ends. */
function conservation(
  vertexCount: number,
  links: readonly DesignLink[],
  own: readonly (readonly [number, number])[],
  { source, target, ways }: { readonly source: number; readonly target: number; readonly ways: number },
): Row[] {
  const balance = Array.from({ length: vertexCount }, () => ({
    indices: [] as number[],
    values: [] as number[],
  }));
  for (const [edge, { a, b }] of links.entries()) {
    const [forth, back] = own[edge] as readonly [number, number];
    for (const [column, from, to] of [
      [forth, a, b],
      [back, b, a],
    ] as const) {
      balance[to]?.indices.push(column);
      balance[to]?.values.push(1);
      balance[from]?.indices.push(column);
      balance[from]?.values.push(-1);
    }
  }
  return balance.flatMap((row, vertex) => {
    if (vertex === source) return [];
    const wanted = vertex === target ? ways : 0;
    return [{ ...row, lower: wanted, upper: wanted }];
  });
}

/** The ways of a demand: arcs that cancel one another and circles that lead nowhere are left out. */
function waysOf(
  { links }: PathProblem,
  { source, target, protection }: PathDemand,
  own: readonly (readonly [number, number])[],
  answer: MixedAnswer,
): number[][] {
  const leaving = new Map<number, { readonly edge: number; readonly to: number }[]>();
  for (const [edge, [forth, back]] of own.entries()) {
    const { a, b } = links[edge] as DesignLink;
    const net = rounded(answer, forth) - rounded(answer, back);
    if (net === 0) continue;
    const [from, to] = net > 0 ? [a, b] : [b, a];
    leaving.set(from, [...(leaving.get(from) ?? []), { edge, to }]);
  }
  return Array.from({ length: protection ? 2 : 1 }, () => {
    const path: { readonly edge: number; readonly from: number }[] = [];
    for (let at = source; at !== target; ) {
      const next = leaving.get(at)?.pop();
      if (next === undefined) throw new Error(`the flow of a demand ends at vertex ${at}`);
      path.push({ edge: next.edge, from: at });
      at = next.to;
      const circle = path.findIndex(({ from }) => from === at);
      if (circle >= 0) path.splice(circle);
    }
    return path.map(({ edge }) => edge);
  });
}

function rounded(answer: MixedAnswer, column: number): number {
  return Math.round(answer.values[column] ?? 0);
}

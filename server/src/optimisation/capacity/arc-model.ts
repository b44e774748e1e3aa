import type { ModuleColumns } from './cutsets.ts';
import type { MixedProgram, Row } from './mixed.ts';
import type { CapacityProblem } from './problem.ts';

/** The program with flows by source on every arc, and where its module columns are. */
export type ArcModel = { readonly program: MixedProgram; readonly modules: ModuleColumns };

/** The columns of modules that come first in every model. */
export function moduleColumns(problem: CapacityProblem): {
  readonly columns: MixedProgram['columns'];
  readonly modules: ModuleColumns;
} {
  let next = 0;
  const modules = problem.links.map((link) => link.modules.map(() => next++));
  const most = problem.oneModule ? 1 : Number.POSITIVE_INFINITY;
  const columns = problem.links.flatMap((link) =>
    link.modules.map(({ cost }) => ({ cost, lower: 0, upper: most, integer: true })),
  );
  return { columns, modules };
}

/** Rows that allow one module per link, where that is the rule. */
export function oneModuleRows(problem: CapacityProblem, modules: ModuleColumns): Row[] {
  if (!problem.oneModule) return [];
  return modules
    .filter((columns) => columns.length > 1)
    .map((indices) => ({ lower: 0, upper: 1, indices, values: indices.map(() => 1) }));
}

/** The whole problem: flows of all demands of a source together, conserved at every vertex. */
export function arcModel(problem: CapacityProblem): ArcModel {
  const { links, vertexCount, shared } = problem;
  const { columns: moduleOnly, modules } = moduleColumns(problem);
  const columns = [...moduleOnly];
  const rows: Row[] = oneModuleRows(problem, modules);
  const capacity = links.map(() => [[], []] as [number[], number[]]);
  for (const [source, wanted] of bySource(problem)) {
    const balance = Array.from({ length: vertexCount }, () => ({
      indices: [] as number[],
      values: [] as number[],
    }));
    for (const [edge, { a, b, routingCost }] of links.entries()) {
      for (const [direction, from, to] of [
        [0, a, b],
        [1, b, a],
      ] as const) {
        const column = columns.length;
        columns.push({ cost: routingCost, lower: 0, upper: Number.POSITIVE_INFINITY, integer: false });
        capacity[edge]?.[direction].push(column);
        balance[to]?.indices.push(column);
        balance[to]?.values.push(1);
        balance[from]?.indices.push(column);
        balance[from]?.values.push(-1);
      }
    }
    for (const [vertex, row] of balance.entries()) {
      const amount = wanted.get(vertex) ?? 0;
      if (vertex !== source) rows.push({ ...row, lower: amount, upper: amount });
    }
  }
  for (const [edge, [forth, back]] of capacity.entries()) {
    const flows = shared ? [[...forth, ...back]] : [forth, back];
    for (const flow of flows)
      rows.push(
        capacityRow(
          problem,
          modules,
          edge,
          flow,
          flow.map(() => 1),
        ),
      );
  }
  return { program: { columns, rows }, modules };
}

/** Flow less the capacity of the modules is at most what is there already. */
export function capacityRow(
  problem: CapacityProblem,
  modules: ModuleColumns,
  edge: number,
  flow: readonly number[],
  amounts: readonly number[],
): Row {
  const link = problem.links[edge] as CapacityProblem['links'][number];
  return {
    lower: Number.NEGATIVE_INFINITY,
    upper: link.preinstalled,
    indices: [...flow, ...(modules[edge] ?? [])],
    values: [...amounts, ...link.modules.map((module) => -module.capacity)],
  };
}

/** Demands by source; on shared links they may be turned round, so that fewer sources are left. */
function bySource({ demands, shared, vertexCount }: CapacityProblem): Map<number, Map<number, number>> {
  const count = new Int32Array(vertexCount);
  for (const { source, target } of demands) {
    count[source] = (count[source] as number) + 1;
    if (shared) count[target] = (count[target] as number) + 1;
  }
  const found = new Map<number, Map<number, number>>();
  for (const { source, target, amount } of demands) {
    const turn = shared && (count[target] as number) > (count[source] as number);
    const [from, to] = turn ? [target, source] : [source, target];
    const list = found.get(from) ?? new Map<number, number>();
    found.set(from, list.set(to, (list.get(to) ?? 0) + amount));
  }
  return found;
}

import loadHighs from 'highs';
import type { MixedAnswer, MixedProgram, MixedSolver } from '../optimisation/index.ts';
import { cpuSeconds } from '../platform/cpu.ts';

/** HiGHS behind the port of the optimisation room. Its time is CPU time of this thread. */
export async function openHighs(): Promise<MixedSolver> {
  const load = loadHighs as unknown as typeof loadHighs.default;
  const highs = await load();
  const { optimal, infeasible } = highs.constants.modelStatus;
  const { integer, continuous } = highs.constants.variableType;
  const { mipInterrupt, simplexInterrupt, ipmInterrupt } = highs.constants.callbackType;
  return (program, { relaxed, seconds, start }): MixedAnswer => {
    const model = highs.createModel(modelOf(program, relaxed ? continuous : integer, continuous));
    try {
      const until = cpuSeconds() + seconds;
      // Wall time is only the last resort; a loaded machine must not shorten the search.
      model.options.set({ output_flag: false, time_limit: 8 * seconds + 5, mip_rel_gap: 0 });
      if (start !== undefined)
        model.setSolution({
          indices: Int32Array.from(start.indices),
          values: Float64Array.from(start.values),
        });
      const stop = (event: { interrupt(): void }): undefined => {
        if (cpuSeconds() > until) event.interrupt();
      };
      model.run({ [mipInterrupt]: stop, [simplexInterrupt]: stop, [ipmInterrupt]: stop });
      const status = model.getModelStatus();
      const { colValue, rowDual } = model.getSolution();
      const cost = costOf(program, colValue);
      return {
        status: status === optimal ? 'optimal' : status === infeasible ? 'infeasible' : 'limited',
        cost:
          Number.isFinite(cost) && isSolution(model.info.get('primal_solution_status')) ? cost : undefined,
        bound: relaxed ? cost : Number(model.info.get('mip_dual_bound')),
        values: colValue,
        rowDuals: rowDual,
      };
    } finally {
      model.dispose();
    }
  };
}

/** HiGHS says 2 where the values keep all rows and bounds. */
function isSolution(status: unknown): boolean {
  return Number(status) === 2;
}

function costOf({ columns }: MixedProgram, values: ArrayLike<number>): number {
  return columns.reduce((sum, { cost }, column) => sum + cost * (values[column] ?? Number.NaN), 0);
}

function modelOf({ columns, rows }: MixedProgram, whole: number, continuous: number) {
  const starts = new Int32Array(rows.length + 1);
  for (const [index, row] of rows.entries())
    starts[index + 1] = (starts[index] as number) + row.indices.length;
  return {
    numCols: columns.length,
    numRows: rows.length,
    colCost: Float64Array.from(columns, (column) => column.cost),
    colLower: Float64Array.from(columns, (column) => column.lower),
    colUpper: Float64Array.from(columns, (column) => column.upper),
    rowLower: Float64Array.from(rows, (row) => row.lower),
    rowUpper: Float64Array.from(rows, (row) => row.upper),
    integrality: Int32Array.from(columns, (column) => (column.integer ? whole : continuous)),
    matrix: {
      format: 'csr' as const,
      numRows: rows.length,
      numCols: columns.length,
      starts,
      indices: Int32Array.from(rows.flatMap((row) => row.indices)),
      values: Float64Array.from(rows.flatMap((row) => row.values)),
    },
  };
}

import loadHighs from 'highs';
import type { GrowingProgram, GrowingSolver } from '../optimisation/index.ts';

/** HiGHS' dual simplex behind the port for programs that grow: each solution begins with the basis of the last. */
export async function openGrowingHighs(): Promise<GrowingSolver> {
  const load = loadHighs as unknown as typeof loadHighs.default;
  const highs = await load();
  return (rows, { stopAbove }): GrowingProgram => {
    const model = highs.createModel({
      numCols: 0,
      numRows: rows.length,
      colCost: new Float64Array(),
      colLower: new Float64Array(),
      colUpper: new Float64Array(),
      rowLower: Float64Array.from(rows, (row) => row.lower),
      rowUpper: Float64Array.from(rows, (row) => row.upper),
      matrix: {
        format: 'csc',
        numRows: rows.length,
        numCols: 0,
        starts: new Int32Array(1),
        indices: new Int32Array(),
        values: new Float64Array(),
      },
    });
    // With presolve each program would begin anew.
    model.options.set({ output_flag: false, presolve: 'off', solver: 'simplex', simplex_strategy: 1 });
    model.options.set({ objective_bound: stopAbove });
    return {
      add(columns) {
        if (columns.length === 0) return;
        const starts = new Int32Array(columns.length + 1);
        for (const [index, column] of columns.entries())
          starts[index + 1] = (starts[index] as number) + column.rows.length;
        model.addCols({
          cost: Float64Array.from(columns, (column) => column.cost),
          lower: new Float64Array(columns.length),
          upper: new Float64Array(columns.length).fill(Number.POSITIVE_INFINITY),
          matrix: {
            format: 'csc',
            numRows: rows.length,
            numCols: columns.length,
            starts,
            indices: Int32Array.from(columns.flatMap((column) => column.rows)),
            values: Float64Array.from(columns.flatMap((column) => column.values)),
          },
        });
      },
      limit(firstRow, upper) {
        const selection = { kind: 'range', from: firstRow, to: firstRow + upper.length - 1 } as const;
        model.changeRowsBounds(
          selection,
          new Float64Array(upper.length).fill(Number.NEGATIVE_INFINITY),
          upper,
        );
      },
      solve(tolerance) {
        model.options.set({
          primal_feasibility_tolerance: tolerance,
          dual_feasibility_tolerance: tolerance,
        });
        model.run();
        return { cost: model.getObjectiveValue(), rowDuals: model.getSolution().rowDual };
      },
      close: () => model.dispose(),
    };
  };
}

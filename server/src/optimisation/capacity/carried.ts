import { arcModel } from './arc-model.ts';
import type { MixedSolver } from './mixed.ts';
import type { CapacityProblem, Equipment } from './problem.ts';

/** Whether modules carry all demands: the flows are searched for anew, with the modules fixed. */
export function isCarried(problem: CapacityProblem, equipment: Equipment, solve: MixedSolver): boolean {
  const { program, modules } = arcModel(problem);
  const fixed = new Map(
    modules.flatMap((columns, edge) => columns.map((column, kind) => [column, equipment[edge]?.[kind] ?? 0])),
  );
  const columns = program.columns.map((column, index) => {
    const count = fixed.get(index);
    return count === undefined ? column : { ...column, lower: count, upper: count };
  });
  return solve({ ...program, columns }, { relaxed: true, seconds: 60 }).status === 'optimal';
}

export { arcModel } from './capacity/arc-model.ts';
export { isCarried } from './capacity/carried.ts';
export { capacityDesign } from './capacity/design.ts';
export type {
  GrowingProgram,
  GrowingSolver,
  MixedAnswer,
  MixedProgram,
  MixedSolver,
} from './capacity/mixed.ts';
export type { CapacityProblem } from './capacity/problem.ts';
export {
  type PathDemand,
  type PathDesign,
  type PathProblem,
  singlePathDesign,
} from './capacity/single-path.ts';
export { type ConstrainedPathProblem, constrainedPath } from './constrained-path.ts';
export type { SteinerProblem } from './steiner/problem.ts';
export { steinerTree } from './steiner/steiner-tree.ts';

import type { RiskLists } from './risk-sets.ts';
import type { EdgeFilter, Graph, LowerBound } from './types.ts';

/**
 * The question: two paths that share no risk except those of their own ends. Every edge must have at least one risk
 * of its own, or two paths over the same unrecorded edge would count as disjoint.
 */
export type SharedRiskQuestion = {
  readonly graph: Graph;
  readonly weight: Float64Array;
  readonly risks: RiskLists;
  readonly riskCount: number;
  readonly source: number;
  readonly target: number;
  readonly allow: EdgeFilter;
  readonly bound?: LowerBound | undefined;
  /** Branches to look at before giving up the proof. */
  readonly maximumBranches?: number;
};

import type { PairDisjointness } from './disjoint-pair.ts';
import type { RiskLists } from './risk-sets.ts';
import type { SearchOptions } from './shortest-path.ts';
import type { Graph, GraphPath, LowerBound } from './types.ts';

/**
 * The question: two paths that share no risk except those of their own ends. Every edge must have at least one risk
 * of its own, or two paths over the same unrecorded edge would count as disjoint.
 */
export type SharedRiskQuestion = Pick<SearchOptions, 'allow' | 'room' | 'least' | 'bound'> & {
  readonly graph: Graph;
  readonly weight: Float64Array;
  readonly risks: RiskLists;
  readonly riskCount: number;
  readonly source: number;
  readonly target: number;
  /** A lower bound of the distance from a vertex to the source, to direct searches that start at the target. */
  readonly boundToSource?: LowerBound | undefined;
  /** What paths that share no risk do not share either: nodes, where every node has a risk of its own. Default link. */
  readonly implies?: PairDisjointness | undefined;
  /** Branches to look at before giving up the proof. */
  readonly maximumBranches?: number;
};

/** How a search for a shared-risk-disjoint pair ended, with its proof. */
export type SharedRiskPair =
  /** The pair has the least total of all: `lowerBound === distance`. */
  | {
      readonly outcome: 'optimal';
      readonly distance: number;
      readonly paths: readonly [GraphPath, GraphPath];
    }
  /** A valid pair; no pair can be shorter than `lowerBound`. */
  | {
      readonly outcome: 'feasible';
      readonly distance: number;
      readonly lowerBound: number;
      readonly paths: readonly [GraphPath, GraphPath];
    }
  /** Proven: no pair exists. */
  | { readonly outcome: 'infeasible' }
  /** No pair found within the budget, and none excluded. */
  | { readonly outcome: 'unknown'; readonly lowerBound: number };

/** Two paths that share no risk. */
export type RiskFreePair = {
  readonly distance: number;
  readonly paths: readonly [GraphPath, GraphPath];
};

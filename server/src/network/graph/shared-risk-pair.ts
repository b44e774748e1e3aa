import { RiskRouter } from './risk-router.ts';
import { commonRisks, risksOfEnds } from './risk-sets.ts';
import type { SharedRiskQuestion } from './shared-risk-question.ts';
import { twoStepPair } from './two-step-pair.ts';
import type { GraphPath } from './types.ts';

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

/**
 * A branch of the search: the first path avoids `firstAvoids`, the second avoids `secondAvoids`. `bound` is a lower
 * bound of every pair of the branch; `conflict` the shared risk that raises it most, or -1 when nothing is shared.
 */
type Branch = {
  readonly firstAvoids: readonly number[];
  readonly secondAvoids: readonly number[];
  readonly first: GraphPath;
  readonly second: GraphPath;
  readonly bound: number;
  readonly conflict: number;
};

type Pair = { readonly distance: number; readonly paths: readonly [GraphPath, GraphPath] };

/**
 * The shared-risk-disjoint pair of least total weight. NP-complete in general (Hu 2003), so: a good pair by two steps
 * with penalties and trap avoidance first, then branch and bound on conflicts. Where the two shortest paths of a branch
 * share a risk, one of them must avoid it; both cases are searched, the cheaper bound first. A risk that one path
 * cannot avoid without making the pair worse than the best known is closed to the other at once: that proves most
 * cases without branching. Ends with a proof of optimality or of infeasibility, or, when the budget of branches is used
 * up, with the best pair and its lower bound.
 */
export function sharedRiskPair(question: SharedRiskQuestion): SharedRiskPair {
  return new ConflictSearch(question).run(question.maximumBranches ?? 2_000);
}

class ConflictSearch {
  readonly #router: RiskRouter;
  #best: Pair | undefined;

  constructor(question: SharedRiskQuestion) {
    const ignored = risksOfEnds(question.risks, question.source, question.target);
    this.#router = new RiskRouter(question, ignored);
    this.#best = twoStepPair({ ...question, bound: this.#router.bound }, ignored);
  }

  run(maximumBranches: number): SharedRiskPair {
    const open: Branch[] = [];
    this.#open(open, [], []);
    for (let looked = 0; open.length > 0; looked++) {
      const branch = takeLeast(open);
      if (branch.bound >= this.#limit()) break;
      if (looked >= maximumBranches) return this.#unproven(branch.bound);
      if (branch.conflict < 0) this.#offer(branch);
      else this.#split(branch, open, looked === 0);
    }
    return this.#best === undefined ? { outcome: 'infeasible' } : { outcome: 'optimal', ...this.#best };
  }

  #split(branch: Branch, open: Branch[], isRoot: boolean): void {
    this.#open(open, [...branch.firstAvoids, branch.conflict], branch.secondAvoids);
    // At the root both paths are alike: whichever avoids the risk may be called the first.
    if (!isRoot) this.#open(open, branch.firstAvoids, [...branch.secondAvoids, branch.conflict]);
  }

  #unproven(lowerBound: number): SharedRiskPair {
    return this.#best === undefined
      ? { outcome: 'unknown', lowerBound }
      : { outcome: 'feasible', ...this.#best, lowerBound };
  }

  #offer({ first, second }: Branch): void {
    const distance = first.distance + second.distance;
    if (distance >= this.#limit()) return;
    this.#best = { distance, paths: first.distance <= second.distance ? [first, second] : [second, first] };
  }

  /** Only a pair below this total is of interest. */
  #limit(): number {
    return this.#best?.distance ?? Number.POSITIVE_INFINITY;
  }

  /** Bounds a branch and opens it, closing to each path what the other cannot avoid; drops it when no pair is left. */
  #open(open: Branch[], firstAvoids: readonly number[], secondAvoids: readonly number[]): void {
    const avoids: [number[], number[]] = [[...firstAvoids], [...secondAvoids]];
    const first = this.#router.path(avoids[0], this.#limit());
    const second = this.#router.path(avoids[1], this.#limit());
    if (first === undefined || second === undefined) return;
    const paths: [GraphPath, GraphPath] = [first, second];
    const detours: [ReadonlyMap<number, number>, ReadonlyMap<number, number>] = [new Map(), new Map()];
    // Each round that is not quiet closes at least one more risk to one of the paths, so the rounds end.
    for (let side: 0 | 1 = 0, quiet = 0; quiet < 2; side = side === 0 ? 1 : 0) {
      const other = side === 0 ? 1 : 0;
      const limit = this.#limit() - paths[other].distance;
      if (paths[side].distance >= limit) return;
      detours[side] = this.#router.detours(paths[side], avoids[side], limit);
      const forced = [...detours[side]]
        .filter(([risk, distance]) => distance === Number.POSITIVE_INFINITY && !avoids[other].includes(risk))
        .map(([risk]) => risk);
      if (forced.length === 0) {
        quiet++;
        continue;
      }
      quiet = 0;
      avoids[other].push(...forced);
      const next = this.#router.path(avoids[other], this.#limit() - paths[side].distance);
      if (next === undefined) return;
      paths[other] = next;
    }
    const total = paths[0].distance + paths[1].distance;
    const { conflict, bound } = worstConflict(total, paths, detours);
    if (bound >= this.#limit()) return;
    open.push({
      firstAvoids: avoids[0],
      secondAvoids: avoids[1],
      first: paths[0],
      second: paths[1],
      bound,
      conflict,
    });
  }
}

/** Of the risks on both paths the one whose cheaper detour is dearest: it raises the bound most. */
function worstConflict(
  total: number,
  paths: readonly [GraphPath, GraphPath],
  detours: readonly [ReadonlyMap<number, number>, ReadonlyMap<number, number>],
): { readonly conflict: number; readonly bound: number } {
  const shared = commonRisks([...detours[0].keys()], [...detours[1].keys()]);
  let worst = { conflict: -1, bound: total };
  for (const risk of shared) {
    const bound = Math.min(
      (detours[0].get(risk) as number) + paths[1].distance,
      (detours[1].get(risk) as number) + paths[0].distance,
    );
    if (worst.conflict < 0 || bound > worst.bound) worst = { conflict: risk, bound };
  }
  return worst;
}

function takeLeast(open: Branch[]): Branch {
  let least = 0;
  for (let index = 1; index < open.length; index++) {
    if ((open[index] as Branch).bound < (open[least] as Branch).bound) least = index;
  }
  const branch = open[least] as Branch;
  open[least] = open[open.length - 1] as Branch;
  open.pop();
  return branch;
}

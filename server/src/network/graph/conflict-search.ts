import { RiskRouter } from './risk-router.ts';
import { risksOfEnds } from './risk-sets.ts';
import type { RiskFreePair, SharedRiskPair, SharedRiskQuestion } from './shared-risk-question.ts';
import type { GraphPath } from './types.ts';

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

/**
 * Branch and bound on conflicts. Where the two shortest paths of a branch share a risk, one of them must avoid it; both
 * cases are searched, the cheaper bound first. A risk that one path cannot avoid without making the pair worse than the
 * best known is closed to the other at once: that proves most cases without branching. Ends with a proof of optimality
 * or of infeasibility, or, when the budget of branches is used up, with the best pair and its lower bound. Only
 * pairs shorter than `below` are looked for: `infeasible` means that there is none of these. For small graphs: it
 * prepares exact distances over the whole of it.
 */
export function conflictPair(question: SharedRiskQuestion, below: number): SharedRiskPair {
  return new ConflictSearch(question, below).run(question.maximumBranches ?? 2_000);
}

class ConflictSearch {
  readonly #router: RiskRouter;
  readonly #below: number;
  #best: RiskFreePair | undefined;

  constructor(question: SharedRiskQuestion, below: number) {
    const ignored = risksOfEnds(question.risks, question.source, question.target);
    this.#router = new RiskRouter(question, ignored);
    this.#below = below;
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
    return this.#best?.distance ?? this.#below;
  }

  /**
   * Bounds a branch and opens it; drops it when no better pair is left in it. A risk that one path cannot avoid is
   * closed to the other at once.
   */
  #open(open: Branch[], firstAvoids: readonly number[], secondAvoids: readonly number[]): void {
    const avoids: [number[], number[]] = [[...firstAvoids], [...secondAvoids]];
    let first = this.#router.path(avoids[0], this.#limit());
    let second = this.#router.path(avoids[1], this.#limit());
    // Each round but the last closes at least one more risk to one of the paths, so the rounds end.
    while (first !== undefined && second !== undefined) {
      const total = first.distance + second.distance;
      if (total >= this.#limit()) return;
      const shared = this.#router.sharedRisks(first, second);
      const branch = { firstAvoids: avoids[0], secondAvoids: avoids[1], first, second };
      if (shared.length === 0) {
        open.push({ ...branch, bound: total, conflict: -1 });
        return;
      }
      const before = [avoids[0].length, avoids[1].length];
      const worst = this.#worstConflict(branch, shared, avoids);
      if (worst === undefined) return;
      if (avoids[0].length === before[0] && avoids[1].length === before[1]) {
        if (worst.bound < this.#limit()) open.push({ ...branch, ...worst });
        return;
      }
      if (avoids[0].length > (before[0] as number)) first = this.#router.path(avoids[0], this.#limit());
      if (avoids[1].length > (before[1] as number)) second = this.#router.path(avoids[1], this.#limit());
    }
  }

  /**
   * Of the risks on both paths the one whose cheaper detour is dearest: it raises the bound most. Adds to `avoids` what
   * one path must leave to the other; undefined where neither path can avoid a risk, so that there is no better pair.
   */
  #worstConflict(
    { first, second }: Pick<Branch, 'first' | 'second'>,
    shared: readonly number[],
    avoids: readonly [number[], number[]],
  ): { readonly conflict: number; readonly bound: number } | undefined {
    const [forFirst, forSecond] = [this.#limit() - second.distance, this.#limit() - first.distance];
    let worst = { conflict: -1, bound: 0 };
    const closed: [number[], number[]] = [[], []];
    for (const risk of shared) {
      const byFirst = this.#router.distance([...avoids[0], risk], forFirst) + second.distance;
      const bySecond = this.#router.distance([...avoids[1], risk], forSecond) + first.distance;
      const bound = Math.min(byFirst, bySecond);
      if (bound === Number.POSITIVE_INFINITY) return undefined;
      if (byFirst === Number.POSITIVE_INFINITY) closed[1].push(risk);
      else if (bySecond === Number.POSITIVE_INFINITY) closed[0].push(risk);
      if (worst.conflict < 0 || bound > worst.bound) worst = { conflict: risk, bound };
    }
    avoids[0].push(...closed[0]);
    avoids[1].push(...closed[1]);
    return worst;
  }
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

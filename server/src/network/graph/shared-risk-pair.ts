import { commonRisks, risksOfEnds, risksOfPath, touchesRisk } from './risk-sets.ts';
import type { SharedRiskQuestion } from './shared-risk-question.ts';
import { shortestPath } from './shortest-path.ts';
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
 * A branch of the search: the first path avoids `firstAvoids`, the second avoids `secondAvoids`. Its shortest paths
 * under these alone are a lower bound of every pair of the branch.
 */
type Branch = {
  readonly firstAvoids: readonly number[];
  readonly secondAvoids: readonly number[];
  readonly first: GraphPath;
  readonly second: GraphPath;
  readonly total: number;
};

/**
 * The shared-risk-disjoint pair of least total weight. NP-complete in general (Hu 2003), so: a good pair by two steps
 * with penalties and trap avoidance first, then branch and bound on conflicts. Where the two shortest paths of a branch
 * share a risk, one of them must avoid it; both cases are searched, the cheaper bound first. Risks that one path cannot
 * avoid are closed to the other at once, which is what proves most infeasible cases. Ends with a proof of optimality or
 * of infeasibility, or, when the budget of branches is used up, with the best pair and its lower bound.
 */
export function sharedRiskPair(question: SharedRiskQuestion): SharedRiskPair {
  const search = new ConflictSearch(question);
  return search.run(question.maximumBranches ?? 20_000);
}

class ConflictSearch {
  readonly #question: SharedRiskQuestion;
  readonly #ignored: ReadonlySet<number>;
  readonly #avoided: Uint8Array;
  #best: { distance: number; paths: readonly [GraphPath, GraphPath] } | undefined;

  constructor(question: SharedRiskQuestion) {
    this.#question = question;
    this.#ignored = risksOfEnds(question.risks, question.source, question.target);
    this.#avoided = new Uint8Array(question.riskCount);
  }

  run(maximumBranches: number): SharedRiskPair {
    this.#best = twoStepPair(this.#question, this.#ignored);
    const open: Branch[] = [];
    const root = this.#branch([], []);
    if (root !== undefined) open.push(root);
    for (let looked = 0; open.length > 0; looked++) {
      const branch = takeLeast(open);
      if (this.#best !== undefined && branch.total >= this.#best.distance) break;
      if (looked >= maximumBranches) return this.#unproven(branch.total);
      this.#expand(branch, open, looked === 0);
    }
    return this.#best === undefined ? { outcome: 'infeasible' } : { outcome: 'optimal', ...this.#best };
  }

  #unproven(lowerBound: number): SharedRiskPair {
    return this.#best === undefined
      ? { outcome: 'unknown', lowerBound }
      : { outcome: 'feasible', ...this.#best, lowerBound };
  }

  #expand(branch: Branch, open: Branch[], isRoot: boolean): void {
    const { risks } = this.#question;
    const shared = commonRisks(
      risksOfPath(risks, branch.first, this.#ignored),
      risksOfPath(risks, branch.second, this.#ignored),
    );
    if (shared.length === 0) {
      if (commonRisks(branch.first.edges, branch.second.edges).length > 0) {
        throw new Error('every edge must be a risk of its own');
      }
      this.#offer(branch);
      return;
    }
    const risk = shared[Math.floor(shared.length / 2)] as number;
    const left = this.#branch([...branch.firstAvoids, risk], branch.secondAvoids);
    if (left !== undefined) open.push(left);
    // At the root both paths are alike: whichever avoids the risk may be called the first.
    if (isRoot) return;
    const right = this.#branch(branch.firstAvoids, [...branch.secondAvoids, risk]);
    if (right !== undefined) open.push(right);
  }

  #offer(branch: Branch): void {
    if (this.#best !== undefined && this.#best.distance <= branch.total) return;
    const { first, second } = branch;
    this.#best = {
      distance: branch.total,
      paths: first.distance <= second.distance ? [first, second] : [second, first],
    };
  }

  /** Bounds a branch, closing to each path what the other cannot avoid; undefined when it holds no pair. */
  #branch(firstAvoids: readonly number[], secondAvoids: readonly number[]): Branch | undefined {
    const avoids: [number[], number[]] = [[...firstAvoids], [...secondAvoids]];
    const paths: [GraphPath | undefined, GraphPath | undefined] = [
      this.#path(avoids[0]),
      this.#path(avoids[1]),
    ];
    // Each round closes at least one more risk to one of the paths, so the rounds end.
    for (let side: 0 | 1 = 0, quiet = 0; quiet < 2; side = side === 0 ? 1 : 0) {
      const path = paths[side];
      if (path === undefined || paths[1 - side] === undefined) return undefined;
      if (
        this.#best !== undefined &&
        (paths[0]?.distance ?? 0) + (paths[1]?.distance ?? 0) >= this.#best.distance
      ) {
        return undefined;
      }
      const other = avoids[side === 0 ? 1 : 0];
      const forced = this.#cannotAvoid(path, avoids[side]).filter((risk) => !other.includes(risk));
      if (forced.length === 0) {
        quiet++;
        continue;
      }
      quiet = 0;
      other.push(...forced);
      paths[1 - side] = this.#path(other);
    }
    const [first, second] = paths;
    if (first === undefined || second === undefined) return undefined;
    return {
      firstAvoids: avoids[0],
      secondAvoids: avoids[1],
      first,
      second,
      total: first.distance + second.distance,
    };
  }

  /** The risks without which no path is left; each lies on the path that was found. */
  #cannotAvoid(path: GraphPath, avoids: readonly number[]): number[] {
    return risksOfPath(this.#question.risks, path, this.#ignored).filter(
      (risk) => this.#path([...avoids, risk]) === undefined,
    );
  }

  #path(avoids: readonly number[]): GraphPath | undefined {
    const { graph, weight, risks, source, target, allow, bound } = this.#question;
    const avoided = this.#avoided;
    for (const risk of avoids) avoided[risk] = 1;
    try {
      return shortestPath(graph, weight, source, target, {
        allow: (edge) => allow(edge) && !touchesRisk(graph, risks, edge, avoided),
        bound,
      });
    } finally {
      for (const risk of avoids) avoided[risk] = 0;
    }
  }
}

function takeLeast(open: Branch[]): Branch {
  let least = 0;
  for (let index = 1; index < open.length; index++) {
    if ((open[index] as Branch).total < (open[least] as Branch).total) least = index;
  }
  const branch = open[least] as Branch;
  open[least] = open[open.length - 1] as Branch;
  open.pop();
  return branch;
}

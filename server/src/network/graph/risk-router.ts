import { listAt } from './graph.ts';
import { touchesRisk } from './risk-sets.ts';
import type { SharedRiskQuestion } from './shared-risk-question.ts';
import { distancesFrom, shortestPath } from './shortest-path.ts';
import type { GraphPath, IntegerLists, LowerBound } from './types.ts';

/**
 * Shortest paths of one question that avoid given risks. All of them are directed by the exact distances to the target
 * without any risk avoided, computed once: avoiding only lengthens paths, so these stay lower bounds.
 */
export class RiskRouter {
  readonly bound: LowerBound;
  readonly #question: SharedRiskQuestion;
  readonly #ignored: ReadonlySet<number>;
  readonly #avoided: Uint8Array;
  /** How many edges and vertices carry each risk. */
  readonly #carriers: Int32Array;

  constructor(question: SharedRiskQuestion, ignored: ReadonlySet<number>) {
    const { graph, weight, risks, riskCount, target, allow } = question;
    const toTarget = distancesFrom(graph, weight, [target], allow);
    this.bound = (vertex) => toTarget[vertex] as number;
    this.#question = question;
    this.#ignored = ignored;
    this.#avoided = new Uint8Array(riskCount);
    this.#carriers = new Int32Array(riskCount);
    for (const { value } of [risks.ofEdge, risks.ofVertex]) {
      for (const risk of value) this.#carriers[risk] = (this.#carriers[risk] as number) + 1;
    }
  }

  /** The shortest path that avoids the risks and stays below the limit. */
  path(avoids: readonly number[], limit: number): GraphPath | undefined {
    const { graph, weight, risks, source, target, allow } = this.#question;
    const avoided = this.#avoided;
    for (const risk of avoids) avoided[risk] = 1;
    try {
      return shortestPath(graph, weight, source, target, {
        allow: (edge) => allow(edge) && !touchesRisk(graph, risks, edge, avoided),
        bound: this.bound,
        limit,
      });
    } finally {
      for (const risk of avoids) avoided[risk] = 0;
    }
  }

  /**
   * For each risk on a path the length of the shortest path that avoids it as well; infinite when there is none below
   * the limit.
   */
  detours(path: GraphPath, avoids: readonly number[], limit: number): ReadonlyMap<number, number> {
    return new Map(
      this.#decisiveRisks(path).map((risk) => [
        risk,
        this.path([...avoids, risk], limit)?.distance ?? Number.POSITIVE_INFINITY,
      ]),
    );
  }

  /** The risks of a path without those that another one of the same edge or vertex makes redundant. */
  #decisiveRisks(path: GraphPath): number[] {
    const { risks } = this.#question;
    const found = new Set<number>();
    for (const edge of path.edges) this.#addDecisive(found, risks.ofEdge, edge);
    for (const vertex of path.vertices) this.#addDecisive(found, risks.ofVertex, vertex);
    return [...found].sort((a, b) => a - b);
  }

  /** A risk that only this one carries is implied by any other that it has: whoever shares the one shares the other. */
  #addDecisive(found: Set<number>, lists: IntegerLists, index: number): void {
    const counted = [...listAt(lists, index)].filter((risk) => !this.#ignored.has(risk));
    const common = counted.filter((risk) => (this.#carriers[risk] as number) > 1);
    for (const risk of common.length > 0 ? common : counted.slice(0, 1)) found.add(risk);
  }
}

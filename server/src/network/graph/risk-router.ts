import { listAt } from './graph.ts';
import { commonRisks } from './risk-sets.ts';
import { spaceOf } from './search-space.ts';
import type { SharedRiskQuestion } from './shared-risk-question.ts';
import { distancesFrom, openingOf, pathFrom, searchTo } from './shortest-path.ts';
import type { GraphPath, IntegerLists, LowerBound } from './types.ts';

/**
 * Shortest paths of one question that avoid given risks. All of them are directed by the exact distances to the target
 * without any risk avoided, computed once: avoiding only lengthens paths, so these stay lower bounds.
 */
export class RiskRouter {
  readonly #question: SharedRiskQuestion;
  readonly #bound: LowerBound;
  readonly #ignored: ReadonlySet<number>;
  /** Edges that each risk takes down, itself or through a vertex at one of their ends. */
  readonly #edgesOf: readonly (readonly number[])[];
  /** How many edges and vertices carry each risk. */
  readonly #carriers: Int32Array;
  /** How many avoided risks take each edge down. */
  readonly #down: Int32Array;

  constructor(question: SharedRiskQuestion, ignored: ReadonlySet<number>) {
    const { graph, weight, risks, riskCount, target } = question;
    const toTarget = distancesFrom(graph, weight, [target], question);
    this.#bound = (vertex) => toTarget[vertex] as number;
    this.#question = question;
    this.#ignored = ignored;
    this.#down = new Int32Array(graph.edgeCount);
    this.#carriers = new Int32Array(riskCount);
    for (const { value } of [risks.ofEdge, risks.ofVertex]) {
      for (const risk of value) this.#carriers[risk] = (this.#carriers[risk] as number) + 1;
    }
    this.#edgesOf = edgesByRisk(question);
  }

  /** The shortest path that avoids the risks and stays below the limit. */
  path(avoids: readonly number[], limit: number): GraphPath | undefined {
    const { graph, target } = this.#question;
    if (!this.#search(avoids, limit)) return undefined;
    return pathFrom(graph, spaceOf(graph, 'first', graph.vertexCount), target);
  }

  /** The length of that path; infinite when there is none below the limit. */
  distance(avoids: readonly number[], limit: number): number {
    const { graph, target } = this.#question;
    if (!this.#search(avoids, limit)) return Number.POSITIVE_INFINITY;
    return spaceOf(graph, 'first', graph.vertexCount).distance[target] as number;
  }

  /** The risks that two paths share, without those that another one of the same edge or vertex makes redundant. */
  sharedRisks(first: GraphPath, second: GraphPath): number[] {
    return commonRisks(this.#decisiveRisks(first), this.#decisiveRisks(second));
  }

  #search(avoids: readonly number[], limit: number): boolean {
    const { graph, weight, source, target, allow } = this.#question;
    const down = this.#down;
    const opening = openingOf(graph, weight, {
      ...this.#question,
      allow: (edge) => down[edge] === 0 && (allow === undefined || allow(edge)),
    });
    const space = spaceOf(graph, 'first', graph.vertexCount);
    this.#take(avoids, 1);
    const found = searchTo(graph, opening, source, target, space, { bound: this.#bound, limit });
    this.#take(avoids, -1);
    return found;
  }

  #take(risks: readonly number[], change: 1 | -1): void {
    for (const risk of risks) {
      for (const edge of this.#edgesOf[risk] ?? []) this.#down[edge] = (this.#down[edge] as number) + change;
    }
  }

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

function edgesByRisk({ graph, risks, riskCount }: SharedRiskQuestion): number[][] {
  const lists: number[][] = Array.from({ length: riskCount }, () => []);
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    for (const risk of listAt(risks.ofEdge, edge)) lists[risk]?.push(edge);
    for (const end of [graph.edgeA[edge], graph.edgeB[edge]] as number[]) {
      for (const risk of listAt(risks.ofVertex, end)) lists[risk]?.push(edge);
    }
  }
  return lists;
}

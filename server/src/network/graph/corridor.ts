import type { Opening } from './field.ts';
import { buildGraph } from './graph.ts';
import type { RiskLists } from './risk-sets.ts';
import type { SearchSpace } from './search-space.ts';
import { spaceOf } from './search-space.ts';
import type { SharedRiskQuestion } from './shared-risk-question.ts';
import { openingOf, searchTo } from './shortest-path.ts';
import type { Graph, GraphPath, IntegerLists } from './types.ts';

/** The part of a graph in which all paths of at most a length lie, as a question of its own. */
export type Corridor = {
  readonly question: SharedRiskQuestion;
  /** A path of the part in the numbers of the whole. */
  whole(path: GraphPath): GraphPath;
};

/**
 * Cuts out of a question everything through which no path from source to target of at most `length` leads: exact
 * distances to the target first (directed at the source), then from the source (directed by the former).
 */
export function corridorOf(question: SharedRiskQuestion, length: number): Corridor {
  const { graph, source, target } = question;
  const opening = openingOf(graph, question.weight, question);
  const limit = length + 1e-6;
  const toTarget = spaceOf(graph, 'toTarget', graph.vertexCount);
  searchTo(graph, opening, target, -1, toTarget, { bound: question.boundToSource, limit });
  const fromSource = spaceOf(graph, 'fromSource', graph.vertexCount);
  const bound = (vertex: number): number => toTarget.distance[vertex] as number;
  searchTo(graph, opening, source, -1, fromSource, { bound, limit });
  return cutOut(question, opening, fromSource, toTarget, limit);
}

function cutOut(
  question: SharedRiskQuestion,
  opening: Opening,
  fromSource: SearchSpace,
  toTarget: SearchSpace,
  limit: number,
): Corridor {
  const { graph, source, target } = question;
  const vertices = Int32Array.from(new Set([source, target, ...fromSource.reachedEntries])).sort();
  const edges = edgesWithin(graph, opening, vertices, fromSource, toTarget, limit);
  const number = numbers(graph, vertices);
  const ends = (of: Int32Array) => edges.map((edge) => number[of[edge] as number] as number);
  const part = buildGraph(vertices.length, ends(graph.edgeA), ends(graph.edgeB));
  const { risks, riskCount } = risksWithin(question, vertices, edges);
  return {
    question: {
      graph: part,
      weight: Float64Array.from(edges, (edge) => question.weight[edge] as number),
      risks,
      riskCount,
      source: number[source] as number,
      target: number[target] as number,
      ...(question.maximumBranches === undefined ? {} : { maximumBranches: question.maximumBranches }),
    },
    whole: (path) => ({
      distance: path.distance,
      vertices: path.vertices.map((vertex) => vertices[vertex] as number),
      edges: path.edges.map((edge) => edges[edge] as number),
    }),
  };
}

/** Edges on some way from source to target within the limit, sorted. */
function edgesWithin(
  graph: Graph,
  { weight, room, least, allow }: Opening,
  vertices: Int32Array,
  fromSource: SearchSpace,
  toTarget: SearchSpace,
  limit: number,
): Int32Array {
  const found: number[] = [];
  for (const vertex of vertices) {
    const here = fromSource.distance[vertex] as number;
    const back = toTarget.distance[vertex] as number;
    const end = graph.offset[vertex + 1] as number;
    for (let slot = graph.offset[vertex] as number; slot < end; slot++) {
      const arc = graph.arc[slot] as number;
      // Every edge is met from both its ends; it is taken from the first.
      if ((arc & 1) === 1 || (room[slot] as number) < least) continue;
      const next = graph.head[slot] as number;
      const step = weight[slot] as number;
      const there = here + step + (toTarget.distance[next] as number);
      const again = (fromSource.distance[next] as number) + step + back;
      if (there >= limit && again >= limit) continue;
      if (allow === undefined || allow(arc >> 1)) found.push(arc >> 1);
    }
  }
  return Int32Array.from(found).sort();
}

const numberArrays = new WeakMap<Graph, Int32Array>();

/** The numbers of the vertices within the part; what others stand there is left over and not read. */
function numbers(graph: Graph, vertices: Int32Array): Int32Array {
  let known = numberArrays.get(graph);
  if (known === undefined) {
    known = new Int32Array(graph.vertexCount);
    numberArrays.set(graph, known);
  }
  for (let index = 0; index < vertices.length; index++) known[vertices[index] as number] = index;
  return known;
}

function risksWithin(
  { risks }: SharedRiskQuestion,
  vertices: Int32Array,
  edges: Int32Array,
): { readonly risks: RiskLists; readonly riskCount: number } {
  const known = new Map<number, number>();
  const gather = (lists: IntegerLists, indices: Int32Array): IntegerLists => {
    const offset = new Int32Array(indices.length + 1);
    const value: number[] = [];
    for (let index = 0; index < indices.length; index++) {
      const from = lists.offset[indices[index] as number] as number;
      const end = lists.offset[(indices[index] as number) + 1] as number;
      for (let at = from; at < end; at++) {
        const risk = lists.value[at] as number;
        let number = known.get(risk);
        if (number === undefined) {
          number = known.size;
          known.set(risk, number);
        }
        value.push(number);
      }
      offset[index + 1] = value.length;
    }
    return { offset, value: Int32Array.from(value) };
  };
  const ofEdge = gather(risks.ofEdge, edges);
  const ofVertex = gather(risks.ofVertex, vertices);
  return { risks: { ofEdge, ofVertex }, riskCount: known.size };
}

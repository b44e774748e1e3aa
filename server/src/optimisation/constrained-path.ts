import { Heap } from './heap.ts';

/** One directed arc: what it costs and what it takes of each resource, none of it negative. */
export type ResourceArc = {
  readonly from: number;
  readonly to: number;
  readonly cost: number;
  readonly takes: readonly number[];
};

/** A resource-constrained shortest path: the cheapest simple path whose takings keep both limits of every resource. */
export type ConstrainedPathProblem = {
  readonly vertexCount: number;
  readonly arcs: readonly ResourceArc[];
  /** What each vertex on the path takes, both ends included. */
  readonly vertexTakes: readonly (readonly number[])[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly source: number;
  readonly target: number;
  /** Labels to look at before giving up the proof. Default 5,000,000. */
  readonly maximumLabels?: number | undefined;
};

/** The path with its arcs, or why there is none; `unknown` when the labels were used up. */
export type ConstrainedPath =
  | {
      readonly outcome: 'optimal';
      readonly cost: number;
      readonly arcs: readonly number[];
      readonly takes: readonly number[];
    }
  | { readonly outcome: 'infeasible' }
  | { readonly outcome: 'unknown'; readonly lowerBound: number };

type Label = {
  readonly vertex: number;
  readonly cost: number;
  readonly takes: readonly number[];
  readonly parent: Label | undefined;
  /** Arc by which it came, -1 at the source. */
  readonly arc: number;
  dominated: boolean;
};

/**
 * Label setting, the label with the least lower bound of the whole cost first (Joksch 1966; Dumitrescu and Boland
 * 2003): a label is dropped when what is left of an upper limit is less than the least that the way to the target
 * takes, or when another one at the vertex costs and takes no more. With a positive lower limit taking less is no
 * advantage and a detour may be worth it, so labels then dominate only those that take the same, over the same vertices.
 */
export function constrainedPath(problem: ConstrainedPathProblem): ConstrainedPath {
  return new LabelSetting(problem).run(problem.maximumLabels ?? 5_000_000);
}

class LabelSetting {
  readonly #problem: ConstrainedPathProblem;
  readonly #leaving: readonly (readonly number[])[];
  /** The least cost and, per resource, the least taking from each vertex to the target, without the vertex's own. */
  readonly #costAhead: Float64Array;
  readonly #takesAhead: readonly Float64Array[];
  readonly #hasLower: boolean;
  readonly #kept: Label[][];
  readonly #labels: Label[] = [];
  readonly #heap = new Heap();

  constructor(problem: ConstrainedPathProblem) {
    this.#problem = problem;
    const { vertexCount, arcs, vertexTakes } = problem;
    const leaving: number[][] = Array.from({ length: vertexCount }, () => []);
    for (const [index, arc] of arcs.entries()) leaving[arc.from]?.push(index);
    this.#leaving = leaving;
    this.#costAhead = this.#ahead((arc) => arc.cost);
    this.#takesAhead = problem.upper.map((_, resource) =>
      this.#ahead((arc) => (arc.takes[resource] ?? 0) + (vertexTakes[arc.to]?.[resource] ?? 0)),
    );
    this.#hasLower = problem.lower.some((limit) => limit > 0);
    this.#kept = Array.from({ length: vertexCount }, () => []);
  }

  run(maximumLabels: number): ConstrainedPath {
    const { source, target, upper, vertexTakes } = this.#problem;
    const none = upper.map((_, resource) => vertexTakes[source]?.[resource] ?? 0);
    this.#keep({ vertex: source, cost: 0, takes: none, parent: undefined, arc: -1, dominated: false });
    for (let place = this.#heap.pop(); place !== undefined; place = this.#heap.pop()) {
      const label = this.#labels[place] as Label;
      if (label.dominated) continue;
      if (label.vertex === target) {
        if (this.#keepsLower(label))
          return { outcome: 'optimal', cost: label.cost, arcs: arcsOf(label), takes: label.takes };
        continue;
      }
      if (this.#labels.length > maximumLabels)
        return { outcome: 'unknown', lowerBound: label.cost + (this.#costAhead[label.vertex] as number) };
      this.#extend(label);
    }
    return { outcome: 'infeasible' };
  }

  #extend(label: Label): void {
    const { arcs, vertexTakes } = this.#problem;
    for (const index of this.#leaving[label.vertex] ?? []) {
      const arc = arcs[index] as ResourceArc;
      if (this.#hasLower && visits(label, arc.to)) continue;
      const takes = label.takes.map(
        (taken, resource) => taken + (arc.takes[resource] ?? 0) + (vertexTakes[arc.to]?.[resource] ?? 0),
      );
      this.#keep({
        vertex: arc.to,
        cost: label.cost + arc.cost,
        takes,
        parent: label,
        arc: index,
        dominated: false,
      });
    }
  }

  #keep(label: Label): void {
    const { upper } = this.#problem;
    const { vertex, cost, takes } = label;
    const ahead = this.#costAhead[vertex] as number;
    if (ahead === Number.POSITIVE_INFINITY) return;
    for (let resource = 0; resource < upper.length; resource++) {
      const least = (takes[resource] as number) + (this.#takesAhead[resource]?.[vertex] as number);
      if (least > (upper[resource] as number)) return;
    }
    const kept = this.#kept[vertex] as Label[];
    if (kept.some((other) => this.#dominates(other, label))) return;
    for (let index = kept.length - 1; index >= 0; index--) {
      const other = kept[index] as Label;
      if (!this.#dominates(label, other)) continue;
      other.dominated = true;
      kept[index] = kept[kept.length - 1] as Label;
      kept.pop();
    }
    kept.push(label);
    this.#heap.push(this.#labels.length, cost + ahead);
    this.#labels.push(label);
  }

  #dominates(one: Label, other: Label): boolean {
    if (one.cost > other.cost) return false;
    const { takes } = other;
    if (!this.#hasLower) return one.takes.every((taken, resource) => taken <= (takes[resource] as number));
    return one.takes.every((taken, resource) => taken === takes[resource]) && sameVertices(one, other);
  }

  #keepsLower({ takes }: Label): boolean {
    return this.#problem.lower.every((limit, resource) => (takes[resource] as number) >= limit);
  }

  /** Dijkstra backwards from the target. */
  #ahead(weight: (arc: ResourceArc) => number): Float64Array {
    const { vertexCount, arcs, target } = this.#problem;
    const entering: number[][] = Array.from({ length: vertexCount }, () => []);
    for (const [index, arc] of arcs.entries()) entering[arc.to]?.push(index);
    const distance = new Float64Array(vertexCount).fill(Number.POSITIVE_INFINITY);
    distance[target] = 0;
    const heap = new Heap();
    heap.push(target, 0);
    const done = new Uint8Array(vertexCount);
    for (let vertex = heap.pop(); vertex !== undefined; vertex = heap.pop()) {
      if (done[vertex] === 1) continue;
      done[vertex] = 1;
      for (const index of entering[vertex] ?? []) {
        const arc = arcs[index] as ResourceArc;
        const candidate = (distance[vertex] as number) + weight(arc);
        if (candidate >= (distance[arc.from] as number)) continue;
        distance[arc.from] = candidate;
        heap.push(arc.from, candidate);
      }
    }
    return distance;
  }
}

function visits(label: Label, vertex: number): boolean {
  for (let one: Label | undefined = label; one !== undefined; one = one.parent) {
    if (one.vertex === vertex) return true;
  }
  return false;
}

function sameVertices(one: Label, other: Label): boolean {
  const list = (label: Label): number[] => {
    const found: number[] = [];
    for (let step: Label | undefined = label; step !== undefined; step = step.parent) found.push(step.vertex);
    return found.sort((a, b) => a - b);
  };
  const [first, second] = [list(one), list(other)];
  return first.length === second.length && first.every((vertex, index) => vertex === second[index]);
}

function arcsOf(label: Label): number[] {
  const arcs: number[] = [];
  for (let one: Label | undefined = label; one !== undefined && one.arc >= 0; one = one.parent)
    arcs.push(one.arc);
  return arcs.reverse();
}

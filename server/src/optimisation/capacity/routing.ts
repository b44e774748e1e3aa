import { type CapacityProblem, type Equipment, type Steps, stepsOf } from './problem.ts';

const TOLERANCE = 1e-7;

/** Demands on one path each, with what the links then cost. Arc `2e` runs from the link's A to its B, `2e + 1` back. */
export class Routing {
  readonly problem: CapacityProblem;
  readonly paths: (readonly number[])[];
  readonly load: Float64Array;
  readonly #steps: readonly Steps[];
  readonly #leaving: readonly (readonly number[])[];
  readonly #distance: Float64Array;
  readonly #via: Int32Array;
  readonly #done: Uint8Array;

  constructor(problem: CapacityProblem) {
    this.problem = problem;
    const total = problem.demands.reduce((sum, demand) => sum + demand.amount, 0);
    this.#steps = problem.links.map((link) => stepsOf(link, total, problem.oneModule));
    const leaving: number[][] = Array.from({ length: problem.vertexCount }, () => []);
    for (const [edge, { a, b }] of problem.links.entries()) {
      leaving[a]?.push(2 * edge);
      leaving[b]?.push(2 * edge + 1);
    }
    this.#leaving = leaving;
    this.load = new Float64Array(2 * problem.links.length);
    this.paths = problem.demands.map(() => []);
    this.#distance = new Float64Array(problem.vertexCount);
    this.#via = new Int32Array(problem.vertexCount);
    this.#done = new Uint8Array(problem.vertexCount);
  }

  cost(): number {
    return this.problem.links.reduce((sum, _, edge) => sum + this.linkCost(edge), 0);
  }

  /** Modules and routing of a link; infinite when no modules carry its load. */
  linkCost(edge: number): number {
    return this.#costAt(edge, this.load[2 * edge] as number, this.load[2 * edge + 1] as number);
  }

  equipment(): Equipment {
    return this.problem.links.map((_, edge) => {
      const steps = this.#steps[edge] as Steps;
      const need = this.#need(this.load[2 * edge] as number, this.load[2 * edge + 1] as number);
      const step = steps.capacity.findIndex((capacity) => capacity >= need - TOLERANCE);
      return steps.modules[step] ?? [];
    });
  }

  /** Takes a demand off its path. */
  remove(demand: number): void {
    this.#change(demand, -1);
    this.paths[demand] = [];
  }

  put(demand: number, path: readonly number[]): void {
    this.paths[demand] = path;
    this.#change(demand, 1);
  }

  /**
   * Puts a demand that has no path on the one that adds least cost; `bias` says what each link is made dearer by, with
   * `Infinity` for a closed one. Returns whether there is a way.
   */
  insert(demand: number, bias: Float64Array): boolean {
    const path = this.#cheapest(demand, bias);
    if (path === undefined) return false;
    this.put(demand, path);
    return true;
  }

  #change(demand: number, sign: 1 | -1): void {
    const amount = sign * (this.problem.demands[demand]?.amount ?? 0);
    for (const arc of this.paths[demand] ?? []) this.load[arc] = (this.load[arc] as number) + amount;
  }

  #cheapest(demand: number, bias: Float64Array): number[] | undefined {
    const { demands, links, vertexCount } = this.problem;
    const { source, target, amount } = demands[demand] as CapacityProblem['demands'][number];
    const distance = this.#distance.fill(Number.POSITIVE_INFINITY);
    const done = this.#done.fill(0);
    distance[source] = 0;
    for (;;) {
      // Networks of this kind have tens of nodes: looking at all of them is faster than a heap.
      let vertex = -1;
      for (let one = 0; one < vertexCount; one++) {
        if (done[one] === 0 && (vertex < 0 || (distance[one] as number) < (distance[vertex] as number)))
          vertex = one;
      }
      if (vertex < 0 || distance[vertex] === Number.POSITIVE_INFINITY) return undefined;
      if (vertex === target) break;
      done[vertex] = 1;
      for (const arc of this.#leaving[vertex] ?? []) {
        const edge = arc >> 1;
        const link = links[edge] as CapacityProblem['links'][number];
        const next = (arc & 1) === 0 ? link.b : link.a;
        if (done[next] === 1) continue;
        const candidate =
          (distance[vertex] as number) + this.#added(edge, arc, amount) + (bias[edge] as number);
        if (candidate >= (distance[next] as number)) continue;
        distance[next] = candidate;
        this.#via[next] = arc;
      }
    }
    const path: number[] = [];
    for (let vertex = target; vertex !== source; ) {
      const arc = this.#via[vertex] as number;
      path.push(arc);
      const link = links[arc >> 1] as CapacityProblem['links'][number];
      vertex = (arc & 1) === 0 ? link.a : link.b;
    }
    return path.reverse();
  }

  #added(edge: number, arc: number, amount: number): number {
    const forth = this.load[2 * edge] as number;
    const back = this.load[2 * edge + 1] as number;
    const after =
      (arc & 1) === 0 ? this.#costAt(edge, forth + amount, back) : this.#costAt(edge, forth, back + amount);
    return Math.max(0, after - this.#costAt(edge, forth, back));
  }

  #costAt(edge: number, forth: number, back: number): number {
    const { capacity, cost } = this.#steps[edge] as Steps;
    const need = this.#need(forth, back) - TOLERANCE;
    let low = 0;
    let high = capacity.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((capacity[middle] as number) >= need) high = middle;
      else low = middle + 1;
    }
    if (low === capacity.length) return Number.POSITIVE_INFINITY;
    return (cost[low] as number) + (this.problem.links[edge]?.routingCost ?? 0) * (forth + back);
  }

  #need(forth: number, back: number): number {
    return this.problem.shared ? forth + back : Math.max(forth, back);
  }
}

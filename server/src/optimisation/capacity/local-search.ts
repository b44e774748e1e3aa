import type { CapacityProblem } from './problem.ts';
import { Routing } from './routing.ts';

/** How a search is kept within its time, and its chance. */
export type SearchLimits = { readonly random: () => number; readonly isOver: () => boolean };

/** A little for each hop, so that of ways that cost nothing more the short one is taken. */
const HOP = 1e-6;

/**
 * A good design with every demand on one path, by simulated annealing over links: a link is closed, or lent for
 * nothing, the demands concerned find their cheapest ways again, and what came of it is kept when it is better or, more
 * and more rarely, a little worse. Undefined when the demands cannot be routed. Calls `onBetter` with every better one.
 */
export function routedDesign(
  problem: CapacityProblem,
  limits: SearchLimits,
  onBetter: (routing: Routing) => void = () => {},
): { readonly cost: number; readonly routing: Routing } | undefined {
  const routing = new Routing(problem);
  const search = new LinkSearch(routing, limits);
  if (!search.start()) return undefined;
  onBetter(routing);
  search.run(onBetter);
  return { cost: routing.cost(), routing };
}

class LinkSearch {
  readonly #routing: Routing;
  readonly #limits: SearchLimits;
  readonly #bias: Float64Array;
  readonly #bySize: readonly number[];

  constructor(routing: Routing, limits: SearchLimits) {
    this.#routing = routing;
    this.#limits = limits;
    const { links, demands } = routing.problem;
    this.#bias = new Float64Array(links.length).fill(HOP);
    this.#bySize = demands
      .map((_, demand) => demand)
      .sort((a, b) => (demands[b]?.amount ?? 0) - (demands[a]?.amount ?? 0));
  }

  start(): boolean {
    for (const demand of this.#bySize) if (!this.#routing.insert(demand, this.#bias)) return false;
    this.#reroute(this.#bySize);
    return this.#routing.cost() < Number.POSITIVE_INFINITY;
  }

  run(onBetter: (routing: Routing) => void): void {
    const routing = this.#routing;
    let cost = routing.cost();
    let best = { cost, paths: [...routing.paths] };
    let warmth = 0.01 * cost;
    for (let round = 0; !this.#limits.isOver(); round++) {
      const before = [...routing.paths];
      this.#move();
      const after = routing.cost();
      const accepted =
        after < cost || this.#limits.random() < Math.exp((cost - after) / Math.max(warmth, 1e-9));
      if (accepted) cost = after;
      else this.#restore(before);
      warmth *= 0.999;
      if (cost < best.cost - 1e-9) {
        best = { cost, paths: [...routing.paths] };
        onBetter(routing);
      }
      // From time to time back to the best, warm again.
      if (round % 3_000 === 2_999) {
        this.#restore(best.paths);
        cost = best.cost;
        warmth = 0.01 * cost;
      }
    }
    this.#restore(best.paths);
  }

  #move(): void {
    const { links } = this.#routing.problem;
    const link = Math.floor(this.#limits.random() * links.length);
    const used = this.#demandsOn(link);
    if (used.length > 0) {
      const everything = this.#limits.random() < 0.5;
      const moved = everything ? used : used.filter(() => this.#limits.random() < 0.4);
      this.#disturbed(link, Number.POSITIVE_INFINITY, moved);
      if (moved.length < 40) this.#reroute(moved);
    } else {
      const others = this.#bySize.filter(() => this.#limits.random() < 0.3);
      // Lent for nothing: what its first module costs is taken off.
      this.#disturbed(link, -this.#openingCost(link), others);
      this.#reroute(this.#demandsOn(link));
    }
    this.#reroute(this.#sample(20));
  }

  #openingCost(link: number): number {
    return Math.min(...(this.#routing.problem.links[link]?.modules ?? []).map((module) => module.cost), 1e12);
  }

  /** Routes demands anew with one link dearer or cheaper; who finds no way goes back to where he was. */
  #disturbed(link: number, bias: number, demands: readonly number[]): void {
    const before = demands.map((demand) => this.#routing.paths[demand] ?? []);
    for (const demand of demands) this.#routing.remove(demand);
    this.#bias[link] = bias;
    for (const [index, demand] of demands.entries()) {
      if (!this.#routing.insert(demand, this.#bias)) this.#routing.put(demand, before[index] ?? []);
    }
    this.#bias[link] = HOP;
  }

  #reroute(demands: readonly number[]): void {
    for (const demand of demands) {
      const before = this.#routing.paths[demand] ?? [];
      this.#routing.remove(demand);
      if (!this.#routing.insert(demand, this.#bias)) this.#routing.put(demand, before);
    }
  }

  #restore(paths: readonly (readonly number[])[]): void {
    for (const [demand, path] of paths.entries()) {
      if (this.#routing.paths[demand] === path) continue;
      this.#routing.remove(demand);
      this.#routing.put(demand, path);
    }
  }

  #demandsOn(link: number): number[] {
    return this.#bySize.filter((demand) =>
      (this.#routing.paths[demand] ?? []).some((arc) => arc >> 1 === link),
    );
  }

  #sample(count: number): number[] {
    const { length } = this.#bySize;
    return Array.from({ length: Math.min(count, length) }, () => Math.floor(this.#limits.random() * length));
  }
}

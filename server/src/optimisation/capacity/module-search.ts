import { CutsetSearch } from './cutset-search.ts';
import { FlowTest } from './flow-test.ts';
import { MetricPool } from './metric-pool.ts';
import type { GrowingSolver } from './mixed.ts';
import { type CapacityProblem, type Equipment, type Steps, stepsOf } from './problem.ts';

/** Sets of vertices from which cuts are searched before each test of the flows: a test costs as much as some hundred. */
const CUTS = 150;
/** A link that was just changed is not taken from for so many rounds. */
const REST = 3;
/** What is cheaper by less than this share is as dear. */
const CHEAPER = 1e-9;
/** Rounds between two designs that no known metric forbids: with fewer more margin is asked for, with more less. */
const ROUNDS = { few: 10, many: 60 };

/** What the search begins with and may use. */
export type ModuleSearchMeans = {
  /** Capacities to begin near, by link. */
  readonly near: Float64Array;
  /** No design costs less: one that costs as much ends the search. */
  readonly bound: number;
  readonly grow: GrowingSolver;
  readonly random: () => number;
  readonly isOver: () => boolean;
};

/**
 * The cheapest modules that carry all demands, where flows cost nothing: a search over modules alone. Below the cost of
 * the best design links give and take modules until no metric that is known is missed, those that are missed long
 * weighing more (weighting local search for set covering: Gao, Weise and Li 2015). Then the flows are tested; what shows
 * that they are not carried is one more metric, and what is carried is the best design. Undefined where none was found.
 */
export function moduleSearch(
  problem: CapacityProblem,
  means: ModuleSearchMeans,
): { readonly cost: number; readonly equipment: Equipment } | undefined {
  const total = problem.demands.reduce((sum, { amount }) => sum + amount, 0);
  const steps = problem.links.map((link) => stepsOf(link, total, problem.oneModule));
  const test = new FlowTest(problem, means.grow);
  try {
    const search = new ModuleSearch(problem, steps, test, means);
    search.run();
    const { best } = search;
    return (
      best && {
        cost: best.cost,
        equipment: steps.map(({ modules }, link) => modules[best.level[link] ?? 0] ?? []),
      }
    );
  } finally {
    test.close();
  }
}

class ModuleSearch {
  best: { readonly cost: number; readonly level: Int32Array } | undefined;
  readonly #pool: MetricPool;
  readonly #test: FlowTest;
  readonly #cutsets: CutsetSearch;
  readonly #means: ModuleSearchMeans;
  /** The round in which each link was changed last. */
  readonly #changed: Int32Array;
  #round = 0;
  #lastFree = 0;
  #raised = -1;
  #lowered = -1;

  constructor(problem: CapacityProblem, steps: readonly Steps[], test: FlowTest, means: ModuleSearchMeans) {
    this.#test = test;
    this.#means = means;
    this.#cutsets = new CutsetSearch(problem, means.random);
    const level = steps.map(({ capacity }, link) => nearest(capacity, means.near[link] as number));
    this.#pool = new MetricPool(steps, Int32Array.from(level));
    this.#changed = new Int32Array(steps.length).fill(-REST - 1);
  }

  run(): void {
    const pool = this.#pool;
    while (!this.#means.isOver()) {
      this.#round++;
      if (this.best !== undefined) {
        if (this.best.cost <= this.#means.bound * (1 + CHEAPER)) return;
        this.#adaptMargin();
      }
      if (pool.missed.size > 0) {
        if (!this.#mend()) return;
        continue;
      }
      this.#judge();
      if (pool.missed.size === 0 && !this.#lower(0)) return;
    }
  }

  /** Where designs come easily, they are asked for more than is known to be needed: more of them are carried then. */
  #adaptMargin(): void {
    const pool = this.#pool;
    const rounds = this.#round - this.#lastFree;
    if (pool.missed.size === 0) {
      if (rounds < ROUNDS.few) pool.margin = Math.min(pool.unit, pool.margin + pool.unit / 40);
      this.#lastFree = this.#round;
    } else if (rounds > ROUNDS.many) {
      pool.margin = pool.margin > pool.unit / 80 ? 0.7 * pool.margin : 0;
      this.#lastFree = this.#round;
    }
  }

  /** Tests the flows of a design that misses nothing known: it is the best one, or there is a new metric. */
  #judge(): void {
    const pool = this.#pool;
    if (this.best !== undefined && pool.cost >= this.best.cost * (1 - CHEAPER)) return;
    const capacity = pool.capacities();
    for (const metric of this.#cutsets.tooSmall(capacity, CUTS)) pool.add(metric);
    if (pool.missed.size > 0) return;
    const { carried, metric } = this.#test.of(capacity);
    if (carried) this.best = { cost: pool.cost, level: pool.level.slice() };
    else if (metric !== undefined) pool.add(metric);
  }

  /** One round: links are lowered until the cost is below the best, then raised as long as it stays there. */
  #mend(): boolean {
    const { best } = this;
    if (best !== undefined) {
      let isLower = this.#lower(REST);
      while (isLower && this.#pool.cost >= best.cost * (1 - CHEAPER)) isLower = this.#lower(REST);
    }
    const isRaised = this.#raise(best?.cost ?? Number.POSITIVE_INFINITY);
    this.#pool.weigh();
    return isRaised || best !== undefined;
  }

  /** Lowers the link that is missed least for what it saves, of those that have rested; false where there is none. */
  #lower(rest: number): boolean {
    const pool = this.#pool;
    const links = [...this.#changed.keys()].filter(
      (link) =>
        link !== this.#raised &&
        this.#round - (this.#changed[link] as number) > rest &&
        pool.canMove(link, -1),
    );
    this.#lowered = this.#best(links, -1);
    if (this.#lowered >= 0) this.#move(this.#lowered, -1);
    return this.#lowered >= 0;
  }

  /** Raises links of metrics that are missed, as long as it costs less than a limit; false where none can be raised. */
  #raise(limit: number): boolean {
    const pool = this.#pool;
    while (pool.missed.size > 0) {
      const missed = [...pool.missed];
      const metric = missed[Math.floor(this.#means.random() * missed.length)] as number;
      const links = [...pool.linksOf(metric)].filter(
        (link) => link !== this.#lowered && pool.canMove(link, 1),
      );
      const link = this.#best(links, 1);
      if (link < 0) return false;
      if (pool.cost + pool.price(link, 1) > limit * (1 - CHEAPER)) return true;
      this.#raised = link;
      this.#move(link, 1);
      pool.weigh();
    }
    return true;
  }

  /** The link that changes most for the better, or least for the worse, for its price; of those alike the longest unchanged. */
  #best(links: readonly number[], by: 1 | -1): number {
    const pool = this.#pool;
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const link of links) {
      const value = pool.change(link, by) / Math.max(1e-9, pool.price(link, by));
      const isAlike = value < least + 1e-12;
      if (
        value > least - 1e-12 &&
        !(isAlike && (this.#changed[link] as number) < (this.#changed[best] as number))
      )
        continue;
      least = value;
      best = link;
    }
    return best;
  }

  #move(link: number, by: 1 | -1): void {
    this.#pool.move(link, by);
    this.#changed[link] = this.#round;
  }
}

function nearest(capacity: readonly number[], wanted: number): number {
  let best = 0;
  for (const [step, value] of capacity.entries())
    if (Math.abs(value - wanted) < Math.abs((capacity[best] as number) - wanted)) best = step;
  return best;
}

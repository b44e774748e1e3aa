import type { Metric } from './metrics.ts';
import type { Steps } from './problem.ts';

const TOLERANCE = 1e-6;

/**
 * How far every link is equipped, held against all metrics that are known: which of them the capacities miss, and what
 * one step more or less on a link would change. Metrics that are missed again and again weigh more and more.
 */
export class MetricPool {
  /** The step of each link. */
  readonly level: Int32Array;
  cost: number;
  /** Metrics that are not met. */
  readonly missed = new Set<number>();
  readonly #steps: readonly Steps[];
  readonly #known = new Set<string>();
  /** By metric: what the capacities come to beyond what is needed, its weight, and its links. */
  readonly #slack: number[] = [];
  readonly #weight: number[] = [];
  readonly #links: Int32Array[] = [];
  /** By link: the metrics in which it has a length, and that length. */
  readonly #metrics: readonly number[][];
  readonly #lengths: readonly number[][];
  /** What a step usually adds: the measure of how much is missing. */
  readonly unit: number;
  #margin = 0;

  constructor(steps: readonly Steps[], level: Int32Array) {
    this.#steps = steps;
    this.level = level;
    this.cost = steps.reduce((sum, { cost }, link) => sum + (cost[level[link] as number] as number), 0);
    this.#metrics = steps.map(() => []);
    this.#lengths = steps.map(() => []);
    const rises = steps
      .flatMap(({ capacity }) => capacity.slice(1).map((value, index) => value - (capacity[index] as number)))
      .sort((a, b) => a - b);
    this.unit = rises[rises.length >> 1] ?? 1;
  }

  /** How much more than needed each metric must have. With some, what no known metric forbids is more often carried. */
  get margin(): number {
    return this.#margin;
  }

  set margin(value: number) {
    this.#margin = value;
    this.missed.clear();
    for (const [metric, slack] of this.#slack.entries()) if (this.#misses(slack)) this.missed.add(metric);
  }

  capacities(): Float64Array {
    return Float64Array.from(
      this.#steps,
      ({ capacity }, link) => capacity[this.level[link] as number] as number,
    );
  }

  linksOf(metric: number): Int32Array {
    return this.#links[metric] as Int32Array;
  }

  /** Whether a link can be equipped by one step more (1) or less (-1). */
  canMove(link: number, by: 1 | -1): boolean {
    const to = (this.level[link] as number) + by;
    return to >= 0 && to < (this.#steps[link] as Steps).cost.length;
  }

  /** What such a step costs, or saves. */
  price(link: number, by: 1 | -1): number {
    const { cost } = this.#steps[link] as Steps;
    const from = this.level[link] as number;
    return Math.abs((cost[from + by] as number) - (cost[from] as number));
  }

  /** Adds a metric, scaled so that its longest link has length 1; false where it is known. */
  add({ length, needed }: Metric): boolean {
    const longest = length.reduce((most, value) => Math.max(most, value), 0);
    const links = [...length.keys()].filter((link) => (length[link] as number) > 1e-9 * longest);
    const scaled = links.map((link) => (length[link] as number) / longest);
    const key = links.map((link, index) => `${link}:${scaled[index]?.toFixed(5)}`).join();
    if (this.#known.has(key)) return false;
    this.#known.add(key);
    const metric = this.#slack.length;
    let slack = -needed / longest;
    for (const [index, link] of links.entries()) {
      const here = scaled[index] as number;
      slack += here * ((this.#steps[link] as Steps).capacity[this.level[link] as number] as number);
      this.#metrics[link]?.push(metric);
      this.#lengths[link]?.push(here);
    }
    this.#slack.push(slack);
    this.#weight.push(1);
    this.#links.push(Int32Array.from(links));
    if (this.#misses(slack)) this.missed.add(metric);
    return true;
  }

  move(link: number, by: 1 | -1): void {
    const rise = this.#rise(link, by);
    this.cost += by * this.price(link, by);
    this.level[link] = (this.level[link] as number) + by;
    const metrics = this.#metrics[link] as number[];
    const lengths = this.#lengths[link] as number[];
    for (let index = 0; index < metrics.length; index++) {
      const metric = metrics[index] as number;
      const before = this.#slack[metric] as number;
      const after = before + rise * (lengths[index] as number);
      this.#slack[metric] = after;
      if (this.#misses(after)) this.missed.add(metric);
      else if (this.#misses(before)) this.missed.delete(metric);
    }
  }

  /** By how much a step changes what is missing, in weighted units. */
  change(link: number, by: 1 | -1): number {
    const rise = this.#rise(link, by);
    const metrics = this.#metrics[link] as number[];
    const lengths = this.#lengths[link] as number[];
    let sum = 0;
    for (let index = 0; index < metrics.length; index++) {
      const metric = metrics[index] as number;
      const before = this.#slack[metric] as number;
      const after = before + rise * (lengths[index] as number);
      if (this.#misses(before) || this.#misses(after))
        sum += (this.#weight[metric] as number) * (this.#missing(after) - this.#missing(before));
    }
    return sum;
  }

  /** Lets what is missed weigh more. */
  weigh(): void {
    for (const metric of this.missed) this.#weight[metric] = (this.#weight[metric] as number) + 1;
  }

  #rise(link: number, by: 1 | -1): number {
    const { capacity } = this.#steps[link] as Steps;
    const from = this.level[link] as number;
    return (capacity[from + by] as number) - (capacity[from] as number);
  }

  #misses(slack: number): boolean {
    return slack < this.#margin - TOLERANCE;
  }

  #missing(slack: number): number {
    return this.#misses(slack) ? Math.ceil((this.#margin - slack) / this.unit - 1e-9) : 0;
  }
}

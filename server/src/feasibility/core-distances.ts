import { type CoreView, coreLatenciesFrom, coreRouteIn } from '../network/index.ts';

/** Least latency between nodes at a rate, each pair computed once. */
export class CoreDistances {
  readonly #view: CoreView;
  readonly #known = new Map<string, number>();
  readonly #sweeps = new Map<string, (node: string) => number>();

  constructor(view: CoreView) {
    this.#view = view;
  }

  /** One-way latency with the transit of every node on the way; `Infinity` when no way has the rate free. */
  latencyUs(a: string, b: string, rateKbps: number): number {
    const swept = this.#sweeps.get(`${a} ${rateKbps}`)?.(b) ?? this.#sweeps.get(`${b} ${rateKbps}`)?.(a);
    if (swept !== undefined) return swept;
    const key = a < b ? `${a} ${b} ${rateKbps}` : `${b} ${a} ${rateKbps}`;
    let latencyUs = this.#known.get(key);
    if (latencyUs === undefined) {
      const route = coreRouteIn(this.#view, a, b, { minimumRateKbps: rateKbps, by: 'latency' });
      latencyUs = route?.latencyUs ?? Number.POSITIVE_INFINITY;
      this.#known.set(key, latencyUs);
    }
    return latencyUs;
  }

  /** Searches from a node to all others at once, where many of its latencies will be asked for. */
  sweep(node: string, rateKbps: number): void {
    const key = `${node} ${rateKbps}`;
    if (!this.#sweeps.has(key)) this.#sweeps.set(key, coreLatenciesFrom(this.#view, node, rateKbps));
  }
}

import { type CoreView, coreRouteIn } from '../network/index.ts';

/** Least latency between nodes at a rate, each pair computed once. */
export class CoreDistances {
  readonly #view: CoreView;
  readonly #known = new Map<string, number>();

  constructor(view: CoreView) {
    this.#view = view;
  }

  /** One-way latency with the transit of every node on the way; `Infinity` when no way has the rate free. */
  latencyUs(a: string, b: string, rateKbps: number): number {
    const key = a < b ? `${a} ${b} ${rateKbps}` : `${b} ${a} ${rateKbps}`;
    let latencyUs = this.#known.get(key);
    if (latencyUs === undefined) {
      const route = coreRouteIn(this.#view, a, b, { minimumRateKbps: rateKbps, by: 'latency' });
      latencyUs = route?.latencyUs ?? Number.POSITIVE_INFINITY;
      this.#known.set(key, latencyUs);
    }
    return latencyUs;
  }
}

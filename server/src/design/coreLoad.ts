import type { NetworkPath } from '@turnup/contract';
import type { CoreRequest, NetworkView } from './types.ts';

/** What the routes of one service load on the core so far: all of it must be free at once. */
export class CoreLoad {
  readonly #network: Pick<NetworkView, 'freeKbps'>;
  readonly #kbps = new Map<string, number>();

  constructor(network: Pick<NetworkView, 'freeKbps'>) {
    this.#network = network;
  }

  /** Asks for a way that keeps away from links on which the rate is no longer free beside what the service has there. */
  request(minimumRateKbps: number, avoid?: CoreRequest['avoid']): CoreRequest {
    const full = this.full(minimumRateKbps);
    if (full.length === 0) return { minimumRateKbps, ...(avoid && { avoid }) };
    const { sharedRisks = [], nodes = [], links = [] } = avoid ?? {};
    return {
      minimumRateKbps,
      avoid: { sharedRisks, nodes, links: [...new Set([...links, ...full])].toSorted() },
    };
  }

  /** Links on which a rate is no longer free beside what the service has there. */
  full(rateKbps: number): string[] {
    return [...this.#kbps]
      .flatMap(([link, kbps]) => (this.#network.freeKbps(link) - kbps < rateKbps ? [link] : []))
      .toSorted();
  }

  /** Adds the ways of one pair of sites: a link on several of them is loaded once, because only one carries at a time. */
  add(ways: readonly Pick<NetworkPath, 'links'>[], kbps: number): void {
    for (const link of new Set(ways.flatMap(({ links }) => links)))
      this.#kbps.set(link, this.on(link) + kbps);
  }

  /** What is loaded on a link so far. */
  on(link: string): number {
    return this.#kbps.get(link) ?? 0;
  }
}

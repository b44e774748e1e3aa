import type { LatencyBound, Port } from '@turnup/contract';
import type { Ground } from './ground.ts';
import { PortLedger } from './port-ledger.ts';
import type { SiteChoice, SiteFindings } from './types.ts';

/** A choice with the ports that it gets. */
export type BoundChoice = { readonly choice: SiteChoice; readonly ports: readonly Port[] };

/** One choice per site, all possible at the same time. Keys are sites. */
export type Combination = ReadonlyMap<string, BoundChoice>;

/** Round trips between the legs of two choices; the least counts. */
export type RoundTrip = (a: SiteChoice, b: SiteChoice) => number;

/** What a combination must satisfy. */
export type CombineOptions = {
  /** Bounds to keep; leave them out to see whether they are what stands in the way. */
  readonly bounds: readonly LatencyBound[];
  readonly roundTripUs: RoundTrip;
  /** Order in which each site's choices are tried. */
  readonly order: (findings: SiteFindings) => readonly SiteChoice[];
};

/** How many choices may be tried. Beyond it a combination may exist that is not found; small services never get there. */
const BUDGET = 50_000;

/** A combination, or the site at which the furthest attempt ended. */
export type Combined = { readonly combination: Combination } | { readonly stuckAt: string };

/**
 * Picks one choice per site so that no port is given twice, the core joins every site to the hub at its rate, and the
 * latency bounds hold: depth-first in the given order of choices, sites with few choices first. The hub is the site of
 * the highest bandwidth: whoever reaches it at his rate reaches every other site at the lower of both rates through it.
 */
export function combine(
  ground: Ground,
  findings: readonly SiteFindings[],
  options: CombineOptions,
): Combined {
  return new Combiner(ground, findings, options).run();
}

/** The site through which connectivity is checked. */
export function hubOf(findings: readonly SiteFindings[]): SiteFindings | undefined {
  return findings.toSorted((a, b) => b.requirement.bandwidthKbps - a.requirement.bandwidthKbps)[0];
}

/** Whether the core joins all legs of a site to all legs of the hub at the site's rate. */
export function joinsHub(ground: Ground, site: SiteFindings, choice: SiteChoice, hub: SiteChoice): boolean {
  return choice.candidates.every(({ draft }) =>
    hub.candidates.every((other) =>
      ground.reach.joined(draft.node, other.draft.node, site.requirement.bandwidthKbps),
    ),
  );
}

class Combiner {
  readonly #ground: Ground;
  readonly #options: CombineOptions;
  readonly #hub: SiteFindings | undefined;
  readonly #sites: readonly SiteFindings[];
  readonly #choices: ReadonlyMap<string, readonly SiteChoice[]>;
  readonly #boundsOf: ReadonlyMap<string, readonly LatencyBound[]>;
  readonly #picked = new Map<string, SiteChoice>();
  readonly #ledger = new PortLedger();
  #budget = BUDGET;
  #furthest = -1;

  constructor(ground: Ground, findings: readonly SiteFindings[], options: CombineOptions) {
    this.#ground = ground;
    this.#options = options;
    this.#hub = hubOf(findings);
    this.#choices = new Map(findings.map((one) => [one.requirement.site, options.order(one)]));
    const rest = findings
      .filter((one) => one !== this.#hub)
      .toSorted((a, b) => this.#choicesOf(a).length - this.#choicesOf(b).length);
    this.#sites = this.#hub === undefined ? [] : [this.#hub, ...rest];
    this.#boundsOf = boundsBySite(options.bounds);
    // Every site needs a few tries even in a service of thousands.
    this.#budget = Math.max(BUDGET, findings.length * 20);
  }

  run(): Combined {
    if (this.#search()) {
      // In the order of the requirement, not of the search.
      return { combination: new Map([...this.#choices.keys()].map((site) => [site, this.#bound(site)])) };
    }
    return { stuckAt: this.#sites[Math.max(this.#furthest, 0)]?.requirement.site ?? '' };
  }

  /** Iterative, because a service of thousands of sites would exhaust the stack. */
  #search(): boolean {
    const tried = new Int32Array(this.#sites.length);
    for (let depth = 0; depth < this.#sites.length; ) {
      if (depth < 0) return false;
      const site = this.#sites[depth] as SiteFindings;
      this.#furthest = Math.max(this.#furthest, depth);
      const next = this.#pickNext(site, tried[depth] as number);
      if (next !== undefined) {
        tried[depth] = next + 1;
        depth++;
        continue;
      }
      tried[depth] = 0;
      depth--;
      if (depth < 0 || this.#budget <= 0) return false;
      this.#unpick(this.#sites[depth] as SiteFindings);
    }
    return true;
  }

  /** Picks the first choice from `from` on that goes with what is picked; its index, or undefined. */
  #pickNext(site: SiteFindings, from: number): number | undefined {
    const choices = this.#choicesOf(site);
    for (let index = from; index < choices.length; index++) {
      if (this.#budget-- <= 0) return undefined;
      const choice = choices[index] as SiteChoice;
      if (!this.#joined(site, choice) || !this.#withinBounds(site.requirement.site, choice)) continue;
      if (!this.#ledger.bind(choice)) continue;
      this.#picked.set(site.requirement.site, choice);
      return index;
    }
    return undefined;
  }

  #unpick(site: SiteFindings): void {
    this.#ledger.release(site.requirement.site);
    this.#picked.delete(site.requirement.site);
  }

  #joined(site: SiteFindings, choice: SiteChoice): boolean {
    if (this.#hub === undefined || site === this.#hub) return true;
    const hub = this.#picked.get(this.#hub.requirement.site);
    return hub === undefined || joinsHub(this.#ground, site, choice, hub);
  }

  #withinBounds(site: string, choice: SiteChoice): boolean {
    return (this.#boundsOf.get(site) ?? []).every((bound) => {
      const other = this.#picked.get(bound.from === site ? bound.to : bound.from);
      return other === undefined || this.#options.roundTripUs(choice, other) <= bound.maximumRttUs;
    });
  }

  #choicesOf(site: SiteFindings): readonly SiteChoice[] {
    return this.#choices.get(site.requirement.site) ?? [];
  }

  #bound(site: string): BoundChoice {
    const choice = this.#picked.get(site);
    if (choice === undefined) throw new Error(`no choice was picked for ${site}`);
    return { choice, ports: this.#ledger.portsOf(site) };
  }
}

function boundsBySite(bounds: readonly LatencyBound[]): Map<string, LatencyBound[]> {
  const found = new Map<string, LatencyBound[]>();
  for (const bound of bounds) {
    for (const site of [bound.from, bound.to]) {
      const list = found.get(site);
      if (list === undefined) found.set(site, [bound]);
      else list.push(bound);
    }
  }
  return found;
}

import type { Port } from '@turnup/contract';
import { needsCards } from './choices.ts';
import { bindPorts, portKey } from './ports.ts';
import type { SiteChoice } from './types.ts';

/** Ports for all legs of a choice beside those that are taken; on different cards where the proof rests on it. */
export function bindChoice(
  choice: SiteChoice,
  taken: { has(key: string): boolean },
): readonly Port[] | undefined {
  const cards = needsCards(choice);
  const ports = bindPorts(
    choice.candidates.map((candidate) => candidate.freePorts),
    taken,
    cards,
  );
  // Two ports on one card would break the proof that the choice was accepted on.
  const oneCard = ports !== undefined && ports.length === 2 && ports[0]?.card === ports[1]?.card;
  return cards && oneCard ? undefined : ports;
}

type Holder = { readonly choice: SiteChoice; ports: readonly Port[] };

/**
 * Which port each site of a combination holds. A leg moves to another port that fits when one that comes later needs
 * its own (augmenting paths; Kuhn 1955), so that the order of the sites does not decide.
 */
export class PortLedger {
  readonly #holders = new Map<string, Holder>();
  readonly #owner = new Map<string, string>();

  /** Gives a choice its ports; false, with nothing changed for others to notice, when there are not enough. */
  bind(choice: SiteChoice): boolean {
    const ports = bindChoice(choice, this.#owner) ?? this.#bindByMoving(choice);
    if (ports === undefined) return false;
    this.#holders.set(choice.site, { choice, ports });
    for (const port of ports) this.#owner.set(portKey(port), choice.site);
    return true;
  }

  release(site: string): void {
    for (const port of this.portsOf(site)) this.#owner.delete(portKey(port));
    this.#holders.delete(site);
  }

  portsOf(site: string): readonly Port[] {
    return this.#holders.get(site)?.ports ?? [];
  }

  /** Frees a port for each leg in turn. Moves stay even when a later leg fails: everyone still holds what fits. */
  #bindByMoving(choice: SiteChoice): readonly Port[] | undefined {
    const own = new Set<string>();
    for (const candidate of choice.candidates) {
      const port = this.#freed(candidate.freePorts, own);
      if (port === undefined) return undefined;
      own.add(portKey(port));
    }
    return bindChoice(choice, this.#owner);
  }

  /** A port of the list that is free or can be made so by moving one leg after another; none of `closed`. */
  #freed(list: readonly Port[], closed: ReadonlySet<string>): Port | undefined {
    const seen = new Set(closed);
    const moving = new Set<string>();
    const free = (ports: readonly Port[]): Port | undefined => {
      for (const port of ports) {
        const key = portKey(port);
        if (seen.has(key)) continue;
        seen.add(key);
        const owner = this.#owner.get(key);
        if (owner === undefined) return port;
        const holder = this.#holders.get(owner);
        // The other leg of a site that is moving must stay, because the cards of both were compared.
        if (holder === undefined || moving.has(owner)) continue;
        moving.add(owner);
        const other = free(alternativesOf(holder, key));
        moving.delete(owner);
        if (other === undefined) continue;
        holder.ports = holder.ports.map((held) => (portKey(held) === key ? other : held));
        this.#owner.delete(key);
        this.#owner.set(portKey(other), owner);
        return port;
      }
      return undefined;
    };
    return free(list);
  }
}

/** Ports to which a leg could move from the one that it holds, its other leg staying where it is. */
function alternativesOf({ choice, ports }: Holder, key: string): readonly Port[] {
  const leg = ports.findIndex((port) => portKey(port) === key);
  const sibling = ports[1 - leg];
  const fitting = choice.candidates[leg]?.freePorts ?? [];
  return needsCards(choice) ? fitting.filter((port) => port.card !== sibling?.card) : fitting;
}

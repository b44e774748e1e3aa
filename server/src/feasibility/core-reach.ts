import type { Reason } from '@turnup/contract';
import { type CoreView, components, widestPath } from '../network/index.ts';
import { rateText, reason } from './reasons.ts';

/** Which nodes the core joins at which rate. One labelling per rate that is asked for. */
export class CoreReach {
  readonly #view: CoreView;
  readonly #labels = new Map<number, Int32Array>();

  constructor(view: CoreView) {
    this.#view = view;
  }

  /** Whether a way with the rate free leads from one node to the other. */
  joined(a: string, b: string, rateKbps: number): boolean {
    const labels = this.#labelsAt(rateKbps);
    return labels[this.#vertex(a)] === labels[this.#vertex(b)];
  }

  /** Whether the rate is free on at least one link out of the node, or the node stands alone by design. */
  hasUplink(node: string, rateKbps: number): boolean {
    const { graph, nodeCount } = this.#view.snapshot;
    const vertex = this.#vertex(node);
    const slots = { from: graph.offset[vertex] as number, to: graph.offset[vertex + 1] as number };
    let links = 0;
    for (let slot = slots.from; slot < slots.to; slot++) {
      if ((graph.head[slot] as number) >= nodeCount) continue;
      links++;
      if (this.#open((graph.arc[slot] as number) >> 1, rateKbps)) return true;
    }
    return links === 0;
  }

  /** Why the rate does not get from one node to the other: the narrowest place of the widest way, or no way at all. */
  shortage(a: string, b: string, rateKbps: number): Reason {
    const { snapshot, usable, freeKbps } = this.#view;
    const widest = widestPath(
      snapshot.graph,
      freeKbps,
      this.#vertex(a),
      this.#vertex(b),
      (edge) => usable[edge] === 1,
    );
    if (widest === undefined) {
      return reason('NO_CORE_PATH', `No way through the core joins ${a} and ${b} on ${this.#view.date}.`, {
        from: a,
        to: b,
        date: this.#view.date,
      });
    }
    return this.#shortOn(widest.bottleneck, rateKbps);
  }

  /** Why nothing of the rate gets out of a node: its widest link and what is left on it. */
  uplinkShortage(node: string, rateKbps: number): Reason {
    const { snapshot, usable, freeKbps } = this.#view;
    const { graph, nodeCount } = snapshot;
    const vertex = this.#vertex(node);
    let widest = -1;
    for (let slot = graph.offset[vertex] as number; slot < (graph.offset[vertex + 1] as number); slot++) {
      const edge = (graph.arc[slot] as number) >> 1;
      if ((graph.head[slot] as number) >= nodeCount || usable[edge] === 0) continue;
      if (widest < 0 || (freeKbps[edge] as number) > (freeKbps[widest] as number)) widest = edge;
    }
    if (widest >= 0) return this.#shortOn(widest, rateKbps);
    return reason('NO_CORE_PATH', `No link out of ${node} is in service on ${this.#view.date}.`, {
      from: node,
      date: this.#view.date,
    });
  }

  #shortOn(edge: number, rateKbps: number): Reason {
    const link = this.#view.snapshot.links.keyAt(edge) ?? '';
    const freeKbps = Math.max(0, this.#view.freeKbps[edge] as number);
    return reason(
      'BANDWIDTH_SHORTAGE',
      `Core link ${link} has ${rateText(freeKbps)} free on ${this.#view.date}; ${rateText(rateKbps)} are asked.`,
      { link, freeKbps, askedKbps: rateKbps, date: this.#view.date },
    );
  }

  #open(edge: number, rateKbps: number): boolean {
    return this.#view.usable[edge] === 1 && (this.#view.freeKbps[edge] as number) >= rateKbps;
  }

  #labelsAt(rateKbps: number): Int32Array {
    let labels = this.#labels.get(rateKbps);
    if (labels === undefined) {
      labels = components(this.#view.snapshot.graph, (edge) => this.#open(edge, rateKbps));
      this.#labels.set(rateKbps, labels);
    }
    return labels;
  }

  #vertex(node: string): number {
    return this.#view.snapshot.nodes.indexOf(node);
  }
}

import type { EvcConfig, UnitConfig } from '../config.ts';
import type { Core } from './core.ts';
import { endAt, otherEnd, type Ports } from './ports.ts';
import {
  type Endpoint,
  joined,
  type LinkInput,
  type NetworkInput,
  type NodeInput,
  nowhere,
  type Stretch,
} from './types.ts';

/** A unit and the layer 2 way to the unit at the other end: a cable, or cables and E-Lines in a row. */
export type Wire = Stretch & { readonly far: Endpoint };

/** More E-Lines in a row than this is a loop of cables. */
const MOST_SECTIONS = 8;

/** Which units are on one wire. */
export class Wires {
  readonly #input: NetworkInput;
  readonly #ports: Ports;
  readonly #core: Core;
  readonly #known = new Map<string, Wire | undefined>();
  readonly #evcUnits = new WeakMap<NodeInput, ReadonlyMap<string, UnitConfig>>();

  constructor(input: NetworkInput, ports: Ports, core: Core) {
    this.#input = input;
    this.#ports = ports;
    this.#core = core;
  }

  /** What a frame sent by this unit reaches; undefined where nothing takes it. */
  from(start: Endpoint): Wire | undefined {
    const key = `${start.node.name} ${start.unit.port} ${start.unit.vlan}`;
    if (!this.#known.has(key)) this.#known.set(key, this.#follow(start));
    return this.#known.get(key);
  }

  #follow(start: Endpoint): Wire | undefined {
    let way: Stretch = nowhere;
    let sender = start;
    for (let section = 0; section < MOST_SECTIONS; section++) {
      const cable = this.#overCable(sender);
      if (cable === undefined) return undefined;
      way = joined(way, cable);
      if (cable.far.unit.evc === undefined) return { ...way, far: cable.far };
      const pseudowire = this.#overPseudowire(cable.far);
      if (pseudowire === undefined) return undefined;
      way = joined(way, pseudowire);
      sender = pseudowire.far;
    }
    return undefined;
  }

  /** Over the cable: both sides must use the same VLAN, unless the hand-over translates it. */
  #overCable(sender: Endpoint): Wire | undefined {
    const { node, unit } = sender;
    for (const link of this.#ports.linksOf(node.name)) {
      const near = endAt(link, node.name, unit.port);
      if (near === undefined || !this.#ports.isLinkUp(link)) continue;
      const far = otherEnd(link, near);
      if (near.vlan !== undefined && near.vlan !== unit.vlan) continue;
      const vlan = near.vlan !== undefined && far.vlan !== undefined ? far.vlan : unit.vlan;
      if (far.vlan !== undefined && far.vlan !== vlan) continue;
      const farNode = this.#input.nodes.get(far.node);
      const farUnit =
        far.port === undefined ? undefined : farNode?.config?.ports.get(far.port)?.units.get(vlan);
      if (farNode === undefined || farUnit === undefined) continue;
      return {
        ...cableStretch(sender, link, { node: farNode, unit: farUnit }),
        far: { node: farNode, unit: farUnit },
      };
    }
    return undefined;
  }

  /** Through the E-Line to the unit of its other end; both ends must name each other and agree on the MTU. */
  #overPseudowire(entry: Endpoint): Wire | undefined {
    const evc = entry.node.config?.evcs.get(entry.unit.evc ?? '');
    const farName = evc && this.#core.nodeOf(evc.remote);
    const farNode = farName === undefined ? undefined : this.#input.nodes.get(farName);
    if (evc === undefined || farNode?.config === undefined) return undefined;
    const ownRouterId = this.#core.routerIdOf(entry.node.name);
    const isPeer = (other: EvcConfig) =>
      other.pseudowireId === evc.pseudowireId &&
      other.remote === ownRouterId &&
      other.mtu === evc.mtu &&
      !(farNode === entry.node && other.name === evc.name);
    const peer = [...farNode.config.evcs.values()].find(isPeer);
    const unit = peer && this.#unitsByEvc(farNode).get(peer.name);
    const path = this.#core.shortest(entry.node.name, farNode.name);
    if (unit === undefined || path === undefined || !this.#ports.isPortUp(farNode, unit.port))
      return undefined;
    return { ...path, mtu: Math.min(path.mtu, evc.mtu), far: { node: farNode, unit } };
  }

  #unitsByEvc(node: NodeInput): ReadonlyMap<string, UnitConfig> {
    const known = this.#evcUnits.get(node);
    if (known) return known;
    const units = [...(node.config?.ports.values() ?? [])].flatMap((port) => [...port.units.values()]);
    const index = new Map(
      units.flatMap((unit) => (unit.evc === undefined ? [] : [[unit.evc, unit] as const])),
    );
    this.#evcUnits.set(node, index);
    return index;
  }
}

function cableStretch(sender: Endpoint, link: LinkInput, receiver: Endpoint): Stretch {
  return {
    latencyUs: link.latencyUs,
    mtu: Math.min(sender.unit.mtu, link.mtu, receiver.unit.mtu),
    limits: [
      { kbps: rateOf(sender, sender.unit.egressRateKbps), classes: classesOf(sender) },
      { kbps: link.capacityKbps, classes: undefined },
      { kbps: rateOf(receiver, receiver.unit.ingressRateKbps), classes: classesOf(receiver) },
    ],
  };
}

function rateOf({ node, unit }: Endpoint, configuredKbps: number | undefined): number {
  const portKbps = node.ports.get(unit.port)?.rateKbps ?? 0;
  return Math.min(configuredKbps ?? portKbps, portKbps);
}

function classesOf({ node, unit }: Endpoint) {
  return unit.qosPolicy === undefined ? undefined : node.config?.qosPolicies.get(unit.qosPolicy);
}

import { samePrefix } from '../address.ts';
import type { UnitConfig } from '../config.ts';
import type { Core, CorePath } from './core.ts';
import type { Ports } from './ports.ts';
import type { Route } from './routes.ts';
import type { Routing } from './routing.ts';
import { joined, nowhere, type Stretch, type VrfInstance } from './types.ts';
import type { Wires } from './wires.ts';

/** One way through the network: how far a small packet gets, and what it meets. */
export type Walk = Stretch & {
  /** Where the packet was taken; undefined when it was dropped on the way. */
  readonly end: VrfInstance | undefined;
  /** Nodes in order, the sender first, as a traceroute shows them. */
  readonly nodes: readonly string[];
};

/** The derived network, as far as a packet needs it. */
export type Fabric = {
  readonly ports: Ports;
  readonly core: Core;
  readonly wires: Wires;
  readonly routing: Routing;
};

/** Routing instances that a packet visits at most: the time to live. */
const TIME_TO_LIVE = 32;

/** Sends a packet from a vrf towards an address. */
export function walk(fabric: Fabric, from: VrfInstance, destination: number): Walk {
  let at: Walk & { readonly end: VrfInstance } = { ...nowhere, end: from, nodes: [from.node.name] };
  let scope: 'all' | 'local' = 'all';
  for (let hop = 0; hop < TIME_TO_LIVE; hop++) {
    if (ownsAddress(fabric, at.end, destination)) return at;
    const route = fabric.routing.lookup(at.end, destination, scope);
    const next = route && step(fabric, at.end, route, destination);
    if (next === undefined) break;
    at = { ...joined(at, next), end: next.end, nodes: [...at.nodes, ...next.nodes] };
    scope = route?.via.kind === 'vpn' ? 'local' : 'all';
  }
  return { ...at, end: undefined };
}

/** Whether the address is on a unit of the vrf that is up. */
export function ownsAddress(fabric: Fabric, { node, units }: VrfInstance, address: number): boolean {
  return units.some((unit) => unit.address?.address === address && fabric.ports.isPortUp(node, unit.port));
}

type Step = Stretch & { readonly end: VrfInstance; readonly nodes: readonly string[] };

function step(fabric: Fabric, at: VrfInstance, { via }: Route, destination: number): Step | undefined {
  switch (via.kind) {
    case 'connected':
      return overWire(fabric, at, via.unit, destination);
    case 'next-hop':
      return overWire(fabric, at, via.unit, via.nextHop);
    case 'vpn': {
      const path = corePath(fabric.core, at, via.egress);
      return path && { ...path, end: via.egress, nodes: path.nodes.slice(1) };
    }
  }
}

function overWire(fabric: Fabric, at: VrfInstance, unit: UnitConfig, nextHop: number): Step | undefined {
  const wire = fabric.wires.from({ node: at.node, unit });
  const far = wire?.far.unit;
  if (wire === undefined || far?.address === undefined || far.vrf === undefined) return undefined;
  const neighbours = unit.address !== undefined && samePrefix(unit.address.subnet, far.address.subnet);
  if (!neighbours || far.address.address !== nextHop) return undefined;
  const end = fabric.routing.instance(wire.far.node.name, far.vrf);
  return end && { ...wire, end, nodes: [end.node.name] };
}

/** The explicit path that the vrf wants for this egress, as long as it can be followed; else the shortest. */
function corePath(core: Core, from: VrfInstance, egress: VrfInstance): CorePath | undefined {
  const [ingressName, egressName] = [from.node.name, egress.node.name];
  const routerId = core.routerIdOf(egressName);
  const wanted = routerId === undefined ? undefined : from.vrf.pathTo.get(routerId);
  const path = wanted === undefined ? undefined : from.node.config?.paths.get(wanted);
  const explicit =
    path && path.destination === routerId ? core.explicit(ingressName, path.hops, egressName) : undefined;
  return explicit ?? core.shortest(ingressName, egressName);
}

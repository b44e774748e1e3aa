import { covers, samePrefix } from '../address.ts';
import type { NeighborConfig } from '../config.ts';
import type { Ports } from './ports.ts';
import type { VrfInstance } from './types.ts';
import type { Wire, Wires } from './wires.ts';

/** State of a BGP session as a router shows it (RFC 4271, 8.2.2), without the states that pass at once. */
export type SessionState = 'established' | 'active' | 'idle';

/** A neighbour statement and what became of it. */
export type Session = {
  readonly neighbor: NeighborConfig;
  readonly state: SessionState;
  /** The other side, where the session could be established. */
  readonly peer: VrfInstance | undefined;
  /** The unit the neighbour is reached over. */
  readonly wire: Wire | undefined;
};

/** How sessions see the rest of the network. */
export type SessionContext = {
  readonly ports: Ports;
  readonly wires: Wires;
  readonly instance: (node: string, vrf: string) => VrfInstance | undefined;
};

/**
 * Sessions of a vrf from both sides' statements, before any prefix limit: the subnets are the same, the far unit
 * has the neighbour's address, each side names the other's address and AS, and the ASes differ (eBGP).
 */
export function matchSessions(own: VrfInstance, context: SessionContext): readonly Session[] {
  return own.vrf.neighbors.map((neighbor) => matchSession(own, neighbor, context));
}

function matchSession(own: VrfInstance, neighbor: NeighborConfig, context: SessionContext): Session {
  const unit = own.units.find((candidate) => {
    const address = candidate.address;
    return address && address.address !== neighbor.address && covers(address.subnet, neighbor.address);
  });
  const down = (state: 'active' | 'idle'): Session => ({ neighbor, state, peer: undefined, wire: undefined });
  if (unit?.address === undefined || !context.ports.isPortUp(own.node, unit.port)) return down('idle');
  const wire = context.wires.from({ node: own.node, unit });
  const farUnit = wire?.far.unit;
  if (wire === undefined || farUnit?.address === undefined || farUnit.vrf === undefined)
    return down('active');
  const peer = context.instance(wire.far.node.name, farUnit.vrf);
  const ownAddress = unit.address;
  const agrees =
    farUnit.address.address === neighbor.address &&
    samePrefix(farUnit.address.subnet, ownAddress.subnet) &&
    peer !== undefined &&
    own.vrf.localAs !== undefined &&
    neighbor.remoteAs === peer.vrf.localAs &&
    neighbor.remoteAs !== own.vrf.localAs &&
    peer.vrf.neighbors.some(
      (other) => other.address === ownAddress.address && other.remoteAs === own.vrf.localAs,
    );
  return agrees ? { neighbor, state: 'established', peer, wire } : down('active');
}

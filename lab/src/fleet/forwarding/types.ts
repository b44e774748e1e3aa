import type { DeviceConfig, QosClass, UnitConfig, VrfConfig } from '../config.ts';

/** What forwarding is derived from: the world, and the running configuration of every device in it. */
export type NetworkInput = {
  readonly nodes: ReadonlyMap<string, NodeInput>;
  readonly links: readonly LinkInput[];
};

/** A node. One without configuration forwards in the core and ends nothing. */
export type NodeInput = {
  readonly name: string;
  readonly role: string;
  /** The loopback address that the rest of the network reaches; undefined where none is planned. */
  readonly routerId: number | undefined;
  readonly ports: ReadonlyMap<string, PortInput>;
  readonly config: DeviceConfig | undefined;
  /** Ports that are broken. */
  readonly failedPorts: ReadonlySet<string>;
};

/** Hardware of a port. The customer's own network is taken to be plugged into a `customer` port. */
export type PortInput = { readonly rateKbps: number; readonly side: 'line' | 'customer' };

/** A link or cable end. An end that names a VLAN carries only that VLAN (a wholesale hand-over). */
export type LinkEnd = {
  readonly node: string;
  readonly port?: string | undefined;
  readonly vlan?: number | undefined;
};

/** A link between nodes. `mtu` is the largest IP packet that it carries. */
export type LinkInput = {
  readonly name: string;
  readonly a: LinkEnd;
  readonly b: LinkEnd;
  readonly latencyUs: number;
  readonly capacityKbps: number;
  readonly mtu: number;
  readonly up: boolean;
};

/** The role whose nodes are not part of the provider's core. */
export const CUSTOMER_PREMISES = 'customer-premises';

/** A unit of a node. */
export type Endpoint = { readonly node: NodeInput; readonly unit: UnitConfig };

/** A rate on the way; with classes, a marked packet gets only its class's share of it. */
export type RateLimit = { readonly kbps: number; readonly classes: readonly QosClass[] | undefined };

/** A stretch of the way in one direction. */
export type Stretch = {
  readonly latencyUs: number;
  readonly mtu: number;
  readonly limits: readonly RateLimit[];
};

/** A routing instance on a node, with the units bound to it. */
export type VrfInstance = {
  readonly key: string;
  readonly node: NodeInput;
  readonly vrf: VrfConfig;
  readonly units: readonly UnitConfig[];
};

/** Joins two stretches, the second behind the first. */
export function joined(first: Stretch, second: Stretch): Stretch {
  return {
    latencyUs: first.latencyUs + second.latencyUs,
    mtu: Math.min(first.mtu, second.mtu),
    limits: [...first.limits, ...second.limits],
  };
}

/** Where every way begins. */
export const nowhere: Stretch = { latencyUs: 0, mtu: Number.POSITIVE_INFINITY, limits: [] };

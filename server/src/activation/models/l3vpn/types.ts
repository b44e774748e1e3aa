import type { ManagedCpe, ServiceClass } from '../access.ts';

/** All parameters of an L3VPN (RFC 4364; attribute names after RFC 9182) that device configuration is made from. */
export type L3vpnIntent = {
  readonly serviceId: string;
  /** Name of the VRF on every provider edge. */
  readonly vrf: string;
  readonly importTargets: readonly string[];
  readonly exportTargets: readonly string[];
  readonly providerAs: number;
  /** IP MTU that the service promises. */
  readonly mtu: number;
  readonly classes: readonly ServiceClass[];
  readonly sites: readonly L3vpnSite[];
  /** Explicit ways through the core, by the edge on which they begin. Absent: the core routes as it likes. */
  readonly corePaths: readonly CorePath[];
};

/** One site of the customer. */
export type L3vpnSite = {
  readonly site: string;
  readonly lanPrefixes: readonly string[];
  readonly customerAs: number;
  /** Static routes to the site's prefixes and a default route back, in place of BGP. */
  readonly routing?: 'static';
  /** Most prefixes that are accepted from the site; more take the session down. Absent: no limit. */
  readonly maximumPrefixes?: number;
  readonly legs: readonly L3vpnLeg[];
};

/** One access of a site. Point-to-point addresses are the two ends of a /31 (RFC 3021) or /30. */
export type L3vpnLeg = {
  readonly index: number;
  readonly role: 'primary' | 'secondary';
  readonly node: string;
  readonly port: string;
  readonly vlan: number;
  /** One per VRF and provider edge (RFC 4364, 4.2): legs on one node carry the same. */
  readonly rd: string;
  readonly peAddress: string;
  readonly ceAddress: string;
  readonly rateKbps: number;
  /** BGP local preference of what is learnt over this leg; higher wins. */
  readonly preference: number;
  /** The customer-side device, where it is managed. */
  readonly cpe?: ManagedCpe;
};

/** An explicit path from a provider edge to another's loopback. */
export type CorePath = {
  readonly node: string;
  /** Router id of the far provider edge. */
  readonly destination: string;
  readonly name: string;
  /** Nodes to pass, in order. */
  readonly hops: readonly string[];
};

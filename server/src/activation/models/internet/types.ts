import type { ManagedCpe, ServiceClass } from '../access.ts';

/** All parameters of a dedicated internet access: one site, public prefixes, static routes on either side. */
export type InternetIntent = {
  readonly serviceId: string;
  /** The operator's internet routing table, one VRF that all such services share. */
  readonly vrf: string;
  readonly importTargets: readonly string[];
  readonly exportTargets: readonly string[];
  readonly providerAs: number;
  readonly mtu: number;
  readonly classes: readonly ServiceClass[];
  readonly site: string;
  /** The customer's public prefixes, routed to the CPE of the primary leg and, less preferred, the secondary's. */
  readonly publicPrefixes: readonly string[];
  readonly legs: readonly InternetLeg[];
};

/** One access. Addresses are the two ends of a /31 or /30. */
export type InternetLeg = {
  readonly index: number;
  readonly role: 'primary' | 'secondary';
  readonly node: string;
  readonly port: string;
  readonly vlan: number;
  /** Of the internet VRF on this node, the same for all its services. */
  readonly rd: string;
  readonly peAddress: string;
  readonly ceAddress: string;
  readonly rateKbps: number;
  readonly cpe?: ManagedCpe;
};

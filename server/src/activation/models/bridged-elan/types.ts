import type { BridgedEnd, Trunk } from '../bridged.ts';

/**
 * All parameters of an E-LAN (MEF 6.3, multipoint to multipoint) over provider bridges (IEEE 802.1ad): one S-VLAN in
 * which the bridges learn, on a tree of trunks.
 */
export type BridgedElanIntent = {
  readonly serviceId: string;
  readonly sVlan: number;
  /** Largest service frame's payload. */
  readonly mtu: number;
  /** Each with the rate that it may send. */
  readonly ends: readonly (BridgedEnd & { readonly rateKbps: number })[];
  /** Every trunk port of the tree, at both ends of each link. A ring among them would be a loop. */
  readonly trunks: readonly Trunk[];
};

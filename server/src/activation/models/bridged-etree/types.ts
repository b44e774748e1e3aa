import type { BridgedEnd, Trunk } from '../bridged.ts';

/**
 * All parameters of an E-Tree (MEF 6.3, rooted multipoint) over provider bridges: asymmetric VLANs (IEEE 802.1Q,
 * F.1.3.2). What roots send travels in one S-VLAN and comes out everywhere, what leaves send in another, which comes out
 * at roots alone; the bridges learn in both together.
 */
export type BridgedEtreeIntent = {
  readonly serviceId: string;
  /** Of what roots send. */
  readonly sVlan: number;
  /** Of what leaves send. */
  readonly leafSVlan: number;
  /** Largest service frame's payload. */
  readonly mtu: number;
  /** Each with the rate that it may send. */
  readonly ends: readonly (BridgedEnd & { readonly rateKbps: number; readonly role: 'root' | 'leaf' })[];
  /** Every trunk port of the tree, at both ends of each link. A ring among them would be a loop. */
  readonly trunks: readonly Trunk[];
};

import type { BridgedEnd, Trunk } from '../bridged.ts';

/** All parameters of an E-Line (MEF 6.3) over provider bridges (IEEE 802.1ad): one S-VLAN, and the way it takes. */
export type BridgedElineIntent = {
  readonly serviceId: string;
  readonly sVlan: number;
  /** Largest service frame's payload. */
  readonly mtu: number;
  readonly rateKbps: number;
  readonly ends: readonly [BridgedEnd, BridgedEnd];
  /** Every trunk port on the way, at both ends of each link. The S-VLAN is on these and on no other. */
  readonly trunks: readonly Trunk[];
};

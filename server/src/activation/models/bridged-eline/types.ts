/** All parameters of an E-Line (MEF 6.3) over provider bridges (IEEE 802.1ad): one S-VLAN, and the way it takes. */
export type BridgedElineIntent = {
  readonly serviceId: string;
  readonly sVlan: number;
  /** Largest service frame's payload. */
  readonly mtu: number;
  readonly rateKbps: number;
  readonly ends: readonly [BridgedElineEnd, BridgedElineEnd];
  /** Every trunk port on the way, at both ends of each link. The S-VLAN is on these and on no other. */
  readonly trunks: readonly { readonly node: string; readonly port: string }[];
};

/** One user network interface. */
export type BridgedElineEnd = {
  readonly site: string;
  readonly node: string;
  readonly port: string;
  /** The customer's VLAN that is taken in; 0 takes everything (MEF 6.3, all to one). */
  readonly vlan: number;
  /** Of the test head beside the port, which answers for the service inside its S-VLAN. Absent: there is none. */
  readonly testAddress?: string;
};

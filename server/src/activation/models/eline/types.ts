import type { ManagedCpe, ServiceClass } from '../access.ts';

/** All parameters of an E-Line (MEF 6.3 EVPL): two user interfaces joined by one pseudowire (RFC 8077). */
export type ElineIntent = {
  readonly serviceId: string;
  /** Name of the Ethernet virtual connection on both edges. */
  readonly evc: string;
  readonly pseudowireId: number;
  /** Largest service frame's payload. */
  readonly mtu: number;
  readonly rateKbps: number;
  readonly classes: readonly ServiceClass[];
  readonly ends: readonly [ElineEnd, ElineEnd];
};

/** One user network interface. */
export type ElineEnd = {
  readonly site: string;
  readonly node: string;
  /** Loopback of the node, which the far end addresses. */
  readonly routerId: string;
  readonly port: string;
  readonly vlan: number;
  readonly cpe?: ManagedCpe;
  /**
   * Address by which the CPE answers tests through the line, in a routing table of its own named like the connection:
   * one end of a /31, for example of 198.18.0.0/15 (RFC 2544). Absent: the CPE is no test point.
   */
  readonly testAddress?: string;
};

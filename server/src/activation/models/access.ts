import { step } from '../paths.ts';
import { ENTRY } from '../types.ts';
import { type IntentFaults, nthAddress } from './checks.ts';
import type { LeafBuilder } from './leaves.ts';

/** A class of service as devices apply it; the shares of all classes make 100 %. */
export type ServiceClass = {
  readonly name: string;
  readonly dscp: readonly number[];
  readonly sharePercent: number;
};

/** A customer's unit (VLAN) on a port, on either side of the access. */
export type AccessUnit = {
  readonly port: string;
  readonly vlan: number;
  readonly serviceId: string;
  readonly description?: string | undefined;
  readonly mtu: number;
  /** Towards the device that is configured. */
  readonly ingressRateKbps?: number | undefined;
  readonly egressRateKbps?: number | undefined;
  readonly qosPolicy?: string | undefined;
  readonly vrf?: string | undefined;
  readonly addressCidr?: string | undefined;
  readonly evc?: string | undefined;
};

/** The port made ready for its largest customer, and the unit with all that is the service's own. */
export function addAccessUnit(builder: LeafBuilder, unit: AccessUnit): void {
  const port = step('port', 'name', unit.port);
  builder.add(`${port}/enabled`, true).add(`${port}/mtu`, unit.mtu, 'maximum');
  const path = port + step('unit', 'vlan', unit.vlan);
  builder
    .guard(`${path}/service-id`, unit.serviceId)
    .add(`${path}/description`, unit.description)
    .add(`${path}/vrf`, unit.vrf)
    .add(`${path}/address`, unit.addressCidr)
    .add(`${path}/mtu`, unit.mtu)
    .add(`${path}/ingress-rate-kbps`, unit.ingressRateKbps)
    .add(`${path}/egress-rate-kbps`, unit.egressRateKbps)
    .add(`${path}/qos-policy`, unit.qosPolicy)
    .add(`${path}/evc`, unit.evc);
}

/** A managed device at the customer's. Each network of the site gets one of its LAN ports, untagged, in order. */
export type ManagedCpe = {
  readonly device: string;
  readonly wanPort: string;
  /** VLAN on the customer's side, where a partner's hand-over translates it. Absent: the leg's. */
  readonly wanVlan?: number;
  /** As its software calls them; at least as many as the site has networks. */
  readonly lanPorts: readonly string[];
};

/** As many LAN ports as the site has networks. */
export function checkLanPorts(
  faults: IntentFaults,
  path: string,
  cpe: ManagedCpe | undefined,
  networks: number,
): void {
  if (cpe === undefined) return;
  const ports = cpe.lanPorts.length;
  faults.require(ports >= networks, path, `${cpe.device} has ${ports} LAN ports for ${networks} networks`);
}

/**
 * The networks of a site on its CPE: a port each, the device's address on it, and the prefix announced. The CPE of
 * the first leg takes the first address, that of the second the next.
 */
export function addLan(
  builder: LeafBuilder,
  site: {
    readonly vrf: string;
    readonly serviceId: string;
    readonly prefixes: readonly string[];
    readonly legIndex: number;
    readonly lanPorts: readonly string[];
  },
): void {
  for (const [index, prefix] of site.prefixes.entries()) {
    builder.add(step('vrf', 'name', site.vrf) + step('network', 'prefix', prefix), ENTRY);
    const port = step('port', 'name', site.lanPorts[index] ?? '');
    const unit = port + step('unit', 'vlan', 0);
    builder
      .add(`${port}/enabled`, true)
      .guard(`${unit}/service-id`, site.serviceId)
      .add(`${unit}/vrf`, site.vrf)
      .add(`${unit}/address`, nthAddress(prefix, site.legIndex + 1));
  }
}

/** A policy that tells classes apart by DSCP and shares the rate out among them. */
export function addQosPolicy(builder: LeafBuilder, name: string, classes: readonly ServiceClass[]): void {
  for (const serviceClass of classes) {
    const path = step('qos-policy', 'name', name) + step('class', 'name', serviceClass.name);
    builder
      .add(`${path}/dscp`, serviceClass.dscp, 'set')
      .add(`${path}/share-percent`, serviceClass.sharePercent);
  }
}

/** Shares that make a whole, and no DSCP in two classes. */
export function checkClasses(faults: IntentFaults, classes: readonly ServiceClass[]): void {
  if (classes.length === 0) return;
  const total = classes.reduce((sum, serviceClass) => sum + serviceClass.sharePercent, 0);
  faults.require(total === 100, '/classes', `the shares make ${total} %, not 100 %`);
  const dscp = classes.flatMap((serviceClass) => serviceClass.dscp);
  faults.require(new Set(dscp).size === dscp.length, '/classes', 'a DSCP is in two classes');
}

import { step } from '../paths.ts';
import type { IntentFaults } from './checks.ts';
import type { DeviceBuilders } from './leaves.ts';

/** A customer's port on a provider bridge (user network interface, MEF 6.3), as every bridged service has it. */
export type BridgedEnd = {
  readonly site: string;
  readonly node: string;
  readonly port: string;
  /** The customer's VLAN that is taken in; 0 takes everything (MEF 6.3, all to one). */
  readonly vlan: number;
  /** Of the test head beside the port, which answers for the service inside its S-VLAN. Absent: there is none. */
  readonly testAddress?: string;
};

/** One end of a link between bridges. */
export type Trunk = { readonly node: string; readonly port: string };

/** What a unit wants beside what its end says. */
type UnitOf = {
  readonly serviceId: string;
  readonly sVlan: number;
  readonly mtu: number;
  readonly rateKbps: number;
  /** Root or leaf of a rooted-multipoint connection (MEF 6.3, E-Tree); absent on every other. */
  readonly role?: 'root' | 'leaf';
};

// 802.1ad and 802.1Q tags: a trunk that does not grow by both drops the customer's largest frames.
const tagBytes = 8;

/** The unit of a customer's port: S-VLAN, policer, test head. */
export function addBridgedUnit(devices: DeviceBuilders, end: BridgedEnd, unit: UnitOf): void {
  const path = step('port', 'name', end.port);
  const at = path + step('unit', 'vlan', end.vlan);
  devices
    .on(end.node)
    .add(`${path}/mtu`, unit.mtu, 'maximum')
    .guard(`${at}/service-id`, unit.serviceId)
    .add(`${at}/description`, end.site)
    .add(`${at}/s-vlan`, unit.sVlan)
    .add(`${at}/role`, unit.role)
    .add(`${at}/ingress-rate-kbps`, unit.rateKbps)
    .add(`${at}/test-address`, end.testAddress);
}

/** The S-VLANs of a service on its trunks, with room for both tags. */
export function addTrunks(
  devices: DeviceBuilders,
  trunks: readonly Trunk[],
  sVlans: readonly number[],
  mtu: number,
): void {
  for (const { node, port } of trunks) {
    const path = step('port', 'name', port);
    devices
      .on(node)
      .add(`${path}/mtu`, mtu + tagBytes, 'maximum')
      .add(`${path}/s-vlan`, sVlans, 'set');
  }
}

/** What every bridged service must have right: ports named once, VLANs in range, and a way where there are two bridges. */
export function checkBridged(
  faults: IntentFaults,
  ends: readonly BridgedEnd[],
  trunks: readonly Trunk[],
): void {
  ends.forEach((end, index) => {
    faults.text(`/ends/${index}/node`, end.node);
    faults.text(`/ends/${index}/port`, end.port);
    if (end.vlan !== 0) faults.vlan(`/ends/${index}/vlan`, end.vlan);
  });
  const ports = [...ends, ...trunks].map(({ node, port }) => `${node} ${port}`);
  faults.require(new Set(ports).size === ports.length, '/trunks', 'a port is named twice');
  if (new Set(ends.map(({ node }) => node)).size > 1)
    faults.require(trunks.length >= 2, '/trunks', 'there is no way between the ends');
}

/** Two ends or more, of which none is the other, with rates, for a service among many. */
export function checkMultipoint(
  faults: IntentFaults,
  ends: readonly (BridgedEnd & { readonly rateKbps: number })[],
): void {
  faults.require(ends.length >= 2, '/ends', `${ends.length} ends make no connection`);
  ends.forEach(({ rateKbps }, index) => {
    faults.rate(`/ends/${index}/rateKbps`, rateKbps);
  });
  const heads = ends.flatMap(({ testAddress }) => (testAddress === undefined ? [] : [testAddress]));
  faults.require(new Set(heads).size === heads.length, '/ends', 'two test heads have one address');
}

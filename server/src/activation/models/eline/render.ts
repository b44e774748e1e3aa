import { ok, type Result } from '../../../foundation/result.ts';
import { step } from '../../paths.ts';
import { type DeviceContribution, ENTRY } from '../../types.ts';
import { addAccessUnit, addQosPolicy, checkClasses } from '../access.ts';
import { IntentFaults } from '../checks.ts';
import { DeviceBuilders, type LeafBuilder, refuseIntent } from '../leaves.ts';
import type { ElineEnd, ElineIntent } from './types.ts';

/** The provider's side: the pseudowire and the unit on either edge. */
export function renderEline(intent: ElineIntent): Result<readonly DeviceContribution[]> {
  const { faults } = elineFaults(intent);
  if (faults.length > 0) return refuseIntent(faults);
  const devices = new DeviceBuilders();
  const [a, b] = intent.ends;
  addEnd(devices.on(a.node), intent, a, b.routerId);
  addEnd(devices.on(b.node), intent, b, a.routerId);
  return ok(devices.contributions());
}

/** The customer's side: a tagged unit, shaped to the rate, with an address only for tests. */
export function renderElineCpe(intent: ElineIntent): Result<readonly DeviceContribution[]> {
  const { faults } = elineFaults(intent);
  if (faults.length > 0) return refuseIntent(faults);
  const devices = new DeviceBuilders();
  for (const end of intent.ends) {
    if (end.cpe === undefined) continue;
    const tested = end.testAddress === undefined ? {} : { vrf: intent.evc, addressCidr: end.testAddress };
    addUnit(devices.on(end.cpe.device), intent, end, { port: end.cpe.wanPort, ...tested });
  }
  return ok(devices.contributions());
}

function elineFaults(intent: ElineIntent): IntentFaults {
  const faults = new IntentFaults();
  faults.text('/serviceId', intent.serviceId);
  faults.text('/evc', intent.evc);
  faults.rate('/rateKbps', intent.rateKbps);
  faults.require(intent.pseudowireId > 0, '/pseudowireId', `${intent.pseudowireId} is not a pseudowire id`);
  checkClasses(faults, intent.classes);
  const [a, b] = intent.ends;
  if (a.testAddress !== undefined || b.testAddress !== undefined) {
    faults.linkAddresses('/ends/0/testAddress', a.testAddress ?? '', b.testAddress ?? '');
  }
  faults.require(a.node !== b.node, '/ends', `both ends on ${a.node}: a pseudowire joins two nodes`);
  intent.ends.forEach((end, index) => {
    faults.text(`/ends/${index}/port`, end.port);
    faults.text(`/ends/${index}/routerId`, end.routerId);
    faults.vlan(`/ends/${index}/vlan`, end.vlan);
  });
  return faults;
}

function addEnd(builder: LeafBuilder, intent: ElineIntent, end: ElineEnd, remote: string): void {
  const evc = step('evc', 'name', intent.evc);
  builder
    .guard(`${evc}/pseudowire-id`, intent.pseudowireId)
    .add(`${evc}/remote`, remote)
    .add(`${evc}/mtu`, intent.mtu);
  addUnit(builder, intent, end, { port: end.port, evc: intent.evc, ingressRateKbps: intent.rateKbps });
}

function addUnit(
  builder: LeafBuilder,
  intent: ElineIntent,
  end: ElineEnd,
  side: {
    readonly port: string;
    readonly evc?: string;
    readonly ingressRateKbps?: number;
    readonly vrf?: string;
    readonly addressCidr?: string;
  },
): void {
  const policy = intent.classes.length > 0 ? intent.evc : undefined;
  if (side.vrf !== undefined) builder.add(step('vrf', 'name', side.vrf), ENTRY);
  addAccessUnit(builder, {
    port: side.port,
    vlan: end.vlan,
    serviceId: intent.serviceId,
    description: end.site,
    mtu: intent.mtu,
    evc: side.evc,
    vrf: side.vrf,
    addressCidr: side.addressCidr,
    ingressRateKbps: side.ingressRateKbps,
    egressRateKbps: intent.rateKbps,
    qosPolicy: policy,
  });
  if (policy !== undefined) addQosPolicy(builder, policy, intent.classes);
}

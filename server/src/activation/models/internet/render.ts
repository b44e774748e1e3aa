import { ok, type Result } from '../../../foundation/result.ts';
import { step } from '../../paths.ts';
import { type DeviceContribution, ENTRY } from '../../types.ts';
import { addAccessUnit, addLan, addQosPolicy, checkClasses, checkLanPorts } from '../access.ts';
import { hostOf, IntentFaults } from '../checks.ts';
import { DeviceBuilders, type LeafBuilder, refuseIntent } from '../leaves.ts';
import type { InternetIntent, InternetLeg } from './types.ts';

/** The provider's side: the shared internet VRF, the customer's unit, and static routes to its public prefixes. */
export function renderInternet(intent: InternetIntent): Result<readonly DeviceContribution[]> {
  return render(intent, (devices, leg) => addProviderLeg(devices.on(leg.node), intent, leg));
}

/** The customer's side: the unit and a default route to the provider edge. */
export function renderInternetCpe(intent: InternetIntent): Result<readonly DeviceContribution[]> {
  return render(intent, (devices, leg) => {
    if (leg.cpe) addCustomerLeg(devices.on(leg.cpe.device), intent, leg, leg.cpe.wanPort);
  });
}

function render(
  intent: InternetIntent,
  addLeg: (devices: DeviceBuilders, leg: InternetLeg) => void,
): Result<readonly DeviceContribution[]> {
  const { faults } = internetFaults(intent);
  if (faults.length > 0) return refuseIntent(faults);
  const devices = new DeviceBuilders();
  for (const leg of intent.legs) addLeg(devices, leg);
  return ok(devices.contributions());
}

function internetFaults(intent: InternetIntent): IntentFaults {
  const faults = new IntentFaults();
  faults.text('/serviceId', intent.serviceId);
  faults.text('/vrf', intent.vrf);
  faults.require(intent.legs.length > 0, '/legs', 'there is no leg');
  faults.require(intent.publicPrefixes.length > 0, '/publicPrefixes', 'there is no public prefix');
  for (const [index, prefix] of intent.publicPrefixes.entries())
    faults.prefix(`/publicPrefixes/${index}`, prefix);
  const nodes = new Set(intent.legs.map((leg) => leg.node));
  faults.require(nodes.size === intent.legs.length, '/legs', 'two legs on one node need dynamic routing');
  checkClasses(faults, intent.classes);
  intent.legs.forEach((leg, index) => {
    faults.text(`/legs/${index}/port`, leg.port);
    faults.vlan(`/legs/${index}/vlan`, leg.vlan);
    faults.rate(`/legs/${index}/rateKbps`, leg.rateKbps);
    faults.linkAddresses(`/legs/${index}/peAddress`, leg.peAddress, leg.ceAddress);
    checkLanPorts(faults, `/legs/${index}/cpe/lanPorts`, leg.cpe, intent.publicPrefixes.length);
  });
  return faults;
}

function addProviderLeg(builder: LeafBuilder, intent: InternetIntent, leg: InternetLeg): void {
  const vrf = step('vrf', 'name', intent.vrf);
  builder
    .guard(`${vrf}/rd`, leg.rd)
    .add(`${vrf}/import-target`, intent.importTargets, 'set')
    .add(`${vrf}/export-target`, intent.exportTargets, 'set')
    .add(`${vrf}/local-as`, intent.providerAs);
  for (const prefix of intent.publicPrefixes) {
    builder
      .add(`${vrf}${step('static', 'prefix', prefix)}/next-hop`, hostOf(leg.ceAddress))
      .add(vrf + step('network', 'prefix', prefix), ENTRY);
  }
  addUnit(builder, intent, leg, { port: leg.port, address: leg.peAddress, limitIngress: true });
}

function addCustomerLeg(builder: LeafBuilder, intent: InternetIntent, leg: InternetLeg, port: string): void {
  const vrf = step('vrf', 'name', intent.vrf);
  builder.add(`${vrf}${step('static', 'prefix', '0.0.0.0/0')}/next-hop`, hostOf(leg.peAddress));
  addLan(builder, {
    vrf: intent.vrf,
    serviceId: intent.serviceId,
    prefixes: intent.publicPrefixes,
    legIndex: leg.index,
    lanPorts: leg.cpe?.lanPorts ?? [],
  });
  addUnit(builder, intent, leg, { port, address: leg.ceAddress, limitIngress: false });
}

function addUnit(
  builder: LeafBuilder,
  intent: InternetIntent,
  leg: InternetLeg,
  side: { readonly port: string; readonly address: string; readonly limitIngress: boolean },
): void {
  // Named after the service, since the VRF is everybody's.
  const policy = intent.classes.length > 0 ? intent.serviceId : undefined;
  addAccessUnit(builder, {
    port: side.port,
    vlan: leg.vlan,
    serviceId: intent.serviceId,
    description: `${intent.site} ${leg.role}`,
    vrf: intent.vrf,
    addressCidr: side.address,
    mtu: intent.mtu,
    ingressRateKbps: side.limitIngress ? leg.rateKbps : undefined,
    egressRateKbps: leg.rateKbps,
    qosPolicy: policy,
  });
  if (policy !== undefined) addQosPolicy(builder, policy, intent.classes);
}

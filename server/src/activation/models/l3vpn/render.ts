import { ok, type Result } from '../../../foundation/result.ts';
import { step } from '../../paths.ts';
import { type DeviceContribution, ENTRY } from '../../types.ts';
import { addAccessUnit, addLan, addQosPolicy } from '../access.ts';
import { hostOf } from '../checks.ts';
import { DeviceBuilders, type LeafBuilder, refuseIntent } from '../leaves.ts';
import { l3vpnFaults } from './checks.ts';
import type { CorePath, L3vpnIntent, L3vpnLeg, L3vpnSite } from './types.ts';

/** The provider's side: per provider edge its VRF, customers' units and sessions, classes and explicit paths. */
export function renderL3vpn(intent: L3vpnIntent): Result<readonly DeviceContribution[]> {
  const { faults } = l3vpnFaults(intent);
  if (faults.length > 0) return refuseIntent(faults);
  const devices = new DeviceBuilders();
  for (const site of intent.sites) {
    for (const leg of site.legs) addProviderLeg(devices.on(leg.node), intent, site, leg);
  }
  for (const path of intent.corePaths) addCorePath(devices.on(path.node), intent, path);
  return ok(devices.contributions());
}

/** The customer's side: what each managed CPE of the intent is given. Wires-only legs have none. */
export function renderCpe(intent: L3vpnIntent): Result<readonly DeviceContribution[]> {
  const { faults } = l3vpnFaults(intent);
  if (faults.length > 0) return refuseIntent(faults);
  const devices = new DeviceBuilders();
  for (const site of intent.sites) {
    for (const leg of site.legs) if (leg.cpe) addCustomerLeg(devices.on(leg.cpe.device), intent, site, leg);
  }
  return ok(devices.contributions());
}

function addProviderLeg(builder: LeafBuilder, intent: L3vpnIntent, site: L3vpnSite, leg: L3vpnLeg): void {
  const vrf = step('vrf', 'name', intent.vrf);
  builder
    .guard(`${vrf}/rd`, leg.rd)
    .add(`${vrf}/import-target`, intent.importTargets, 'set')
    .add(`${vrf}/export-target`, intent.exportTargets, 'set')
    .add(`${vrf}/local-as`, intent.providerAs);
  if (site.routing === 'static') addStatics(builder, vrf, site.lanPrefixes, leg.ceAddress);
  else {
    const neighbor = vrf + step('neighbor', 'address', hostOf(leg.ceAddress));
    builder
      .add(`${neighbor}/remote-as`, site.customerAs)
      .add(`${neighbor}/description`, `${site.site} ${leg.role}`)
      .add(`${neighbor}/preference`, leg.preference)
      .add(`${neighbor}/max-prefix`, site.maximumPrefixes);
  }
  addAccessUnit(builder, {
    port: leg.port,
    vlan: leg.vlan,
    serviceId: intent.serviceId,
    description: `${site.site} ${leg.role}`,
    vrf: intent.vrf,
    addressCidr: leg.peAddress,
    mtu: intent.mtu,
    ingressRateKbps: leg.rateKbps,
    egressRateKbps: leg.rateKbps,
    qosPolicy: policyName(intent),
  });
  addQosPolicy(builder, intent.vrf, intent.classes);
}

function addCustomerLeg(builder: LeafBuilder, intent: L3vpnIntent, site: L3vpnSite, leg: L3vpnLeg): void {
  const { device, wanPort } = leg.cpe ?? { device: '', wanPort: '' };
  const vrf = step('vrf', 'name', intent.vrf);
  addLan(builder, {
    vrf: intent.vrf,
    serviceId: intent.serviceId,
    prefixes: site.lanPrefixes,
    legIndex: leg.index,
    lanPorts: leg.cpe?.lanPorts ?? [],
  });
  if (site.routing === 'static')
    builder.add(`${vrf}${step('static', 'prefix', '0.0.0.0/0')}/next-hop`, hostOf(leg.peAddress));
  else {
    const neighbor = vrf + step('neighbor', 'address', hostOf(leg.peAddress));
    builder
      .add(`${vrf}/local-as`, site.customerAs)
      .add(`${neighbor}/remote-as`, intent.providerAs)
      .add(`${neighbor}/description`, `${leg.node} ${leg.role}`)
      .add(`${neighbor}/preference`, leg.preference);
  }
  addAccessUnit(builder, {
    port: wanPort,
    vlan: leg.cpe?.wanVlan ?? leg.vlan,
    serviceId: intent.serviceId,
    description: `${device} to ${leg.node} ${leg.port}`,
    vrf: intent.vrf,
    addressCidr: leg.ceAddress,
    mtu: intent.mtu,
    egressRateKbps: leg.rateKbps,
    qosPolicy: policyName(intent),
  });
  addQosPolicy(builder, intent.vrf, intent.classes);
}

/** The site's prefixes by way of its router, told to the other edges. */
function addStatics(builder: LeafBuilder, vrf: string, prefixes: readonly string[], ceAddress: string): void {
  for (const prefix of prefixes) {
    builder
      .add(`${vrf}${step('static', 'prefix', prefix)}/next-hop`, hostOf(ceAddress))
      .add(vrf + step('network', 'prefix', prefix), ENTRY);
  }
}

function policyName(intent: L3vpnIntent): string | undefined {
  return intent.classes.length > 0 ? intent.vrf : undefined;
}

function addCorePath(builder: LeafBuilder, intent: L3vpnIntent, corePath: CorePath): void {
  const path = step('path', 'name', corePath.name);
  builder.add(`${path}/destination`, corePath.destination).add(`${path}/hop`, corePath.hops, 'ordered');
  const route = step('vrf', 'name', intent.vrf) + step('path-to', 'destination', corePath.destination);
  builder.add(`${route}/path`, corePath.name);
}

import { checkClasses, checkLanPorts } from '../access.ts';
import { IntentFaults } from '../checks.ts';
import type { L3vpnIntent, L3vpnLeg } from './types.ts';

/** Everything that would make the configuration wrong on some device, found before any is touched. */
export function l3vpnFaults(intent: L3vpnIntent): IntentFaults {
  const faults = new IntentFaults();
  faults.text('/serviceId', intent.serviceId);
  faults.text('/vrf', intent.vrf);
  faults.require(intent.importTargets.length > 0, '/importTargets', 'is missing');
  faults.require(intent.exportTargets.length > 0, '/exportTargets', 'is missing');
  faults.require(intent.sites.length > 0, '/sites', 'there is no site');
  checkClasses(faults, intent.classes);
  const distinguishers = new Map<string, string>();
  const units = new Set<string>();
  intent.sites.forEach((site, siteIndex) => {
    faults.require(site.legs.length > 0, `/sites/${siteIndex}/legs`, `site ${site.site} has no leg`);
    faults.require(
      site.routing !== 'static' || site.legs.length <= 1,
      `/sites/${siteIndex}/routing`,
      `site ${site.site} has ${site.legs.length} legs: static routes know no fail-over`,
    );
    for (const [index, prefix] of site.lanPrefixes.entries())
      faults.prefix(`/sites/${siteIndex}/lanPrefixes/${index}`, prefix);
    site.legs.forEach((leg, legIndex) => {
      const path = `/sites/${siteIndex}/legs/${legIndex}`;
      checkLeg(faults, path, leg);
      checkLanPorts(faults, `${path}/cpe/lanPorts`, leg.cpe, site.lanPrefixes.length);
      const known = distinguishers.get(leg.node);
      faults.require(
        known === undefined || known === leg.rd,
        `${path}/rd`,
        `${leg.node} has two route distinguishers for one VRF: ${known} and ${leg.rd}`,
      );
      distinguishers.set(leg.node, leg.rd);
      const unit = `${leg.node} ${leg.port} VLAN ${leg.vlan}`;
      faults.require(!units.has(unit), `${path}/vlan`, `${unit} is used twice`);
      units.add(unit);
    });
  });
  intent.corePaths.forEach((corePath, index) => {
    faults.require(corePath.hops.length > 0, `/corePaths/${index}/hops`, 'an explicit path without hops');
  });
  return faults;
}

function checkLeg(faults: IntentFaults, path: string, leg: L3vpnLeg): void {
  faults.text(`${path}/node`, leg.node);
  faults.text(`${path}/port`, leg.port);
  faults.require(/^[^:]+:\d+$/.test(leg.rd), `${path}/rd`, `"${leg.rd}" is not a route distinguisher`);
  faults.vlan(`${path}/vlan`, leg.vlan);
  faults.rate(`${path}/rateKbps`, leg.rateKbps);
  faults.linkAddresses(`${path}/peAddress`, leg.peAddress, leg.ceAddress);
}

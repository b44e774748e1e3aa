import type { DeviceContribution } from '../../../server/src/activation/index.ts';
import { type L3vpnIntent, renderService } from '../../../server/src/activation/index.ts';

/** A VPN with one site on each of the devices, all at one rate; another rate or another target is another version. */
export function vpnOn(
  devices: readonly string[],
  version: { readonly rateKbps: number; readonly target: number },
  service = { id: 'vpn', port: 'ge-0/0/1', vlan: 300 },
): readonly DeviceContribution[] {
  const sites = devices.map((node, index): L3vpnIntent['sites'][number] => {
    const octets = `${Math.floor(index / 128)}.${(index % 128) * 2}`;
    const next = `${Math.floor(index / 128)}.${(index % 128) * 2 + 1}`;
    return {
      site: `SITE-${index}`,
      lanPrefixes: [`10.${octets.split('.')[0]}.${index % 256}.0/24`],
      customerAs: 4_200_000_000 + index,
      legs: [
        {
          index: 0,
          role: 'primary',
          node,
          port: service.port,
          vlan: service.vlan,
          rd: `65000:${index + 1}`,
          peAddress: `100.64.${octets}/31`,
          ceAddress: `100.64.${next}/31`,
          rateKbps: version.rateKbps,
          preference: 200,
        },
      ],
    };
  });
  const target = `65000:${version.target}`;
  return renderService({
    model: 'l3vpn',
    intent: {
      serviceId: service.id,
      vrf: service.id.toUpperCase(),
      importTargets: [target],
      exportTargets: [target],
      providerAs: 65_000,
      mtu: 1500,
      classes: [],
      sites,
      corePaths: [],
    },
  }).provider;
}

/** A provider edge of a fleet, as its control interface takes it. */
export function edgeNode(name: string, index: number) {
  const routerId = `10.0.${Math.floor(index / 250)}.${(index % 250) + 1}`;
  return {
    name,
    role: 'provider-edge',
    routerId,
    managed: true,
    user: 'lab',
    password: 'secret',
    ports: [{ name: 'ge-0/0/1', rateKbps: 1_000_000 }],
  };
}

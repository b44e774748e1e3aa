import { createHash } from 'node:crypto';
import { DriverError } from '../driver.ts';
import { type PathStep, parsePath } from '../paths.ts';
import type { ConfigValue } from '../types.ts';
import type { Leaves } from './leaves.ts';

/** Lines of a router's two configurations; those of routing carry their contexts. */
export type Lines = { readonly platform: ReadonlySet<string>; readonly routing: ReadonlySet<string> };

type Writer = { platform(line: string): void; routing(...contexts: readonly string[]): void };
/** The keys of the list entries on the way, outermost first, and the value. */
type Write = (to: Writer, keys: readonly string[], value: ConfigValue, asOf: (vrf: string) => string) => void;

const unknownAs = '?';
const networkList = (vrf: string, prefix: string) =>
  `ip prefix-list turnup-network-${vrf}-${prefix} seq 5 permit ${prefix}`;
const bgpOf = (vrf: string, as: string) => `router bgp ${as} vrf ${vrf}`;
const unicast = 'address-family ipv4 unicast';
const evpn = 'address-family l2vpn evpn';
const nothing: Write = () => {};

const unit =
  (attribute: string): Write =>
  (to, [port = '', vlan = ''], value) =>
    to.platform(
      `unit ${unitName(port, vlan)} ${attribute} ${encodeURIComponent(String(value)).replaceAll('%2F', '/')}`,
    );
const neighbor =
  (line: (address: string, value: string) => string, family?: string): Write =>
  (to, [vrf = '', address = ''], value, asOf) => {
    const contexts = [bgpOf(vrf, asOf(vrf)), ...(family === undefined ? [] : [family])];
    to.routing(...contexts, line(address, String(value)));
  };
const targets =
  (side: 'import' | 'export'): Write =>
  (to, [vrf = ''], value, asOf) => {
    for (const target of [value].flat())
      to.routing(bgpOf(vrf, asOf(vrf)), evpn, `route-target ${side} ${target}`);
  };

/** How each leaf of the device model is written, by the names on its path. What is not here a router has not. */
const writers: Readonly<Record<string, Write>> = {
  port: nothing,
  'port/enabled': (to, [port], value) => to.platform(`port ${port} enabled ${value}`),
  'port/mtu': (to, [port], value) => to.platform(`port ${port} mtu ${value}`),
  'port/unit': nothing,
  'port/unit/vrf': unit('vrf'),
  'port/unit/service-id': unit('service'),
  'port/unit/description': unit('description'),
  'port/unit/address': unit('address'),
  'port/unit/mtu': unit('mtu'),
  'port/unit/ingress-rate-kbps': unit('ingress-kbps'),
  'port/unit/egress-rate-kbps': unit('egress-kbps'),
  vrf: (to, [vrf]) => to.platform(`vrf ${vrf}`),
  'vrf/local-as': (to, [vrf = ''], value) => to.routing(bgpOf(vrf, String(value))),
  'vrf/rd': (to, [vrf = ''], value, asOf) => {
    const vni = vniOf(vrf);
    to.platform(`vrf ${vrf} vni ${vni}`);
    to.routing(`vrf ${vrf}`, `vni ${vni}`);
    to.routing(bgpOf(vrf, asOf(vrf)), unicast, 'redistribute connected');
    to.routing(bgpOf(vrf, asOf(vrf)), unicast, 'redistribute static');
    to.routing(bgpOf(vrf, asOf(vrf)), evpn, 'advertise ipv4 unicast');
    to.routing(bgpOf(vrf, asOf(vrf)), evpn, `rd ${value}`);
  },
  'vrf/import-target': targets('import'),
  'vrf/export-target': targets('export'),
  'vrf/neighbor': nothing,
  'vrf/neighbor/remote-as': neighbor((address, value) => `neighbor ${address} remote-as ${value}`),
  'vrf/neighbor/description': neighbor((address, value) => `neighbor ${address} description ${value}`),
  'vrf/neighbor/max-prefix': neighbor(
    (address, value) => `neighbor ${address} maximum-prefix ${value}`,
    unicast,
  ),
  'vrf/neighbor/preference': (to, [vrf = '', address = ''], value, asOf) => {
    const map = `turnup-preference-${value}`;
    to.routing(bgpOf(vrf, asOf(vrf)), unicast, `neighbor ${address} route-map ${map} in`);
    to.routing(`route-map ${map} permit 10`, `set local-preference ${value}`);
  },
  'vrf/network': (to, [vrf = '', prefix = ''], _, asOf) => {
    // Without BGP there is nobody to announce it to; the wish is kept where the router can tell it.
    if (asOf(vrf) === unknownAs) to.routing(networkList(vrf, prefix));
    else to.routing(bgpOf(vrf, asOf(vrf)), unicast, `network ${prefix}`);
  },
  'vrf/static': nothing,
  'vrf/static/next-hop': (to, [vrf, prefix], value) =>
    to.routing(`vrf ${vrf}`, `ip route ${prefix} ${value}`),
};

/** The lines that make these leaves. Throws `refused` for a leaf that a router has not. */
export function linesOf(leaves: Leaves): Lines {
  const platform = new Set<string>();
  const routing = new Set<string>();
  const to: Writer = {
    platform: (line) => platform.add(line),
    // A context stands as a line of its own too, as it does when it is read.
    routing: (...parts) => {
      for (let length = 1; length <= parts.length; length++) routing.add(parts.slice(0, length).join('\n'));
    },
  };
  const asOf = (vrf: string) => String(leaves.get(`/vrf[name='${vrf}']/local-as`) ?? unknownAs);
  for (const [path, value] of leaves) {
    const steps = parsePath(path);
    writerOf(path, steps)(
      to,
      steps.flatMap(({ key }) => (key === undefined ? [] : [key.value])),
      value,
      asOf,
    );
  }
  addOverrides(leaves, to, asOf);
  return { platform, routing };
}

/** Sites of one customer may share its AS number: an edge puts its own in place of it (RFC 4364, 7). */
function addOverrides(leaves: Leaves, to: Writer, asOf: (vrf: string) => string): void {
  for (const path of leaves.keys()) {
    const match = /^\/vrf\[name='([^']*)'\]\/neighbor\[address='([^']*)'\]\/remote-as$/.exec(path);
    const [, vrf = '', address = ''] = match ?? [];
    if (match === null || !leaves.has(`/vrf[name='${vrf}']/rd`)) continue;
    to.routing(bgpOf(vrf, asOf(vrf)), unicast, `neighbor ${address} as-override`);
  }
}

function writerOf(path: string, steps: readonly PathStep[]): Write {
  const write = writers[steps.map(({ name }) => name).join('/')];
  if (write === undefined) throw new DriverError('refused', 'this router has nothing of this kind', { path });
  return write;
}

function unitName(port: string, vlan: string): string {
  return vlan === '0' ? port : `${port}.${vlan}`;
}

/**
 * The VXLAN network identifier of a VRF (RFC 7348: 24 bits): it must be the same on every edge and no service has one,
 * so it follows from the name. Two names that meet are refused by the router, which has an identifier once.
 */
function vniOf(vrf: string): number {
  return (createHash('sha256').update(vrf).digest().readUIntBE(0, 3) % 16_777_214) + 1;
}

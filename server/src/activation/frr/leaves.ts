import { step } from '../paths.ts';
import type { ConfigValue } from '../types.ts';
import { ENTRY } from '../types.ts';
import type { RouterConfig } from './agent-client.ts';

/** What stands on a router, by the paths of the device model. */
export type Leaves = Map<string, ConfigValue>;

type Rule = {
  readonly pattern: RegExp;
  readonly take: (leaves: Leaves, words: Readonly<Record<string, string>>) => void;
};

const vrfPath = (name = '') => step('vrf', 'name', name);
const neighborPath = (name = '', address = '') => vrfPath(name) + step('neighbor', 'address', address);

/** The path of a unit by its interface: `ge1.301` is VLAN 301 of `ge1`, a name without a dot is untagged. */
function unitPath(name: string): string {
  const dot = name.lastIndexOf('.');
  const [port, vlan] = dot < 0 ? [name, '0'] : [name.slice(0, dot), name.slice(dot + 1)];
  return step('port', 'name', port) + step('unit', 'vlan', vlan);
}

const unitLeaf: Readonly<Record<string, string>> = {
  vrf: 'vrf',
  service: 'service-id',
  description: 'description',
  address: 'address',
  mtu: 'mtu',
  'ingress-kbps': 'ingress-rate-kbps',
  'egress-kbps': 'egress-rate-kbps',
};

const platformRules: readonly Rule[] = [
  { pattern: /^vrf (?<vrf>\S+)$/, take: (leaves, { vrf }) => leaves.set(vrfPath(vrf), ENTRY) },
  {
    pattern: /^unit (?<unit>\S+) (?<name>\S+) (?<value>\S+)$/,
    take: (leaves, { unit = '', name = '', value = '' }) => {
      const leaf = unitLeaf[name];
      if (leaf === undefined) return;
      leaves.set(unitPath(unit), ENTRY);
      leaves.set(`${unitPath(unit)}/${leaf}`, decodeURIComponent(value));
    },
  },
  {
    pattern: /^port (?<port>\S+) (?<name>enabled|mtu) (?<value>\S+)$/,
    take: (leaves, { port = '', name = '', value = '' }) => {
      leaves.set(step('port', 'name', port), ENTRY);
      leaves.set(`${step('port', 'name', port)}/${name}`, value);
    },
  },
];

const bgp = 'router bgp (?<as>\\d+) vrf (?<vrf>\\S+)';
const unicast = `${bgp}\naddress-family ipv4 unicast`;
const evpn = `${bgp}\naddress-family l2vpn evpn`;
const rule = (pattern: string, take: Rule['take']): Rule => ({ pattern: new RegExp(`^${pattern}$`), take });

const routingRules: readonly Rule[] = [
  rule(bgp, (leaves, { as = '', vrf }) => leaves.set(`${vrfPath(vrf)}/local-as`, as)),
  rule(`${bgp}\nneighbor (?<ip>\\S+) remote-as (?<value>\\d+)`, (leaves, { vrf, ip, value = '' }) => {
    leaves.set(neighborPath(vrf, ip), ENTRY);
    leaves.set(`${neighborPath(vrf, ip)}/remote-as`, value);
  }),
  rule(`${bgp}\nneighbor (?<ip>\\S+) description (?<value>.+)`, (leaves, { vrf, ip, value = '' }) =>
    leaves.set(`${neighborPath(vrf, ip)}/description`, value),
  ),
  rule(`${unicast}\nneighbor (?<ip>\\S+) maximum-prefix (?<value>\\d+)`, (leaves, { vrf, ip, value = '' }) =>
    leaves.set(`${neighborPath(vrf, ip)}/max-prefix`, value),
  ),
  rule(
    `${unicast}\nneighbor (?<ip>\\S+) route-map turnup-preference-(?<value>\\d+) in`,
    (leaves, { vrf, ip, value = '' }) => leaves.set(`${neighborPath(vrf, ip)}/preference`, value),
  ),
  rule(`${unicast}\nnetwork (?<prefix>\\S+)`, (leaves, { vrf, prefix = '' }) =>
    leaves.set(vrfPath(vrf) + step('network', 'prefix', prefix), ENTRY),
  ),
  rule(
    'ip prefix-list turnup-network-(?<vrf>\\S+)-(?<prefix>[\\d./]+) seq 5 permit \\S+',
    (leaves, { vrf, prefix = '' }) => leaves.set(vrfPath(vrf) + step('network', 'prefix', prefix), ENTRY),
  ),
  rule(`${evpn}\nrd (?<value>\\S+)`, (leaves, { vrf, value = '' }) =>
    leaves.set(`${vrfPath(vrf)}/rd`, value),
  ),
  rule(
    `${evpn}\nroute-target (?<side>import|export|both) (?<value>\\S+)`,
    (leaves, { vrf, side, value = '' }) => {
      for (const one of side === 'both' ? ['import', 'export'] : [side]) {
        const path = `${vrfPath(vrf)}/${one}-target`;
        leaves.set(path, [...[leaves.get(path) ?? []].flat(), value].sort());
      }
    },
  ),
  rule(
    'vrf (?<vrf>\\S+)\nip route (?<prefix>\\S+) (?<value>\\S+)',
    (leaves, { vrf, prefix = '', value = '' }) => {
      const path = vrfPath(vrf) + step('static', 'prefix', prefix);
      leaves.set(path, ENTRY);
      leaves.set(`${path}/next-hop`, value);
    },
  ),
];

/** Everything of the device model that a router's configuration says. */
export function leavesOf({ platform, routing }: RouterConfig): Leaves {
  const leaves: Leaves = new Map();
  for (const line of platform) takeLine(leaves, platformRules, line);
  for (const line of routing) takeLine(leaves, routingRules, line);
  return leaves;
}

function takeLine(leaves: Leaves, rules: readonly Rule[], line: string): void {
  for (const { pattern, take } of rules) {
    const match = pattern.exec(line);
    if (match === null) continue;
    take(leaves, match.groups ?? {});
    return;
  }
}

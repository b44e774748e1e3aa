import { expect, test } from 'vitest';
import { editTree } from '../edit.ts';
import { deviceSchema, type LeafType, type SchemaChildren } from '../schema.ts';
import { pathTest, vpnNetwork, vpnNodes } from '../testing/vpn.ts';
import { type ContainerData, emptyTree, fromJson, type Json, toJson, toXml } from '../tree.ts';
import { validateTree } from '../validate.ts';
import { initialTree } from '../world-rules.ts';
import { element } from '../xml.ts';

/** What a wrong value of a leaf leads to: the device refuses it, the tests between the sites see it, or nothing. */
type Effect = 'refused' | 'seen' | 'inert';

/** By schema path; where devices differ, by device and schema path. Every leaf of the VPN must be in here. */
const expected: Readonly<Record<string, Effect>> = {
  'system.hostname': 'inert',
  'system.router-id': 'seen',
  'port.name': 'seen',
  'port.enabled': 'seen',
  'port.mtu': 'refused',
  'port.unit.vlan': 'seen',
  'port.unit.description': 'inert',
  'port.unit.service-id': 'inert',
  'port.unit.vrf': 'refused',
  'port.unit.address': 'seen',
  'port.unit.mtu': 'seen',
  'port.unit.ingress-rate-kbps': 'seen',
  'port.unit.egress-rate-kbps': 'seen',
  'port.unit.qos-policy': 'refused',
  'vrf.name': 'refused',
  'vrf.rd': 'inert',
  'vrf.import-target': 'seen',
  'vrf.export-target': 'seen',
  'vrf.local-as': 'seen',
  'vrf.neighbor.address': 'seen',
  'vrf.neighbor.remote-as': 'seen',
  'vrf.neighbor.description': 'inert',
  'vrf.neighbor.max-prefix': 'seen',
  // Only headquarters has two legs to choose from.
  'vrf.neighbor.preference': 'inert',
  'LON-A vrf.neighbor.preference': 'seen',
  'LON-B vrf.neighbor.preference': 'seen',
  'CE-HQ vrf.neighbor.preference': 'seen',
  'vrf.network.prefix': 'seen',
  'vrf.path-to.destination': 'seen',
  'vrf.path-to.path': 'refused',
  'path.name': 'refused',
  'path.destination': 'seen',
  'path.hop': 'seen',
  'qos-policy.name': 'refused',
  'qos-policy.class.name': 'inert',
  'qos-policy.class.dscp': 'seen',
  // At headquarters' rate even the best-effort share is more than the best share at the other sites.
  'LON-A qos-policy.class.dscp': 'inert',
  'LON-B qos-policy.class.dscp': 'inert',
  'CE-HQ qos-policy.class.dscp': 'inert',
  'qos-policy.class.share-percent': 'refused',
};

/** A value in a configuration, and the configuration with another value in its place. */
type Place = { readonly path: string; readonly type: LeafType; readonly set: (value: Json) => Json };

/** Every leaf and leaf-list value of a configuration, with a way to make the configuration with another value. */
function places(
  json: Json,
  children: SchemaChildren,
  prefix: string,
  rebuild: (part: Json) => Json,
): Place[] {
  return Object.entries(json as Record<string, Json>).flatMap(([name, value]) => {
    const schema = children[name];
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const put = (part: Json) => rebuild({ ...(json as Record<string, Json>), [name]: part });
    const swap = (index: number) => (part: Json) => put((value as Json[]).with(index, part));
    switch (schema?.kind) {
      case 'leaf':
        return [{ path, type: schema.type, set: put }];
      case 'leaf-list':
        return (value as Json[]).map((_, index) => ({ path, type: schema.type, set: swap(index) }));
      case 'container':
        return places(value, schema.children, path, put);
      case 'list':
        return (value as Json[]).flatMap((entry, index) => places(entry, schema.children, path, swap(index)));
      default:
        throw new Error(`${path} is not in the model`);
    }
  });
}

/** A wrong value: of the right type, and harmful where the leaf does anything. */
function wrong(device: string, path: string, type: LeafType): Json {
  // The active leg is spoilt by a low preference, the standby leg by a high one.
  if (path.endsWith('preference')) return device === 'LON-A' ? 1 : 65_535;
  if (path.endsWith('-rate-kbps')) return 1;
  if (path.endsWith('max-prefix') || path.endsWith('share-percent')) return 1;
  if (path.endsWith('mtu')) return 1400;
  switch (type.base) {
    case 'string':
      return 'elsewhere';
    case 'leafref':
      return 'missing';
    case 'boolean':
      return false;
    case 'uint':
      return path.endsWith('dscp') ? 63 : 999;
    case 'ipv4-address':
      return '198.51.100.1';
    case 'ipv4-interface':
      return '198.51.100.1/30';
    case 'ipv4-prefix':
      return '198.51.100.0/24';
    case 'route-distinguisher':
      return '65000:999';
  }
}

const pairs = [
  ['CE-HQ', '10.1', '10.2'],
  ['CE-HQ', '10.1', '10.3'],
  ['CE-LDS', '10.2', '10.1'],
  ['CE-LDS', '10.2', '10.3'],
  ['CE-ABZ', '10.3', '10.1'],
  ['CE-ABZ', '10.3', '10.2'],
] as const;

/** Each pair of sites: one LAN unmarked and in each class, the other LAN, and again without the active leg. */
function observe(trees: ReadonlyMap<string, ContainerData>): string {
  const [whole, standby] = [vpnNetwork({ trees }), vpnNetwork({ trees, downLinks: ['hq-a'] })];
  const answers = pairs.flatMap(([device, from, to]) => {
    const lans = [0, 1].map((lan) => pathTest(`${from}.${lan}.1`, `${to}.${lan}.1`));
    const marked = [46, 26, 28, 0].map((dscp) => pathTest(`${from}.0.1`, `${to}.0.1`, { dscp }));
    return [
      ...[...lans, ...marked].map((item) => whole.test(device, item)),
      ...lans.slice(0, 1).map((item) => standby.test(device, item)),
    ];
  });
  return JSON.stringify(answers);
}

/** The configuration through the device's own checks, or undefined when it refuses it. */
function admitted(json: Json): ContainerData | undefined {
  const config = element('', 'config', [element('urn:turnup:device', 'device', toXml(fromJson(json)))]);
  const outcome = editTree(emptyTree, config, 'merge');
  return outcome.ok && validateTree(outcome.tree).length === 0 ? outcome.tree : undefined;
}

test('each leaf of the working VPN, made wrong alone, has the effect that the table says', {
  timeout: 60_000,
}, () => {
  const working = observe(new Map());
  const found = new Map<string, Effect>();
  for (const record of vpnNodes.filter((node) => node.managed)) {
    const json = toJson(initialTree(record));
    for (const { path, type, set } of places(json, deviceSchema.children, '', (part) => part)) {
      const tree = admitted(set(wrong(record.name, path, type)));
      const seen = tree !== undefined && observe(new Map([[record.name, tree]])) !== working;
      const key = `${record.name} ${path}`;
      found.set(key, strongest(found.get(key), tree === undefined ? 'refused' : seen ? 'seen' : 'inert'));
    }
  }
  const wanted = [...found.keys()].map((key) => {
    const path = key.split(' ')[1] ?? '';
    return [key, expected[key] ?? expected[path] ?? 'not in the table'] as const;
  });
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
  expect(found.size).toBeGreaterThan(180);
});

/** Of the values of one leaf-list or of several entries, the one that does most decides. */
function strongest(a: Effect | undefined, b: Effect): Effect {
  const order: readonly Effect[] = ['inert', 'refused', 'seen'];
  return a !== undefined && order.indexOf(a) > order.indexOf(b) ? a : b;
}

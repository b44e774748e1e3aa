import {
  type InterfaceAddress,
  type Prefix,
  parseAddress,
  parseInterfaceAddress,
  parsePrefix,
} from './address.ts';
import { type ContainerData, entriesOf, leafOf, valuesOf } from './tree.ts';

/** A running configuration as forwarding reads it: typed, defaults filled in. */
export type DeviceConfig = {
  readonly routerId: number | undefined;
  readonly ports: ReadonlyMap<string, PortConfig>;
  readonly vrfs: ReadonlyMap<string, VrfConfig>;
  readonly paths: ReadonlyMap<string, PathConfig>;
  readonly evcs: ReadonlyMap<string, EvcConfig>;
  readonly qosPolicies: ReadonlyMap<string, readonly QosClass[]>;
};

/** A port and its units by VLAN (0 is untagged). */
export type PortConfig = {
  readonly enabled: boolean;
  readonly mtu: number;
  readonly units: ReadonlyMap<number, UnitConfig>;
};

/** A logical interface; its MTU is the port's where it has none of its own. */
export type UnitConfig = {
  readonly port: string;
  readonly vlan: number;
  readonly mtu: number;
  readonly vrf: string | undefined;
  readonly evc: string | undefined;
  readonly address: InterfaceAddress | undefined;
  readonly ingressRateKbps: number | undefined;
  readonly egressRateKbps: number | undefined;
  readonly qosPolicy: string | undefined;
};

/** A routing instance. */
export type VrfConfig = {
  readonly name: string;
  readonly rd: string | undefined;
  readonly importTargets: readonly string[];
  readonly exportTargets: readonly string[];
  readonly localAs: number | undefined;
  readonly neighbors: readonly NeighborConfig[];
  readonly networks: readonly Prefix[];
  readonly statics: readonly { readonly prefix: Prefix; readonly nextHop: number }[];
  /** Path name by the destination's router-id. */
  readonly pathTo: ReadonlyMap<number, string>;
};

/** An eBGP neighbour. */
export type NeighborConfig = {
  readonly address: number;
  readonly remoteAs: number;
  readonly preference: number;
  readonly maxPrefix: number | undefined;
};

/** An explicit path. */
export type PathConfig = { readonly destination: number; readonly hops: readonly string[] };

/** One end of an E-Line. */
export type EvcConfig = {
  readonly name: string;
  readonly pseudowireId: number;
  readonly remote: number;
  readonly mtu: number;
};

/** A class of a QoS policy. */
export type QosClass = { readonly dscp: readonly number[]; readonly sharePercent: number };

const known = new WeakMap<ContainerData, DeviceConfig>();

/** Reads a validated tree; the same tree is read once. */
export function readConfig(tree: ContainerData): DeviceConfig {
  const cached = known.get(tree);
  if (cached) return cached;
  const system = tree.children.get('system');
  const config: DeviceConfig = {
    routerId: system?.kind === 'container' ? addressOf(system, 'router-id') : undefined,
    ports: mapped(tree, 'port', readPort),
    vrfs: mapped(tree, 'vrf', readVrf),
    paths: mapped(tree, 'path', (path) => ({
      destination: addressOf(path, 'destination') ?? 0,
      hops: valuesOf(path, 'hop'),
    })),
    evcs: mapped(tree, 'evc', (evc, name) => ({
      name,
      pseudowireId: numberOf(evc, 'pseudowire-id') ?? 0,
      remote: addressOf(evc, 'remote') ?? 0,
      mtu: numberOf(evc, 'mtu') ?? 1500,
    })),
    qosPolicies: mapped(tree, 'qos-policy', (policy) =>
      [...entriesOf(policy, 'class').values()].map((item) => ({
        dscp: valuesOf(item, 'dscp').map(Number),
        sharePercent: numberOf(item, 'share-percent') ?? 0,
      })),
    ),
  };
  known.set(tree, config);
  return config;
}

function readPort(data: ContainerData, port: string): PortConfig {
  const mtu = numberOf(data, 'mtu') ?? 1500;
  const units = [...entriesOf(data, 'unit')].map(([vlan, unit]): readonly [number, UnitConfig] => [
    Number(vlan),
    {
      port,
      vlan: Number(vlan),
      mtu: numberOf(unit, 'mtu') ?? mtu,
      vrf: leafOf(unit, 'vrf'),
      evc: leafOf(unit, 'evc'),
      address: parseInterfaceAddress(leafOf(unit, 'address') ?? ''),
      ingressRateKbps: numberOf(unit, 'ingress-rate-kbps'),
      egressRateKbps: numberOf(unit, 'egress-rate-kbps'),
      qosPolicy: leafOf(unit, 'qos-policy'),
    },
  ]);
  return { enabled: leafOf(data, 'enabled') !== 'false', mtu, units: new Map(units) };
}

function readVrf(data: ContainerData, name: string): VrfConfig {
  return {
    name,
    rd: leafOf(data, 'rd'),
    importTargets: valuesOf(data, 'import-target'),
    exportTargets: valuesOf(data, 'export-target'),
    localAs: numberOf(data, 'local-as'),
    neighbors: [...entriesOf(data, 'neighbor').values()].map((neighbor) => ({
      address: addressOf(neighbor, 'address') ?? 0,
      remoteAs: numberOf(neighbor, 'remote-as') ?? 0,
      preference: numberOf(neighbor, 'preference') ?? 100,
      maxPrefix: numberOf(neighbor, 'max-prefix'),
    })),
    networks: [...entriesOf(data, 'network').keys()].map(prefixOf),
    statics: [...entriesOf(data, 'static')].map(([prefix, route]) => ({
      prefix: prefixOf(prefix),
      nextHop: addressOf(route, 'next-hop') ?? 0,
    })),
    pathTo: new Map(
      [...entriesOf(data, 'path-to')].map(([destination, entry]) => [
        parseAddress(destination) ?? 0,
        leafOf(entry, 'path') ?? '',
      ]),
    ),
  };
}

function mapped<Value>(
  tree: ContainerData,
  list: string,
  read: (data: ContainerData, key: string) => Value,
): ReadonlyMap<string, Value> {
  return new Map([...entriesOf(tree, list)].map(([key, data]) => [key, read(data, key)]));
}

function numberOf(data: ContainerData, name: string): number | undefined {
  const value = leafOf(data, name);
  return value === undefined ? undefined : Number(value);
}

function addressOf(data: ContainerData, name: string): number | undefined {
  return parseAddress(leafOf(data, name) ?? '');
}

function prefixOf(text: string): Prefix {
  const prefix = parsePrefix(text);
  if (prefix === undefined) throw new Error(`"${text}" passed the schema but is not a prefix`);
  return prefix;
}

import { overlaps, parseInterfaceAddress } from './address.ts';
import { RpcFault } from './rpc-fault.ts';
import {
  type ContainerSchema,
  deviceSchema,
  type LeafType,
  type ListSchema,
  type SchemaNode,
} from './schema.ts';
import { type ContainerData, type DataNode, entriesOf, leafOf, valuesOf } from './tree.ts';

/**
 * Everything that is wrong with a whole configuration: mandatory nodes, references, uniqueness and the rules that
 * `model.md` writes as must. Empty when it may run. Faults carry the app-tags of RFC 7950, 15.
 */
export function validateTree(tree: ContainerData): readonly RpcFault[] {
  return [
    ...structureFaults(tree, deviceSchema, '/d:device', tree),
    ...unitFaults(tree),
    ...vrfFaults(tree),
    ...qosFaults(tree),
    ...evcFaults(tree),
  ];
}

function structureFaults(
  node: ContainerData,
  schema: ContainerSchema | ListSchema,
  path: string,
  root: ContainerData,
): readonly RpcFault[] {
  return Object.entries(schema.children).flatMap(([name, childSchema]) =>
    nodeFaults(node.children.get(name), childSchema, `${path}/d:${name}`, root),
  );
}

function nodeFaults(
  node: DataNode | undefined,
  schema: SchemaNode,
  path: string,
  root: ContainerData,
): readonly RpcFault[] {
  switch (schema.kind) {
    case 'container':
      return node?.kind === 'container' ? structureFaults(node, schema, path, root) : [];
    case 'leaf':
      if (node?.kind === 'leaf') return referenceFaults(node.value, schema.type, path, root);
      return schema.mandatory ? [missing(path)] : [];
    case 'leaf-list': {
      const values = node?.kind === 'leaf-list' ? node.values : [];
      return values.length < (schema.min ?? 0) ? [missing(path)] : [];
    }
    case 'list': {
      const entries = node?.kind === 'list' ? node.entries : new Map<string, ContainerData>();
      if (entries.size < (schema.min ?? 0)) return [missing(path)];
      return [...entries].flatMap(([key, entry]) =>
        structureFaults(entry, schema, `${path}[d:${schema.key}='${key}']`, root),
      );
    }
  }
}

function referenceFaults(
  value: string,
  type: LeafType,
  path: string,
  root: ContainerData,
): readonly RpcFault[] {
  if (type.base !== 'leafref' || entriesOf(root, type.list).has(value)) return [];
  const message = `there is no ${type.list} "${value}"`;
  return [new RpcFault({ tag: 'data-missing', appTag: 'instance-required', message, path })];
}

type Unit = { readonly path: string; readonly data: ContainerData; readonly portMtu: number };

function unitsOf(tree: ContainerData): readonly Unit[] {
  return [...entriesOf(tree, 'port')].flatMap(([port, portData]) =>
    [...entriesOf(portData, 'unit')].map(([vlan, data]) => ({
      path: `/d:device/d:port[d:name='${port}']/d:unit[d:vlan='${vlan}']`,
      data,
      portMtu: Number(leafOf(portData, 'mtu') ?? 1500),
    })),
  );
}

function unitFaults(tree: ContainerData): readonly RpcFault[] {
  const units = unitsOf(tree);
  const faults: RpcFault[] = [];
  for (const { path, data, portMtu } of units) {
    const [vrf, evc, address, mtu] = ['vrf', 'evc', 'address', 'mtu'].map((name) => leafOf(data, name));
    if (vrf !== undefined && evc !== undefined)
      faults.push(must(path, 'a unit is bound to a vrf or to an evc, not to both'));
    if (address !== undefined && evc !== undefined)
      faults.push(must(`${path}/d:address`, 'a unit of an evc has no address'));
    if (Number(mtu ?? 0) > portMtu)
      faults.push(must(`${path}/d:mtu`, `the mtu ${mtu} is larger than the port's ${portMtu}`));
  }
  return [...faults, ...overlapFaults(units), ...sharedEvcFaults(units)];
}

/** Two units of one vrf (or both of none) whose subnets overlap would make the connected route ambiguous. */
function overlapFaults(units: readonly Unit[]): readonly RpcFault[] {
  const byVrf = Map.groupBy(
    units.filter((unit) => leafOf(unit.data, 'address') !== undefined),
    (unit) => leafOf(unit.data, 'vrf') ?? '',
  );
  return [...byVrf.values()].flatMap((members) =>
    members.flatMap((unit, index) => {
      const clash = members.slice(0, index).find((other) => unitsOverlap(unit, other));
      if (clash === undefined) return [];
      const message = `the subnet overlaps with that of ${clash.path}`;
      return [notUnique(`${unit.path}/d:address`, message)];
    }),
  );
}

function unitsOverlap(a: Unit, b: Unit): boolean {
  const [first, second] = [a, b].map((unit) => parseInterfaceAddress(leafOf(unit.data, 'address') ?? ''));
  return first !== undefined && second !== undefined && overlaps(first.subnet, second.subnet);
}

/** An E-Line has one attachment circuit on each side. */
function sharedEvcFaults(units: readonly Unit[]): readonly RpcFault[] {
  const byEvc = Map.groupBy(
    units.filter((unit) => leafOf(unit.data, 'evc') !== undefined),
    (unit) => leafOf(unit.data, 'evc') ?? '',
  );
  return [...byEvc].flatMap(([evc, members]) =>
    members.slice(1).map((unit) => notUnique(`${unit.path}/d:evc`, `the evc "${evc}" has a unit already`)),
  );
}

function vrfFaults(tree: ContainerData): readonly RpcFault[] {
  const faults: RpcFault[] = [];
  const owners = new Map<string, string>();
  for (const [name, vrf] of entriesOf(tree, 'vrf')) {
    const path = `/d:device/d:vrf[d:name='${name}']`;
    const rd = leafOf(vrf, 'rd');
    const targets = valuesOf(vrf, 'import-target').length + valuesOf(vrf, 'export-target').length;
    if (rd === undefined && targets > 0) faults.push(must(path, 'route targets need a route distinguisher'));
    if (entriesOf(vrf, 'neighbor').size > 0 && leafOf(vrf, 'local-as') === undefined)
      faults.push(must(path, 'neighbors need a local-as'));
    if (rd === undefined) continue;
    const owner = owners.get(rd);
    if (owner !== undefined) faults.push(notUnique(`${path}/d:rd`, `${rd} belongs to the vrf "${owner}"`));
    owners.set(rd, owner ?? name);
  }
  return faults;
}

function qosFaults(tree: ContainerData): readonly RpcFault[] {
  return [...entriesOf(tree, 'qos-policy')].flatMap(([name, policy]) => {
    const path = `/d:device/d:qos-policy[d:name='${name}']`;
    const classes = [...entriesOf(policy, 'class').values()];
    const sum = classes.reduce((total, item) => total + Number(leafOf(item, 'share-percent') ?? 0), 0);
    const points = classes.flatMap((item) => valuesOf(item, 'dscp'));
    const repeated = points.find((point, index) => points.indexOf(point) !== index);
    return [
      ...(classes.length > 0 && sum !== 100 ? [must(path, `the shares add up to ${sum}, not to 100`)] : []),
      ...(repeated === undefined ? [] : [notUnique(path, `dscp ${repeated} is in two classes`)]),
    ];
  });
}

/** A pseudowire id is used once towards a remote; twice where both ends are on this device. */
function evcFaults(tree: ContainerData): readonly RpcFault[] {
  const system = tree.children.get('system');
  const routerId = system?.kind === 'container' ? leafOf(system, 'router-id') : undefined;
  const uses = new Map<string, number>();
  return [...entriesOf(tree, 'evc')].flatMap(([name, evc]) => {
    const remote = leafOf(evc, 'remote');
    const key = `${remote} ${leafOf(evc, 'pseudowire-id')}`;
    const count = (uses.get(key) ?? 0) + 1;
    uses.set(key, count);
    if (count <= (remote !== undefined && remote === routerId ? 2 : 1)) return [];
    const path = `/d:device/d:evc[d:name='${name}']/d:pseudowire-id`;
    return [notUnique(path, `the pseudowire id is used already towards ${remote}`)];
  });
}

function missing(path: string): RpcFault {
  return new RpcFault({ tag: 'data-missing', message: 'a mandatory node is missing', path });
}

function must(path: string, message: string): RpcFault {
  return new RpcFault({ tag: 'operation-failed', appTag: 'must-violation', message, path });
}

function notUnique(path: string, message: string): RpcFault {
  return new RpcFault({ tag: 'operation-failed', appTag: 'data-not-unique', message, path });
}

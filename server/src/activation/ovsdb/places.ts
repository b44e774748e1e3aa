import { type PathStep, parsePath } from '../paths.ts';

const unitLeaves = [
  'service-id',
  'description',
  's-vlan',
  'role',
  'ingress-rate-kbps',
  'test-address',
] as const;
const treeLeaves = ['service-id', 'leaf-s-vlan'] as const;

/** The bridge of a device that carries its services; the agent beside it looks at the same. */
export const serviceBridge = 'br0';

/** What a unit of a customer's port holds. */
export type UnitLeaf = (typeof unitLeaves)[number];

/** What a rooted-multipoint connection is, named by the S-VLAN of what its roots send. */
export type TreeLeaf = (typeof treeLeaves)[number];

/** A place of the device model that a provider bridge has. */
export type Place =
  | { readonly kind: 'port'; readonly port: string }
  | { readonly kind: 'mtu'; readonly port: string }
  /** The S-VLANs that a trunk carries. */
  | { readonly kind: 'trunk'; readonly port: string }
  | { readonly kind: 'unit'; readonly port: string; readonly vlan: number }
  | { readonly kind: 'unitLeaf'; readonly port: string; readonly vlan: number; readonly leaf: UnitLeaf }
  | { readonly kind: 'tree'; readonly sVlan: number }
  | { readonly kind: 'treeLeaf'; readonly sVlan: number; readonly leaf: TreeLeaf };

/** The key in the bridge's `external_ids` under which something of a tree stands. */
export function treeKey(sVlan: number, leaf: TreeLeaf): string {
  return `e-tree-${sVlan}-${leaf}`;
}

/** All keys of a tree. */
export function treeKeys(sVlan: number): readonly string[] {
  return treeLeaves.map((leaf) => treeKey(sVlan, leaf));
}

/** The place that a path names; undefined when a provider bridge has none such. */
export function placeOf(path: string): Place | undefined {
  const [port, next, leaf, ...more] = parsePath(path);
  if (port?.name === 'e-tree' && port.key?.name === 's-vlan')
    return leaf === undefined ? treePlace(Number(port.key.value), next) : undefined;
  if (port?.name !== 'port' || port.key?.name !== 'name' || more.length > 0) return undefined;
  const name = port.key.value;
  if (next === undefined) return { kind: 'port', port: name };
  if (next.name === 'unit' && next.key?.name === 'vlan') {
    const vlan = Number(next.key.value);
    if (leaf === undefined) return { kind: 'unit', port: name, vlan };
    const unitLeaf = unitLeaves.find((known) => known === leaf.name);
    if (leaf.key !== undefined || unitLeaf === undefined) return undefined;
    return { kind: 'unitLeaf', port: name, vlan, leaf: unitLeaf };
  }
  if (leaf !== undefined || next.key !== undefined) return undefined;
  if (next.name === 'mtu') return { kind: 'mtu', port: name };
  return next.name === 's-vlan' ? { kind: 'trunk', port: name } : undefined;
}

function treePlace(sVlan: number, next: PathStep | undefined): Place | undefined {
  if (next === undefined) return { kind: 'tree', sVlan };
  const leaf = treeLeaves.find((known) => known === next.name);
  return leaf === undefined || next.key !== undefined ? undefined : { kind: 'treeLeaf', sVlan, leaf };
}

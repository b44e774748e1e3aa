import { parsePath } from '../paths.ts';

const unitLeaves = ['service-id', 'description', 's-vlan', 'ingress-rate-kbps', 'test-address'] as const;

/** What a unit of a customer's port holds. */
export type UnitLeaf = (typeof unitLeaves)[number];

/** A place of the device model that a provider bridge has. */
export type Place =
  | { readonly kind: 'port'; readonly port: string }
  | { readonly kind: 'mtu'; readonly port: string }
  /** The S-VLANs that a trunk carries. */
  | { readonly kind: 'trunk'; readonly port: string }
  | { readonly kind: 'unit'; readonly port: string; readonly vlan: number }
  | { readonly kind: 'unitLeaf'; readonly port: string; readonly vlan: number; readonly leaf: UnitLeaf };

/** The place that a path names; undefined when a provider bridge has none such. */
export function placeOf(path: string): Place | undefined {
  const [port, next, leaf, ...more] = parsePath(path);
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

import { parseAddress, parseInterfaceAddress, parsePrefix } from './address.ts';

/** Namespace of the device model; `model.md` is the same model as a YANG module. */
export const DEVICE = 'urn:turnup:device';

/** Type of a leaf's value. A leafref names the top-level list whose key it must match. */
export type LeafType =
  | { readonly base: 'string'; readonly maxLength: number; readonly pattern?: RegExp }
  | { readonly base: 'boolean' }
  | { readonly base: 'uint'; readonly min: number; readonly max: number }
  | { readonly base: 'ipv4-address' }
  | { readonly base: 'ipv4-prefix' }
  | { readonly base: 'ipv4-interface' }
  | { readonly base: 'route-distinguisher' }
  | { readonly base: 'leafref'; readonly list: string };

/** A node of the model. */
export type SchemaNode = LeafSchema | LeafListSchema | ContainerSchema | ListSchema;

/** One value. */
export type LeafSchema = { readonly kind: 'leaf'; readonly type: LeafType; readonly mandatory?: true };

/** Several values, each once; `user` order is kept and means something. */
export type LeafListSchema = {
  readonly kind: 'leaf-list';
  readonly type: LeafType;
  readonly orderedBy: 'system' | 'user';
  readonly min?: number;
};

/** A container without presence: it exists while something is in it. */
export type ContainerSchema = { readonly kind: 'container'; readonly children: SchemaChildren };

/** Entries told apart by one key leaf. */
export type ListSchema = {
  readonly kind: 'list';
  readonly key: string;
  readonly children: SchemaChildren;
  readonly min?: number;
};

/** Children by name, in the order in which they are shown. */
export type SchemaChildren = Readonly<Record<string, SchemaNode>>;

const name: LeafType = { base: 'string', maxLength: 64, pattern: /^[A-Za-z0-9][A-Za-z0-9._:/-]*$/ };
const words: LeafType = { base: 'string', maxLength: 255 };
const address: LeafType = { base: 'ipv4-address' };
const prefix: LeafType = { base: 'ipv4-prefix' };
const distinguisher: LeafType = { base: 'route-distinguisher' };
const asNumber = uint(1, 4_294_967_295);
const mtu = uint(1280, 9216);
const rate = uint(1, 4_294_967_295);

function uint(min: number, max: number): LeafType {
  return { base: 'uint', min, max };
}

function leaf(type: LeafType, mandatory = false): LeafSchema {
  return mandatory ? { kind: 'leaf', type, mandatory: true } : { kind: 'leaf', type };
}

function leafList(type: LeafType, orderedBy: 'system' | 'user' = 'system', min = 0): LeafListSchema {
  return { kind: 'leaf-list', type, orderedBy, min };
}

function reference(list: string): LeafType {
  return { base: 'leafref', list };
}

const unit: ListSchema = {
  kind: 'list',
  key: 'vlan',
  children: {
    vlan: leaf(uint(0, 4094)),
    description: leaf(words),
    'service-id': leaf(words),
    vrf: leaf(reference('vrf')),
    address: leaf({ base: 'ipv4-interface' }),
    mtu: leaf(mtu),
    'ingress-rate-kbps': leaf(rate),
    'egress-rate-kbps': leaf(rate),
    'qos-policy': leaf(reference('qos-policy')),
    evc: leaf(reference('evc')),
  },
};

const vrf: ListSchema = {
  kind: 'list',
  key: 'name',
  children: {
    name: leaf(name),
    rd: leaf(distinguisher),
    'import-target': leafList(distinguisher),
    'export-target': leafList(distinguisher),
    'local-as': leaf(asNumber),
    neighbor: {
      kind: 'list',
      key: 'address',
      children: {
        address: leaf(address),
        'remote-as': leaf(asNumber, true),
        description: leaf(words),
        preference: leaf(uint(0, 65_535)),
        'max-prefix': leaf(uint(1, 4_294_967_295)),
      },
    },
    network: { kind: 'list', key: 'prefix', children: { prefix: leaf(prefix) } },
    static: {
      kind: 'list',
      key: 'prefix',
      children: { prefix: leaf(prefix), 'next-hop': leaf(address, true) },
    },
    'path-to': {
      kind: 'list',
      key: 'destination',
      children: { destination: leaf(address), path: leaf(reference('path'), true) },
    },
  },
};

/** The configuration below `<device>`. */
export const deviceSchema: ContainerSchema = {
  kind: 'container',
  children: {
    system: {
      kind: 'container',
      children: { hostname: leaf(name), 'router-id': leaf(address) },
    },
    port: {
      kind: 'list',
      key: 'name',
      children: {
        name: leaf(name),
        description: leaf(words),
        enabled: leaf({ base: 'boolean' }),
        mtu: leaf(mtu),
        unit,
      },
    },
    vrf,
    path: {
      kind: 'list',
      key: 'name',
      children: {
        name: leaf(name),
        destination: leaf(address, true),
        hop: leafList(name, 'user', 1),
      },
    },
    'qos-policy': {
      kind: 'list',
      key: 'name',
      children: {
        name: leaf(name),
        class: {
          kind: 'list',
          key: 'name',
          min: 1,
          children: {
            name: leaf(name),
            dscp: leafList(uint(0, 63), 'system', 1),
            'share-percent': leaf(uint(1, 100), true),
          },
        },
      },
    },
    evc: {
      kind: 'list',
      key: 'name',
      children: {
        name: leaf(name),
        'pseudowire-id': leaf(uint(1, 4_294_967_295), true),
        remote: leaf(address, true),
        mtu: leaf(mtu),
      },
    },
  },
};

/** The value in canonical form, or why the type refuses it. References are checked against the whole tree later. */
export function canonicalValue(
  type: LeafType,
  text: string,
): { readonly ok: true; readonly value: string } | { readonly ok: false; readonly why: string } {
  const value = type.base === 'string' ? text : text.trim();
  const accept = (good: boolean, why: string) =>
    good ? ({ ok: true, value } as const) : ({ ok: false, why } as const);
  switch (type.base) {
    case 'string':
      if (value.length > type.maxLength) return { ok: false, why: `is longer than ${type.maxLength}` };
      return accept(type.pattern?.test(value) ?? true, `does not match ${type.pattern?.source}`);
    case 'leafref':
      return accept(value.length > 0, 'is empty');
    case 'boolean':
      return accept(value === 'true' || value === 'false', 'is neither true nor false');
    case 'uint': {
      const number = /^\+?\d{1,12}$/.test(value) ? Number(value) : Number.NaN;
      if (number >= type.min && number <= type.max) return { ok: true, value: String(number) };
      return { ok: false, why: `is not in ${type.min}..${type.max}` };
    }
    case 'ipv4-address':
      return accept(parseAddress(value) !== undefined, 'is not an IPv4 address');
    case 'ipv4-interface':
      return accept(
        parseInterfaceAddress(value) !== undefined,
        'is not an IPv4 address with a prefix length',
      );
    case 'ipv4-prefix':
      return accept(parsePrefix(value) !== undefined, 'is not an IPv4 prefix with zero host bits');
    case 'route-distinguisher':
      return accept(isDistinguisher(value), 'is neither ASN:number nor IPv4:number');
  }
}

/** RFC 4364, 4.2: type 0 (2-octet AS, 4-octet number), type 1 (IPv4, 2-octet) or type 2 (4-octet AS, 2-octet). */
function isDistinguisher(text: string): boolean {
  const [administrator = '', assigned = '', ...rest] = text.split(':');
  if (rest.length > 0 || !/^(0|[1-9]\d{0,9})$/.test(assigned)) return false;
  const number = Number(assigned);
  if (parseAddress(administrator) !== undefined) return number <= 65_535;
  if (!/^[1-9]\d{0,9}$/.test(administrator)) return false;
  const as = Number(administrator);
  return as <= 65_535 ? number <= 4_294_967_295 : as <= 4_294_967_295 && number <= 65_535;
}

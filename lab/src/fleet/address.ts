/** An IPv4 prefix: network address as an unsigned number, and its length in bits. */
export type Prefix = { readonly network: number; readonly length: number };

/** An interface address: the address and the subnet it lies in. */
export type InterfaceAddress = { readonly address: number; readonly subnet: Prefix };

/** A dotted quad without leading zeros as an unsigned number, or undefined. */
export function parseAddress(text: string): number | undefined {
  const octets = text.split('.');
  if (octets.length !== 4) return undefined;
  let value = 0;
  for (const octet of octets) {
    if (!/^(0|[1-9]\d{0,2})$/.test(octet) || Number(octet) > 255) return undefined;
    value = value * 256 + Number(octet);
  }
  return value;
}

/** `a.b.c.d/n` with host bits allowed, or undefined. */
export function parseInterfaceAddress(text: string): InterfaceAddress | undefined {
  const [host, bits, ...rest] = text.split('/');
  const address = parseAddress(host ?? '');
  if (address === undefined || rest.length > 0 || !/^(0|[1-9]\d?)$/.test(bits ?? '')) return undefined;
  const length = Number(bits);
  return length > 32 ? undefined : { address, subnet: { network: networkOf(address, length), length } };
}

/** `a.b.c.d/n` with every host bit zero, or undefined. */
export function parsePrefix(text: string): Prefix | undefined {
  const parsed = parseInterfaceAddress(text);
  return parsed && parsed.address === parsed.subnet.network ? parsed.subnet : undefined;
}

/** Whether the prefix covers the address. */
export function covers(prefix: Prefix, address: number): boolean {
  return networkOf(address, prefix.length) === prefix.network;
}

/** Whether two prefixes share an address. */
export function overlaps(a: Prefix, b: Prefix): boolean {
  return a.length <= b.length ? covers(a, b.network) : covers(b, a.network);
}

/** Whether both name the same network with the same length. */
export function samePrefix(a: Prefix, b: Prefix): boolean {
  return a.network === b.network && a.length === b.length;
}

/** Dotted quad. */
export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

function networkOf(address: number, length: number): number {
  return length === 0 ? 0 : (address & (0xffffffff << (32 - length))) >>> 0;
}

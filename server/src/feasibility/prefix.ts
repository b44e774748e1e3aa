/** An IP prefix as the range of addresses that it covers, both ends included. */
export type PrefixRange = {
  readonly text: string;
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
};

/**
 * Reads a CIDR prefix (RFC 4632, RFC 4291 2.3). Undefined when it is none; host bits that are set make it none, because
 * `10.0.0.1/24` may have meant the host or the network.
 */
export function parsePrefix(text: string): PrefixRange | undefined {
  const match = /^([0-9A-Fa-f:.]+)\/(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  const [, address = '', lengthText = ''] = match;
  const family = address.includes(':') ? 6 : 4;
  const first = family === 4 ? ipv4Number(address) : ipv6Number(address);
  const bits = family === 4 ? 32 : 128;
  const length = Number(lengthText);
  if (first === undefined || length > bits) return undefined;
  const hostBits = (1n << BigInt(bits - length)) - 1n;
  return (first & hostBits) === 0n ? { text, family, first, last: first | hostBits } : undefined;
}

/** Whether two prefixes have an address in common. */
export function prefixesOverlap(a: PrefixRange, b: PrefixRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

function ipv4Number(address: string): bigint | undefined {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) {
    return undefined;
  }
  return parts.reduce((sofar, part) => (sofar << 8n) | BigInt(part), 0n);
}

function ipv6Number(address: string): bigint | undefined {
  const halves = address.split('::');
  const [left, right] = [groupsOf(halves[0] ?? ''), groupsOf(halves[1] ?? '')];
  if (halves.length > 2 || left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  // `::` stands for at least one group of zeros; without it all eight are written.
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...left, ...Array<number>(missing).fill(0), ...right];
  return groups.reduce((sofar, group) => (sofar << 16n) | BigInt(group), 0n);
}

/** The 16-bit groups of a half of an address; a dotted IPv4 tail gives two. Undefined when one is malformed. */
function groupsOf(half: string): number[] | undefined {
  if (half === '') return [];
  const groups: number[] = [];
  for (const part of half.split(':')) {
    const dotted = part.includes('.') ? ipv4Number(part) : undefined;
    if (dotted !== undefined) groups.push(Number(dotted >> 16n), Number(dotted & 0xffffn));
    else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

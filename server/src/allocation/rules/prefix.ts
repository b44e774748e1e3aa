/** An IP prefix in exact integers. `bits` is the width of the family: 32 or 128. */
export type Prefix = { readonly bits: 32 | 128; readonly address: bigint; readonly length: number };

/** How many addresses a prefix of this length has. */
export function sizeOf(bits: 32 | 128, length: number): bigint {
  return 1n << BigInt(bits - length);
}

/** Reads a CIDR prefix; undefined where it is malformed or has bits set beyond its length. */
export function parsePrefix(text: string): Prefix | undefined {
  const [addressText = '', lengthText = '', ...rest] = text.split('/');
  if (rest.length > 0 || !/^\d{1,3}$/.test(lengthText)) return undefined;
  const bits = addressText.includes(':') ? 128 : 32;
  const address = bits === 128 ? parseV6(addressText) : parseV4(addressText);
  const length = Number(lengthText);
  if (address === undefined || length > bits) return undefined;
  return address % sizeOf(bits, length) === 0n ? { bits, address, length } : undefined;
}

/** The canonical text of a prefix (RFC 5952 for IPv6): the same prefix always has the same text. */
export function formatPrefix(prefix: Prefix): string {
  const address = prefix.bits === 32 ? formatV4(prefix.address) : formatV6(prefix.address);
  return `${address}/${prefix.length}`;
}

/** Whether `outer` contains `inner`, or is the same. */
export function contains(outer: Prefix, inner: Prefix): boolean {
  if (outer.bits !== inner.bits || outer.length > inner.length) return false;
  const size = sizeOf(outer.bits, outer.length);
  return inner.address / size === outer.address / size;
}

/** The prefix of this length that contains the given one. */
export function ancestor(prefix: Prefix, length: number): Prefix {
  const size = sizeOf(prefix.bits, length);
  return { bits: prefix.bits, address: (prefix.address / size) * size, length };
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255))
    return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function formatV4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join('.');
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string | undefined): string[] => (half ? half.split(':') : []);
  const head = groups(halves[0]);
  const tail = groups(halves[1]);
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const all = [...head, ...new Array<string>(missing).fill('0'), ...tail];
  if (all.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

function formatV6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => (address >> BigInt(16 * (7 - index))) & 0xffffn);
  const run = longestZeroRun(groups);
  const hex = (part: readonly bigint[]): string => part.map((group) => group.toString(16)).join(':');
  if (run.length < 2) return hex(groups);
  return `${hex(groups.slice(0, run.start))}::${hex(groups.slice(run.start + run.length))}`;
}

function longestZeroRun(groups: readonly bigint[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [index, group] of groups.entries()) {
    length = group === 0n ? length + 1 : 0;
    if (length > best.length) best = { start: index - length + 1, length };
  }
  return best;
}

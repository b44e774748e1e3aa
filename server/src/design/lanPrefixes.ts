import type { SiteRequirement } from '@turnup/contract';

/** Two prefixes of different sites that hold the same addresses. */
export type PrefixOverlap = { readonly one: string; readonly other: string };

type Range = {
  readonly site: string;
  readonly prefix: string;
  readonly first: bigint;
  readonly last: bigint;
};

/**
 * The first overlap between the LANs of two sites, or undefined. Sorted by first address and swept once, so that
 * thousands of sites cost no more than their sort. A text that is no prefix overlaps with itself: it cannot be routed.
 */
export function overlappingPrefixes(sites: readonly SiteRequirement[]): PrefixOverlap | undefined {
  const ranges: Range[] = [];
  for (const { site, lanPrefixes } of sites)
    for (const prefix of lanPrefixes ?? []) {
      const range = rangeOf(prefix);
      if (range === undefined) return { one: `${site} ${prefix}`, other: 'no prefix' };
      ranges.push({ site, prefix, ...range });
    }
  ranges.sort((one, other) => (one.first < other.first ? -1 : one.first > other.first ? 1 : 0));
  // Prefixes nest or are apart: the one that reaches furthest so far, per site, is the only one that can overlap.
  let [widest, next]: (Range | undefined)[] = [];
  for (const range of ranges) {
    const rival = widest?.site !== range.site ? widest : next;
    if (rival !== undefined && rival.last >= range.first)
      return { one: `${rival.site} ${rival.prefix}`, other: `${range.site} ${range.prefix}` };
    if (widest === undefined || range.last > widest.last) {
      if (widest !== undefined && widest.site !== range.site) next = widest;
      widest = range;
    } else if (range.site !== widest.site && (next === undefined || range.last > next.last)) next = range;
  }
  return undefined;
}

/** First and last address of a CIDR prefix as numbers; IPv6 above all of IPv4. */
export function rangeOf(prefix: string): { readonly first: bigint; readonly last: bigint } | undefined {
  const [address = '', lengthText = ''] = prefix.split('/');
  const v6 = address.includes(':');
  const bits = v6 ? 128 : 32;
  const length = Number(lengthText);
  const value = v6 ? ipv6Value(address) : ipv4Value(address);
  if (value === undefined || !/^\d{1,3}$/.test(lengthText) || length > bits) return undefined;
  const size = 1n << BigInt(bits - length);
  const offset = v6 ? 1n << 32n : 0n;
  const first = (value / size) * size + offset;
  return { first, last: first + size - 1n };
}

function ipv4Value(address: string): bigint | undefined {
  const parts = address.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255))
    return undefined;
  return parts.reduce((value, part) => value * 256n + BigInt(part), 0n);
}

function ipv6Value(address: string): bigint | undefined {
  const halves = address.split('::');
  const groups = (half: string | undefined): string[] =>
    half === undefined || half === '' ? [] : half.split(':');
  const [head, tail] = [groups(halves[0]), groups(halves[1])];
  const missing = 8 - head.length - tail.length;
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return undefined;
  const all = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (all.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return all.reduce((value, group) => value * 65_536n + BigInt(`0x${group}`), 0n);
}

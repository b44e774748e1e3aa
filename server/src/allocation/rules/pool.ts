import type { FieldFault } from '../../foundation/result.ts';
import type { Pool, PoolRecord } from '../types.ts';
import { overlap } from './blocks.ts';
import { formatPrefix, type Prefix, parsePrefix } from './prefix.ts';

/** What is wrong with a pool record, each with its place. */
export function poolFaults(record: PoolRecord, path: string): FieldFault[] {
  return record.shape === 'values' ? valueFaults(record, path) : blockFaults(record, path);
}

function valueFaults({ code, range, format, prefixes, carveLength }: PoolRecord, path: string): FieldFault[] {
  const faults: FieldFault[] = [];
  if (range === undefined)
    faults.push({ path: `${path}/range`, message: `pool ${code} of values needs a range` });
  else if (range.last < range.first)
    faults.push({ path: `${path}/range`, message: `range ${range.first}–${range.last} is empty` });
  if (format !== undefined && format.split('{n}').length !== 2)
    faults.push({ path: `${path}/format`, message: `format ${format} needs {n} once` });
  if (prefixes !== undefined || carveLength !== undefined)
    faults.push({ path: `${path}/prefixes`, message: `pool ${code} of values has no prefixes` });
  return faults;
}

function blockFaults({ code, range, prefixes, carveLength, format }: PoolRecord, path: string): FieldFault[] {
  if (prefixes === undefined || prefixes.length === 0)
    return [{ path: `${path}/prefixes`, message: `pool ${code} of blocks needs prefixes` }];
  const faults: FieldFault[] = [];
  if (range !== undefined || format !== undefined)
    faults.push({ path: `${path}/range`, message: `pool ${code} of blocks has neither range nor format` });
  const parsed: Prefix[] = [];
  for (const [index, text] of prefixes.entries()) {
    const prefix = parsePrefix(text);
    if (prefix === undefined)
      faults.push({ path: `${path}/prefixes/${index}`, message: `${text} is no prefix` });
    else parsed.push(prefix);
  }
  if (new Set(parsed.map((prefix) => prefix.bits)).size > 1)
    faults.push({ path: `${path}/prefixes`, message: `pool ${code} mixes IPv4 and IPv6` });
  const pair = overlap(parsed);
  if (pair !== undefined)
    faults.push({ path: `${path}/prefixes`, message: `${pair.map(formatPrefix).join(' and ')} overlap` });
  const [first] = parsed;
  if (carveLength !== undefined && first !== undefined) {
    const shortest = Math.min(...parsed.map((prefix) => prefix.length));
    if (carveLength < shortest || carveLength > first.bits)
      faults.push({
        path: `${path}/carveLength`,
        message: `no /${carveLength} can be carved from ${prefixes.join(', ')}`,
      });
  }
  return faults;
}

/** A valid record as a pool. */
export function poolFrom(record: PoolRecord): Pool {
  const prefixes = (record.prefixes ?? [])
    .map((text) => parsePrefix(text))
    .filter((prefix) => prefix !== undefined);
  return {
    code: record.code,
    kind: record.kind,
    shape: record.shape,
    source: 'computed',
    scope: record.scope,
    first: record.range?.first ?? null,
    last: record.range?.last ?? null,
    format: record.format ?? null,
    prefixes: prefixes.map(formatPrefix),
    addressBits: prefixes[0]?.bits ?? null,
    carveLength: record.carveLength ?? null,
    strategy: record.strategy,
    guarded: [...new Set(record.guarded ?? [])].sort((a, b) => a - b),
    quarantineDays: record.quarantineDays,
  };
}

/** A loaded pool as a record again: loading it changes nothing. */
export function recordOf(pool: Pool): PoolRecord {
  if (pool.shape === 'quantities' || pool.scope === 'any')
    throw new Error(`pool ${pool.code} was not loaded`);
  const { code, kind, shape, scope, first, last, format, prefixes, carveLength, strategy, quarantineDays } =
    pool;
  return {
    code,
    kind,
    shape,
    scope,
    strategy,
    quarantineDays,
    ...(first === null || last === null ? {} : { range: { first, last } }),
    ...(format === null ? {} : { format }),
    ...(prefixes.length === 0 ? {} : { prefixes }),
    ...(carveLength === null ? {} : { carveLength }),
    ...(pool.guarded.length === 0 ? {} : { guarded: pool.guarded }),
  };
}

/** Why one pool cannot become the other, or undefined: what would give rows another meaning is another pool. */
export function incompatible(before: Pool, after: Pool): string | undefined {
  if (before.source === 'registered') return `${before.code} is a pool whose members the inventory registers`;
  if (before.shape !== after.shape) return `pool ${before.code} gives ${before.shape}`;
  if (before.scope !== after.scope) return `values of pool ${before.code} are unique per ${before.scope}`;
  if (before.addressBits !== after.addressBits) return `pool ${before.code} is of the other address family`;
  if (before.format !== after.format)
    return `values of pool ${before.code} are written ${before.format ?? '{n}'}`;
  return undefined;
}

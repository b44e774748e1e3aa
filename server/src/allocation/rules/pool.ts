import type { FieldFault } from '../../foundation/result.ts';
import type { Pool, PoolRecord, QuantityRegistration } from '../types.ts';
import { overlap } from './blocks.ts';
import { formatPrefix, type Prefix, parsePrefix } from './prefix.ts';
import { schemeOf } from './values.ts';

/** The most integers that a pool may guard. */
const mostGuarded = 10_000;

/** What is wrong with a pool record, each with its place. */
export function poolFaults(record: PoolRecord, path: string): FieldFault[] {
  const faults = strangeMembers(record, path);
  switch (record.shape) {
    case 'values':
      return [...faults, ...valueFaults(record, path), ...guardFaults(record, path)];
    case 'blocks':
      return [...faults, ...blockFaults(record, path)];
    case 'quantities':
      return [...faults, ...quantityFaults(record, path)];
  }
}

const membersOfShape = {
  values: ['range', 'format', 'guarded', 'guardedRanges'],
  blocks: ['prefixes', 'carveLength'],
  quantities: ['unit', 'bookablePercent', 'capacities'],
} as const satisfies Record<Pool['shape'], readonly (keyof PoolRecord)[]>;

/** Members that belong to pools of another shape. */
function strangeMembers(record: PoolRecord, path: string): FieldFault[] {
  return Object.entries(membersOfShape)
    .filter(([shape]) => shape !== record.shape)
    .flatMap(([, members]) => members.filter((member) => record[member] !== undefined))
    .map((member) => ({
      path: `${path}/${member}`,
      message: `pool ${record.code} of ${record.shape} has no ${member}`,
    }));
}

function guardFaults({ code, guardedRanges = [], guarded = [] }: PoolRecord, path: string): FieldFault[] {
  const faults = guardedRanges.flatMap(({ first, last }, index) =>
    last < first
      ? [{ path: `${path}/guardedRanges/${index}`, message: `guard ${first}–${last} is empty` }]
      : [],
  );
  const count = guardedRanges.reduce(
    (sum, { first, last }) => sum + Math.max(0, last - first + 1),
    guarded.length,
  );
  if (count > mostGuarded)
    faults.push({
      path: `${path}/guardedRanges`,
      message: `pool ${code} guards ${count} values; at most ${mostGuarded}: split the pool instead`,
    });
  return faults;
}

function quantityFaults(
  { code, scope, strategy, capacities, unit, bookablePercent = 100 }: PoolRecord,
  path: string,
): FieldFault[] {
  const faults: FieldFault[] = [];
  const fault = (member: string, message: string): void =>
    void faults.push({ path: `${path}/${member}`, message });
  if (unit === undefined) fault('unit', `pool ${code} of quantities needs a unit`);
  if (scope === 'tenant') fault('scope', `pool ${code} of quantities has a scope: of what there is so much`);
  if (strategy !== 'lowest') fault('strategy', 'an amount is not chosen: write lowest');
  if (!(bookablePercent > 0)) fault('bookablePercent', 'something must be bookable');
  if (capacities === undefined || capacities.length === 0)
    fault('capacities', `pool ${code} of quantities needs capacities`);
  const seen = new Set<string>();
  for (const [index, { scope: name, steps }] of (capacities ?? []).entries()) {
    if (seen.has(name)) fault(`capacities/${index}/scope`, `${name} stands twice`);
    seen.add(name);
    if (new Set(steps.map((step) => Date.parse(step.from))).size < steps.length)
      fault(`capacities/${index}/steps`, `${name} has two limits from one instant on`);
  }
  return faults;
}

/** The limits of a loaded quantity: what is there, as far as it may be promised. */
export function bookableOf(record: PoolRecord): QuantityRegistration[] {
  const percent = record.bookablePercent ?? 100;
  return (record.capacities ?? []).map(({ scope, steps }) => ({
    pool: record.code,
    scope,
    steps: steps.map(({ from, limit }) => ({ from, limit: Math.floor((limit * percent) / 100) })),
  }));
}

function valueFaults({ code, range, format }: PoolRecord, path: string): FieldFault[] {
  const faults: FieldFault[] = [];
  if (range === undefined)
    faults.push({ path: `${path}/range`, message: `pool ${code} of values needs a range` });
  else if (range.last < range.first)
    faults.push({ path: `${path}/range`, message: `range ${range.first}–${range.last} is empty` });
  if (format !== undefined && schemeOf(format) === undefined)
    faults.push({ path: `${path}/format`, message: `format ${format} needs {n}, or {n:width}, once` });
  return faults;
}

function blockFaults({ code, prefixes, carveLength, strategy }: PoolRecord, path: string): FieldFault[] {
  if (prefixes === undefined || prefixes.length === 0)
    return [{ path: `${path}/prefixes`, message: `pool ${code} of blocks needs prefixes` }];
  const faults: FieldFault[] = [];
  if (strategy !== 'lowest' && strategy !== 'next')
    faults.push({ path: `${path}/strategy`, message: `blocks are given lowest or next, not ${strategy}` });
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
    guarded: guardedOf(record),
    quarantineDays: record.quarantineDays,
    unit: record.unit ?? null,
    bookablePercent: record.bookablePercent ?? 100,
  };
}

/** Every guarded integer, one by one and in ranges, in order and once. */
function guardedOf({ guarded = [], guardedRanges = [] }: PoolRecord): number[] {
  const all = new Set(guarded);
  for (const { first, last } of guardedRanges) for (let n = first; n <= last; n++) all.add(n);
  return [...all].sort((a, b) => a - b);
}

/** Why one pool cannot become the other, or undefined: what would give rows another meaning is another pool. */
export function incompatible(before: Pool, after: Pool): string | undefined {
  if (before.source === 'registered') return `${before.code} is a pool whose members the inventory registers`;
  if (before.shape !== after.shape) return `pool ${before.code} gives ${before.shape}`;
  if (before.scope !== after.scope) return `values of pool ${before.code} are unique per ${before.scope}`;
  if (before.addressBits !== after.addressBits) return `pool ${before.code} is of the other address family`;
  if (before.unit !== after.unit) return `pool ${before.code} counts ${before.unit}`;
  if (before.format !== after.format)
    return `values of pool ${before.code} are written ${before.format ?? '{n}'}`;
  return undefined;
}

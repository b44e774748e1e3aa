import { type FieldFault, ok, type Result, refuse } from '../../foundation/result.ts';
import type { BlockLine, Pool, RequestLine, ReserveRequest, Strategy, ValueLine } from '../types.ts';
import { contains, formatPrefix, parsePrefix } from './prefix.ts';
import { parityOf, parseValue } from './values.ts';

/** A line made definite by its pool: scope, length and canonical text are settled. `length` is 0 for values. */
export type ValueNeed = {
  readonly key: string;
  readonly shape: 'values' | 'blocks';
  readonly pool: Pool;
  readonly scope: string;
  readonly length: number;
  readonly count: number;
  readonly value: string | null;
  readonly position: bigint | null;
  readonly strategy: Strategy;
  /** Only members of this class; null for any. */
  readonly class: string | null;
  /** Prefixes with which a block shares no address. */
  readonly avoid: readonly string[];
};
export type QuantityNeed = {
  readonly key: string;
  readonly shape: 'quantities';
  readonly pool: Pool;
  readonly scope: string;
  readonly amount: number;
};
export type Need = ValueNeed | QuantityNeed;

/** The longest hold that is not absurd: ten years. */
const longestHoldMs = 3_653 * 86_400_000;
/** The furthest ahead that a use begins or ends: a hundred years. More is a slip of the pen. */
const furthestUseMs = 36_525 * 86_400_000;
/** The most values in one request. */
const mostValues = 100_000;

/** Pool and scope in one word: the unit of locking and of waiting. */
export function touchOf(pool: string, scope: string): string {
  return `${pool} ${scope}`;
}

/** The touches of the lines, sorted and each once. */
export function touchesOf(lines: readonly RequestLine[]): string[] {
  return [...new Set(lines.map((line) => touchOf(line.pool, line.scope ?? '')))].sort();
}

/**
 * The canonical text of what is asked: owner, use and lines. Two requests with one id are the same request when this
 * is the same; hold and reason may differ, because a retry computes them anew from its own clock.
 */
export function canonicalRequest(request: ReserveRequest): string {
  const lines = request.lines
    .map((line) =>
      line.shape === 'quantities'
        ? [line.key, line.shape, line.pool, line.scope, line.amount]
        : [
            line.key,
            line.shape,
            line.pool,
            line.scope ?? '',
            line.value ?? '',
            line.count ?? 1,
            line.shape === 'blocks' ? (line.length ?? '') : '',
            ...narrowed(line),
          ],
    )
    .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
  const to = request.use.to === null ? null : Date.parse(request.use.to);
  return JSON.stringify([request.owner.kind, request.owner.id, Date.parse(request.use.from), to, lines]);
}

/** What narrows a line, where anything does: requests without it keep the text that they always had. */
function narrowed(line: ValueLine | BlockLine): string[] {
  if (line.shape === 'blocks') return line.avoid === undefined ? [] : [[...line.avoid].sort().join(' ')];
  if (line.strategy === undefined && line.class === undefined) return [];
  return [line.strategy ?? '', line.class ?? ''];
}

/** Whether a line's values may be taken as the next free row, without a look at the others. */
export function isPlain(line: RequestLine, pool: Pool | undefined): boolean {
  if (line.shape === 'blocks') return line.avoid === undefined || line.avoid.length === 0;
  if (line.shape === 'quantities') return true;
  const strategy = line.strategy ?? pool?.strategy ?? 'lowest';
  return line.class === undefined && (strategy === 'lowest' || strategy === 'next');
}

type Fault = FieldFault & { readonly code: string };

/** Judges a request against the pools it names; every fault at once. `nowMs` is the domain clock. */
export function resolveRequest(
  request: ReserveRequest,
  pools: ReadonlyMap<string, Pool>,
  nowMs: number,
): Result<readonly Need[]> {
  const faults: Fault[] = [...periodFaults(request, nowMs)];
  const needs: Need[] = [];
  const keys = new Set<string>();
  if (request.lines.length === 0)
    faults.push({
      path: '/lines',
      code: 'EMPTY_RESERVATION',
      message: 'a reservation has at least one line',
    });
  for (const [index, line] of request.lines.entries()) {
    const path = `/lines/${index}`;
    if (keys.has(line.key))
      faults.push({ path: `${path}/key`, code: 'DUPLICATE_LINE', message: `${line.key} stands twice` });
    keys.add(line.key);
    const need = resolveLine(line, pools.get(line.pool), path);
    if ('code' in need) faults.push(need);
    else needs.push(need);
  }
  faults.push(...namedTwice(needs));
  const wanted = needs.reduce((sum, need) => sum + (need.shape === 'quantities' ? 1 : need.count), 0);
  if (wanted > mostValues)
    faults.push({ path: '/lines', code: 'TOO_MANY', message: `${wanted} values; at most ${mostValues}` });
  const first = faults[0];
  if (first === undefined) return ok(needs);
  return refuse(
    422,
    first.code,
    faults.map((fault) => fault.message).join('; '),
    faults.map(({ path, message }) => ({ path, message })),
  );
}

function periodFaults(request: ReserveRequest, nowMs: number): Fault[] {
  const faults: Fault[] = [];
  const { from, to } = request.use;
  if (Number.isNaN(Date.parse(from)))
    faults.push({ path: '/use/from', code: 'INVALID_PERIOD', message: `${from} is no instant` });
  if (to !== null && !(Date.parse(to) > Date.parse(from)))
    faults.push({ path: '/use/to', code: 'INVALID_PERIOD', message: `use ends at ${to}, not after ${from}` });
  for (const [path, at] of [
    ['/use/from', from],
    ['/use/to', to],
  ] as const)
    if (at !== null && Date.parse(at) - nowMs > furthestUseMs)
      faults.push({ path, code: 'INVALID_PERIOD', message: `${at} is more than a hundred years ahead` });
  if (to !== null && Date.parse(to) <= nowMs)
    faults.push({ path: '/use/to', code: 'INVALID_PERIOD', message: `use ended at ${to}, which is past` });
  if (request.holdUntil !== null) {
    const message = holdFault(request.holdUntil, nowMs);
    if (message !== undefined) faults.push({ path: '/holdUntil', code: 'INVALID_HOLD', message });
  }
  const warn = request.warnBeforeMinutes;
  if (warn !== undefined && !(warn > 0))
    faults.push({
      path: '/warnBeforeMinutes',
      code: 'INVALID_HOLD',
      message: 'a warning comes before expiry',
    });
  return faults;
}

/** What is wrong with a hold that ends then, or undefined. */
export function holdFault(holdUntil: string, nowMs: number): string | undefined {
  const untilMs = Date.parse(holdUntil);
  if (Number.isNaN(untilMs)) return `${holdUntil} is no instant`;
  if (untilMs <= nowMs)
    return `the hold would end at ${holdUntil}, and it is ${new Date(nowMs).toISOString()}`;
  if (untilMs - nowMs > longestHoldMs) return `a hold until ${holdUntil} is longer than ten years`;
  return undefined;
}

function resolveLine(line: RequestLine, pool: Pool | undefined, path: string): Need | Fault {
  if (pool === undefined)
    return { path: `${path}/pool`, code: 'UNKNOWN_POOL', message: `there is no pool ${line.pool}` };
  if (pool.shape !== line.shape)
    return {
      path: `${path}/shape`,
      code: 'WRONG_POOL_SHAPE',
      message: `pool ${pool.code} gives ${pool.shape}, not ${line.shape}`,
    };
  const scope = line.scope ?? '';
  if (pool.scope === 'tenant' ? scope !== '' : pool.scope !== 'any' && scope === '')
    return {
      path: `${path}/scope`,
      code: 'WRONG_SCOPE',
      message: scope === '' ? `pool ${pool.code} needs a ${pool.scope}` : `pool ${pool.code} has no scopes`,
    };
  if (line.shape === 'quantities') {
    if (!Number.isSafeInteger(line.amount) || line.amount <= 0)
      return {
        path: `${path}/amount`,
        code: 'INVALID_AMOUNT',
        message: `${line.amount} is not a positive integer`,
      };
    if (line.unit !== undefined && line.unit !== pool.unit)
      return {
        path: `${path}/unit`,
        code: 'UNKNOWN_UNIT',
        message: `pool ${pool.code} counts ${pool.unit ?? 'without a unit'}, not ${line.unit}`,
      };
    return { key: line.key, shape: 'quantities', pool, scope, amount: line.amount };
  }
  const count = line.count ?? 1;
  if (!Number.isSafeInteger(count) || count < 1)
    return { path: `${path}/count`, code: 'INVALID_COUNT', message: `${count} is not a positive integer` };
  if (line.value !== undefined && count !== 1)
    return { path: `${path}/count`, code: 'INVALID_COUNT', message: 'a value asked by name is one value' };
  const common = { key: line.key, pool, scope, count };
  if (line.shape === 'blocks') {
    const whole = {
      ...common,
      shape: line.shape,
      strategy: pool.strategy,
      class: null,
      avoid: line.avoid ?? [],
    };
    return resolveBlock(whole, line.value, line.length, path);
  }
  const strategy = line.strategy ?? pool.strategy;
  return resolveValue(
    { ...common, shape: line.shape, strategy, class: line.class ?? null, avoid: [] },
    line.value,
    path,
  );
}

type Common = Omit<ValueNeed, 'length' | 'value' | 'position'>;

function resolveValue(common: Common, value: string | undefined, path: string): Need | Fault {
  const { pool } = common;
  if (value === undefined) {
    if (pool.source === 'registered' && common.strategy === 'spread')
      return {
        path: `${path}/strategy`,
        code: 'WRONG_STRATEGY',
        message: `members of pool ${pool.code} are not numbers: they cannot be spread`,
      };
    return { ...common, length: 0, value: null, position: null };
  }
  if (pool.source === 'registered') return { ...common, length: 0, value, position: null };
  const n = parseValue(pool.format, value);
  if (n === undefined || n < (pool.first ?? 0) || n > (pool.last ?? -1))
    return {
      path: `${path}/value`,
      code: 'VALUE_OUT_OF_RANGE',
      message: `${value} is not a value of pool ${pool.code} (${pool.format ?? '{n}'}, ${pool.first}–${pool.last})`,
    };
  const parity = parityOf(common.strategy);
  if (parity !== null && n % 2 !== parity)
    return {
      path: `${path}/value`,
      code: 'VALUE_OUT_OF_RANGE',
      message: `pool ${pool.code} gives ${common.strategy} values here, and ${value} is not`,
    };
  if (pool.guarded.includes(n))
    return {
      path: `${path}/value`,
      code: 'VALUE_GUARDED',
      message: `${value} is guarded in pool ${pool.code}`,
    };
  return { ...common, length: 0, value, position: BigInt(n) };
}

function resolveBlock(
  common: Common,
  value: string | undefined,
  asked: number | undefined,
  path: string,
): Need | Fault {
  const { pool } = common;
  const roots = pool.prefixes.map((text) => parsePrefix(text)).filter((root) => root !== undefined);
  const strange = common.avoid.find((text) => parsePrefix(text) === undefined);
  if (strange !== undefined)
    return { path: `${path}/avoid`, code: 'INVALID_PREFIX', message: `${strange} is no prefix` };
  if (value === undefined) {
    const length = asked ?? pool.carveLength;
    const shortest = Math.min(...roots.map((root) => root.length));
    if (length === null || !Number.isInteger(length) || length < shortest || length > (pool.addressBits ?? 0))
      return {
        path: `${path}/length`,
        code: 'INVALID_LENGTH',
        message: `pool ${pool.code} gives prefixes of length ${shortest} to ${pool.addressBits}, not ${length}`,
      };
    return { ...common, length, value: null, position: null };
  }
  const prefix = parsePrefix(value);
  if (prefix === undefined || !roots.some((root) => contains(root, prefix)))
    return {
      path: `${path}/value`,
      code: 'VALUE_OUT_OF_RANGE',
      message: `${value} is not a prefix within ${pool.prefixes.join(', ')} (pool ${pool.code})`,
    };
  const overlapped = common.avoid.find((text) => {
    const other = parsePrefix(text);
    return other !== undefined && (contains(other, prefix) || contains(prefix, other));
  });
  if (overlapped !== undefined)
    return {
      path: `${path}/value`,
      code: 'PREFIX_OVERLAP',
      message: `${value} shares addresses with ${overlapped}, which must be avoided`,
    };
  if (asked !== undefined && asked !== prefix.length)
    return {
      path: `${path}/length`,
      code: 'INVALID_LENGTH',
      message: `${value} has not the length ${asked}`,
    };
  return { ...common, length: prefix.length, value: formatPrefix(prefix), position: prefix.address };
}

function namedTwice(needs: readonly Need[]): Fault[] {
  const seen = new Set<string>();
  const faults: Fault[] = [];
  for (const need of needs) {
    if (need.shape === 'quantities' || need.value === null) continue;
    const name = `${touchOf(need.pool.code, need.scope)} ${need.value}`;
    if (seen.has(name))
      faults.push({ path: '/lines', code: 'DUPLICATE_LINE', message: `${need.value} is asked for twice` });
    seen.add(name);
  }
  return faults;
}

/** A change of what is used at an instant (milliseconds since 1970): positive where a hold begins. */
export type UsageStep = { readonly atMs: number; readonly delta: number };

/** The limit from an instant on. Before the first step the limit is 0. */
export type LimitStep = { readonly atMs: number; readonly limit: number };

/** The worst instant of a period, and what was there. */
export type Tightest = { readonly atMs: number; readonly limit: number; readonly used: number };

/** A stretch of time `[fromMs, toMs)` over which neither limit nor use changes. */
type Segment = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
  readonly used: number;
};

/** The instant of `[fromMs, toMs)` with the least room. `toMs` may be Infinity. */
export function tightest(
  limits: readonly LimitStep[],
  usage: readonly UsageStep[],
  fromMs: number,
  toMs: number,
): Tightest {
  let worst: Segment | undefined;
  for (const segment of segments(limits, usage, fromMs, toMs)) {
    if (worst === undefined || segment.limit - segment.used < worst.limit - worst.used) worst = segment;
  }
  if (worst === undefined) throw new Error('a period has at least one instant');
  return { atMs: worst.fromMs, limit: worst.limit, used: worst.used };
}

/**
 * The first instant, not before `fromMs`, from which `amount` fits at every instant for as long as the period is;
 * null where it never does.
 */
export function earliestFit(
  limits: readonly LimitStep[],
  usage: readonly UsageStep[],
  amount: number,
  fromMs: number,
  toMs: number,
): number | null {
  const duration = toMs - fromMs;
  let start: number | null = null;
  for (const segment of segments(limits, usage, fromMs, Number.POSITIVE_INFINITY)) {
    if (segment.limit - segment.used < amount) start = null;
    else start ??= segment.fromMs;
    if (start !== null && segment.toMs - start >= duration) return start;
  }
  return null;
}

/** The first instant from `fromMs` on at which more is used than the limit, or undefined. */
export function firstBreach(
  limits: readonly LimitStep[],
  usage: readonly UsageStep[],
  fromMs: number,
): Tightest | undefined {
  for (const segment of segments(limits, usage, fromMs, Number.POSITIVE_INFINITY)) {
    if (segment.used > segment.limit)
      return { atMs: segment.fromMs, limit: segment.limit, used: segment.used };
  }
  return undefined;
}

function segments(
  limits: readonly LimitStep[],
  usage: readonly UsageStep[],
  fromMs: number,
  toMs: number,
): Segment[] {
  const byTime = [...limits].sort((a, b) => a.atMs - b.atMs);
  const changes = [...usage].sort((a, b) => a.atMs - b.atMs);
  const instants = [fromMs, ...byTime.map((step) => step.atMs), ...changes.map((step) => step.atMs)]
    .filter((atMs) => atMs >= fromMs && atMs < toMs)
    .sort((a, b) => a - b);
  const result: Segment[] = [];
  let limit = 0;
  let used = 0;
  let nextLimit = 0;
  let nextChange = 0;
  for (const [index, atMs] of instants.entries()) {
    if (instants[index + 1] === atMs) continue;
    for (let step = byTime[nextLimit]; step !== undefined && step.atMs <= atMs; step = byTime[++nextLimit])
      limit = step.limit;
    for (
      let step = changes[nextChange];
      step !== undefined && step.atMs <= atMs;
      step = changes[++nextChange]
    )
      used += step.delta;
    result.push({ fromMs: atMs, toMs: instants[index + 1] ?? toMs, limit, used });
  }
  return result;
}

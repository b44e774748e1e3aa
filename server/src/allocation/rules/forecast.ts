/** A change of what is free at an instant (milliseconds since 1970): negative where something is taken. */
export type FreeStep = { readonly atMs: number; readonly delta: number };

/** What a forecast follows from. The unit is one value, one address, or one unit of the amount. */
export type ForecastInput = {
  readonly nowMs: number;
  /** What is free now. */
  readonly free: number;
  /** Dated changes that are known: capacity that comes or goes, holds that begin or end, quarantines, who waits. */
  readonly known: readonly FreeStep[];
  /** What was taken during the window that ends now, and is still taken. */
  readonly takenInWindow: number;
  readonly windowMs: number;
  /** How far is looked: up to, and not including, that instant. */
  readonly horizonMs: number;
};

/** When nothing is left, or null where it does not happen within the horizon. */
export type Forecast = {
  /** Units a day, over the window. */
  readonly perDay: number;
  /** From what is free now at that rate, and nothing else. */
  readonly linear: number | null;
  /** From the dated changes alone. */
  readonly byNeed: number | null;
  /** From both: the dated changes, and the rate for what nobody has told yet. */
  readonly combined: number | null;
};

const dayMs = 86_400_000;

/**
 * Forecasts when a pool runs out, in three ways that answer different questions. *Linear* carries the recent rate on:
 * good for many small takings that nobody plans. *By need* adds up what is dated already: good for capacity that is
 * built and sold by project. *Combined* does both, and is the one to order by.
 *
 * The rate counts what was taken during the window and is still there; what others gave back meanwhile does not lower
 * it. So it never says later than a rate of true growth would. Running out means that nothing is left: a level of zero
 * or below.
 */
export function forecast(input: ForecastInput): Forecast {
  const perMs = input.windowMs > 0 ? input.takenInWindow / input.windowMs : 0;
  const until = input.nowMs + input.horizonMs;
  return {
    perDay: perMs * dayMs,
    linear: runOut(input, [], perMs, until),
    byNeed: runOut(input, input.known, 0, until),
    combined: runOut(input, input.known, perMs, until),
  };
}

/** The first instant at which what is free, falling at a rate between its steps, is used up. */
function runOut(
  { nowMs, free }: ForecastInput,
  known: readonly FreeStep[],
  perMs: number,
  untilMs: number,
): number | null {
  const steps = known.filter((step) => step.atMs < untilMs).toSorted((a, b) => a.atMs - b.atMs);
  let level = free;
  let fromMs = nowMs;
  let next = 0;
  for (;;) {
    // All steps of one instant count before it is judged: a hold that ends makes room for the one that begins.
    for (let step = steps[next]; step !== undefined && step.atMs <= fromMs; step = steps[++next])
      level += step.delta;
    if (level <= 0) return fromMs;
    const toMs = steps[next]?.atMs ?? untilMs;
    const emptyMs = perMs > 0 ? fromMs + level / perMs : Number.POSITIVE_INFINITY;
    if (emptyMs <= toMs) return Math.ceil(emptyMs);
    if (toMs >= untilMs) return null;
    level -= perMs * (toMs - fromMs);
    fromMs = toMs;
  }
}

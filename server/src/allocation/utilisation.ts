import type { Sql } from '../platform/database.ts';
import { readForecastRows } from './forecast-store.ts';
import { ledger } from './read-store.ts';
import { type Forecast, forecast } from './rules/forecast.ts';
import type { Instant, LedgerLine } from './types.ts';

/** A line of the ledger with how full it is and when it runs out, in the three ways of `rules/forecast.ts`. */
export type Utilisation = LedgerLine & {
  /** What is reserved, allocated or ageing, of what is not withdrawn. */
  readonly utilisationPercent: number;
  readonly forecast: {
    readonly takenPerDay: number;
    readonly linear: Instant | null;
    readonly byNeed: Instant | null;
    readonly combined: Instant | null;
  };
};

/** Over how many days back the rate is taken, and how many ahead is looked. */
export type ForecastSpan = { readonly windowDays: number; readonly horizonDays: number };

const dayMs = 86_400_000;

/** How full a pool is, scope by scope, and when each runs out. `now` is the domain clock. */
export async function utilisation(
  sql: Sql,
  tenant: string,
  pool: string,
  now: Instant,
  span: ForecastSpan,
): Promise<readonly Utilisation[]> {
  const nowMs = Date.parse(now);
  const since = new Date(nowMs - span.windowDays * dayMs).toISOString();
  const lines = await ledger(sql, tenant, pool);
  const rows = Map.groupBy(await readForecastRows(sql, tenant, pool, since), (row) => row.scope);
  return lines.map((line) => {
    const own = rows.get(line.scope) ?? [];
    const found = forecast({
      nowMs,
      free: line.free,
      known: own
        .filter((row) => row.kind === 'known' && Date.parse(row.at) >= nowMs)
        .map((row) => ({ atMs: Date.parse(row.at), delta: row.amount })),
      takenInWindow: own.find((row) => row.kind === 'taken')?.amount ?? 0,
      windowMs: span.windowDays * dayMs,
      horizonMs: span.horizonDays * dayMs,
    });
    return { ...line, utilisationPercent: percentUsed(line), forecast: told(found) };
  });
}

/** What is reserved, allocated or ageing, of what is not withdrawn; 100 where nothing is left to be had. */
export function percentUsed(line: Pick<LedgerLine, 'size' | 'free' | 'withdrawn'>): number {
  const usable = line.size - line.withdrawn;
  if (usable <= 0) return 100;
  return Math.round(((usable - line.free) / usable) * 10_000) / 100;
}

function told({ perDay, linear, byNeed, combined }: Forecast): Utilisation['forecast'] {
  const instant = (ms: number | null): Instant | null => (ms === null ? null : new Date(ms).toISOString());
  return {
    takenPerDay: Math.round(perDay * 1_000) / 1_000,
    linear: instant(linear),
    byNeed: instant(byNeed),
    combined: instant(combined),
  };
}

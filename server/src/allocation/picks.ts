import type { ValueNeed } from './rules/request.ts';
import type { LineRefusal } from './types.ts';

/** A value locked for a line. */
export type Picked = {
  readonly pool: string;
  readonly scope: string;
  readonly value: string;
  readonly key: string;
};

/** What the lines of one scope found. `except` are all values picked there so far. */
export type ScopePicks = {
  readonly picked: Picked[];
  readonly except: string[];
  readonly refused: LineRefusal[];
};

/** Notes values as picked for a line. */
export function notePicked(picks: ScopePicks, need: ValueNeed, values: readonly string[]): void {
  for (const value of values) {
    picks.picked.push({ pool: need.pool.code, scope: need.scope, value, key: need.key });
    picks.except.push(value);
  }
}

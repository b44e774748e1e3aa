import type { FalloutOutcome } from '@turnup/contract';
import { table } from './table.ts';

/** A task that needs a person, as the worklist has it. */
export type FalloutRow = {
  readonly id: string;
  readonly label: string;
  readonly cause: string;
  readonly code: string;
  readonly tried: number;
  readonly serviceOrder: { readonly number?: string };
  readonly error?: { readonly message: string };
};

/** Tasks of one cause and code. */
export type FalloutGroup = {
  readonly cause: string;
  readonly code: string;
  readonly count: number;
  readonly corrective: readonly string[];
};

/** Tasks, one a line. */
export function falloutTable(rows: readonly FalloutRow[]): string {
  if (rows.length === 0) return 'nothing fell out';
  return table(
    ['order', 'task', 'code', 'cause', 'tried', 'what happened', 'id'],
    rows.map((row) => [
      row.serviceOrder.number ?? '',
      row.label,
      row.code,
      row.cause,
      row.tried,
      row.error?.message ?? '',
      row.id,
    ]),
  );
}

/** Groups, one a line, with what can be done. */
export function groupTable(groups: readonly FalloutGroup[]): string {
  if (groups.length === 0) return 'nothing fell out';
  return table(
    ['count', 'cause', 'code', 'to do'],
    groups.map(({ count, cause, code, corrective }) => [count, cause, code, corrective.join('; ')]),
  );
}

/** What became of each task of a repair. */
export function outcomeTable(outcomes: readonly FalloutOutcome[]): string {
  return table(
    ['task', 'outcome', 'verified', 'message'],
    outcomes.map(({ task, outcome, verified, message = '' }) => [
      task,
      outcome,
      verified ? 'yes' : 'not yet',
      message,
    ]),
  );
}

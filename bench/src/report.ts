import { writeFileSync } from 'node:fs';
import { table } from './rows.ts';
import type { Machine } from './run/machine.ts';
import type { Row } from './types.ts';

/** What `--json` writes. */
export type Report = {
  readonly name: string;
  readonly commit: string;
  readonly machine: Machine;
  readonly rows: readonly Row[];
};

/** A report as a table for people, with the machine in one line. */
export function reportText({ name, commit, machine, rows }: Report): string {
  const { cpu, cores, memoryGb, node, postgres, fsyncMs, loadBefore, loadAfter } = machine;
  const busy =
    Math.max(loadBefore, 0) > cores / 2 ? '  (others were at work before it began: figures are too low)' : '';
  return [
    table(rows),
    '',
    `${name} at ${commit}: ${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}, PostgreSQL ${postgres}, fsync ${fsyncMs} ms`,
    `load ${loadBefore} before, ${loadAfter} after${busy}`,
  ].join('\n');
}

/** Writes a report for programs. */
export function writeReport(file: string, report: Report): void {
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

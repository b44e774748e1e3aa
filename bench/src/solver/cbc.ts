import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MixedProgram } from '../../../server/src/optimisation/index.ts';
import type { Run } from '../run/run.ts';

const cbc = '/usr/bin/cbc';

/** The cost of the best solution that Debian's cbc finds in so many CPU seconds; undefined where it is not installed. */
export async function askCbc(run: Run, program: MixedProgram, seconds: number): Promise<number | undefined> {
  const model = join(run.folder, 'model.lp');
  const solution = join(run.folder, 'solution.txt');
  writeFileSync(model, lpText(program));
  const words = [model, '-threads', '0', '-sec', String(seconds), '-solve', '-solution', solution, '-quit'];
  const ended = await new Promise<boolean>((resolve) => {
    // It stops by itself; where it does not look at its clock for long, it is stopped.
    execFile(
      cbc,
      words,
      { timeout: 4 * seconds * 1_000, signal: run.signal, maxBuffer: 64 * 1_048_576 },
      (error) => resolve(error === null),
    );
  });
  if (!ended) return undefined;
  const head = readFileSync(solution, 'utf8').split('\n', 1)[0] ?? '';
  const value = /objective value\s+(\S+)/.exec(head)?.[1];
  return /infeasible/i.test(head) || value === undefined ? undefined : Number(value);
}

/** The program as CPLEX LP text. */
function lpText({ columns, rows }: MixedProgram): string {
  const term = (value: number, column: number): string =>
    `${value < 0 ? '-' : '+'} ${Math.abs(value)} x${column}`;
  const lines = ['Minimize', 'obj:'];
  for (const [column, { cost }] of columns.entries()) if (cost !== 0) lines.push(` ${term(cost, column)}`);
  lines.push('Subject To');
  for (const [index, { lower, upper, indices, values }] of rows.entries()) {
    const sum = indices.map((column, place) => ` ${term(values[place] as number, column)}`).join('\n');
    if (lower === upper) lines.push(`r${index}:`, sum, ` = ${lower}`);
    else {
      if (Number.isFinite(lower)) lines.push(`l${index}:`, sum, ` >= ${lower}`);
      if (Number.isFinite(upper)) lines.push(`u${index}:`, sum, ` <= ${upper}`);
    }
  }
  lines.push('Bounds');
  for (const [column, { upper }] of columns.entries())
    if (Number.isFinite(upper)) lines.push(` x${column} <= ${upper}`);
  lines.push(
    'Generals',
    ...columns.flatMap(({ integer }, column) => (integer ? [` x${column}`] : [])),
    'End',
  );
  return `${lines.join('\n')}\n`;
}

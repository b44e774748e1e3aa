import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MixedProgram } from '../../../server/src/optimisation/index.ts';
import type { Run } from '../run/run.ts';

const cbc = '/usr/bin/cbc';

/**
 * The cost of the best solution that Debian's cbc finds in so many CPU seconds, reading the model included; undefined
 * where it is not installed or finds none. It stops by itself a little earlier; where it does not look at its clock for
 * long (while it prepares a large model), the system ends it, and what it told until then counts.
 */
export async function askCbc(run: Run, program: MixedProgram, seconds: number): Promise<number | undefined> {
  const model = join(run.folder, 'model.lp');
  writeFileSync(model, lpText(program));
  const words = [model, '-threads', '0', '-sec', String(Math.max(1, seconds - 2)), '-solve', '-quit'];
  const told = await new Promise<string>((resolve) => {
    execFile(
      '/bin/sh',
      ['-c', `ulimit -t ${seconds}; exec "$0" "$@"`, cbc, ...words],
      { signal: run.signal, maxBuffer: 64 * 1_048_576 },
      (_, output) => resolve(output),
    );
  });
  const found = [...told.matchAll(/(?:Integer solution of|Objective value:)\s+([-+\d.e]+)/gi)];
  const costs = found.map(([, value]) => Number(value)).filter(Number.isFinite);
  return costs.length === 0 || /infeasible/i.test(told) ? undefined : Math.min(...costs);
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

import type { WorkOrder } from '@turnup/contract';
import type { Command } from 'commander';
import { contextOf, idOf, readJson } from '../context.ts';
import { table } from '../render/table.ts';

const path = '/tmf-api/workOrder/v4/workOrder';

/** Work of people. */
export function addWorkCommands(program: Command): void {
  const work = program.command('work').description('work orders');
  work
    .command('list')
    .description('open work, or that of an assignee')
    .option('--assignee <account>')
    .option('--team <team>')
    .option('--state <states>', 'by commas', 'acknowledged,assigned,inProgress,held')
    .action(async (options: { assignee?: string; team?: string; state: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const query = new URLSearchParams({ limit: '100', state: options.state });
      if (options.assignee !== undefined) query.set('assignee', options.assignee);
      if (options.team !== undefined) query.set('team', options.team);
      print(await call('GET', `${path}?${query}`), workTable);
    });
  work
    .command('done <work>')
    .description('report work as done')
    .option('--evidence <file>', 'what must be recorded, as JSON')
    .option('--note <text>')
    .action(async (which: string, options: { evidence?: string; note?: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const target = `${path}/${await idOf(call, path, which, 'work order')}`;
      const found = (await call('GET', target)) as WorkOrder;
      if (found.state === 'assigned') await call('PATCH', target, { state: 'inProgress' });
      const evidence = options.evidence === undefined ? {} : { evidence: await readJson(options.evidence) };
      const note = options.note === undefined ? {} : { note: options.note };
      print(await call('PATCH', target, { state: 'completed', ...evidence, ...note }), (one: WorkOrder) =>
        workTable([one]),
      );
    });
}

/** Work orders, one a line. */
function workTable(rows: readonly WorkOrder[]): string {
  return table(
    ['number', 'kind', 'activity', 'place', 'team', 'assignee', 'state', 'due', 'needs'],
    rows.map((row) => [
      row.number,
      row.kind,
      row.activity ?? '',
      row.place ?? '',
      row.team ?? '',
      row.assignee ?? '',
      row.state,
      row.plannedFinishDate ?? '',
      row.requiredEvidence.join(', '),
    ]),
  );
}

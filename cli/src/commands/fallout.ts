import type { FalloutOutcome, FalloutRepair } from '@turnup/contract';
import type { Command } from 'commander';
import { Fault } from '../client.ts';
import { contextOf, readJson } from '../context.ts';
import {
  type FalloutGroup,
  type FalloutRow,
  falloutTable,
  groupTable,
  outcomeTable,
} from '../render/fallout.ts';
import { table } from '../render/table.ts';

const path = '/turnup/v1/fallout';
const actions = ['retry', 'correct', 'skip', 'replan', 'undo'] as const;
type Stalled = { number: string; state: string; unmovedSince: string };

/** Tasks that need a person, by cause; repaired singly or in bulk; and orders that have not moved. */
export function addFalloutCommands(program: Command): void {
  const fallout = program.command('fallout').description('what cannot go on by itself');
  fallout
    .command('list')
    .description('tasks that need a person')
    .option('--cause <cause>')
    .option('--code <code>')
    .action(async (options: { cause?: string; code?: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      print(
        await call('GET', `${path}?${new URLSearchParams({ limit: '1000', ...options })}`),
        (rows: FalloutRow[]) => falloutTable(rows),
      );
    });
  fallout
    .command('groups')
    .description('the same by cause and code, the largest group first')
    .action(async (_options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', '/turnup/v1/falloutGroup'), (rows: FalloutGroup[]) => groupTable(rows));
    });
  fallout
    .command('repair <action> [tasks...]')
    .description(`${actions.join(', ')} tasks by their id, or all of a code; tells the outcome of each`)
    .option('--code <code>', 'every task that fell out with this code')
    .option('--reason <text>', 'why; needed to skip, to replan and to undo')
    .option('--input <file>', 'for correct: members of the input that are replaced (JSON)')
    .option('--accept-charges', 'for undo and replan: pay what points of no return cost')
    .action(repair);
  fallout
    .command('stalled')
    .description('orders that have not moved for as long as policy says')
    .action(async (_options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', '/turnup/v1/stalledOrder'), (rows: Stalled[]) =>
        rows.length === 0
          ? 'every order moves'
          : table(
              ['number', 'state', 'unmoved since'],
              rows.map((row) => [row.number, row.state, row.unmovedSince]),
            ),
      );
    });
}

type RepairOptions = {
  readonly code?: string;
  readonly reason?: string;
  readonly input?: string;
  readonly acceptCharges?: boolean;
};

/** The status is 1 unless every task is mended or at work. */
async function repair(
  action: string,
  named: readonly string[],
  options: RepairOptions,
  command: Command,
): Promise<void> {
  const known = actions.find((each) => each === action);
  if (known === undefined) throw new Fault(`${action} is no repair: there are ${actions.join(', ')}`);
  const { call, print } = await contextOf(command);
  const tasks = [...named];
  if (options.code !== undefined) {
    const query = new URLSearchParams({ limit: '500', code: options.code });
    for (const { id } of (await call('GET', `${path}?${query}`)) as FalloutRow[]) tasks.push(id);
  }
  if (tasks.length === 0)
    throw new Fault(
      options.code === undefined ? 'name tasks, or --code' : `no task fell out with ${options.code}`,
    );
  const body: FalloutRepair = {
    action: known,
    tasks: [...new Set(tasks)],
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(options.input === undefined
      ? {}
      : { input: (await readJson(options.input)) as Record<string, unknown> }),
    ...(options.acceptCharges === true ? { acceptCharges: true } : {}),
  };
  const outcomes = (await call('POST', `${path}/repair`, body)) as FalloutOutcome[];
  print(outcomes, () => outcomeTable(outcomes));
  if (outcomes.some(({ outcome }) => outcome === 'refused' || outcome === 'stillFallout'))
    process.exitCode = 1;
}

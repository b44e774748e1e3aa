import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { table } from '../render/table.ts';

const path = '/turnup/v1/pause';
type Pause = { scope: string; reference?: string; by: string; at: string; reason: string };

/** Pauses of a kind of task, a device or everything. Those of an order stand with the orders. */
export function addPauseCommands(program: Command): void {
  const pause = program.command('pause').description('what may not be worked on for now');
  pause
    .command('list')
    .description('what is paused')
    .action(async (_options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', path), pauseTable);
    });
  for (const [verb, target, description] of [
    ['set', path, 'pause everything, a taskKind or a device'],
    ['end', `${path}/end`, 'let it be worked on again'],
  ] as const) {
    pause
      .command(`${verb} <scope> [reference]`)
      .description(description)
      .requiredOption('--reason <text>')
      .action(
        async (
          scope: string,
          reference: string | undefined,
          options: { reason: string },
          command: Command,
        ) => {
          const { call, print } = await contextOf(command);
          print(await call('POST', target, { scope, reference, ...options }), pauseTable);
        },
      );
  }
}

/** Pauses, one a line. */
function pauseTable(rows: readonly Pause[]): string {
  if (rows.length === 0) return 'nothing is paused';
  return table(
    ['scope', 'reference', 'by', 'since', 'reason'],
    rows.map((row) => [row.scope, row.reference ?? '', row.by, row.at, row.reason]),
  );
}

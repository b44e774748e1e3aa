import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { table } from '../render/table.ts';

type Answer = { item: string; service: string; result: string; reason?: string };
type Failed = { name: string; failedAt: string; reason: string; links: readonly string[] };
type Condition = {
  name: string;
  state: string;
  since: string;
  orders: readonly string[];
  reason: string;
  obstacle: string | null;
};

/** Restoration of services that something failed takes down, and what has failed. */
export function addRestorationCommands(program: Command): void {
  const restoration = program.command('restoration').description('services led around what has failed');
  restoration
    .command('request <failed...>')
    .description('restore everything that stands on devices, device/port or links')
    .requiredOption('--ticket <id>', 'the trouble ticket that is answered')
    .requiredOption('--reason <text>')
    .action(
      async (failed: readonly string[], options: { ticket: string; reason: string }, command: Command) => {
        const { call, print } = await contextOf(command);
        const made = await call('POST', '/turnup/v1/restoration', { failed, ...options });
        print(made, ({ number, state }: { number: string; state: string }) => `${number} ${state}`);
      },
    );
  restoration
    .command('show <order>')
    .description('what came of it, service by service')
    .action(async (order: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', `/turnup/v1/serviceOrder/${order}/restoration`), (rows: readonly Answer[]) =>
        table(
          ['item', 'service', 'result', 'reason'],
          rows.map((row) => [row.item, row.service, row.result, row.reason ?? '']),
        ),
      );
    });
  restoration
    .command('failed')
    .description('what has failed and is not repaired')
    .action(async (_options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', '/turnup/v1/failedObject'), failedTable);
    });
  restoration
    .command('conditions')
    .description('what surveillance found bad in the network, and what was ordered because of it')
    .action(async (_options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', '/turnup/v1/networkCondition'), (rows: readonly Condition[]) =>
        rows.length === 0
          ? 'the network is whole'
          : table(
              ['name', 'state', 'since', 'orders', 'reason'],
              rows.map((row) => [row.name, row.state, row.since, row.orders.join(' '), told(row)]),
            ),
      );
    });
  restoration
    .command('repaired <name>')
    .description('it works again')
    .action(async (name: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('POST', '/turnup/v1/failedObject/repair', { name }), failedTable);
    });
}

function told({ reason, obstacle }: Condition): string {
  return obstacle === null ? reason : `${reason} (${obstacle})`;
}

function failedTable(rows: readonly Failed[]): string {
  if (rows.length === 0) return 'nothing has failed';
  return table(
    ['name', 'since', 'links', 'reason'],
    rows.map((row) => [row.name, row.failedAt, row.links.join(' '), row.reason]),
  );
}

import type { ServiceOrderSimulation } from '@turnup/contract';
import type { Command } from 'commander';
import { contextOf, readJson } from '../context.ts';
import {
  busyText,
  type Drift,
  driftText,
  dryRunText,
  queueTable,
  type TransactionRow,
  transactionTable,
  transactionText,
} from '../render/network.ts';

const device = '/turnup/v1/device';
const queue = '/turnup/v1/deviceQueue';
const transactions = '/turnup/v1/configurationTransaction';

/** Devices, what they were sent and would be sent, and whether they still hold it. */
export function addNetworkCommands(program: Command): void {
  const network = program.command('network').description('devices and what is configured on them');
  network
    .command('devices')
    .description('devices that can be configured')
    .action(async (_options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', device), (names: string[]) =>
        names.length === 0 ? 'no device is known' : names.join('\n'),
      );
    });
  network
    .command('drift [devices...]')
    .description('where devices differ from the records, read now; all of them when none is named')
    .action(async (named: string[], _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const names = named.length > 0 ? named : ((await call('GET', device)) as string[]);
      const found: Drift[] = [];
      for (const name of names) {
        // One that cannot be read does not keep the others from being compared.
        const compared = call('GET', `${device}/${encodeURIComponent(name)}/drift`) as Promise<Drift>;
        found.push(await compared.catch((error: Error) => ({ device: name, fault: error.message })));
      }
      print(found, () => driftText(found));
      if (found.some((each) => !('inSync' in each) || !each.inSync)) process.exitCode = 1;
    });
  network
    .command('queue [device]')
    .description('what waits for devices that cannot be reached, in the order of delivery')
    .action(async (name: string | undefined, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const query = name === undefined ? '' : `?device=${encodeURIComponent(name)}`;
      print(await call('GET', `${queue}${query}`), queueTable);
    });
  network
    .command('queue-retry <part>')
    .description('try at once to deliver a part')
    .action(async (part: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('POST', `${queue}/${encodeURIComponent(part)}/retry`), queueTable);
    });
  network
    .command('queue-withdraw <part>')
    .description('take a part out of its queue undelivered')
    .requiredOption('--reason <text>')
    .action(async (part: string, options: { reason: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('POST', `${queue}/${encodeURIComponent(part)}/withdraw`, options), queueTable);
    });
  network
    .command('busy <device>')
    .description('what a device is busy with, what waits for it and why, and what it bears')
    .action(async (name: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', `${device}/${encodeURIComponent(name)}/queue`), busyText);
    });
  network
    .command('dry-run <file>')
    .description('what an order (TMF641 JSON) would send to each device, and what would take it back')
    .action(async (file: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const found = await call('POST', '/turnup/v1/serviceOrder/simulate', await readJson(file));
      print(
        (found as ServiceOrderSimulation).items.flatMap(({ id, devices }) =>
          devices.map((each) => ({ item: id, ...each })),
        ),
        dryRunText,
      );
    });
  network
    .command('transactions')
    .description('network-wide transactions, newest first')
    .option('--service <id>', 'only those of a service')
    .option('--limit <count>', 'at most so many', '50')
    .action(async (options: { service?: string; limit: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', `${transactions}?${new URLSearchParams(options)}`), (rows: TransactionRow[]) =>
        transactionTable(rows),
      );
    });
  network
    .command('transaction <id>')
    .description('one transaction with its devices and its journal')
    .action(async (id: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', `${transactions}/${encodeURIComponent(id)}`), (row: TransactionRow) =>
        transactionText(row),
      );
    });
}

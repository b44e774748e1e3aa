import type { CpeReadingResult, CpeStatus, CpeVoucher, ServiceOrder } from '@turnup/contract';
import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { readingText, refusalTable, unitTable, unitText } from '../render/equipment.ts';

const path = '/turnup/v1/cpe';

type ListOptions = { state?: string; model?: string; place?: string; service?: string };

/** Equipment at customers' premises. */
export function addEquipmentCommands(program: Command): void {
  const cpe = program.command('cpe').description('equipment at customers’ premises');
  cpe
    .command('list')
    .description('units, and how far each has come')
    .option('--state <state>', 'inStock, assigned, shipped, installed, failed or returned')
    .option('--model <model>')
    .option('--place <place>')
    .option('--service <id>')
    .action(async (options: ListOptions, command: Command) => {
      const { call, print } = await contextOf(command);
      const wanted = Object.entries(options).filter(([name]) =>
        ['state', 'model', 'place', 'service'].includes(name),
      );
      const query = new URLSearchParams([['limit', '100'], ...wanted]);
      print(await call('GET', `${path}?${query}`), unitTable);
    });
  cpe
    .command('show <serial>')
    .description('a unit: whether it has booted, who was refused in its name, its last reading')
    .action(async (serial: string, _: object, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', `${path}/${serial}`), (unit: CpeStatus) => unitText(unit));
    });
  cpe
    .command('refused')
    .description('devices that booted and were refused')
    .action(async (_: object, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', '/turnup/v1/cpeRefusal'), refusalTable);
    });
  cpe
    .command('voucher <serial>')
    .description('issue the one-time secret with which a unit boots; it is told once')
    .action(async (serial: string, _: object, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('POST', `${path}/${serial}/voucher`), (issued: CpeVoucher) => issued.voucher);
    });
  cpe
    .command('read <serial>')
    .description('read a unit now, over SNMPv3')
    .action(async (serial: string, _: object, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('POST', `${path}/${serial}/reading`), (reading: CpeReadingResult) =>
        readingText(reading),
      );
    });
  cpe
    .command('swap <serial>')
    .description('order another unit in the place of one that broke')
    .requiredOption('--reason <text>')
    .option('--model <model>', 'another model that fits')
    .action(async (serial: string, options: { reason: string; model?: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const { reason, model } = options;
      const body = { reason, ...(model === undefined ? {} : { model }) };
      print(
        await call('POST', `${path}/${serial}/swap`, body),
        (order: ServiceOrder & { readonly number?: string }) =>
          `order ${order.number ?? order.id}: ${order.state}, expected ${order.expectedCompletionDate ?? 'unknown'}`,
      );
    });
}

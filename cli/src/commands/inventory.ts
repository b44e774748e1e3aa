import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { Fault } from '../client.ts';
import { contextOf } from '../context.ts';
import {
  type GraphBody,
  graphText,
  type ImportBody,
  importText,
  type ServiceBody,
  servicesText,
} from '../render/inventory.ts';
import { query } from './parameters.ts';

const services = '/tmf-api/serviceInventory/v4/service';

/** Services with what they stand on, and the inventory in and out. */
export function addInventoryCommands(program: Command): void {
  const inventory = program.command('inventory').description('services, resources, import and export');
  inventory
    .command('list')
    .description('services, newest first')
    .option('--customer <code>', 'of a customer')
    .option('--state <state>', 'reserved, inactive, active or terminated')
    .action(async (options: { customer?: string; state?: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const filter = query({ ...options, category: 'CFS' });
      print(await call('GET', `${services}?limit=200${filter}`), (rows: ServiceBody[]) => servicesText(rows));
    });
  inventory
    .command('show <service>')
    .description('one service with its parts, resources and history, by its number or id')
    .action(async (which: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const rows = (await call('GET', `${services}?limit=1000`)) as ServiceBody[];
      const id = rows.find((row) => row.number === which)?.id ?? which;
      print(await call('GET', `/turnup/v1/service/${id}/graph`), (body: GraphBody) => graphText(body));
    });
  inventory
    .command('mismatch')
    .description('services of which records and devices say different things')
    .action(async (_options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', '/turnup/v1/inventoryMismatch?limit=1000'), (rows: { text: string }[]) =>
        rows.length === 0 ? 'records and devices agree' : rows.map((row) => row.text).join('\n'),
      );
    });
  inventory
    .command('import <files...>')
    .description('import CSV files, each named by what it holds: devices.csv, interfaces.csv …')
    .option('--format <format>', 'netbox, or csv for our own', 'netbox')
    .option('--preview', 'only say what would change')
    .action(async (files: string[], options: { format: string; preview?: boolean }, command: Command) => {
      const { call, print } = await contextOf(command);
      const read = await Promise.all(files.map(fileOf));
      const path = `/turnup/v1/inventoryImport?format=${encodeURIComponent(options.format)}&preview=${options.preview === true}`;
      const body = (await call('POST', path, { files: read })) as ImportBody;
      print(body, importText);
      if (body.faultCount > 0) process.exitCode = 1;
    });
  inventory
    .command('export <format> <kind>')
    .description('one file of the inventory as CSV: netbox devices, csv port …')
    .option('--out <file>', 'where to write it')
    .action(async (format: string, kind: string, options: { out?: string }, command: Command) => {
      const { call } = await contextOf(command);
      const path = `/turnup/v1/inventoryExport/${encodeURIComponent(format)}/${encodeURIComponent(kind)}`;
      const text = String(await call('GET', path));
      if (options.out === undefined) process.stdout.write(text);
      else await writeFile(options.out, text);
    });
}

async function fileOf(file: string): Promise<{ readonly kind: string; readonly csv: string }> {
  const csv = await readFile(file, 'utf8').catch((error: Error) => {
    throw new Fault(`${file} cannot be read: ${error.message}`);
  });
  return { kind: basename(file).replace(/\.csv$/i, ''), csv };
}

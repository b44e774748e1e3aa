import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { table } from '../render/table.ts';

const path = '/turnup/v1/plannedOutage';
type Outage = {
  number: string;
  state: string;
  startsAt: string;
  endsAt: string;
  reason: string;
  objects: readonly string[];
  services: readonly { number: string; customer: string }[];
  notices?: readonly { recipient: string; kind: string; state: string; sentAt: string }[];
};

/** Planned outages, their notices, maintenance windows and expected alarms. */
export function addOutageCommands(program: Command): void {
  const outage = program.command('outage').description('work that interrupts services, and who was told');
  outage
    .command('list')
    .description('planned outages')
    .option('--state <states>', 'announced,inProgress,completed,withdrawn')
    .option('--order <id>', 'of a service order')
    .option('--object <name>', 'of a device, device/port or link')
    .action(async (options: { state?: string; order?: string; object?: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const { state, order: serviceOrder, object } = options;
      const given = Object.entries({ state, serviceOrder, object }).filter(
        ([, value]) => value !== undefined,
      );
      const query = new URLSearchParams(given as [string, string][]);
      print(await call('GET', `${path}?${query}`), outageTable);
    });
  outage
    .command('show <number>')
    .description('one outage with its notices')
    .action(async (number: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', `${path}/${number}`), outageText);
    });
  outage
    .command('announce <objects...>')
    .description('announce work on devices, device/port or links; the window is found')
    .requiredOption('--reason <text>')
    .option('--start <instant>', 'not the first window but this')
    .option('--minutes <n>', 'how long', Number)
    .option('--urgent', 'it cannot wait for the lead time')
    .action(
      async (
        objects: readonly string[],
        options: { reason: string; start?: string; minutes?: number; urgent?: boolean },
        command: Command,
      ) => {
        const { call, print } = await contextOf(command);
        const { start, ...rest } = options;
        const body = { objects, ...rest, ...(start === undefined ? {} : { startsAt: start }) };
        print(await call('POST', path, body), outageText);
      },
    );
  for (const verb of ['withdraw', 'complete'])
    outage
      .command(`${verb} <number>`)
      .description(verb === 'withdraw' ? 'it will not happen' : 'it is over')
      .action(async (number: string, _options: unknown, command: Command) => {
        const { call, print } = await contextOf(command);
        print(await call('POST', `${path}/${number}/${verb}`, {}), outageText);
      });
  outage
    .command('window <devices...>')
    .description('the next time in which these devices may be worked on together')
    .action(async (devices: readonly string[], _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const found = await call('GET', `/turnup/v1/maintenanceWindow?device=${devices.join(',')}`);
      print(found, ({ start, end }: { start: string; end: string }) => `${start} to ${end}`);
    });
  outage
    .command('expected <object>')
    .description('whether an alarm of this object is expected')
    .option('--at <instant>', 'else now')
    .action(async (object: string, options: { at?: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const query = new URLSearchParams({ object, ...options });
      const found = await call('GET', `/turnup/v1/expectedAlarm?${query}`);
      print(found, ({ expected, outages }: { expected: boolean; outages: readonly { number: string }[] }) =>
        expected ? `expected: ${outages.map(({ number }) => number).join(', ')}` : 'not expected',
      );
    });
}

function outageTable(rows: readonly Outage[]): string {
  if (rows.length === 0) return 'no planned outages';
  return table(
    ['number', 'state', 'from', 'to', 'services', 'reason'],
    rows.map((row) => [
      row.number,
      row.state,
      row.startsAt,
      row.endsAt,
      String(row.services.length),
      row.reason,
    ]),
  );
}

function outageText(outage: Outage): string {
  const told = (outage.notices ?? []).map(
    ({ recipient, kind, state, sentAt }) => `  ${kind} to ${recipient}, ${state}, ${sentAt}`,
  );
  const services = outage.services.map(({ number, customer }) => `  ${number} of ${customer}`);
  return [outageTable([outage]), `on ${outage.objects.join(', ')}`, ...services, ...told].join('\n');
}

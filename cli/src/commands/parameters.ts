import type { Command } from 'commander';
import { contextOf, readJson } from '../context.ts';
import {
  type LedgerLine,
  ledgerText,
  type ReservationBody,
  reservationsText,
  reservationText,
  type ScopeBody,
  scopeText,
  type UtilisationLine,
  utilisationText,
} from '../render/parameters.ts';

const reservations = '/turnup/v1/reservation';
const pools = '/turnup/v1/pool';

/** `kind:id` of an owner. */
function ownerOf(text: string): { readonly kind: string; readonly id: string } {
  const at = text.indexOf(':');
  return at < 1 ? { kind: 'quote', id: text } : { kind: text.slice(0, at), id: text.slice(at + 1) };
}

/** Pools as a ledger, and reservations of what is in them. */
export function addParameterCommands(program: Command): void {
  addPoolCommands(program);
  addReserveCommands(program);
}

function addPoolCommands(program: Command): void {
  const pool = program.command('pool').description('pools of service parameters and capacity');
  pool
    .command('list')
    .description('every pool and scope, counted')
    .option('--pool <code>', 'one pool')
    .option('--kind <kind>', 'pools of a kind, such as vlan')
    .action(async (options: { pool?: string; kind?: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', `${pools}?limit=1000${query(options)}`), (rows: LedgerLine[]) =>
        ledgerText(rows),
      );
    });
  pool
    .command('show <pool> [scope]')
    .description('one scope with who holds what; - is the scope of a tenant-wide pool')
    .option('--state <state>', 'free, reserved, allocated, quarantined or withdrawn')
    .action(
      async (code: string, scope: string | undefined, options: { state?: string }, command: Command) => {
        const { call, print } = await contextOf(command);
        const place = `${pools}/${encodeURIComponent(code)}/scope/${encodeURIComponent(scope ?? '-')}`;
        print(await call('GET', `${place}?limit=200${query(options)}`), (body: ScopeBody) => scopeText(body));
      },
    );
  pool
    .command('utilisation <pool>')
    .description('how full it is, and when it runs out')
    .option('--window <days>', 'days back over which the rate is taken')
    .option('--horizon <days>', 'days ahead')
    .action(async (code: string, options: { window?: string; horizon?: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const span = query({ windowDays: options.window, horizonDays: options.horizon });
      const answer = await call('GET', `${pools}/${encodeURIComponent(code)}/utilisation?limit=1000${span}`);
      print(answer, (rows: UtilisationLine[]) => utilisationText(rows));
    });
  for (const verb of ['withdraw', 'reinstate'] as const)
    pool
      .command(`${verb} <pool> <scope> <values...>`)
      .description(verb === 'withdraw' ? 'take values out for good' : 'bring withdrawn values back')
      .requiredOption('--reason <text>', 'why')
      .action(
        async (
          code: string,
          scope: string,
          values: string[],
          options: { reason: string },
          command: Command,
        ) => {
          const { call, print } = await contextOf(command);
          const place = `${pools}/${encodeURIComponent(code)}/scope/${encodeURIComponent(scope)}/${verb}`;
          print(await call('POST', place, { values, reason: options.reason }), (body) =>
            JSON.stringify(body),
          );
        },
      );
}

function addReserveCommands(program: Command): void {
  const reserve = program.command('reserve').description('reservations of service parameters');
  reserve
    .command('list')
    .description('reservations, newest first')
    .option('--owner <owner>', 'kind:id')
    .option('--state <state>', 'waiting, reserved, confirmed, allocated, released or expired')
    .option('--pool <code>', 'those on a pool')
    .option('--before <instant>', 'those whose hold ends before')
    .action(
      async (
        options: { owner?: string; state?: string; pool?: string; before?: string },
        command: Command,
      ) => {
        const { call, print } = await contextOf(command);
        const owner = options.owner === undefined ? undefined : ownerOf(options.owner);
        const { state, pool, before } = options;
        const filter = { ownerKind: owner?.kind, ownerId: owner?.id, state, pool, expiringBefore: before };
        print(await call('GET', `${reservations}?limit=200${query(filter)}`), (rows: ReservationBody[]) =>
          reservationsText(rows),
        );
      },
    );
  reserve
    .command('show <id>')
    .description('one reservation')
    .action(async (id: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', `${reservations}/${encodeURIComponent(id)}`), (body: ReservationBody) =>
        reservationText(body),
      );
    });
  reserve
    .command('create <file>')
    .description('reserve what a JSON file asks for, everything or nothing; - is standard input')
    .option('--check', 'only ask whether it could be met')
    .action(async (file: string, options: { check?: boolean }, command: Command) => {
      const { call, print } = await contextOf(command);
      const path = options.check === true ? `${reservations}/check` : reservations;
      print(await call('POST', path, await readJson(file)), (body: ReservationBody) => reservationText(body));
    });
  reserve
    .command('extend <id>')
    .description('move the end of a hold')
    .requiredOption('--owner <owner>', 'kind:id')
    .option('--until <instant>', 'the new end')
    .option('--minutes <minutes>', 'from now')
    .option('--days <days>', 'working days from now')
    .action(
      async (
        id: string,
        options: Record<'owner', string> & Partial<Record<'until' | 'minutes' | 'days', string>>,
        command: Command,
      ) => {
        const { call, print } = await contextOf(command);
        const body = {
          owner: ownerOf(options.owner),
          ...(options.until === undefined ? {} : { holdUntil: options.until }),
          ...(options.minutes === undefined ? {} : { holdMinutes: Number(options.minutes) }),
          ...(options.days === undefined ? {} : { holdWorkingDays: Number(options.days) }),
        };
        const path = `${reservations}/${encodeURIComponent(id)}/extend`;
        print(await call('POST', path, body), (answer: ReservationBody) => reservationText(answer));
      },
    );
  for (const [verb, what] of [
    ['confirm', 'end the expiry and keep the values'],
    ['release', 'give back what is reserved'],
    ['allocate', 'turn what is reserved for a process into its allocation'],
    ['deallocate', 'give back what is allocated, into quarantine'],
  ] as const)
    reserve
      .command(`${verb} <id>`)
      .description(what)
      .requiredOption('--owner <owner>', 'kind:id')
      .option('--lines <keys>', 'some lines only, by commas')
      .action(async (id: string, options: { owner: string; lines?: string }, command: Command) => {
        const { call, print } = await contextOf(command);
        const lines = options.lines === undefined ? {} : { lines: options.lines.split(',') };
        const path = `${reservations}/${encodeURIComponent(id)}/${verb}`;
        const answer = await call('POST', path, { owner: ownerOf(options.owner), ...lines });
        print(answer, (body: ReservationBody) =>
          body.id === undefined ? JSON.stringify(body) : reservationText(body),
        );
      });
}

/** Members of a query string that are told, each behind an ampersand. */
export function query(members: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `&${name}=${encodeURIComponent(value ?? '')}`)
    .join('');
}

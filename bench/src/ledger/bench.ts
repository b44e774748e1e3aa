import { allocationFacts } from '../../../server/src/allocationFacts.ts';
import type { Database } from '../../../server/src/platform/database.ts';
import { administer } from '../../../server/src/platform/testing/administer.ts';
import { compared, figure, median, times } from '../rows.ts';
import { openFor, type Server, startServer } from '../run/database.ts';
import type { Run } from '../run/run.ts';
import type { Bench, BenchOptions, Row } from '../types.ts';
import { openBare } from './bare.ts';
import { keepAtWork, repeat, type Turn } from './clients.ts';
import { loadAllocated } from './load.ts';
import { farAway, openLedger } from './room.ts';

const clients = 16;

/** The ledger of service parameters beside the SQL that it cannot do without. */
export const ledgerBench: Bench = {
  name: 'ledger',
  about:
    'three kinds reserved and confirmed by 16 clients, beside bare SQL; mass expiry; a million allocated values',
  limitMinutes: 15,
  async run(run, options) {
    const server = await startServer(run);
    return [
      ...(await beside(run, server, options)),
      ...(await expiry(run, server, options)),
      ...(await growth(run, server, options)),
    ];
  },
};

function analysed(databases: readonly Database[]): Promise<unknown> {
  return Promise.all(databases.map((database) => database.sql`analyze`));
}

type Contestant = { reserveAndConfirm(number: number): Promise<void> };

async function beside(run: Run, server: Server, options: BenchOptions): Promise<Row[]> {
  const open = async (name: string) => openFor(run, await server.createMigrated(name), clients);
  const databases = [await open('ledger'), await open('ledger_events'), await open('ledger_bare')] as const;
  const contestants = {
    ledger: await openLedger(databases[0]),
    events: await openLedger(databases[1], allocationFacts),
    bare: await openBare(databases[2]),
  };
  const turns = await interleaved(run, options, contestants, () => analysed(databases));
  const rate = (name: keyof typeof turns): number => median(turns[name].map((turn) => turn.perS));
  return [
    times('reserve.vsSql', rate('ledger'), rate('bare'), 'bare SQL'),
    compared('reserve.perS', rate('ledger'), 'requests/s', 'bare SQL', rate('bare')),
    compared('reserve.withEventsPerS', rate('events'), 'requests/s', 'bare SQL', rate('bare')),
    figure('reserve.p50', median(turns.ledger.map((turn) => turn.p50Ms)), 'ms'),
    figure('reserve.p99', median(turns.ledger.map((turn) => turn.p99Ms)), 'ms'),
  ];
}

/**
 * Turns of each in turn, so that whatever the machine does meanwhile meets all of them alike. Before them comes what
 * autovacuum does within a minute: statistics of tables that a second ago were empty.
 */
async function interleaved<Name extends string>(
  run: Run,
  { quick }: BenchOptions,
  contestants: Readonly<Record<Name, Contestant>>,
  analyse: () => Promise<unknown>,
): Promise<Readonly<Record<Name, Turn[]>>> {
  const named = Object.entries(contestants) as [Name, Contestant][];
  for (const [, contestant] of named)
    await repeat(clients, quick ? 50 : 500, (number) => contestant.reserveAndConfirm(number));
  await analyse();
  const turns = Object.fromEntries(named.map(([name]) => [name, [] as Turn[]])) as Record<Name, Turn[]>;
  for (let round = 1; round <= (quick ? 2 : 7); round++) {
    for (const [name, contestant] of named) {
      const turn = await keepAtWork(clients, quick ? 700 : 3_000, (number) =>
        contestant.reserveAndConfirm(number),
      );
      turns[name].push(turn);
      run.say(`round ${round} ${name.padEnd(6)} ${Math.round(turn.perS)} requests/s`);
    }
  }
  return turns;
}

/** Reservations that all expire at one instant, with the events that tell their owners. */
async function expiry(run: Run, server: Server, { quick }: BenchOptions): Promise<Row[]> {
  const count = quick ? 1_000 : 10_000;
  const took: number[] = [];
  for (let round = 1; round <= (quick ? 1 : 3); round++) {
    const url = await server.createMigrated('ledger_expiry');
    const database = openFor(run, url, clients);
    const ledger = await openLedger(database, allocationFacts);
    const at = farAway;
    await administer(url, `update domain_clock set mode = 'simulated', at = domain_now()`);
    await repeat(clients, count, (number) => ledger.reserve(number, at));
    await analysed([database]);
    await administer(url, `update domain_clock set at = '${at}'`);
    const from = performance.now();
    const expired = await ledger.expire();
    took.push((performance.now() - from) / 1_000);
    if (expired !== count) throw new Error(`${count} were reserved and ${expired} expired`);
    run.say(`round ${round} ${expired} expired in ${took.at(-1)?.toFixed(2)} s`);
    await database.close();
  }
  const promised = (2 * count) / 10_000;
  return [compared(quick ? 'expiry1k.s' : 'expiry10k.s', median(took), 's', 'promised at most', promised)];
}

/** What a million allocated values cost the next request. */
async function growth(run: Run, server: Server, options: BenchOptions): Promise<Row[]> {
  const bits = options.quick ? 13 : 19;
  const urls = [
    await server.createMigrated('ledger_empty'),
    await server.createMigrated('ledger_full'),
  ] as const;
  const [empty, full] = urls.map((url) => openFor(run, url, clients));
  if (empty === undefined || full === undefined) throw new Error('two databases');
  const ledgers = { empty: await openLedger(empty), full: await openLedger(full) };
  run.say(`loading ${(2 ** (bits + 1)).toLocaleString('en-GB')} allocated values`);
  await loadAllocated(urls[1], server.folder, bits);
  const turns = await interleaved(run, options, ledgers, () => analysed([empty, full]));
  const latency = (name: keyof typeof turns): number => median(turns[name].map((turn) => turn.p50Ms));
  return [
    times('growth.ratio', latency('full'), latency('empty'), 'empty database'),
    compared('growth.p50', latency('full'), 'ms', 'empty database', latency('empty')),
  ];
}

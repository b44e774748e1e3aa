import { fileURLToPath } from 'node:url';
import { compared, figure, median, times } from '../rows.ts';
import { askChild } from '../run/child.ts';
import { type Server, startServer } from '../run/database.ts';
import { installPeer, peerFile, peerVersion } from '../run/peer.ts';
import type { Run } from '../run/run.ts';
import type { Bench, BenchOptions, Row } from '../types.ts';
import { conditions, rounds } from './conditions.ts';
import { growth } from './growth.ts';
import type { Window, WindowOrder } from './window.ts';

/** An engine and how a window of it is measured. */
type Entrant = {
  readonly name: 'noop' | 'real' | 'limit' | 'dbos';
  readonly file: string;
  /** Whether its database has the system's tables. */
  readonly migrated: boolean;
  readonly handlers?: 'noop' | 'real';
};

const turnup = fileURLToPath(new URL('./turnup-window.ts', import.meta.url));
const entrants: readonly Entrant[] = [
  { name: 'noop', file: turnup, migrated: true, handlers: 'noop' },
  { name: 'limit', file: peerFile('e_sb', 'window.mjs'), migrated: false },
  { name: 'real', file: turnup, migrated: true, handlers: 'real' },
  { name: 'dbos', file: peerFile('dbos', 'window.mjs'), migrated: false },
];

/** The plan engine beside DBOS and beside the least that PostgreSQL must do for the same. */
export const planBench: Bench = {
  name: 'plan',
  about:
    'orders of 10 steps, 50 in flight: this engine, DBOS, bare set-based SQL; growth to 1,000,000 orders',
  limitMinutes: 40,
  async run(run, options) {
    const server = await startServer(run);
    await installPeer(run, 'dbos');
    await installPeer(run, 'e_sb');
    const windows = await race(run, server, options);
    return [...comparison(windows), ...(await growth(run, server, turnup, options))];
  },
};

type Windows = Readonly<Record<Entrant['name'], Window[]>>;

/** Windows in turn, so that whatever the machine does meanwhile meets all of them alike. */
async function race(run: Run, server: Server, options: BenchOptions): Promise<Windows> {
  const windows: Windows = { noop: [], real: [], limit: [], dbos: [] };
  for (let round = 1; round <= rounds(options); round++) {
    for (const entrant of entrants) {
      const url = await (entrant.migrated ? server.createMigrated : server.create)('bench_window');
      const order = { ...conditions(options), url, postmaster: server.pid, ...handlersOf(entrant) };
      const window = await askChild<Window>(run, entrant.file, order);
      windows[entrant.name].push(window);
      run.say(`round ${round} ${entrant.name.padEnd(5)} ${Math.round(window.ordersPerS)} orders/s`);
    }
  }
  return windows;
}

function handlersOf({ handlers }: Entrant): Pick<WindowOrder, 'handlers'> {
  return handlers === undefined ? {} : { handlers };
}

function comparison(windows: Windows): Row[] {
  const middle = (name: Entrant['name'], of: (window: Window) => number): number =>
    median(windows[name].map(of));
  const rate = (name: Entrant['name']): number => middle(name, (window) => window.ordersPerS);
  const dbos = `DBOS ${peerVersion('dbos', '@dbos-inc/dbos-sdk')}`;
  const limit = 'set-based SQL';
  return [
    times('noop.vsDbos', rate('noop'), rate('dbos'), dbos),
    times('noop.vsLimit', rate('noop'), rate('limit'), limit),
    times('real.vsDbosNoop', rate('real'), rate('dbos'), dbos),
    compared('noop.ordersPerS', rate('noop'), 'orders/s', limit, rate('limit')),
    compared('real.ordersPerS', rate('real'), 'orders/s', dbos, rate('dbos')),
    ...(['noop', 'real', 'limit', 'dbos'] as const).flatMap((name) => [
      figure(
        `${name}.p50`,
        middle(name, (window) => window.p50Ms),
        'ms',
      ),
      figure(
        `${name}.p99`,
        middle(name, (window) => window.p99Ms),
        'ms',
      ),
      figure(`${name}.cpuPerStep`, middle(name, cpuPerStep), 'ms'),
      figure(
        `${name}.memory`,
        middle(name, (window) => window.memoryMb),
        'MB',
      ),
    ]),
  ];
}

/** Of the engine's process and PostgreSQL together. */
function cpuPerStep(window: Window): number {
  return window.engineCpuMsPerStep + window.databaseCpuMsPerStep;
}

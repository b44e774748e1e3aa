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
  readonly name: Name;
  readonly file: string;
  /** Whether its database has the system's tables. */
  readonly migrated: boolean;
  readonly handlers?: 'noop' | 'real';
  readonly stepByStep?: true;
};
type Name = 'noop' | 'real' | 'limit' | 'dbos' | 'noop.stepByStep' | 'real.stepByStep';

const turnup = {
  file: fileURLToPath(new URL('./turnup-window.ts', import.meta.url)),
  migrated: true,
};
const entrants: readonly Entrant[] = [
  { name: 'noop', ...turnup, handlers: 'noop' },
  { name: 'limit', file: peerFile('e_sb', 'window.mjs'), migrated: false },
  { name: 'real', ...turnup, handlers: 'real' },
  { name: 'dbos', file: peerFile('dbos', 'window.mjs'), migrated: false },
  { name: 'noop.stepByStep', ...turnup, handlers: 'noop', stepByStep: true },
  { name: 'real.stepByStep', ...turnup, handlers: 'real', stepByStep: true },
];
/** Windows of what stands beside the figures that count. */
const fewer = 3;

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
    return [...comparison(windows), ...(await growth(run, server, turnup.file, options))];
  },
};

type Windows = Readonly<Record<Name, Window[]>>;

/** Windows in turn, so that whatever the machine does meanwhile meets all of them alike. */
async function race(run: Run, server: Server, options: BenchOptions): Promise<Windows> {
  const windows = Object.fromEntries(entrants.map(({ name }) => [name, []])) as unknown as Windows;
  for (let round = 1; round <= rounds(options); round++) {
    for (const { name, file, migrated, ...what } of entrants) {
      if (what.stepByStep && round > fewer) continue;
      const url = await (migrated ? server.createMigrated : server.create)('bench_window');
      const order: WindowOrder = { ...conditions(options), url, postmaster: server.pid, ...what };
      const window = await askChild<Window>(run, file, order);
      windows[name].push(window);
      run.say(`round ${round} ${name.padEnd(15)} ${Math.round(window.ordersPerS)} orders/s`);
    }
  }
  return windows;
}

function comparison(windows: Windows): Row[] {
  const middle = (name: Name, of: (window: Window) => number): number => median(windows[name].map(of));
  const rate = (name: Name): number => middle(name, (window) => window.ordersPerS);
  const dbos = `DBOS ${peerVersion('dbos', '@dbos-inc/dbos-sdk')}`;
  const limit = 'set-based SQL';
  return [
    times('noop.vsDbos', rate('noop'), rate('dbos'), dbos),
    times('noop.vsLimit', rate('noop'), rate('limit'), limit),
    times('real.vsDbosNoop', rate('real'), rate('dbos'), dbos),
    times('noop.stepByStep.vsDbos', rate('noop.stepByStep'), rate('dbos'), dbos),
    times('noop.stepByStep.vsLimit', rate('noop.stepByStep'), rate('limit'), limit),
    times('real.stepByStep.vsDbosNoop', rate('real.stepByStep'), rate('dbos'), dbos),
    compared('noop.ordersPerS', rate('noop'), 'orders/s', limit, rate('limit')),
    compared('real.ordersPerS', rate('real'), 'orders/s', dbos, rate('dbos')),
    ...entrants.flatMap(({ name }) => [
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

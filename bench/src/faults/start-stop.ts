import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { answering, freePort, type NpmStart, npmStart, withCommand } from '../run/npm-start.ts';
import { commandOf } from '../run/proc.ts';
import type { Run } from '../run/run.ts';
import type { FaultRun, Invariant } from '../types.ts';
import { holds, none } from './invariants.ts';
import { chanceOf } from './random.ts';

/** So long a run of the launcher may take to notice, and the database to stop. */
const graceMs = 30_000;

const ways: Readonly<Record<string, (started: NpmStart) => void>> = {
  'Ctrl-C': ({ npm }) => process.kill(-(npm.pid ?? 0), 'SIGINT'),
  'SIGTERM to npm': ({ npm }) => npm.kill('SIGTERM'),
  'kill -9 of npm': ({ npm }) => npm.kill('SIGKILL'),
  'kill -9 of the server': (started) => {
    const [server] = withCommand(started.processes(), 'server/src/main.ts');
    if (server === undefined) throw new Error('no server runs');
    process.kill(server.pid, 'SIGKILL');
  },
};

/** npm start, ended in each way that there is: nothing that it started may live on. */
export const startStop: FaultRun = {
  name: 'start-stop',
  about: `npm start is ended by ${Object.keys(ways).join(', ')}, at a random moment each; nothing may live on`,
  limitMinutes: 8,
  async run(run, seed) {
    const chance = chanceOf(seed);
    const words = ['--data', join(run.folder, 'data')];
    const invariants: Invariant[] = [];
    for (const [way, end] of Object.entries(ways)) {
      const port = await freePort();
      const started = npmStart(run, [...words, '--port', String(port)]);
      await answering(run, port, 60_000);
      await pause(chance.between(0, 4_000));
      invariants.push(...(await ended(run, started, way, end)));
    }
    return invariants;
  },
};

async function ended(
  run: Run,
  started: NpmStart,
  way: string,
  end: (started: NpmStart) => void,
): Promise<Invariant[]> {
  const before = started.processes().length;
  const from = performance.now();
  end(started);
  while (started.processes().length > 0 && performance.now() - from < graceMs) await pause(100);
  const left = started.processes().map(({ pid }) => `${pid} ${commandOf(pid).slice(0, 80)}`);
  const took = `${((performance.now() - from) / 1_000).toFixed(1)} s`;
  run.say(`${way}: ${before} processes, ${left.length} left after ${took}`);
  return [
    holds(`${way}: it ran`, before >= 4, `${before} processes`),
    none(`${way}: nothing lives on`, left),
  ];
}

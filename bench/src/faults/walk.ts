import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceOrder } from '@turnup/contract';
import type { FleetControl } from '../../../lab/src/client/fleet.ts';
import { freePort, type NpmStart, npmStart, withCommand } from '../run/npm-start.ts';
import type { Run } from '../run/run.ts';
import type { FaultRun, Invariant } from '../types.ts';
import { holds, none } from './invariants.ts';
import { type Chance, chanceOf } from './random.ts';
import { apiOf, controlOf, deviceStates, soundLedger, wholeDevices } from './system.ts';

type Victim = 'server' | 'fleet';

const commands: Readonly<Record<Victim, string>> = { server: 'server/src/main.ts', fleet: 'fleet/main.ts' };

/** The flagship, with its server and then its fleet killed while it walks. */
export const walk: FaultRun = {
  name: 'walk',
  about:
    'npm start walks the flagship; server and fleet are killed with -9 at random moments; it is started again',
  limitMinutes: 12,
  async run(run, seed) {
    const chance = chanceOf(seed);
    const port = await freePort();
    const words = ['--data', join(run.folder, 'data'), '--port', String(port)];
    const victims = chance.one([
      ['server', 'fleet'],
      ['fleet', 'server'],
    ] as const);
    // What is left of the walk tells less with every start, so the second strike comes earlier in it.
    const struck = [
      await strike(run, words, victims[0], chance.between(0, 16), chance),
      await strike(run, words, victims[1], chance.between(0, 4), chance),
    ];
    const last = npmStart(run, words);
    await last.said(/Turnup runs at/, 240_000);
    const url = `http://127.0.0.1:${port}`;
    const [fleet] = withCommand(last.processes(), commands.fleet);
    if (fleet === undefined) throw new Error('no fleet runs');
    const invariants = await judge(url, await controlOf(fleet.pid), last);
    await last.stop();
    const seen = struck.map(({ victim, after }) => `${victim} after "${after}"`).join('; ');
    return [
      holds(
        'the walk was struck before its end',
        struck.some((each) => each.walking),
        seen,
      ),
      ...invariants,
    ];
  },
};

type Strike = { readonly victim: Victim; readonly after: string; readonly walking: boolean };

/**
 * Starts, lets the walk tell so many events or come to its end, and a random moment later kills one part of it. npm
 * start then ends by itself and says so.
 */
async function strike(
  run: Run,
  words: readonly string[],
  victim: Victim,
  events: number,
  chance: Chance,
): Promise<Strike> {
  const started = npmStart(run, words);
  await started.said(/^\s*[\d.]+ s {2}/, 120_000);
  await reached(run, started, events);
  await pause(chance.between(0, 400));
  const [process] = withCommand(started.processes(), commands[victim]);
  if (process === undefined) throw new Error(`no ${victim} runs`);
  globalThis.process.kill(process.pid, 'SIGKILL');
  const after = started.lines.findLast((line) => line.trim() !== '')?.trim() ?? '';
  const walking = !isOver(started);
  const { code } = await started.ended;
  run.say(`${victim} killed after "${after}"; npm start ended with ${code}`);
  if (code === 0) throw new Error(`npm start ended with 0 although its ${victim} was killed`);
  return { victim, after, walking };
}

function isOver({ lines }: NpmStart): boolean {
  return lines.some((line) => line.includes('Turnup runs at'));
}

/** Waits until the walk has told so many things that happened, or is over. */
async function reached(run: Run, started: NpmStart, events: number): Promise<void> {
  const happened = (): number =>
    started.lines.filter((line) => /^\s+\d{4}-\d\d-\d\d \d\d:\d\d {2}/.test(line)).length;
  while (happened() < events && !isOver(started)) {
    run.signal.throwIfAborted();
    if (started.npm.exitCode !== null)
      throw new Error(`npm start ended: ${started.lines.slice(-3).join(' | ')}`);
    await pause(20);
  }
}

async function judge(url: string, fleet: FleetControl, last: NpmStart): Promise<Invariant[]> {
  const reader = apiOf(url, 'readOnly');
  const orders = await reader.get<ServiceOrder[]>(
    '/tmf-api/serviceOrdering/v4/serviceOrder?kind=request&limit=100',
  );
  const services = await reader.get<{ number: string; state: string }[]>(
    '/tmf-api/serviceInventory/v4/service?category=CFS&limit=100',
  );
  const fallout = await reader.get<{ id: string; error?: { message: string } }[]>('/turnup/v1/fallout');
  const billing = await reader.get<{ serviceId: string }[]>('/turnup/v1/billingEvent?limit=100');
  const touched = new Set(
    (
      await reader.get<{ devices?: { device: string }[] }[]>('/turnup/v1/configurationTransaction?limit=1000')
    ).flatMap((transaction) => transaction.devices?.map(({ device }) => device) ?? []),
  );
  const states = await deviceStates(fleet);
  return [
    holds('one order was given', orders.length === 1, `${orders.length}`),
    none(
      'every order finished',
      orders
        .filter((order) => order.state !== 'completed')
        .map(({ number, state }) => `${number} is ${state}`),
    ),
    none(
      'no task is in fallout',
      fallout.map((task) => task.error?.message ?? task.id),
    ),
    holds('one service came of it', services.length === 1, `${services.length}`),
    none(
      'every service is active',
      services
        .filter((service) => service.state !== 'active')
        .map(({ number, state }) => `${number} is ${state}`),
    ),
    holds('one billing event', billing.length === 1, `${billing.length}`),
    none(
      'no expectation of the story failed',
      last.lines.filter((line) => /FAILS|\bfails\b/.test(line)),
    ),
    ...(await soundLedger(url)),
    ...(await wholeDevices(url, fleet)),
    holds(
      'transactions name devices of the fleet',
      [...touched].every((name) => states.has(name)),
      `${touched.size}`,
    ),
  ];
}

import { randomBytes } from 'node:crypto';
import type { ServiceOrder } from '@turnup/contract';
import { Api, ApiFault } from '../lab/src/client/api.ts';
import { onLauncherLost } from '../lab/src/client/lifeline.ts';
import { Machine, MachineFault } from '../lab/src/client/machine.ts';
import { passwordOfRole } from '../lab/src/story/clients.ts';
import { textReporter } from '../lab/src/story/report.ts';
import { StoryFault } from '../lab/src/story/schema.ts';
import { buildConsole, consoleDist } from './start/console.ts';
import {
  accountsOf,
  conclude,
  type Demo,
  demoOf,
  prepare,
  summaryOf,
  temporaryFolder,
} from './start/demo.ts';
import { keepClock } from './start/keeper.ts';
import { Misuse, type Options, optionsOf } from './start/options.ts';
import { claimFolder } from './start/sole.ts';
import { showProgress, Terminal } from './start/terminal.ts';

/*
 * `npm start`: a system to look at, from nothing. Starts the fleet and the server, loads the demo operator, walks the
 * flagship order through the public API on the first start, and stays. Everything that it starts ends with it, however
 * it ends: children hold the ends of pipes.
 */
const terminal = new Terminal();
const endings: (() => Promise<unknown> | unknown)[] = [];
let leaving: Promise<never> | undefined;

/** Ends what was started, last first, and then this process. Asked twice it does so once. */
function leave(status: number): Promise<never> {
  leaving ??= (async () => {
    // Whatever hangs: the children end with us, and the database is safe at any instant.
    setTimeout(() => process.exit(status), 15_000).unref();
    for (const ending of endings.toReversed()) await Promise.resolve(ending()).catch(() => {});
    process.exit(status);
  })() as Promise<never>;
  return leaving;
}

function say(line: string): void {
  terminal.write(`${line}\n`);
}

function lost(part: string, how: string): void {
  if (leaving !== undefined) return;
  process.stderr.write(
    `turnup: the ${part} ${how}; stopping the rest. Start again: it recovers and goes on where it was.\n`,
  );
  void leave(1);
}

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  let stopStatus = options.once ? 130 : 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void leave(stopStatus));
  onLauncherLost(() => void leave(1));
  if (options.once) {
    const folder = await temporaryFolder();
    endings.push(() => folder.remove());
    stopStatus = 130;
    return walkOnce({ ...options, dataDir: folder.path });
  }
  const release = await claimFolder(options.dataDir);
  endings.push(release);
  return options.empty ? startEmpty(options) : startDemo(options);
}

/** The walk alone, on everything of its own. Status 0 only when its service is active. */
async function walkOnce(options: Options): Promise<void> {
  const demo = await demoOf(options.dataDir, options.set);
  const machine = machineFor(options, { simulatedFrom: demo.story.clock, ownDatabase: true });
  await Promise.all([machine.start('fleet'), machine.start('server')]);
  const active = await walk(demo, machine, options.dataDir);
  await leave(active ? 0 : 1);
}

async function startEmpty(options: Options): Promise<void> {
  const given = process.env['TURNUP_ADMIN_PASSWORD'];
  const password = given ?? randomBytes(12).toString('base64url');
  process.env['TURNUP_ADMIN_PASSWORD'] = password;
  const machine = machineFor(options, { ownDatabase: false, console: consoleDist });
  const { fresh } = await machine.start('server');
  await startConsoleBuild();
  say(`Turnup runs at ${machine.url}, on real time, with an empty catalogue.`);
  if (fresh === true && given === undefined)
    say(`First account: administrator / ${password} (told only this once)`);
  say('Load data with POST /turnup/v1/referenceData. Ctrl-C stops it.');
}

async function startDemo(options: Options): Promise<void> {
  const demo = await demoOf(options.dataDir, options.set);
  const machine = machineFor(options, {
    simulatedFrom: demo.story.clock,
    ownDatabase: false,
    console: consoleDist,
  });
  // The server first: a taken port or a database that does not answer is known before anything else begins.
  const { fresh } = await machine.start('server');
  await machine.start('fleet');
  await startConsoleBuild();
  const begun = demo.walk.memory !== undefined;
  if (fresh !== true && !begun) {
    say(`Turnup runs at ${machine.url}. Its database was filled by others: the demo is not loaded.`);
    return;
  }
  if (begun && Object.keys(options.set).length > 0 && fresh !== true)
    say('--set is for the first walk of a data folder; give another --data to walk with other values.');
  if (fresh === true || demo.walk.state === 'begun')
    await walk(fresh === true ? afresh(demo) : demo, machine, options.dataDir);
  else await comeBack(demo, machine, options.dataDir);
  say(`\nTurnup runs at ${machine.url}   (Ctrl-C stops it; data in ${options.dataDir})`);
  say('Sign in with one of these, account / password:');
  say(accountsOf(demo.story));
  const stopping = new AbortController();
  endings.push(() => stopping.abort());
  void keepClock(apiOf(machine, 'simulation'), apiOf(machine, 'readOnly'), stopping.signal);
}

/** A walk whose database is gone begins again. */
function afresh(demo: Demo): Demo {
  const { memory: _, ...walk } = demo.walk;
  return { ...demo, walk: { ...walk, state: 'begun' } };
}

/** Walks the story, or goes on with it; answers whether its service is active. */
async function walk(demo: Demo, machine: Machine, dataDir: string): Promise<boolean> {
  say(demo.walk.memory === undefined ? `${demo.story.title}` : 'Going on with the walk that was interrupted');
  const report = textReporter(terminal.write, { colours: terminal.isLive, happenings: true });
  const set = await prepare(demo, machine, report, dataDir);
  endings.push(() => set.close());
  const stopProgress = showProgress(terminal, apiOf(machine, 'readOnly'));
  endings.push(stopProgress);
  const result = await set.play().finally(stopProgress);
  if (leaving !== undefined) return leaving;
  terminal.write(summaryOf(result));
  await conclude(dataDir, result);
  const services = await apiOf(machine, 'readOnly').get<unknown[]>(
    '/tmf-api/serviceInventory/v4/service?category=CFS&state=active&limit=1',
  );
  const seconds = (result.elapsedMs / 1000).toFixed(1);
  const active = result.ended === undefined && services.length > 0;
  say(
    active
      ? `The service is active; the walk took ${seconds} s.`
      : `No service was activated; the walk took ${seconds} s.`,
  );
  return active;
}

/** A later start: the actors come back, and what is there is told. */
async function comeBack(demo: Demo, machine: Machine, dataDir: string): Promise<void> {
  const report = textReporter(terminal.write, { colours: terminal.isLive, happenings: true });
  const set = await prepare(demo, machine, report, dataDir);
  endings.push(() => set.close());
  const reader = apiOf(machine, 'readOnly');
  const orders = await reader.get<ServiceOrder[]>(
    '/tmf-api/serviceOrdering/v4/serviceOrder?kind=request&limit=1000',
  );
  const states = Map.groupBy(orders, (order) => order.state);
  const told = [...states].map(([state, own]) => `${own.length} ${state}`).join(', ') || 'none';
  const { now } = await reader.get<{ now: string }>('/turnup/v1/simulation/clock');
  say(`Here from before: orders ${told}; the clock stands at ${now.slice(0, 16).replace('T', ' ')}.`);
}

function machineFor(
  options: Options,
  own: { readonly simulatedFrom?: string; readonly ownDatabase: boolean; readonly console?: string },
): Machine {
  const machine = new Machine({ dataDir: options.dataDir, port: options.port, ...own }, lost);
  endings.push(() => machine.stop());
  return machine;
}

async function startConsoleBuild(): Promise<void> {
  const build = await buildConsole((why) => say(`The console could not be built: ${why}`));
  if (build !== undefined) endings.push(() => build.kill('SIGTERM'));
}

function apiOf(machine: Machine, account: string): Api {
  return new Api(machine.url, { account, password: passwordOfRole(account) });
}

try {
  await main();
} catch (error) {
  if (leaving === undefined) {
    const known = [Misuse, MachineFault, StoryFault, ApiFault].some((kind) => error instanceof kind);
    const line = error instanceof ApiFault ? error.line : (error as Error).message;
    process.stderr.write(`turnup: ${known ? line : (error as Error).stack}\n`);
  }
  await leave(1);
}

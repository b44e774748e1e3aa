import { type Company, startCast } from '../actors/cast.ts';
import { type Api, ApiFault } from '../client/api.ts';
import { type Listener, openListener } from '../client/listener.ts';
import type { Machine } from '../client/machine.ts';
import { NetconfClient } from '../netconf/client.ts';
import { Clients } from './clients.ts';
import { met, runClock } from './clock.ts';
import { figureOf, judged, reasons } from './expect.ts';
import { type LoadedSet, loadDataSets } from './load.ts';
import { inParallel } from './parallel.ts';
import { read } from './pointer.ts';
import type { Reporter, Result, Verdict } from './report.ts';
import { type Story, type StoryActor, StoryFault, type StoryFigure, type StoryStep } from './schema.ts';
import { substitute, type Values } from './values.ts';
import { buildWorld, type Login, recordsOf } from './world.ts';

/** What outlives the process that runs a story, so that the next one can go on. */
export type Memory = {
  /** Port on which the actors listened. */
  readonly listenerPort?: number;
  readonly subscriptions: readonly { readonly account: string; readonly id: string }[];
  /** The operator's data are in. */
  readonly loaded: boolean;
};

/** Everything that a story runs on. */
export type RunOptions = {
  readonly story: Story;
  /** Folder of the story's file, from which its data files are found. */
  readonly folder: string;
  readonly values: Values;
  readonly changed: ReadonlySet<string>;
  readonly url: () => string;
  /** The programs, where they are ours to kill and start. */
  readonly machine?: Machine;
  readonly report: Reporter;
  readonly memory?: Memory;
  readonly remember?: (memory: Memory) => Promise<void>;
};

/** A story that was set up: its operator is there and its actors are on stage. */
export type Set = {
  readonly clients: Clients;
  play(): Promise<Result>;
  close(): Promise<void>;
};

/** Loads the data, builds the devices, makes the accounts and starts the actors. */
export async function setUp(options: RunOptions): Promise<Set> {
  const { story, folder, values, report } = options;
  const started = performance.now();
  const actors = substitute(story.actors, values);
  const clients = new Clients(options.url, actors, () => options.machine?.fleet);
  const memory: Memory = options.memory ?? { subscriptions: [], loaded: false };
  const sets = await loadDataSets(story, folder, values);
  const logins = memory.loaded ? new Map<string, Login>() : await prepare(options, clients, actors, sets);
  const listener = await openListener({
    ...(memory.listenerPort === undefined ? {} : { port: memory.listenerPort }),
    onFailure: (path, error) =>
      report.note(`${path}: ${error instanceof ApiFault ? error.line : (error as Error).message}`),
  });
  let known: Memory = { listenerPort: listener.port, subscriptions: [], loaded: true };
  const remember = async (subscription: Memory['subscriptions'][number]): Promise<void> => {
    known = { ...known, subscriptions: [...known.subscriptions, subscription] };
    await options.remember?.(known);
  };
  await options.remember?.(known);
  await startCast(companyOf(options, clients, listener, sets, memory, remember), rolesOf(actors));
  const player = new Player(options, clients, listener, logins, started);
  return { clients, play: () => player.play(), close: () => listener.close() };
}

async function prepare(
  { story, machine, report }: RunOptions,
  clients: Clients,
  actors: readonly StoryActor[],
  sets: readonly LoadedSet[],
): Promise<ReadonlyMap<string, Login>> {
  const administrator = clients.of('administrator');
  for (const { tenant, name } of story.tenants ?? []) await clients.makeTenant(tenant, name);
  for (const { tenant, kind, records } of sets) {
    const loader = tenant === undefined ? administrator : clients.of(`${tenant}/administrator`);
    await loader.call('POST', '/turnup/v1/referenceData', { kind, records });
  }
  for (const actor of actors) await clients.makeAccount(actor);
  const fleet = story.fleet === true ? machine?.fleet : undefined;
  if (story.fleet === true && fleet === undefined)
    throw new StoryFault(`${story.name} needs a fleet of devices of its own`);
  const count = sets.reduce((sum, set) => sum + set.records.length, 0);
  report.note(`${count} records of ${new Set(sets.map((set) => set.kind)).size} kinds loaded`);
  return fleet === undefined ? new Map() : buildWorld(fleet, administrator, sets);
}

function rolesOf(actors: readonly StoryActor[]) {
  return actors.flatMap(({ plays, name: _, roles: __, party: ___, late, ...rest }) =>
    plays === undefined ? [] : [{ ...rest, plays, ...(late === undefined ? {} : { late: late as number }) }],
  );
}

function companyOf(
  options: RunOptions,
  clients: Clients,
  listener: Listener,
  sets: readonly LoadedSet[],
  memory: Memory,
  remember: Company['remember'],
): Company {
  const byCode = <Row extends { readonly code: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
    new Map(rows.map((row) => [row.code, row]));
  return {
    apiOf: (account) => clients.of(account),
    serverUrl: options.url,
    listener,
    fleet: options.machine?.fleet,
    calendars: byCode(recordsOf(sets, 'calendar')),
    partners: byCode(recordsOf(sets, 'partner')),
    offers: byCode(recordsOf(sets, 'partnerOffer')),
    remember,
    orphans: memory.subscriptions,
  };
}

/** Plays the steps one after the other and judges what is expected. */
class Player {
  readonly #options: RunOptions;
  readonly #clients: Clients;
  readonly #listener: Listener;
  readonly #logins: ReadonlyMap<string, Login>;
  readonly #started: number;
  readonly #verdicts: Verdict[] = [];
  #values: Record<string, unknown>;

  constructor(
    options: RunOptions,
    clients: Clients,
    listener: Listener,
    logins: ReadonlyMap<string, Login>,
    started: number,
  ) {
    this.#options = options;
    this.#clients = clients;
    this.#listener = listener;
    this.#logins = logins;
    this.#started = started;
    this.#values = { ...options.values };
  }

  async play(): Promise<Result> {
    const { story, report, values } = this.#options;
    let ended: readonly string[] | undefined;
    for (const step of story.steps) {
      if (!this.#applies(step)) continue;
      ended = await this.#attempt(step);
      if (ended !== undefined) break;
    }
    if (ended !== undefined) {
      report.refused(ended);
      this.#countUnreached();
    }
    const failing = this.#verdicts.some((verdict) => verdict.outcome === 'fails');
    return {
      name: story.name,
      title: story.title,
      parameters: values,
      held: ended === undefined && !failing && this.#verdicts.some((verdict) => verdict.outcome === 'holds'),
      ...(ended === undefined ? {} : { ended }),
      verdicts: this.#verdicts,
      elapsedMs: Math.round(performance.now() - this.#started),
    };
  }

  #applies(step: StoryStep): boolean {
    return Object.entries(step.when ?? {}).every(([name, value]) => this.#values[name] === value);
  }

  /** Expectations of steps that were never reached fail: a story that ends early has not been told. */
  #countUnreached(): void {
    const seen = new Set(this.#verdicts.map((verdict) => verdict.that));
    for (const step of this.#options.story.steps)
      for (const { that } of [...(step.expect ?? []), ...('answers' in step ? step.answers : [])])
        if (!seen.has(that))
          this.#verdicts.push({ that, expected: 'asked', actual: 'never reached', outcome: 'fails' });
  }

  async #attempt(step: StoryStep): Promise<readonly string[] | undefined> {
    try {
      if (step.stage !== undefined) this.#options.report.stage(String(substitute(step.stage, this.#values)));
      const ended = await this.#act(step);
      if (ended !== undefined) return ended;
      for (const figure of step.figures ?? []) await this.#show(figure);
      for (const expectation of step.expect ?? [])
        this.#judge(await judged(this.#clients, expectation, this.#values, this.#options.changed));
      return undefined;
    } catch (error) {
      if (error instanceof ApiFault) return [error.line];
      if (error instanceof StoryFault || error instanceof Error) return [error.message];
      throw error;
    }
  }

  #judge(verdict: Verdict): void {
    this.#verdicts.push(verdict);
    this.#options.report.verdict(verdict);
  }

  async #show(figure: StoryFigure): Promise<void> {
    const { label, value } = await figureOf(this.#clients, figure, this.#values);
    this.#options.report.figure(label, value);
  }

  async #act(step: StoryStep): Promise<readonly string[] | undefined> {
    if ('do' in step) return this.#request(step);
    if ('parallel' in step) {
      for (const verdict of await inParallel(this.#clients, step, this.#values)) this.#judge(verdict);
      return undefined;
    }
    if ('runTo' in step || 'runUntil' in step)
      return runClock(
        {
          clients: this.#clients,
          listener: this.#listener,
          report: this.#options.report,
          url: this.#options.url(),
        },
        step,
        this.#values,
      );
    if ('require' in step) {
      if (await met(this.#clients, substitute(step.require, this.#values))) return undefined;
      return reasons(this.#clients, step.otherwise, this.#values);
    }
    if ('fleet' in step) {
      const { method, path, body } = substitute(step.fleet, this.#values);
      const fleet = this.#options.machine?.fleet;
      if (fleet === undefined) throw new StoryFault('there is no fleet of ours here');
      this.#capture(step.capture, await fleet.call(method, path, body), `${method} ${path}`);
    } else if ('device' in step)
      await this.#edit(substitute(step.device, this.#values), substitute(step.edit, this.#values));
    else if ('kill' in step) await this.#machine().kill(step.kill);
    else if ('start' in step) await this.#machine().start(step.start);
    return undefined;
  }

  #machine(): Machine {
    const { machine } = this.#options;
    if (machine === undefined) throw new StoryFault('the system was not started by this story');
    return machine;
  }

  async #request(step: Extract<StoryStep, { do: unknown }>): Promise<readonly string[] | undefined> {
    const { as, do: request } = substitute({ as: step.as, do: step.do }, this.#values);
    const { status, code, capture } = step;
    const api: Api = this.#clients.of(as);
    const answer = await api.send(request.method, request.path, request.body);
    const asExpected = status === undefined ? answer.status < 300 : answer.status === status;
    const body = answer.body as { code?: string; message?: string } | undefined;
    if (!asExpected || (code !== undefined && body?.code !== code)) {
      if (answer.status >= 300)
        return [new ApiFault(answer.status, body as never, `${request.method} ${request.path}`).line];
      return [`${request.method} ${request.path} was answered ${answer.status}, not ${status}`];
    }
    this.#capture(capture, answer.body, `${request.method} ${request.path}`);
    return undefined;
  }

  /** Gives names to places of an answer. */
  #capture(wanted: Readonly<Record<string, string>> | undefined, answer: unknown, what: string): void {
    const captured = Object.entries(wanted ?? {}).map(([name, pointer]) => {
      const value = read(answer, pointer);
      if (value === undefined) throw new StoryFault(`the answer to ${what} has no ${pointer}`);
      return [name, value] as const;
    });
    this.#values = { ...this.#values, ...Object.fromEntries(captured) };
  }

  /** Changes a device's running configuration past the system, as somebody with its password would. */
  async #edit(device: string, edit: string): Promise<void> {
    const login = this.#logins.get(device);
    if (login === undefined) throw new StoryFault(`nobody here has a login of the device ${device}`);
    const session = await NetconfClient.connect(login);
    try {
      await session.edit(edit);
      await session.commit();
    } finally {
      await session.close();
    }
  }
}

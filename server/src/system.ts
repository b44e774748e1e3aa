import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { deliverQueued, type Ears, openEars, recoverTransactions } from './activation/index.ts';
import { type Application, addLiveStream, permissionsOf, routesOf } from './api/index.ts';
import { exchangePorts } from './exchangePorts.ts';
import {
  driftWatchS,
  endPassedOutages,
  followOrderMonitors,
  followQueues,
  followReversals,
  lookForDrift,
  reconcileInventory,
  releasePrerequisites,
  replanRestorations,
  watchDrift,
} from './ordering/index.ts';
import { timeOutDue } from './partner/index.ts';
import { type Engine, startEngine } from './plan/index.ts';
import { accountOfToken, tenantsOf } from './platform/access/index.ts';
import { type DomainClock, type DueSource, runDomainClock } from './platform/clock/index.ts';
import type { Context } from './platform/context.ts';
import type { Database } from './platform/database.ts';
import { type Dispatcher, startDispatcher } from './platform/events/index.ts';
import { createHttpServer } from './platform/http/index.ts';
import { monotonicUs } from './platform/ids.ts';
import { type Metrics, openMetrics } from './platform/metrics.ts';
import { escalateDue } from './provisioning/index.ts';
import { timeOutResources } from './resourcing/index.ts';
import { composeRooms, type Rooms } from './rooms.ts';
import { watcherOf } from './surveillancePorts.ts';
import type { SystemOptions } from './systemOptions.ts';
import { TrunkListeners } from './trunkListeners.ts';

/** A running system: its HTTP server (not yet listening) and how to stop it. */
export type System = { readonly server: FastifyInstance; readonly rooms: Rooms; stop(): Promise<void> };

const recoveryEveryMs = 1_000;
const reconcileEveryMs = 5_000;
const watchEveryMs = 250;

/** Starts everything that a node does: the routes, the plan engine, the clock, the notifications, the recovery. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { database, log } = options;
  const rooms = composeRooms(options);
  const works = options.role !== 'api';
  const engine = works ? await engineOf(options, rooms) : undefined;
  const onError = (what: string) => (error: unknown) =>
    log.error({ err: error }, `${what} failed; it goes on`);
  const dispatcher = works
    ? startDispatcher({ database, policy: options.callbackPolicy, onError: onError('notifying') })
    : undefined;
  const recovery = works
    ? regularly(
        () => recoverTransactions(rooms.activation),
        recoveryEveryMs,
        onError('recovery of transactions'),
      )
    : undefined;
  const reconciliation = works
    ? regularly(reconcilerOf(options, rooms), reconcileEveryMs, onError('reconciliation of the inventory'))
    : undefined;
  const queues = works
    ? regularly(
        async () => {
          await deliverQueued(rooms.activation);
          const moved = (await followQueues(rooms.delivery)) + (await followReversals(rooms.delivery));
          if (moved > 0) engine?.wake();
          await followOrderMonitors(database);
          await endPassedOutages(rooms.delivery);
        },
        recoveryEveryMs,
        onError('following devices that did not answer, monitors and outages'),
      )
    : undefined;
  const listeners = new TrunkListeners(rooms.activation, () => surveillance?.wake());
  const watch = watcherOf(database, rooms.activation, rooms.delivery, listeners);
  const surveillance = works
    ? regularly(
        async () => {
          if (await watch()) engine?.wake();
        },
        watchEveryMs,
        onError('surveillance of the network'),
      )
    : undefined;
  const ears = openEars(rooms.activation);
  const drift = works
    ? regularly(driftWatcher(options, rooms, ears), recoveryEveryMs, onError('looking for drift'))
    : undefined;
  const listening = works
    ? regularly(listener(options, rooms, ears), recoveryEveryMs, onError('listening to devices'))
    : undefined;
  const clock = runDomainClock({
    database,
    sources: works ? dueSources(database, rooms, engine) : [],
    onError: onError('the domain clock'),
  });
  const server = httpOf(options, rooms, clock, () => engine?.wake());
  return {
    server,
    rooms,
    async stop() {
      await server.close();
      await clock.stop();
      listeners.stop();
      await stopWorkers(engine, dispatcher, recovery, reconciliation, queues, surveillance, drift, listening);
      await ears.close();
      await rooms.close();
    },
  };
}

async function stopWorkers(
  engine: Engine | undefined,
  dispatcher: Dispatcher | undefined,
  ...repeated: readonly ({ stop(): Promise<void> } | undefined)[]
): Promise<void> {
  await engine?.stop();
  await dispatcher?.stop();
  for (const one of repeated) await one?.stop();
}

function engineOf(options: SystemOptions, rooms: Rooms): Promise<Engine> {
  return startEngine({
    database: options.database,
    handlers: options.instrument === undefined ? rooms.handlers : rooms.handlers.map(options.instrument),
    hooks: rooms.hooks,
    node: options.node,
    random: (bytes) => randomBytes(bytes),
    clock: Date.now,
    log: options.log,
    leaseUrl: options.databaseUrl,
  });
}

/** Everything with due instants of the domain clock. What it does may make work, so the engine is woken. */
function dueSources(database: Database, rooms: Rooms, engine: Engine | undefined): DueSource[] {
  const waking = (name: string, run: () => Promise<number>): DueSource => ({
    name,
    async run() {
      const done = await run();
      if (done > 0) engine?.wake();
      return done;
    },
  });
  return [
    { name: 'tasks', run: async () => (await engine?.runDue()) ?? 0 },
    waking('reservations', () =>
      database.transaction(async (tx) => {
        const { facts, aged } = await rooms.delivery.parameters.expireDue(tx, 10_000);
        return facts.length + aged;
      }),
    ),
    waking('prerequisites', () => releasePrerequisites(rooms.delivery, database)),
    waking('restorations', () => replanRestorations(rooms.delivery, database)),
    waking('partner queries', () => database.transaction((tx) => timeOutDue(rooms.delivery.partners, tx))),
    waking('resource queries', () => database.transaction((tx) => timeOutResources(rooms.resourcing, tx))),
    waking('escalations', () => database.transaction((tx) => escalateDue(rooms.delivery.provisioning, tx))),
  ];
}

/** Compares devices with records: all of them at the start, then what has changed since. */
function reconcilerOf({ database }: SystemOptions, rooms: Rooms): () => Promise<void> {
  let since = '1970-01-01T00:00:00.000Z';
  return async () => {
    since = (await reconcileInventory(rooms.delivery, database, since)).upTo;
  };
}

/** Looks for drift of every tenant as often as its policy says, and at once on devices that told of a change. */
function driftWatcher({ database }: SystemOptions, { delivery }: Rooms, ears: Ears): () => Promise<void> {
  const last = new Map<string, number>();
  return async () => {
    for (const tenant of await tenantsOf(database.sql)) {
      const everyS = await driftWatchS(delivery, tenant);
      if (everyS === null) continue;
      const nowUs = monotonicUs();
      if (nowUs - (last.get(tenant) ?? -Infinity) >= everyS * 1_000_000) {
        last.set(tenant, nowUs);
        await watchDrift(delivery, tenant);
      }
      // Most changes are our own, and a device is at rest again when they have ended.
      for (const device of ears.heard(tenant))
        if ((await lookForDrift(delivery, tenant, device)) === 'passedOver') ears.again(tenant, device);
    }
  };
}

/** Listens to the devices of tenants that have drift looked for. */
function listener({ database }: SystemOptions, { delivery }: Rooms, ears: Ears): () => Promise<void> {
  return async () => {
    for (const tenant of await tenantsOf(database.sql))
      await ((await driftWatchS(delivery, tenant)) === null ? ears.drop(tenant) : ears.keep(tenant));
  };
}

/** Does something again and again, with a rest between, which `wake` ends; a failure is told and it goes on. */
function regularly(
  work: () => Promise<unknown>,
  everyMs: number,
  onError: (error: unknown) => void,
): { stop(): Promise<void>; wake(): void } {
  let stopped = false;
  let atWork = false;
  let woken = false;
  let running: Promise<unknown> = Promise.resolve();
  const run = (): void => {
    atWork = true;
    woken = false;
    running = work()
      .catch(onError)
      .finally(() => {
        atWork = false;
        if (!stopped) timer = setTimeout(run, woken ? 0 : everyMs);
      });
  };
  let timer = setTimeout(run, 0);
  return {
    wake() {
      woken = true;
      if (stopped || atWork) return;
      clearTimeout(timer);
      timer = setTimeout(run, 0);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

function httpOf(options: SystemOptions, rooms: Rooms, clock: DomainClock, wake: () => void): FastifyInstance {
  const { database, log, defaultTenant, callbackPolicy } = options;
  const metrics = metricsOf(options.node, clock);
  const application: Application = {
    database,
    defaultTenant,
    callbackPolicy,
    clock,
    loaders: rooms.loaders,
    delivery: rooms.delivery,
    exchange: exchangePorts(rooms.delivery),
    plans: rooms.delivery.plans,
    partner: rooms.delivery.partners,
    resourcing: rooms.resourcing,
    provisioning: rooms.delivery.provisioning,
    activation: rooms.activation,
    metrics,
    wake,
  };
  const authenticate = (token: string, trace: string): Promise<Context | undefined> =>
    contextOf(database, token, trace);
  const server = createHttpServer({
    routes: routesOf(application),
    authenticate,
    onError: (error, trace) => log.error({ err: error, trace }, 'a request failed'),
    onRequest: (route, method, status, durationMs) => {
      metrics.request(route, method, status, durationMs);
      log.debug({ route, method, status, durationMs }, 'request');
    },
  });
  addLiveStream(server, database, authenticate);
  return server;
}

/** What is worth watching of the whole system, besides the requests of this node. */
function metricsOf(node: string, clock: DomainClock): Metrics {
  const metrics = openMetrics(node);
  metrics.gauge(
    'turnup_quiescent',
    '1 when nothing is runnable and every notification has arrived',
    async () => ((await clock.read()).quiescent ? 1 : 0),
  );
  return metrics;
}

async function contextOf(database: Database, token: string, trace: string): Promise<Context | undefined> {
  const account = await accountOfToken(database.sql, token);
  if (account === undefined) return undefined;
  const { tenant, name, roles, party } = account;
  return {
    tenant,
    account: account.account,
    name,
    roles,
    permissions: permissionsOf(roles),
    trace,
    ...(party === null ? {} : { party }),
  };
}

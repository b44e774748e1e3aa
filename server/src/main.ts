import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { firstAccounts } from './firstAccounts.ts';
import { simulateFresh } from './platform/clock/index.ts';
import { type Config, readConfig } from './platform/config.ts';
import { openDatabase, ping } from './platform/database.ts';
import { onLifelineLost } from './platform/lifeline.ts';
import { type Log, openLog } from './platform/log.ts';
import { migrate } from './platform/migrate.ts';
import { type EmbeddedPostgres, startPostgres } from './platform/postgres/index.ts';
import { sealKey } from './platform/sealKey.ts';
import { StartupError } from './platform/startup-error.ts';
import { serveConsole } from './platform/staticFiles.ts';
import { type System, startSystem } from './system.ts';

/*
 * The server. On standard output it says one JSON line when it is ready: {"ready": true, "url": …, "adopted": …,
 * "fresh": …}. Everything else goes to standard error as JSON lines. It stops on SIGTERM, SIGINT, and when the pipe of
 * its supervisor closes (TURNUP_LIFELINE_FD); stopping twice is stopping once.
 */
const root = join(import.meta.dirname, '../..');

async function main(): Promise<void> {
  const config = readConfig(process.argv.slice(2), process.env, root);
  const log = openLog(config.logLevel);
  const postgres =
    config.databaseUrl === undefined
      ? await startPostgres({ dataDir: join(config.dataDir, 'postgres') })
      : undefined;
  const running = { postgres, system: undefined as System | undefined };
  const stop = stopper(running, log);
  process.on('SIGTERM', stop).on('SIGINT', stop).on('SIGHUP', stop);
  onLifelineLost(stop);
  void postgres?.lost.then((reason) => {
    log.error({ reason }, 'the database ended');
    void stop();
  });
  await serve(config, log, running);
}

async function serve(
  config: Config,
  log: Log,
  running: { postgres: EmbeddedPostgres | undefined; system: System | undefined },
): Promise<void> {
  const databaseUrl = config.databaseUrl ?? running.postgres?.url ?? '';
  const database = openDatabase({
    url: databaseUrl,
    connections: 16,
    onIdleError: (err) => log.warn({ err }, 'an idle connection broke'),
  });
  await reachable(() => ping(database), databaseUrl);
  await migrate(database, { directory: join(root, 'server/migrations') });
  if (config.simulatedFrom !== undefined) await simulateFresh(database, config.simulatedFrom);
  const loopback = ['127.0.0.1', '::1', 'localhost'].includes(config.host);
  const fresh = await firstAccounts(database, {
    tenant: config.defaultTenant,
    demo: loopback && config.simulatedFrom !== undefined,
    ...(config.administratorPassword === undefined
      ? {}
      : { administratorPassword: config.administratorPassword }),
  });
  const system = await startSystem({
    database,
    databaseUrl,
    sealKey: sealKey(join(config.dataDir, 'seal.key'), process.env['TURNUP_SEAL_KEY']),
    defaultTenant: config.defaultTenant,
    callbackPolicy: {
      allowLoopback: config.simulatedFrom !== undefined,
      allowPrivate: config.allowPrivateCallbacks,
    },
    role: config.role,
    node: config.node,
    log,
  });
  running.system = { ...system, stop: () => system.stop().then(() => database.close()) };
  if (config.console !== undefined) await serveConsole(system.server, config.console);
  const url = await listening(system, config);
  process.stdout.write(
    `${JSON.stringify({ ready: true, url, adopted: running.postgres?.adopted ?? false, fresh })}\n`,
  );
}

async function listening(system: System, config: Config): Promise<string> {
  try {
    return await system.server.listen({ host: config.host, port: config.port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new StartupError(
        `port ${config.port} on ${config.host} is taken by another program: stop it, or choose another with --port`,
      );
    }
    throw error;
  }
}

/** Waits a little for a database that is still starting; then says in one line that it does not answer. */
async function reachable(probe: () => Promise<unknown>, url: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await probe();
      return;
    } catch (error) {
      if (attempt >= 5)
        throw new StartupError(
          `the database at ${url.replace(/\/\/[^@]*@/, '//')} does not answer: ${(error as Error).message || String((error as { code?: string }).code)}`,
        );
      await pause(500);
    }
  }
}

function stopper(
  running: { readonly postgres: EmbeddedPostgres | undefined; readonly system: System | undefined },
  log: Log,
): () => Promise<void> {
  let stopping = false;
  return async () => {
    if (stopping) return;
    stopping = true;
    // Whatever hangs must not keep the process: the database is safe at any instant.
    setTimeout(() => process.exit(1), 10_000).unref();
    await running.system?.stop().catch((err: unknown) => log.error({ err }, 'stopping'));
    await running.postgres?.stop().catch((err: unknown) => log.error({ err }, 'stopping the database'));
    process.exit(process.exitCode ?? 0);
  };
}

try {
  await main();
} catch (error) {
  process.stderr.write(
    error instanceof StartupError ? `turnup: ${error.message}\n` : `turnup: ${(error as Error).stack}\n`,
  );
  // The embedded database ends with this process: its watchdog reads the end of our pipe.
  process.exit(1);
}

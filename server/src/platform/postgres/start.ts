import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { StartupError } from '../startup-error.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { type Cluster, clusterAt, ensureCluster, readPassword, roleName } from './cluster.ts';
import { type LogMark, markLog, openLog } from './log-file.ts';
import { type PostmasterFile, readPostmasterFile } from './postmaster-file.ts';
import { commandLine, ended, incarnation, isAlive, pause } from './processes.ts';
import { chooseRunAs, type RunAs } from './run-as.ts';
import { guard, runWatched } from './watchdog.ts';

/** How to start the embedded server. */
export type PostgresOptions = {
  /** The folder that holds the cluster, its password and its log; made when missing. */
  readonly dataDir: string;
  /** TCP port on 127.0.0.1; 0 or nothing: a free one. */
  readonly port?: number;
  /** `none` loses data in a crash of the machine and is for tests only. */
  readonly durability?: 'full' | 'none';
  /** Hears each step worth telling, one line each. */
  readonly log?: (line: string) => void;
};

/** A PostgreSQL server that lives as long as its supervisor. */
export type EmbeddedPostgres = {
  /** Connects its superuser to the database `turnup`. Holds the password: not for logs. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Whether the server was already running. */
  readonly adopted: boolean;
  /** Resolves with the reason when the server ends without {@link stop}. */
  readonly lost: Promise<string>;
  /** Fast shutdown; resolves when the server has ended. Leaves a server alone that another process supervises. */
  stop(): Promise<void>;
};

type Setup = {
  readonly cluster: Cluster;
  readonly binaries: Binaries;
  readonly runAs: RunAs;
  readonly options: PostgresOptions;
  readonly password: string;
};

type Running = {
  readonly file: PostmasterFile;
  readonly adopted: boolean;
  readonly lost: Promise<string>;
  stop(): Promise<void>;
};

const patienceMs = 60_000;

/**
 * Starts the embedded PostgreSQL on a folder, or adopts the server that already runs on it. The server stops when
 * this process ends, however it ends. Whatever keeps it from starting is a {@link StartupError} of one line.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const folder = openFolder(options.dataDir);
  const cluster = clusterAt(folder);
  const binaries = findBinaries(join(folder, 'lib'));
  const runAs = chooseRunAs(binaries.postgres, folder, cluster.data);
  await ensureCluster(cluster, { binaries, runAs, durable: options.durability !== 'none' });
  const setup: Setup = { cluster, binaries, runAs, options, password: readPassword(cluster) };
  const running = await adoptOrLaunch(setup);
  await ensureDatabase(urlOf(setup, running.file.port, 'postgres'));
  return {
    url: urlOf(setup, running.file.port, roleName),
    port: running.file.port,
    pid: running.file.pid,
    adopted: running.adopted,
    lost: running.lost,
    stop: running.stop,
  };
}

function openFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.W_OK | constants.X_OK);
    return realpathSync(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    if (code === 'ENOSPC') throw new StartupError(`the disk of ${path} is full`, { cause });
    throw new StartupError(`cannot write in the data folder ${path} (${code})`, { cause });
  }
}

async function adoptOrLaunch(setup: Setup): Promise<Running> {
  const deadline = performance.now() + patienceMs;
  let orphanSeen = false;
  for (let collisions = 0; performance.now() < deadline; ) {
    const found = await inspect(setup);
    if (found === 'busy') {
      await pause(50);
    } else if (found === 'none') {
      const outcome = await launch(setup);
      if (typeof outcome === 'object') return outcome;
      if (outcome === 'portTaken') requireRetry(setup, ++collisions);
      await pause(50);
    } else if (isSupervised(setup.cluster)) {
      setup.options.log?.(`PostgreSQL is already running on port ${found.port}: using it`);
      return { file: found, adopted: true, lost: watchPid(found.pid), stop: async () => {} };
    } else if (orphanSeen) {
      return adopt(setup, found);
    } else {
      // Its supervisor has just died and its watchdog may be about to stop it: look again before building on it.
      orphanSeen = true;
      await pause(500);
    }
  }
  throw new StartupError(
    `a PostgreSQL server on ${setup.cluster.folder} neither answers nor ends; see ${setup.cluster.logFile}`,
  );
}

/** What is on the cluster: nothing, a server between states, or one that answers to our password. */
async function inspect(setup: Setup): Promise<'none' | 'busy' | PostmasterFile> {
  const file = readPostmasterFile(setup.cluster.postmasterFile);
  if (file === undefined || !isAlive(file.pid)) return 'none';
  const words = commandLine(file.pid);
  if (words !== undefined && !words.includes(setup.cluster.data)) {
    // The number was given to another program since. PostgreSQL itself would take that one for a server.
    rmSync(setup.cluster.postmasterFile, { force: true });
    return 'none';
  }
  if (file.status !== 'ready') return 'busy';
  return (await answers(setup, file.port)) ? file : 'busy';
}

async function answers(setup: Setup, port: number): Promise<boolean> {
  const client = new pg.Client({
    connectionString: urlOf(setup, port, 'postgres'),
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return rows[0]?.data_directory === setup.cluster.data;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function launch(setup: Setup): Promise<Running | 'busy' | 'portTaken'> {
  const { cluster, options } = setup;
  const port = options.port || (await freePort());
  const mark = markLog(cluster.logFile);
  const output = openLog(cluster.logFile);
  const watched = runWatched(
    [setup.binaries.postgres, '-D', cluster.data, ...settings(port, options.durability)],
    {
      ...setup,
      signal: 'INT',
      output,
    },
  );
  closeSync(output);
  let exited = false;
  let stopping = false;
  watched.exit.then(
    () => {
      exited = true;
    },
    () => {
      exited = true;
    },
  );
  const pid = await watched.pid.catch(() => 0);
  for (;;) {
    const file = readPostmasterFile(cluster.postmasterFile);
    if (file?.pid === pid && file.status === 'ready') {
      takeOwnership(cluster);
      watched.loosen();
      const lost = new Promise<string>((resolve) => {
        watched.exit.finally(() => stopping || resolve(`PostgreSQL ended by itself; see ${cluster.logFile}`));
      });
      let stopped: Promise<void> | undefined;
      const stop = (): Promise<void> => {
        stopping = true;
        stopped ??= end(pid, () => watched.release());
        return stopped;
      };
      return { file, adopted: false, lost, stop };
    }
    if (exited) return classify(mark, cluster);
    await pause(15);
  }
}

/** Why a launch ended at once: worth another try, or a fault for people. */
function classify(mark: LogMark, cluster: Cluster): 'busy' | 'portTaken' {
  const log = mark.since();
  if (/could not bind IPv4 address .*Address already in use/.test(log)) return 'portTaken';
  if (/lock file "postmaster.pid" already exists|pre-existing shared memory block/.test(log)) return 'busy';
  throw mark.fault('cannot start the database', cluster.folder);
}

function requireRetry(setup: Setup, collisions: number): void {
  const { port } = setup.options;
  if (port) throw new StartupError(`port ${port} is taken: the database cannot listen on 127.0.0.1:${port}`);
  if (collisions > 5) throw new StartupError('found no free port for the database on 127.0.0.1');
}

/** Takes over a server whose supervisor and watchdog are both gone. */
function adopt(setup: Setup, file: PostmasterFile): Running {
  takeOwnership(setup.cluster);
  const hold = guard(file.pid);
  setup.options.log?.(`took over PostgreSQL on port ${file.port} from a run that was killed`);
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= end(file.pid, () => hold.release());
    return stopped;
  };
  return { file, adopted: true, lost: watchPid(file.pid), stop };
}

async function end(pid: number, release: () => void): Promise<void> {
  release();
  if (await ended(pid, 20_000)) return;
  // SIGQUIT is PostgreSQL's immediate shutdown: safe, at the price of a recovery at the next start.
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    process.kill(pid, signal);
    if (await ended(pid, 5_000)) return;
  }
}

function watchPid(pid: number): Promise<string> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (isAlive(pid)) return;
      clearInterval(timer);
      resolve('the PostgreSQL server that was adopted has ended');
    }, 500);
    timer.unref();
  });
}

function takeOwnership(cluster: Cluster): void {
  writeFileSync(cluster.ownerFile, `${process.pid} ${incarnation(process.pid) ?? ''}\n`, { mode: 0o600 });
}

/** Whether the process that started the server lives on, and is not us. */
function isSupervised(cluster: Cluster): boolean {
  try {
    const [pid = '', start = ''] = readFileSync(cluster.ownerFile, 'utf8').trim().split(/ (.*)/);
    return isAlive(Number(pid)) && incarnation(Number(pid)) === start;
  } catch {
    return false;
  }
}

function settings(port: number, durability: PostgresOptions['durability']): string[] {
  const values: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '128MB',
    // Statements are prepared early, on small tables: statistics must follow when they grow.
    autovacuum_naptime: '10s',
    TimeZone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    // Short transactions over few rows: compiling a statement costs more than running it.
    jit: 'off',
    ...(durability === 'none'
      ? {
          fsync: 'off',
          synchronous_commit: 'off',
          full_page_writes: 'off',
          wal_level: 'minimal',
          max_wal_senders: 0,
        }
      : {}),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function urlOf(setup: Pick<Setup, 'password'>, port: number, database: string): string {
  return `postgres://${roleName}:${encodeURIComponent(setup.password)}@127.0.0.1:${port}/${database}`;
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    const found = await client.query('select from pg_database where datname = $1', [roleName]);
    if (found.rowCount === 0) await client.query(`create database ${roleName}`);
  } catch (error) {
    // Two processes on one new cluster: the other was first.
    if (!(error instanceof pg.DatabaseError && (error.code === '42P04' || error.code === '23505')))
      throw error;
  } finally {
    await client.end();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

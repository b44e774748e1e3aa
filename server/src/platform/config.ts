import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { StartupError } from './startup-error.ts';

/** How a node is run: from a file, then the environment, then the command line; the last word counts. */
export type Config = {
  /** Absent: an embedded PostgreSQL below the data folder. */
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly role: 'api' | 'worker' | 'all';
  readonly node: string;
  /** Where the clock of a fresh, simulated system begins; absent on real time. */
  readonly simulatedFrom?: string;
  readonly defaultTenant: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly allowPrivateCallbacks: boolean;
  /** Password of the first administrator of an empty database; absent: the built-in demo accounts, loopback only. */
  readonly administratorPassword?: string;
  /** Folder with the built console; absent: no console. */
  readonly console?: string;
};

const names = {
  database: 'TURNUP_DATABASE_URL',
  data: 'TURNUP_DATA_DIR',
  host: 'TURNUP_HOST',
  port: 'TURNUP_PORT',
  role: 'TURNUP_ROLE',
  node: 'TURNUP_NODE',
  simulated: 'TURNUP_SIMULATED',
  tenant: 'TURNUP_TENANT',
  log: 'TURNUP_LOG',
  'private-callbacks': 'TURNUP_PRIVATE_CALLBACKS',
  console: 'TURNUP_CONSOLE',
} as const;

type Setting = keyof typeof names;

/** Reads the configuration and tells every mistake at once. `root` is the folder of the project. */
export function readConfig(argv: readonly string[], environment: NodeJS.ProcessEnv, root: string): Config {
  const flags = flagsOf(argv);
  const file = fileSettings(flags['config'] ?? environment['TURNUP_CONFIG']);
  const value = (name: Setting, otherwise?: string): string | undefined =>
    flags[name] ?? environment[names[name]] ?? file[name] ?? otherwise;
  const faults: string[] = [];
  const port = Number(value('port', '8080'));
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    faults.push(`--port ${value('port')} is no port: 0 to 65535`);
  const role = value('role', 'all') as Config['role'];
  if (!['api', 'worker', 'all'].includes(role)) faults.push(`--role ${role} is none of api, worker, all`);
  const logLevel = value('log', 'warn') as Config['logLevel'];
  if (!['debug', 'info', 'warn', 'error'].includes(logLevel))
    faults.push(`--log ${logLevel} is none of debug, info, warn, error`);
  const simulated = value('simulated');
  if (simulated !== undefined && Number.isNaN(Date.parse(simulated)))
    faults.push(`--simulated ${simulated} is no instant: write 2027-02-15T09:00:00Z`);
  const tenant = value('tenant', 'operator') ?? '';
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(tenant)) faults.push(`--tenant ${tenant} is no code`);
  if (faults.length > 0) throw new StartupError(faults.join('; '));
  const databaseUrl = value('database') ?? environment['DATABASE_URL'];
  const password = environment['TURNUP_ADMIN_PASSWORD'];
  const consoleDir = value('console');
  return {
    dataDir: value('data') ?? join(root, '.turnup'),
    host: value('host', '127.0.0.1') ?? '',
    port,
    role,
    node: value('node') ?? `${hostname()}-${process.pid}`,
    defaultTenant: tenant,
    logLevel,
    allowPrivateCallbacks: value('private-callbacks') === 'true',
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(simulated === undefined ? {} : { simulatedFrom: new Date(simulated).toISOString() }),
    ...(password === undefined ? {} : { administratorPassword: password }),
    ...(consoleDir === undefined ? {} : { console: consoleDir }),
  };
}

function flagsOf(argv: readonly string[]): Readonly<Record<string, string | undefined>> {
  try {
    const options = Object.fromEntries(
      [...Object.keys(names), 'config'].map((name) => [name, { type: 'string' as const }]),
    );
    return parseArgs({ args: [...argv], options, strict: true }).values as Record<string, string>;
  } catch (error) {
    throw new StartupError(
      `${(error as Error).message}; known are --${Object.keys(names).join(', --')}, --config`,
    );
  }
}

function fileSettings(path: string | undefined): Partial<Record<Setting, string>> {
  if (path === undefined) return {};
  try {
    const settings = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    const unknown = Object.keys(settings).filter((name) => !(name in names));
    if (unknown.length > 0)
      throw new StartupError(
        `${path} names ${unknown.join(', ')}; known are ${Object.keys(names).join(', ')}`,
      );
    return Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, String(setting)]));
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw new StartupError(`the configuration ${path} cannot be read: ${(error as Error).message}`);
  }
}

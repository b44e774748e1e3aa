import { randomBytes } from 'node:crypto';
import { firstAccounts } from '../src/firstAccounts.ts';
import { simulateFresh } from '../src/platform/clock/index.ts';
import { type Database, openDatabase } from '../src/platform/database.ts';
import { openLog } from '../src/platform/log.ts';
import { afterFile } from '../src/platform/testing/after-file.ts';
import { sharedTemplate, testDatabase } from '../src/platform/testing/database.ts';
import { startSystem } from '../src/system.ts';
import type { SystemOptions } from '../src/systemOptions.ts';
import { loadDemo } from './demo.ts';
import type { Answer, CallOptions, TestSystem } from './systemTypes.ts';

export type { Answer, TestSystem } from './systemTypes.ts';

/** How a system of a test begins. */
export type TestSystemOptions = {
  /** Where its clock begins. */
  readonly now?: string;
  /** With all data sets of the demo operator loaded; its clock begins where it does by itself. */
  readonly demo?: boolean;
} & Pick<SystemOptions, 'instrument'>;

/** Starts a system for a test file; it is stopped and its database dropped afterwards. */
export async function testSystem(options: TestSystemOptions = {}): Promise<TestSystem> {
  const template = options.demo === true ? { template: await sharedTemplate('demo', makeDemo) } : {};
  const { database, url } = await testDatabase({ connections: 12, ...template });
  const { system, stop } = await systemOn(database, url, options);
  afterFile(stop);
  return system;
}

/** Loads the demo operator into a database through the API, as anyone's data. */
async function makeDemo(databaseUrl: string): Promise<void> {
  const database = openDatabase({ url: databaseUrl, connections: 12 });
  try {
    const { system, stop } = await systemOn(database, databaseUrl);
    await loadDemo(system);
    await stop();
  } finally {
    await database.close();
  }
}

async function systemOn(
  database: Database,
  databaseUrl: string,
  { now, instrument }: TestSystemOptions = {},
): Promise<{ readonly system: TestSystem; stop(): Promise<void> }> {
  await simulateFresh(database, now ?? '2027-02-15T09:00:00.000Z');
  await firstAccounts(database, { tenant: 'operator', demo: true });
  const running = await startSystem({
    database,
    databaseUrl,
    sealKey: randomBytes(32),
    defaultTenant: 'operator',
    callbackPolicy: { allowLoopback: true, allowPrivate: false },
    role: 'all',
    node: 'test',
    log: openLog('error'),
    ...(instrument === undefined ? {} : { instrument }),
  });
  const url = await running.server.listen({ host: '127.0.0.1', port: 0 });
  const tokens = new Map<string, Promise<string>>();
  const system: TestSystem = {
    url,
    database,
    databaseUrl,
    delivery: running.rooms.delivery,
    call: (account, method, path, body, extra = {}) => call(url, tokens, account, method, path, body, extra),
  };
  return { system, stop: () => running.stop() };
}

async function call(
  url: string,
  tokens: Map<string, Promise<string>>,
  account: string,
  method: string,
  path: string,
  body: unknown,
  { headers = {}, tenant = 'operator', password = `${account}-demo` }: CallOptions,
): Promise<Answer> {
  const key = `${tenant}/${account}`;
  if (account !== '' && !tokens.has(key)) tokens.set(key, signIn(url, tenant, account, password));
  const token = account === '' ? undefined : await tokens.get(key);
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text === '' ? undefined : isJson(response) ? JSON.parse(text) : text,
    headers: response.headers,
  };
}

const isJson = (response: Response): boolean => (response.headers.get('content-type') ?? '').includes('json');

async function signIn(url: string, tenant: string, account: string, password: string): Promise<string> {
  const response = await fetch(`${url}/turnup/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant, account, password }),
  });
  const body = (await response.json()) as { token?: string; message?: string };
  if (body.token === undefined) throw new Error(`${tenant}/${account} cannot sign in: ${body.message}`);
  return body.token;
}

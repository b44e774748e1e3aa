import { randomBytes } from 'node:crypto';
import { firstAccounts } from '../src/firstAccounts.ts';
import type { Delivery } from '../src/ordering/index.ts';
import { simulateFresh } from '../src/platform/clock/index.ts';
import type { Database } from '../src/platform/database.ts';
import { openLog } from '../src/platform/log.ts';
import { afterFile } from '../src/platform/testing/after-file.ts';
import { testDatabase } from '../src/platform/testing/database.ts';
import { startSystem } from '../src/system.ts';
import type { SystemOptions } from '../src/systemOptions.ts';

/** An answer of the API, read. */
// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the server says; the tests say what it should be.
export type Answer<Body = any> = { readonly status: number; readonly body: Body; readonly headers: Headers };

/** A system on a database of its own, spoken to over HTTP as everyone does. */
export type TestSystem = {
  readonly url: string;
  /** For facts that no route brings in yet. */
  readonly database: Database;
  /** For a thread of its own that a test starts. */
  readonly databaseUrl: string;
  /** For sweeps that a test makes itself. */
  readonly delivery: Delivery;
  /** Calls the API as an account; signs in first. The password of an account is `<account>-demo` unless told. */
  call(account: string, method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
};

/** What a call may add. A string body is sent as it is. */
export type CallOptions = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly tenant?: string;
  readonly password?: string;
};

/** Starts a system for a test file; it is stopped and its database dropped afterwards. */
export async function testSystem(
  options: { readonly now?: string } & Pick<SystemOptions, 'instrument'> = {},
): Promise<TestSystem> {
  const { database, url: databaseUrl } = await testDatabase({ connections: 12 });
  await simulateFresh(database, options.now ?? '2027-02-15T09:00:00.000Z');
  await firstAccounts(database, { tenant: 'operator', demo: true });
  const system = await startSystem({
    database,
    databaseUrl,
    sealKey: randomBytes(32),
    defaultTenant: 'operator',
    callbackPolicy: { allowLoopback: true, allowPrivate: false },
    role: 'all',
    node: 'test',
    log: openLog('error'),
    ...(options.instrument === undefined ? {} : { instrument: options.instrument }),
  });
  const url = await system.server.listen({ host: '127.0.0.1', port: 0 });
  afterFile(() => system.stop());
  const tokens = new Map<string, Promise<string>>();
  return {
    url,
    database,
    databaseUrl,
    delivery: system.rooms.delivery,
    call: (account, method, path, body, extra = {}) => call(url, tokens, account, method, path, body, extra),
  };
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

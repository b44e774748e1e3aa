import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const program = resolve(import.meta.dirname, '../turnup.js');
const token = 'a-token';
let server: Server;
let url = '';
let folder = '';

/** A server that knows one account, one order, and refuses the rest as the API does. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turnup-cli-'));
  server = createServer((request, response) => {
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.method === 'POST' && request.url === '/turnup/v1/session')
      return answer(201, {
        token,
        account: 'sales',
        roles: ['sales'],
        expiresAt: '2027-01-01T00:00:00.000Z',
      });
    if (request.headers.authorization !== `Bearer ${token}`)
      return answer(401, { code: 'NO_SESSION', message: 'sign in first', reason: '', status: '401' });
    if (request.url?.startsWith('/turnup/v1/simulation/clock') === true)
      return answer(200, {
        mode: 'real',
        now: '2027-01-01T00:00:00.000Z',
        runUntil: null,
        quiescent: true,
        nextDue: null,
      });
    if (request.method === 'POST')
      return answer(422, {
        code: 'NOT_FEASIBLE',
        reason: '',
        message: 'PE-LDS has 0.2 Gbit/s free',
        status: '422',
        faults: [{ path: '/serviceOrderItem/0', message: 'is too large' }],
      });
    return answer(200, []);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

function turnup(...words: string[]): Promise<{ status: number; out: string; err: string }> {
  const { TURNUP_SERVER: _, TURNUP_TOKEN: __, ...inherited } = process.env;
  const env = { ...inherited, TURNUP_SESSION: join(folder, 'session.json') };
  return new Promise((done) => {
    const child = execFile('node', [program, ...words], { env }, (error, out, err) => {
      done({ status: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
    child.stdin?.end('{}');
  });
}

test('nobody is signed in at first; then the session is kept, for its owner only', async () => {
  const before = await turnup('clock', '--server', url);
  expect(before).toMatchObject({ status: 1, out: '' });
  expect(before.err).toBe(`turnup: nobody is signed in at ${url}: turnup login\n`);
  const signedIn = await turnup('login', '--server', url, '--account', 'sales', '--password', 'sales-demo');
  expect(signedIn.out).toBe(`signed in at ${url} as sales (sales) until 2027-01-01T00:00:00.000Z\n`);
  expect((await stat(join(folder, 'session.json'))).mode & 0o077).toBe(0);
  expect((await turnup('clock')).out).toBe('real time: 2027-01-01T00:00:00.000Z\n');
  expect(JSON.parse((await turnup('clock', '--json')).out)).toMatchObject({ mode: 'real' });
});

test('a refusal is one line with the code and the faults, and status 1', async () => {
  await turnup('login', '--server', url, '--account', 'sales', '--password', 'sales-demo');
  const refused = await turnup('order', 'submit', '-');
  expect(refused.status).toBe(1);
  expect(refused.err).toBe(
    'turnup: NOT_FEASIBLE: PE-LDS has 0.2 Gbit/s free; /serviceOrderItem/0 is too large\n',
  );
});

test('what is not there, and who does not answer', async () => {
  await turnup('login', '--server', url, '--account', 'sales', '--password', 'sales-demo');
  expect((await turnup('order', 'show', 'SO-9')).err).toBe('turnup: there is no order SO-9\n');
  const nobody = await turnup('login', '--server', 'http://127.0.0.1:9', '--account', 'a', '--password', 'b');
  expect(nobody).toMatchObject({ status: 1, out: '' });
  expect(nobody.err).toMatch(/^turnup: http:\/\/127\.0\.0\.1:9 does not answer: .+\n$/);
  expect((await turnup('order', 'submit', '/nowhere.json')).err).toMatch(
    /^turnup: \/nowhere\.json cannot be read: /,
  );
});

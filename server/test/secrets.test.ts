import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessSecretOf } from '../src/activation/index.ts';
import { testDatabase } from '../src/platform/testing/database.ts';
import { internetOrder, loadDemo } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { type KilledServer, killedServer } from './kills/killedServer.ts';
import { People } from './people.ts';
import { allRows } from './secretRows.ts';
import type { TestSystem } from './system.ts';

const { database, url } = await testDatabase({ connections: 4 });
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('secrets', () => {
  let server: KilledServer;
  let system: TestSystem;
  let fleet: DemoFleet;
  let log = '';
  /** Every answer of the API but those that hand a secret to whoever is to have it. */
  const answers: string[] = [];
  const secrets = new Map<string, string>([
    ['the password of the devices', 'fleet-secret'],
    ['a wrong secret of a device', 'guessed-wrong-secret'],
    ...['administrator', 'orderStaff', 'provisioning', 'noc'].map((account): [string, string] => [
      `the password of ${account}`,
      `${account}-demo`,
    ]),
  ]);

  beforeAll(async () => {
    server = await killedServer(url, '2027-02-15T09:00:00.000Z', {
      level: 'debug',
      to: (text) => (log += text),
    });
    const call = async (account: string, method: string, path: string, body?: unknown): Promise<Row> => {
      const answer = await server.call(account, method, path, body);
      const told = answer.body as { voucher?: string; token?: string } | undefined;
      if (typeof told?.voucher === 'string') secrets.set(`voucher ${secrets.size}`, told.voucher);
      else if (typeof told?.token === 'string') secrets.set(`token ${secrets.size}`, told.token);
      else answers.push(JSON.stringify(answer.body ?? null));
      return answer;
    };
    system = { call, url: await server.url(), database, databaseUrl: url } as unknown as TestSystem;
    await loadDemo(system);
    fleet = await demoFleet(system);
  }, 120_000);
  afterAll(() => server?.close());

  const get = async (path: string): Promise<Row> => (await system.call('administrator', 'GET', path)).body;

  it('of devices, units, people and sessions are used all the way', async () => {
    const people = new People(system, fleet);
    await people.hire();
    const session = { tenant: 'operator', account: 'noc', password: 'noc-demo' };
    await system.call('noc', 'POST', '/turnup/v1/session', session);
    const { body: order } = await system.call(
      'orderStaff',
      'POST',
      '/tmf-api/serviceOrdering/v4/serviceOrder',
      internetOrder('ALDER-MAN', 'ALDER'),
    );
    await people.until('activation', async () =>
      (await get(`/tmf-api/serviceOrdering/v4/serviceOrder/${order.id}`)).state === 'completed'
        ? true
        : undefined,
    );
    const key = Buffer.from(readFileSync(join(server.folder, 'seal.key'), 'utf8').trim(), 'base64');
    for (const device of await get('/turnup/v1/device')) {
      const secret = await accessSecretOf(database.sql, key, 'operator', device);
      expect(secret?.length).toBeGreaterThan(7);
      secrets.set(`the secret of ${device}`, secret ?? '');
    }
    expect([...secrets.keys()].filter((name) => name.startsWith('voucher'))).not.toEqual([]);
    expect([...secrets.keys()].filter((name) => name.startsWith('token'))).not.toEqual([]);
    expect(new Set(secrets.values()).size).toBeGreaterThan(8);
  }, 180_000);

  it('are not told where a device shows another key, or refuses them', async () => {
    const [device] = await get('/turnup/v1/device');
    const found = ((await fleet.fleet.control('GET', '/devices')) as { devices: Row[] }).devices.find(
      ({ name }) => name === device,
    );
    const access = { device, driver: 'netconf', host: found.host, port: found.port, user: found.user };
    const good = found.hostKeySha256.replace(/^SHA256:/, '');
    for (const [hostKeySha256, secret] of [
      ['A'.repeat(43), 'fleet-secret'],
      [good, 'guessed-wrong-secret'],
      [good, 'fleet-secret'],
    ]) {
      const records = [{ ...access, hostKeySha256, secret }];
      const body = { kind: 'deviceAccess', records };
      expect((await system.call('administrator', 'POST', '/turnup/v1/referenceData', body)).status).toBe(200);
      const read = await system.call('noc', 'GET', `/turnup/v1/device/${device}/drift`);
      expect(read.status).toBe(secret === 'fleet-secret' && hostKeySha256 === good ? 200 : 503);
      if (read.status !== 200) expect(read.body.message).toMatch(/key|authenti|login|secret/i);
    }
  }, 60_000);

  it('stand in no answer of any route, no line of the log and no row of the database', async () => {
    const { paths } = await get('/turnup/v1/openapi.json');
    const plain = Object.keys(paths).filter((path) => !path.includes('{') && paths[path].get !== undefined);
    expect(plain.length).toBeGreaterThan(30);
    for (const path of plain)
      for (const account of ['administrator', 'noc']) await system.call(account, 'GET', path);
    const rows = await allRows(database.sql);
    expect(log.length).toBeGreaterThan(10_000);
    expect(rows.length).toBeGreaterThan(100_000);
    const said = answers.join('\n');
    const found: string[] = [];
    for (const [name, secret] of secrets) {
      const forms = [
        secret,
        Buffer.from(secret).toString('hex'),
        Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      ];
      for (const form of forms)
        for (const [where, text] of [
          ['an answer', said],
          ['the log', log],
          ['the database', rows],
        ] as const)
          if (text.includes(form))
            found.push(
              `${name} stands in ${where}: …${text.slice(Math.max(0, text.indexOf(form) - 80), text.indexOf(form))}`,
            );
    }
    expect(found).toEqual([]);
  }, 120_000);
});

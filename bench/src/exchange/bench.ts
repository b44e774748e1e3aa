import { randomBytes } from 'node:crypto';
import { generated } from '../../../server/src/exchange/testing/generated.ts';
import { firstAccounts } from '../../../server/src/firstAccounts.ts';
import { simulateFresh } from '../../../server/src/platform/clock/index.ts';
import { openLog } from '../../../server/src/platform/log.ts';
import { startSystem } from '../../../server/src/system.ts';
import { figure } from '../rows.ts';
import { openFor, startServer } from '../run/database.ts';
import type { Run } from '../run/run.ts';
import type { Bench, Row } from '../types.ts';

const tenant = 'operator';

/** NetBox's export of 10,000 devices through the API: looked at, imported, and both again. */
export const importBench: Bench = {
  name: 'import',
  about: 'an export of 10,000 devices from NetBox: previewed, imported, and both again without a change',
  limitMinutes: 10,
  async run(run, options) {
    const devices = options.quick ? 1_000 : 10_000;
    const call = await startedSystem(run);
    const files = generated(devices);
    const rows: Row[] = [];
    for (const round of ['first', 'again'] as const)
      for (const preview of [true, false]) {
        const from = performance.now();
        const { kinds } = await call('POST', `/turnup/v1/inventoryImport?preview=${preview}`, { files });
        const seconds = (performance.now() - from) / 1_000;
        const name = `${round}.${preview ? 'preview' : 'import'}`;
        const changes = kinds.reduce((sum, kind) => sum + kind.created + kind.changed, 0);
        if ((round === 'again') !== (changes === 0)) throw new Error(`${name} changed ${changes} records`);
        run.say(`${name}: ${changes} changes in ${seconds.toFixed(2)} s`);
        rows.push(figure(`${name}.s`, seconds, 's'));
      }
    return rows;
  },
};

type Body = { readonly token: string; readonly kinds: readonly { created: number; changed: number }[] };

/** A system on a database of its own; answers how its administrator calls it. */
async function startedSystem(
  run: Run,
): Promise<(method: string, path: string, body: unknown) => Promise<Body>> {
  const server = await startServer(run);
  const databaseUrl = await server.createMigrated('import');
  const database = openFor(run, databaseUrl, 12);
  await simulateFresh(database, '2027-02-15T09:00:00.000Z');
  await firstAccounts(database, { tenant, demo: true });
  const system = await startSystem({
    database,
    databaseUrl,
    sealKey: randomBytes(32),
    defaultTenant: tenant,
    callbackPolicy: { allowLoopback: true, allowPrivate: false },
    role: 'all',
    node: 'bench',
    log: openLog('error'),
  });
  run.defer(() => system.stop());
  const url = await system.server.listen({ host: '127.0.0.1', port: 0 });
  const send = async (token: string, method: string, path: string, body: unknown): Promise<Body> => {
    const response = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${text.slice(0, 500)}`);
    return JSON.parse(text) as Body;
  };
  const account = { tenant, account: 'administrator', password: 'administrator-demo' };
  const { token } = await send('', 'POST', '/turnup/v1/session', account);
  return (method, path, body) => send(token, method, path, body);
}

import { test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { fixture, linkPool, request, vlanPool } from './fixture.ts';
const seen = new Map<string, any[]>();
const { database, url } = await testDatabase({ connections: 4 });
const times = new Map<string, { n: number; ms: number }>();
const timed = { ...database, transaction: (work: any) => database.transaction((tx) => work({ sql: async (strings: any, ...values: any[]) => {
  const t = performance.now();
  try { return await tx.sql(strings, ...values); } finally {
    const text = strings.reduce((a: string, b: string, i: number) => a + '$' + i + b); seen.set(text, values.map((v: any) => v === 'r' ? v : v)); const key = strings.join('?').replace(/\s+/g, ' ').slice(0, 120) ; const e = times.get(key) ?? { n: 0, ms: 0 }; e.n++; e.ms += performance.now() - t; times.set(key, e); } } })) };
const { room, run, loadPools, setClock } = fixture(timed as any);
test('time', async () => {
  const tenant = 'bench';
  await setClock('2027-03-01T00:00:00.000Z');
  await loadPools(tenant, vlanPool({ code: 'rd', scope: 'tenant', range: { first: 1, last: 10_000_000 }, format: '65000:{n}' }),
    linkPool({ prefixes: ['10.0.0.0/8'] }), vlanPool({ range: { first: 1, last: 4094 } }));
  unwrap(await run((tx) => room.registerQuantity(tx, tenant, Array.from({ length: 200 }, (_, i) => ({ pool: 'bw', scope: `l${i}`, steps: [{ from: '2020-01-01T00:00:00Z', limit: 1e12 }] })))));
  for (let next = 0; next < 400; next++) {
    if (next === 200) times.clear();
        const id = `r${next}`;
        const lines = [
          { key: 'a', shape: 'values' as const, pool: 'rd' }, { key: 'b', shape: 'blocks' as const, pool: 'link' },
          { key: 'd', shape: 'values' as const, pool: 'vlan', scope: `p${(next * 7) % 500}` },
          { key: 'c', shape: 'quantities' as const, pool: 'bw', scope: `l${(next * 7) % 200}`, amount: 10 }];
        const req = request(id, lines, { holdUntil: '2027-04-01T00:00:00Z' });
        unwrap(await run((tx) => room.reserve(tx, tenant, req)));
        unwrap(await run((tx) => room.confirm(tx, tenant, { reservationId: id, owner: req.owner })));
  }
  const pgm = await import('pg'); const cl = new pgm.default.Client({ connectionString: url }); await cl.connect();
  for (const [text, vals] of seen) { if (!text.includes('as made')) continue;
    console.log((await cl.query('explain (analyze, timing off, costs on) ' + text, vals)).rows.map((r: any) => r['QUERY PLAN']).join('\n'));
    await cl.query('set plan_cache_mode = force_generic_plan'); await cl.query('begin');
    console.log('GENERIC'); console.log((await cl.query('explain (generic_plan) ' + text)).rows.map((r: any) => r['QUERY PLAN']).join('\n')); break; }
  await cl.end();
  for (const [k, v] of [...times].sort((a, b) => b[1].ms - a[1].ms)) console.log((v.ms / v.n).toFixed(2), v.n, k);
  console.log(await database.sql`select current_setting('jit') as jit, current_setting('jit_above_cost') as cost`);
}, 100_000);

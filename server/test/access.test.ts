import { beforeAll, describe, expect, it } from 'vitest';
import type { Application } from '../src/api/application.ts';
import { routesOf } from '../src/api/index.ts';
import { permissions, permissionsOfRole } from '../src/api/permissions.ts';
import { type TestSystem, testSystem } from './system.ts';

/** Every property of it is anything: enough to read what the routes declare. */
const anything: unknown = new Proxy(() => anything, { get: () => anything });
const routes = routesOf(anything as Application);

describe('what routes declare', () => {
  it('names an access for every route, and only known permissions', () => {
    expect(routes.length).toBeGreaterThan(40);
    const known = new Set(Object.keys(permissions));
    const faulty = routes.filter(({ access }) =>
      typeof access === 'object' ? !known.has(access.permission) : !['public', 'session'].includes(access),
    );
    expect(faulty.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  it('leaves only signing in, the health of the node, and devices that boot open to everyone', () => {
    expect(
      routes.filter(({ access }) => access === 'public').map(({ method, path }) => `${method} ${path}`),
    ).toEqual([
      'POST /turnup/v1/session',
      'POST /turnup/v1/bootstrap',
      'POST /turnup/v1/bootstrap/:tenant',
      'GET /turnup/v1/health',
    ]);
  });

  it('lets no route that changes something go with a session alone', () => {
    const open = routes
      .filter(({ method, access }) => method !== 'GET' && access === 'session')
      .map(({ method, path }) => `${method} ${path}`);
    expect(open).toEqual(['DELETE /turnup/v1/session']);
  });

  it('gives every permission to some role, and to no role one that does not exist', () => {
    const given = new Set(Object.values(permissionsOfRole).flat());
    expect([...given].sort()).toEqual(Object.keys(permissions).sort());
  });
});

describe('who may', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await testSystem();
  });

  it('answers 401 without a session on every route that needs one', async () => {
    for (const { method, path } of routes.filter(({ access }) => access !== 'public')) {
      const answer = await system.call(
        '',
        method,
        path.replace(/:\w+/g, 'x'),
        method === 'GET' ? undefined : {},
      );
      expect(`${method} ${path} ${answer.status}`).toBe(`${method} ${path} 401`);
      expect(answer.body.code).toBe('NO_SESSION');
    }
  });

  it('refuses a field technician who issues an order (R26), before its body is looked at', async () => {
    const answer = await system.call('field', 'POST', '/tmf-api/serviceOrdering/v4/serviceOrder', {
      not: 'an order',
    });
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'NOT_PERMITTED', status: '403' });
    expect(answer.body.message).toContain('order.issue');
  });

  it('tells a wrong password and an unknown account apart for nobody', async () => {
    const wrong = await system.call('', 'POST', '/turnup/v1/session', {
      account: 'sales',
      password: 'not-it-at-all',
    });
    const unknown = await system.call('', 'POST', '/turnup/v1/session', {
      account: 'nobody-here',
      password: 'not-it-at-all',
    });
    expect(wrong.status).toBe(401);
    expect(unknown.body).toEqual(wrong.body);
  });

  it('ends a session for good', async () => {
    const opened = await system.call('', 'POST', '/turnup/v1/session', {
      account: 'readOnly',
      password: 'readOnly-demo',
    });
    const authorization = { authorization: `Bearer ${opened.body.token}` };
    expect(
      (await system.call('', 'GET', '/turnup/v1/session', undefined, { headers: authorization })).body
        .account,
    ).toBe('readOnly');
    expect(
      (await system.call('', 'DELETE', '/turnup/v1/session', undefined, { headers: authorization })).status,
    ).toBe(204);
    expect(
      (await system.call('', 'GET', '/turnup/v1/session', undefined, { headers: authorization })).status,
    ).toBe(401);
  });

  it('lets only the administrator of the system make operators, and keeps them apart', async () => {
    const administrator = { account: 'chief', password: 'chief-password' };
    expect(
      (
        await system.call('sales', 'POST', '/turnup/v1/tenant', {
          tenant: 'other',
          name: 'Other',
          administrator,
        })
      ).status,
    ).toBe(403);
    expect(
      (
        await system.call('administrator', 'POST', '/turnup/v1/tenant', {
          tenant: 'other',
          name: 'Other',
          administrator,
        })
      ).status,
    ).toBe(201);
    expect(
      (
        await system.call('administrator', 'POST', '/turnup/v1/tenant', {
          tenant: 'other',
          name: 'Other',
          administrator,
        })
      ).status,
    ).toBe(409);
    const within = { tenant: 'other', password: 'chief-password' };
    expect(
      (
        await system.call(
          'chief',
          'POST',
          '/turnup/v1/tenant',
          { tenant: 'third', name: 'Third', administrator },
          within,
        )
      ).status,
    ).toBe(403);
    const party = { kind: 'party', records: [{ code: 'ACME', name: 'Acme', kind: 'customer' }] };
    expect(
      (await system.call('chief', 'POST', '/turnup/v1/referenceData', party, within)).body,
    ).toMatchObject({ created: 1 });
    expect(
      (await system.call('administrator', 'POST', '/turnup/v1/referenceData', party)).body,
    ).toMatchObject({ created: 1 });
  });
});

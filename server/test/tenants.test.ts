import { beforeAll, describe, expect, it } from 'vitest';
import { eventually, internetOrder, loadDemo } from './demo.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const clock = '/turnup/v1/simulation/clock';
const site = 'ALDER-MAN';
const other = { tenant: 'other', password: 'other-password' };

/** What a tenant has of everything that both have: the values of one must not depend on the other's. */
describe('two operators with identical data, ids and external ids', () => {
  let system: TestSystem;
  const placed: Record<string, { id: string; number: string; serviceOrderItem: unknown[] }> = {};
  const as = (tenant: string, account: string, method: string, path: string, body?: unknown) =>
    tenant === 'other'
      ? system.call(account, method, path, body, other)
      : system.call(account, method, path, body);

  const coreService = async (tenant: string) =>
    (
      await as(
        tenant,
        'orderStaff',
        'GET',
        `/tmf-api/serviceInventory/v4/service?serviceOrder=${placed[tenant]?.id}&category=CFS`,
      )
    ).body[0];

  beforeAll(async () => {
    system = await testSystem();
    await system.call('administrator', 'POST', '/turnup/v1/tenant', {
      tenant: 'other',
      name: 'Other',
      administrator: { account: 'administrator', password: 'other-password' },
    });
    for (const role of ['orderStaff', 'provisioning', 'noc']) {
      await system.call(
        'administrator',
        'POST',
        '/turnup/v1/account',
        { account: role, name: role, password: 'other-password', roles: [role] },
        other,
      );
    }
    await loadDemo(system);
    await loadDemo(system, 'administrator', other);
    for (const tenant of ['operator', 'other']) {
      const answer = await as(tenant, 'orderStaff', 'POST', orders, internetOrder(site, 'ALDER'));
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
      placed[tenant] = answer.body;
    }
    await system.call('simulation', 'PATCH', clock, { runUntil: '2027-02-18T18:00:00Z' });
    // Both are compared with what they were: nothing may be on its way any more when that begins.
    await eventually('rest at the goal', async () => {
      const { body } = await system.call('simulation', 'GET', clock);
      return body.now >= '2027-02-18T18:00:00' && body.quiescent ? true : undefined;
    });
    for (const tenant of ['operator', 'other']) {
      expect((await coreService(tenant)).allocationStatus, tenant).toBe('allocated');
    }
  }, 90_000);

  it('takes the same order under the same external id from both', () => {
    expect(placed['operator']?.number).toBe(placed['other']?.number);
    expect(placed['operator']?.id).not.toBe(placed['other']?.id);
  });

  it('gives both the same values of the same pools', async () => {
    const parameters = async (tenant: string) =>
      (await coreService(tenant)).serviceCharacteristic.find(
        (characteristic: { name: string }) => characteristic.name === 'parameters',
      ).value;
    expect(await parameters('other')).toEqual(await parameters('operator'));
    expect(Object.keys(await parameters('operator')).length).toBeGreaterThan(4);
  });

  it('counts each ledger from its own orders alone', async () => {
    const ledgers = await Promise.all(
      ['operator', 'other'].map(
        async (tenant) => (await as(tenant, 'provisioning', 'GET', '/turnup/v1/pool?limit=1000')).body,
      ),
    );
    expect(ledgers[1]).toEqual(ledgers[0]);
    expect(ledgers[0].every((line: { conserved: boolean }) => line.conserved)).toBe(true);
    const vlans = ledgers[0].filter(
      (line: { kind: string; allocated: number }) => line.kind === 'vlan' && line.allocated > 0,
    );
    expect(vlans.map((line: { allocated: number }) => line.allocated)).toEqual([1]);
  });

  it('shows neither the other’s orders, plans, services nor work, by list or by id', async () => {
    const foreign = placed['other']?.id ?? '';
    for (const path of [`${orders}/${foreign}`, `/turnup/v1/serviceOrder/${foreign}/plan`]) {
      expect((await as('operator', 'orderStaff', 'GET', path)).status).toBe(404);
    }
    const listed = await as('operator', 'orderStaff', 'GET', `${orders}?kind=request`);
    expect(listed.body.map((order: { id: string }) => order.id)).toEqual([placed['operator']?.id]);
    const { body: work } = await as('other', 'orderStaff', 'GET', '/tmf-api/workOrder/v4/workOrder');
    expect(work.length).toBeGreaterThan(0);
    expect(
      (await as('operator', 'orderStaff', 'GET', `/tmf-api/workOrder/v4/workOrder/${work[0].id}`)).status,
    ).toBe(404);
    const { body: services } = await as('other', 'orderStaff', 'GET', '/tmf-api/serviceInventory/v4/service');
    expect(
      (await as('operator', 'orderStaff', 'GET', `/tmf-api/serviceInventory/v4/service/${services[0].id}`))
        .status,
    ).toBe(404);
  });

  it('changes nothing of the other’s: not its orders, tasks, or reference data', async () => {
    const foreign = placed['other']?.id ?? '';
    const before = (await as('other', 'orderStaff', 'GET', `${orders}/${foreign}`)).body;
    expect(
      (await as('operator', 'orderStaff', 'PATCH', `${orders}/${foreign}`, { description: 'mine' })).status,
    ).toBe(404);
    const { body: plan } = await as('other', 'orderStaff', 'GET', `/turnup/v1/serviceOrder/${foreign}/plan`);
    const skipped = await as(
      'operator',
      'noc',
      'POST',
      `/turnup/v1/task/${encodeURIComponent(plan.tasks[0].id)}/skip`,
      { reason: 'not mine' },
    );
    expect(skipped.status).toBe(404);
    expect((await as('other', 'orderStaff', 'GET', `${orders}/${foreign}`)).body).toEqual(before);
  });

  it('answers the same request again with the same order, and another body with a conflict', async () => {
    const again = await as('operator', 'orderStaff', 'POST', orders, internetOrder(site, 'ALDER'));
    expect([again.status, again.body.id]).toEqual([200, placed['operator']?.id]);
    const changed = await as(
      'operator',
      'orderStaff',
      'POST',
      orders,
      internetOrder(site, 'ALDER', { bandwidthKbps: 50_000 }),
    );
    expect([changed.status, changed.body.code]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
  });
});

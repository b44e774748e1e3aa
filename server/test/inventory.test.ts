import { beforeAll, describe, expect, it } from 'vitest';
import { reconcileInventory } from '../src/ordering/index.ts';
import { eventually, internetOrder } from './demo.ts';
import { demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const services = '/tmf-api/serviceInventory/v4/service';
const resources = '/tmf-api/resourceInventoryManagement/v4/resource';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('the inventory of a delivered service', () => {
  let system: TestSystem;
  let id = '';
  const get = async (path: string): Promise<Row> => (await system.call('readOnly', 'GET', path)).body;
  const patch = (body: object, headers = {}) =>
    system.call('orderStaff', 'PATCH', `${services}/${id}`, body, { headers });

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    const people = new People(system, await demoFleet(system));
    await people.hire();
    const made = await system.call('orderStaff', 'POST', orders, internetOrder('ALDER-MAN', 'ALDER'));
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const done = await people.until(
      'delivery',
      async () => {
        const { body } = await system.call('orderStaff', 'GET', `${orders}/${made.body.id}`);
        return body.state === 'completed' ? body : undefined;
      },
      {},
    );
    id = done.serviceOrderItem[0].service.id;
  }, 120_000);

  it('is a graph: the service, its parts, their resources, every version, built as designed', async () => {
    const graph = await get(`/turnup/v1/service/${id}/graph`);
    const [whole, ...parts] = graph.services;
    expect([whole.id, whole.category, whole.state]).toEqual([id, 'CFS', 'active']);
    expect(parts.length).toBeGreaterThan(0);
    expect(parts.every((part: Row) => part.category === 'RFS' && part.parentId === id)).toBe(true);
    const states = whole.versions.map((version: Row) => version.body.state);
    expect(states[0]).toBe('reserved');
    expect(states.at(-1)).toBe('active');
    expect(new Set(states)).toContain('inactive');
    expect(whole.versions.every((version: Row) => version.changedBy !== '' && version.reason !== '')).toBe(
      true,
    );
    const port = graph.resources.find((one: Row) => one.kind === 'port');
    expect(parts.map((part: Row) => part.id)).toContain(port.of);
    expect(graph.units).toHaveLength(1);
    expect(graph.designedAgainstBuilt.length).toBeGreaterThan(2);
    expect(new Set(graph.designedAgainstBuilt.map((line: Row) => line.verdict))).toEqual(
      new Set(['asDesigned']),
    );
  });

  it('tells the resources as TMF639: nodes, ports, links, units, parameters, and who stands on them', async () => {
    const mine = await get(`${resources}?service=${id}&limit=1000`);
    const categories = new Set(mine.map((one: Row) => one.category));
    expect(categories).toContain('port');
    expect(categories).toContain('cpe');
    expect(categories).toContain('vlan');
    const port = mine.find((one: Row) => one.category === 'port');
    expect(port).toMatchObject({
      '@type': 'PhysicalResource',
      resourceStatus: 'reserved',
      usageState: 'active',
      supports: [id],
    });
    expect(await get(`${resources}/${encodeURIComponent(port.id)}`)).toEqual(port);
    const free = await get(`${resources}?category=port&resourceStatus=available&limit=1000`);
    expect(free.length).toBeGreaterThan(10);
    expect(free.every((one: Row) => one.supports.length === 0)).toBe(true);
    expect((await system.call('readOnly', 'GET', `${resources}/port:nowhere`)).status).toBe(404);
  });

  it('lets nobody change by hand what an order owns, and lets the rest be changed with a version', async () => {
    const before = await get(`${services}/${id}`);
    for (const change of [
      { state: 'terminated' },
      { supportingResource: [] },
      { serviceCharacteristic: [{ name: 'sites', value: [] }] },
      { serviceCharacteristic: [{ name: 'parameters', value: {} }] },
      { name: 'fine', endDate: '2027-01-01T00:00:00Z' },
    ]) {
      const refused = await patch(change);
      expect([refused.status, refused.body.code]).toEqual([409, 'OWNED_BY_ORDER']);
    }
    expect(await get(`${services}/${id}`)).toEqual(before);
    const tag = { 'if-match': `"${before.version}"` };
    const changed = await patch(
      { name: 'Head office', serviceCharacteristic: [{ name: 'customerReference', value: 'A-17' }] },
      tag,
    );
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    expect(changed.body).toMatchObject({ name: 'Head office', version: before.version + 1 });
    expect((await patch({ name: 'Late' }, tag)).status).toBe(412);
    const again = await patch({ serviceCharacteristic: [{ name: 'customerReference', value: 'A-18' }] });
    expect(again.status).toBe(200);
    const history = await get(`/turnup/v1/service/${id}/history`);
    expect(history.at(-1)).toMatchObject({
      changedBy: 'orderStaff',
      orderId: null,
      reason: 'changed by hand',
    });
    expect((await patch({})).status).toBe(400);
    expect((await patch({ colour: 'red' })).status).toBe(400);
    expect((await system.call('field', 'PATCH', `${services}/${id}`, { name: 'x' })).status).toBe(403);
  });

  it('repairs what a crash between the devices’ commit and the record leaves, once, and says so', async () => {
    // As the crash leaves it: the devices have the service, the record says that it waits for them.
    await system.database.sql`
      update service set state = 'reserved', in_service = false where id = ${id}::uuid or parent_id = ${id}::uuid`;
    expect(await get('/turnup/v1/inventoryMismatch')).toEqual([
      expect.objectContaining({ kind: 'configuredNotRecorded', service: expect.objectContaining({ id }) }),
    ]);
    // A sweep looks at what has changed since the last one; a new process looks at everything.
    const everything = '1970-01-01T00:00:00.000Z';
    const sweep = () => reconcileInventory(system.delivery, system.database, everything);
    await eventually('the repair', async () => ((await sweep()).repaired > 0 ? true : undefined));
    expect(await sweep()).toMatchObject({ repaired: 0, reported: 0 });
    const graph = await get(`/turnup/v1/service/${id}/graph`);
    expect(graph.services.map((one: Row) => one.state)).toEqual(graph.services.map(() => 'inactive'));
    expect(graph.services[0].versions.at(-1)).toMatchObject({
      changedBy: 'reconciliation',
      reason: expect.stringMatching(/^configured by transaction .*, and not recorded then$/),
    });
    const told = await system.database.sql<{ count: number }>`
      select count(*) as count from event where type = 'InventoryReconciledEvent' and aggregate_id = ${id}`;
    expect(told[0]?.count).toBe(1);
    expect(await get('/turnup/v1/inventoryMismatch')).toEqual([]);
  });

  it('reports a service that is recorded as ended while devices still have it', async () => {
    await system.database.sql`
      update service set state = 'terminated', in_service = false where id = ${id}::uuid or parent_id = ${id}::uuid`;
    expect(await get('/turnup/v1/inventoryMismatch')).toEqual([
      expect.objectContaining({
        kind: 'endedStillConfigured',
        devices: expect.arrayContaining([expect.any(String)]),
      }),
    ]);
    expect((await patch({ name: 'x' })).body.code).toBe('ILLEGAL_STATE');
  });
});

import type { ReferenceDataSet } from '@turnup/contract';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoDataSets, internetOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const workOrders = '/tmf-api/workOrder/v4/workOrder';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says; the tests say what they should be.
type Row = any;

describe('equipment at a site', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
  }, 240_000);

  const noc = async (path: string): Promise<Row> => (await system.call('noc', 'GET', path)).body;
  const tasks = async (id: string): Promise<Row[]> => (await noc(`/turnup/v1/serviceOrder/${id}/plan`)).tasks;
  const post = async ({ externalId: _, ...body }: Row): Promise<string> => {
    const answer = await system.call('orderStaff', 'POST', orders, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body.id;
  };
  const completed = (id: string): Promise<Row> =>
    people.until(`order ${id}`, async () => {
      const order = await noc(`${orders}/${id}`);
      return order.state === 'completed' ? order : undefined;
    });
  const serviceOf = (order: Row): string => order.serviceOrderItem[0].service.id;
  const unitsOf = (service: string): Promise<Row> => noc(`/turnup/v1/cpe?service=${service}`);
  const swap = (serial: string, body: object = {}) =>
    system.call('noc', 'POST', `/turnup/v1/cpe/${serial}/swap`, { reason: 'dead', ...body });

  it('needs none of it where the offering is wires-only: the test goes to the demarcation', async () => {
    const id = await post(internetOrder('ALDER-MAN', 'ALDER', { cpe: 'wiresOnly' }));
    const order = await completed(id);
    const kinds = (await tasks(id)).map((task) => task.kind);
    for (const kind of ['cpe.dispatch@1', 'cpe.enrol@1', 'cpe.configure@1', 'cpe.read@1', 'site.check@1'])
      expect(kinds).not.toContain(kind);
    const work = (await system.call('provisioning', 'GET', `${workOrders}?serviceOrder=${id}`)).body;
    expect(work.map((one: Row) => one.kind)).toEqual(['connect', 'accept']);
    expect(await unitsOf(serviceOf(order))).toEqual([]);
    const run = (await tasks(id)).find((task) => task.kind === 'service.test@1').output.run;
    expect(run.verdict).toBe('passed');
    // From the provider's own edge, which is where its responsibility ends.
    const graph = await noc(`/turnup/v1/service/${serviceOf(order)}/graph`);
    expect(graph.resources.some((one: Row) => one.kind === 'cpe')).toBe(false);
  }, 240_000);

  it('waits for a building that has no power, with the cause and the numbers', async () => {
    const place = (freeSockets: number): ReferenceDataSet => {
      const set = demoDataSets().find(({ kind }) => kind === 'place');
      const records = ((set?.records ?? []) as Row[]).filter(({ code }) => code === 'ALDER-BRS');
      return {
        kind: 'place',
        records: records.map((one) => ({ ...one, power: { freeSockets, freeRackUnits: 2 } })),
      };
    };
    const id = await post(internetOrder('ALDER-BRS', 'ALDER'));
    await system.call('administrator', 'POST', '/turnup/v1/referenceData', place(0));
    const failed = await people.until('the check of the site', async () =>
      (await tasks(id)).find((task) => task.kind === 'site.check@1' && task.state === 'fallout'),
    );
    expect(failed.error).toMatchObject({
      code: 'BUILDING_NOT_READY',
      cause: '1S',
      message: '1S building not ready: ALDER-BRS has 0 free sockets, 1 × CX-100 need 1',
    });
    const held = await noc(`${orders}/${id}`);
    expect(held.serviceOrderItem[0].state).toBe('held');
    expect(JSON.stringify(held.serviceOrderItem[0].errorMessage)).toContain('building not ready');
    expect((await tasks(id)).find((task) => task.key.endsWith('work:install')).state).toBe('blocked');
    await system.call('administrator', 'POST', '/turnup/v1/referenceData', place(1));
    await system.call('noc', 'POST', `/turnup/v1/task/${failed.id}/retry`, { reason: 'socket laid' });
    await completed(id);
  }, 240_000);

  it('may be another unit of the model out of the stock, if the engineer has it in the van', async () => {
    const id = await post(internetOrder('ALDER-NCL', 'ALDER'));
    const install = await people.until(
      'the work on site',
      async () => {
        const { body } = await system.call(
          'provisioning',
          'GET',
          `${workOrders}?serviceOrder=${id}&kind=install`,
        );
        return body[0];
      },
      { leave: new Set(['install']) },
    );
    const [site] = install.subject.sites;
    const planned = site.serials[0];
    const [spare] = await noc('/turnup/v1/cpe?state=inStock&model=CX-100&limit=100');
    const patch = (body: object) => system.call('provisioning', 'PATCH', `${workOrders}/${install.id}`, body);
    await patch({ assignee: 'provisioning' });
    await patch({ state: 'inProgress' });
    await fleet.boot('CX-100', spare.serial);
    const done = await patch({ state: 'completed', evidence: { serialNumbers: [spare.serial] } });
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    expect((await noc(`/turnup/v1/cpe/${planned}`)).state).toBe('inStock');
    await fleet.install({ model: 'CX-100', serial: spare.serial, leg: site.legs[0] });
    const order = await completed(id);
    expect((await unitsOf(serviceOf(order))).map((unit: Row) => unit.serial)).toEqual([spare.serial]);
    const scope = await noc('/turnup/v1/pool/cpe/scope/CX-100?limit=100');
    expect(scope.conserved).toBe(true);
    expect(scope.values.find((one: Row) => one.value === planned)?.state).toBe('free');
    expect(scope.values.find((one: Row) => one.value === spare.serial)?.state).toBe('allocated');
  }, 240_000);

  it('is swapped for another model that fits; one that does not is refused, and an empty stock with its date', async () => {
    const order = await completed(
      await post(internetOrder('ALDER-BHM', 'ALDER', { bandwidthKbps: 400_000 })),
    );
    const service = serviceOf(order);
    const [unit] = await unitsOf(service);
    expect(unit.model).toBe('CX-500');
    const small = await swap(unit.serial, { model: 'CX-100' });
    expect([small.status, small.body.code]).toEqual([422, 'MODEL_DOES_NOT_FIT']);
    expect(small.body.message).toContain('carries 100 Mbit/s of 400 Mbit/s');

    // Nothing of any model that fits is left.
    const fitting = ['CX-500', 'CX-1000P', 'CX-2000', 'CX-10000'];
    const left = new Map<string, string[]>();
    for (const model of fitting) {
      const scope = await noc(`/turnup/v1/pool/cpe/scope/${model}?limit=1000`);
      left.set(
        model,
        scope.values.filter((one: Row) => one.state === 'free').map((one: Row) => one.value),
      );
    }
    const pool = (verb: string, model: string) =>
      system.call('administrator', 'POST', `/turnup/v1/pool/cpe/scope/${model}/${verb}`, {
        values: left.get(model),
        reason: 'counted',
      });
    for (const model of fitting) expect((await pool('withdraw', model)).status).toBe(200);
    const before = await noc('/turnup/v1/pool?limit=1000');
    const none = await swap(unit.serial);
    expect([none.status, none.body.code]).toEqual([409, 'NO_UNIT_IN_STOCK']);
    expect(none.body.message).toMatch(
      /missing 1 unit for ALDER-BHM: no CX-500 and no .* is in stock; a CX-500 ordered today is in stock on 20\d\d-\d\d-\d\d/,
    );
    expect(await noc('/turnup/v1/pool?limit=1000')).toEqual(before);
    // Of another model that fits there is stock again.
    expect((await pool('reinstate', 'CX-2000')).status).toBe(200);
    const posted = await swap(unit.serial);
    expect(posted.status, JSON.stringify(posted.body)).toBe(201);
    await completed(posted.body.id);
    const [now] = await unitsOf(service);
    expect(now).toMatchObject({ model: 'CX-2000', state: 'installed', replaces: unit.serial });
    expect((await noc(`/turnup/v1/cpe/${unit.serial}`)).state).toBe('returned');
    const gone = await noc('/turnup/v1/pool/cpe/scope/CX-500?limit=1000');
    expect(gone.values.find((one: Row) => one.value === unit.serial)?.state).toBe('withdrawn');
    // What is ordered of the service afterwards stands on the new unit.
    const mismatches = await noc('/turnup/v1/inventoryMismatch');
    expect(JSON.stringify(mismatches)).not.toContain(service);
  }, 240_000);
});

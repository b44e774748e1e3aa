import { beforeAll, describe, expect, it } from 'vitest';
import { internetOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const pauses = '/turnup/v1/pause';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says; the tests say what it should be.
type Row = any;

describe('pauses', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let orderId: string;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
    orderId = (await system.call('orderStaff', 'POST', orders, internetOrder('ALDER-MAN', 'ALDER'))).body.id;
  }, 120_000);

  const post = (path: string, body: object, account = 'noc') => system.call(account, 'POST', path, body);
  const order = async (): Promise<Row> => (await system.call('noc', 'GET', `${orders}/${orderId}`)).body;
  const tasks = async (): Promise<Row[]> =>
    (await system.call('noc', 'GET', `/turnup/v1/serviceOrder/${orderId}/plan`)).body.tasks;
  const ofKind = async (kind: string): Promise<Row> => (await tasks()).find((task) => task.kind === kind);
  const unfinished = async () => (await tasks()).map(({ key, state }) => `${key} ${state}`).sort();

  it('of an order holds it with a note, starts nothing however long it lasts, and ends where it stood', async () => {
    await people.day();
    const verb = (name: string, reason: string) =>
      post(`/turnup/v1/serviceOrder/${orderId}/${name}`, { reason });
    const paused = await verb('pause', 'the customer thinks it over');
    expect([paused.status, paused.body.state]).toEqual([200, 'held']);
    expect(paused.body.note.at(-1)).toMatchObject({
      author: 'noc',
      text: 'paused: the customer thinks it over',
    });
    await people.now();
    const before = await unfinished();
    await people.day(20);
    expect((await unfinished()).filter((line) => /running|completed/.test(line))).toEqual(
      before.filter((line) => /running|completed/.test(line)),
    );
    expect((await order()).state).toBe('held');
    const resumed = await verb('resume', 'agreed');
    expect([resumed.status, resumed.body.state]).toEqual([200, 'inProgress']);
  });

  it('of a kind of task leaves those ready and lets the others go on', async () => {
    const target = { scope: 'taskKind', reference: 'network.configure@1', reason: 'new software' };
    expect((await post(pauses, target)).body).toMatchObject([{ ...target, by: 'noc' }]);
    await people.until('the task before it', async () =>
      (await ofKind('network.configure@1')).state === 'ready' ? true : undefined,
    );
    await people.day(3);
    expect((await ofKind('network.configure@1')).state).toBe('ready');
    const device = { scope: 'device', reference: 'MAN-PE1', reason: 'line card swap' };
    const edges = (await system.call('noc', 'GET', '/turnup/v1/device')).body as string[];
    for (const name of edges) expect((await post(pauses, { ...device, reference: name })).status).toBe(200);
    expect((await post(`${pauses}/end`, target)).body.map((each: Row) => each.scope)).not.toContain(
      'taskKind',
    );
  });

  it('of a device touches nothing on it; the task waits for that and goes on by itself', async () => {
    await people.now();
    const waiting = await ofKind('network.configure@1');
    expect([waiting.state, waiting.waitingFor.for]).toEqual(['waiting', 'device']);
    const hashes = await fleet.hashes();
    await people.day(2);
    expect(await fleet.hashes()).toEqual(hashes);
    const open = (await system.call('noc', 'GET', pauses)).body as Row[];
    expect(open.length).toBeGreaterThan(3);
    for (const { scope, reference } of open) {
      expect((await post(`${pauses}/end`, { scope, reference, reason: 'done' })).status).toBe(200);
    }
    expect((await system.call('noc', 'GET', pauses)).body).toEqual([]);
    await people.until('activation', async () => ((await order()).state === 'completed' ? true : undefined));
    expect(await fleet.hashes()).not.toEqual(hashes);
    const again = await post(`/turnup/v1/serviceOrder/${orderId}/pause`, { reason: 'too late' });
    expect([again.status, again.body.code]).toEqual([409, 'planFinished']);
  });

  it('ended again and again while the task begins to wait is never missed', async () => {
    const other = await system.call('orderStaff', 'POST', orders, {
      ...internetOrder('ALDER-MAN', 'ALDER'),
      externalId: 'P-2',
    });
    const devices = (await system.call('noc', 'GET', '/turnup/v1/device')).body as string[];
    let open = true;
    const blink = async () => {
      while (open) {
        for (const reference of devices) await post(pauses, { scope: 'device', reference, reason: 'blink' });
        for (const reference of devices)
          await post(`${pauses}/end`, { scope: 'device', reference, reason: 'blink' });
      }
    };
    const blinking = blink();
    await people.until('its configuration', async () => {
      const { body } = await system.call('noc', 'GET', `/turnup/v1/serviceOrder/${other.body.id}/plan`);
      const task = body.tasks.find((each: Row) => each.kind === 'network.configure@1');
      return task.state === 'completed' ? true : undefined;
    });
    open = false;
    await blinking;
  });

  it.each([
    ['everything with a reference', { scope: 'everything', reference: 'x' }, 422, 'REFERENCE_MISMATCH'],
    ['a device without a name', { scope: 'device' }, 422, 'REFERENCE_MISMATCH'],
    ['an unknown device', { scope: 'device', reference: 'NOWHERE' }, 422, 'UNKNOWN_DEVICE'],
    ['an unknown kind', { scope: 'taskKind', reference: 'tea.make@1' }, 422, 'UNKNOWN_TASK_KIND'],
    ['an unknown scope', { scope: 'planet', reference: 'x' }, 400, 'INVALID_BODY'],
  ])('of %s are refused', async (_, target, status, code) => {
    const answer = await post(pauses, { ...target, reason: 'r' });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect((await system.call('noc', 'GET', pauses)).body).toEqual([]);
  });

  it('are for who may intervene, need a reason, and end only where there is one', async () => {
    expect((await post(pauses, { scope: 'everything', reason: 'r' }, 'sales')).status).toBe(403);
    expect((await post(pauses, { scope: 'everything' })).status).toBe(400);
    const ended = await post(`${pauses}/end`, { scope: 'everything', reason: 'r' });
    expect([ended.status, ended.body.code]).toEqual([409, 'notPaused']);
    expect((await post('/turnup/v1/serviceOrder/nothing/pause', { reason: 'r' })).status).toBe(404);
  });
});

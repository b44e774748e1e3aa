import { beforeAll, describe, expect, it } from 'vitest';
import { demoDataSets, internetOrder } from './demo.ts';
import { demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('planning items anew that fell out', () => {
  let system: TestSystem;
  let people: People;
  let count = 0;
  let inUse = '';

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    people = new People(system, await demoFleet(system));
    await people.hire();
  }, 60_000);

  const post = async (): Promise<string> => {
    count += 1;
    const body = { ...internetOrder('ALDER-MAN', 'ALDER'), externalId: `N-${count}` };
    return (await system.call('orderStaff', 'POST', orders, body)).body.id;
  };
  const read = async (id: string): Promise<Row> =>
    (await system.call('orderStaff', 'GET', `${orders}/${id}`)).body;
  const plan = async (id: string): Promise<Row> =>
    (await system.call('orderStaff', 'GET', `/turnup/v1/serviceOrder/${id}/plan`)).body;
  const worklist = async (code: string): Promise<Row[]> =>
    (await system.call('noc', 'GET', `/turnup/v1/fallout?code=${code}`)).body;
  const repair = async (body: object): Promise<Row[]> => {
    const answer = await system.call('noc', 'POST', '/turnup/v1/fallout/repair', body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body;
  };
  const falls = (kind: string, many: number) =>
    people.until(
      `${kind} to be rejected`,
      async () => ((await worklist('WORK_REJECTED')).length === many ? true : undefined),
      { reject: new Map([[kind, 'OUT_OF_STOCK']]) },
    );
  const completed = (id: string): Promise<Row> =>
    people.until('completion', async () => {
      const order = await read(id);
      return order.state === 'completed' ? order : undefined;
    });
  /** The standard template with one activity more, which installing waits for. */
  const surveyFirst = (surveys: boolean) => {
    const [template] = demoDataSets()
      .filter(({ kind }) => kind === 'planTemplate')
      .flatMap(({ records }) => records as Row[])
      .filter(({ code }) => code === 'STANDARD');
    const [survey] = demoDataSets()
      .filter(({ kind }) => kind === 'planTemplate')
      .flatMap(({ records }) => records as Row[])
      .filter(({ code }) => code === 'SPECIAL')
      .map(({ activities }) => ({ ...activities[0], when: undefined, duration: { workingDays: 3 } }));
    const activities = surveys
      ? [
          survey,
          ...template.activities.map((activity: Row) =>
            activity.key === 'INST_{site}'
              ? { ...activity, after: [...activity.after, 'SURV_{site}'] }
              : activity,
          ),
        ]
      : template.activities;
    return system.call('administrator', 'POST', '/turnup/v1/referenceData', {
      kind: 'planTemplate',
      records: [JSON.parse(JSON.stringify({ ...template, activities }))],
    });
  };

  it('in bulk: takes up the template as it is now, keeps what is finished, tries again what stays; the outcome of each', async () => {
    const ids = [await post(), await post()];
    await falls('ship', 2);
    expect((await surveyFirst(true)).status).toBe(200);
    const before = await plan(ids[0] ?? '');
    const tasks = (await worklist('WORK_REJECTED')).map(({ id }) => id);
    const refused = await system.call('noc', 'POST', '/turnup/v1/fallout/repair', {
      action: 'replan',
      tasks,
    });
    expect([refused.status, refused.body.code]).toEqual([422, 'REASON_REQUIRED']);

    const outcomes = await repair({
      action: 'replan',
      tasks: [...tasks, 'nothing.1'],
      reason: 'new template',
    });
    expect(outcomes.map(({ outcome, verified }) => [outcome, verified])).toEqual([
      ['mended', true],
      ['mended', true],
      ['refused', true],
    ]);
    const after = await plan(ids[0] ?? '');
    expect(after.version).toBe(before.version + 1);
    const by = (tasksOf: Row[], key: string): Row => tasksOf.find((task) => task.key === key);
    const kept = '1/ALLOC/parameters:allocate';
    expect(by(after.tasks, kept)).toMatchObject({
      state: 'completed',
      attempt: by(before.tasks, kept).attempt,
    });
    expect(by(after.tasks, '1/SURV_MAN/work:survey')).toBeDefined();
    expect((await read(ids[0] ?? '')).note.map((note: Row) => note.text).join()).toMatch(
      /item 1 is planned anew: \d+ tasks stay, 1 are new or otherwise, 0 go \(new template\)/,
    );
    for (const id of ids) {
      await completed(id);
      const done = await plan(id);
      expect(by(done.tasks, '1/SURV_MAN/work:survey').state).toBe('completed');
    }
    expect((await surveyFirst(false)).status).toBe(200);
    inUse = (await read(ids[0] ?? '')).serviceOrderItem[0].service.id;
  }, 180_000);

  it('without anything that changed tries again what fell out, and nothing else', async () => {
    const id = await post();
    await falls('ship', 1);
    const before = await plan(id);
    const [task] = await worklist('WORK_REJECTED');
    const [outcome] = await repair({ action: 'replan', tasks: [task?.['id']], reason: 'looked again' });
    expect(outcome).toMatchObject({ outcome: 'mended' });
    const after = await plan(id);
    expect(after.tasks.map(({ key }: Row) => key)).toEqual(before.tasks.map(({ key }: Row) => key));
    await completed(id);
  }, 120_000);

  it('goes by the network as it is now: an access that is gone is left for another', async () => {
    const id = await post();
    await falls('ship', 1);
    const serviceId = (await read(id)).serviceOrderItem[0].service.id;
    const portsOf = async (of: string): Promise<string[]> => {
      const { body } = await system.call('orderStaff', 'GET', `/tmf-api/serviceInventory/v4/service/${of}`);
      return body.supportingResource
        .filter((one: Row) => one['@referredType'] === 'port' && (one.until ?? null) === null)
        .map((one: Row) => one.id);
    };
    const [old = ''] = await portsOf(serviceId);
    // A restoration is for what is in use: it takes the port of a delivered service along.
    const other = (await portsOf(inUse)).at(0) ?? '';
    const fault = await system.call('administrator', 'POST', '/turnup/v1/restoration', {
      failed: [old, other],
      ticket: 'TT-1',
      reason: `${old} has failed`,
    });
    expect(fault.status, JSON.stringify(fault.body)).toBe(201);
    const [task] = await worklist('WORK_REJECTED');
    const [outcome] = await repair({
      action: 'replan',
      tasks: [task?.['id']],
      reason: 'the port has failed',
    });
    expect(outcome?.['outcome'], JSON.stringify(outcome)).toBe('mended');
    await completed(id);
    expect(await portsOf(serviceId)).not.toContain(old);
  }, 180_000);
});

import { beforeAll, describe, expect, it } from 'vitest';
import { internetOrder } from './demo.ts';
import { demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const skills = '/turnup/v1/skillRecord';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('a model of equipment that nobody of the operations centre knows', () => {
  let system: TestSystem;
  let people: People;
  const six = ['ann', 'bob', 'cyd', 'dee', 'eve', 'fay'];

  const as = (account: string, method: string, path: string, body?: unknown) =>
    system.call(account, method, path, body);
  const load = async (kind: string, change: (record: Row) => Row) => {
    const { body } = await as('administrator', 'GET', `/turnup/v1/referenceData/${kind}`);
    const loaded = await as('administrator', 'POST', '/turnup/v1/referenceData', {
      kind,
      records: body.map(change),
    });
    expect(loaded.status, JSON.stringify(loaded.body)).toBe(200);
  };
  const needing = (trainingWorkingDays: number) =>
    load('cpeModel', (model) => ({
      ...model,
      operatorSkill: { skill: 'new-model', team: 'NOC', trainingWorkingDays },
    }));
  const simulated = async (): Promise<Row> => {
    const { status, body } = await as('orderStaff', 'POST', orders, internetOrder('ALDER-MAN', 'ALDER'));
    expect(status, JSON.stringify(body)).toBe(201);
    return body;
  };
  const planOf = async (id: string): Promise<Row> =>
    (await as('readOnly', 'GET', `/turnup/v1/serviceOrder/${id}/plan`)).body;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    people = new People(system, await demoFleet(system));
    await people.hire();
    await load('team', (team) =>
      team.code === 'NOC'
        ? {
            ...team,
            members: six.map((account) => ({ account, name: account, skills: ['operate', 'train'] })),
          }
        : team,
    );
  }, 60_000);

  it('training stands in the plan before hand-over, moves the date when it is long, and blocks closing until evidenced', async () => {
    await needing(2);
    const placed = await simulated();
    const plan = await planOf(placed.id);
    const keyed = new Map<string, Row>(plan.activities.map((each: Row) => [each.key, each]));
    const train = keyed.get('TRAIN') ?? keyed.get('1/TRAIN');
    expect(train).toMatchObject({ durationWorkingDays: 2, owner: { kind: 'team', code: 'NOC' } });
    const accept = keyed.get('ACCEPT') ?? keyed.get('1/ACCEPT');
    expect(accept.after.map((key: string) => key.replace('1/', ''))).toEqual(['TEST', 'TRAIN']);
    expect(train.baselineFinish <= accept.baselineStart).toBe(true);

    await needing(40);
    const { body: late } = await as('orderStaff', 'POST', orders, {
      ...internetOrder('ALDER-NCL', 'ALDER'),
      externalId: 'CRM-2',
    });
    const latePlan = await planOf(late.id);
    const finishOf = (of: Row): string =>
      of.activities.find(({ key }: Row) => key.endsWith('ACTIVATE')).baselineFinish;
    expect([finishOf(plan), finishOf(latePlan)]).toEqual(['2027-03-09', '2027-04-20']);
    expect(latePlan.activities.find(({ key }: Row) => key.endsWith('TRAIN')).critical).toBe(true);

    const task = async (): Promise<Row> =>
      (await planOf(placed.id)).tasks.find((each: Row) => each.kind === 'order.close@1');
    const stopped = await people.until(
      'the closing to be refused',
      async () => {
        const found = await task();
        return found.state === 'fallout' ? found : undefined;
      },
      { leave: new Set(['accept:ALDER-NCL']) },
    );
    expect(stopped.error).toMatchObject({ code: 'NOT_READY_TO_CLOSE' });
    expect(stopped.error.message).toContain(`6 of 6 of NOC have no evidence of new-model`);

    const unknown = await as('provisioning', 'POST', skills, {
      account: 'zoe',
      skill: 'juggling',
      evidence: 'C-1',
    });
    expect(unknown.status).toBe(422);
    expect(unknown.body.faults.map(({ path }: Row) => path)).toEqual(['/account', '/skill']);
    expect(
      (await as('sales', 'POST', skills, { account: 'ann', skill: 'new-model', evidence: 'C-1' })).status,
    ).toBe(403);
    for (const account of six.slice(0, 5))
      expect(
        (await as('provisioning', 'POST', skills, { account, skill: 'new-model', evidence: `C-${account}` }))
          .status,
      ).toBe(201);
    const retry = async () => as('provisioning', 'POST', `/turnup/v1/task/${(await task()).id}/retry`, {});
    await retry();
    await people.quiet();
    expect((await task()).error.message).toContain(
      '1 of 6 of NOC have no evidence of new-model, which CX-100 asks for: fay',
    );
    await as('provisioning', 'POST', skills, { account: 'fay', skill: 'new-model', evidence: 'C-fay' });
    await retry();
    await people.quiet();
    expect((await task()).state).toBe('completed');
    expect((await as('orderStaff', 'GET', `${orders}/${placed.id}`)).body.state).toBe('completed');
    expect((await as('readOnly', 'GET', skills)).body).toHaveLength(6);

    // Who has learnt it need not learn it again.
    const { body: next } = await as('orderStaff', 'POST', orders, {
      ...internetOrder('ALDER-MAN', 'ALDER'),
      externalId: 'CRM-3',
    });
    expect((await planOf(next.id)).activities.map((each: Row) => each.key).join(' ')).not.toContain('TRAIN');
  }, 120_000);
});

import { beforeEach, describe, expect, test } from 'vitest';
import type { Result } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { testDatabase } from '../platform/testing/database.ts';
import {
  assignWorkOrder,
  cancelWorkOrder,
  claimWorkOrder,
  completeWorkOrder,
  countWorkOrders,
  createWorkOrders,
  findWorkOrder,
  holdWorkOrder,
  listWorkOrders,
  recordAbsence,
  recordEvidence,
  rejectWorkOrder,
  releaseWorkOrder,
  resumeWorkOrder,
  startWorkOrder,
  type WorkOrder,
  type WorkOrderDraft,
} from './index.ts';
import { recordingPorts, setClock } from './testing.ts';

const { database } = await testDatabase();
const bob = { account: 'bob', dispatcher: false };
const cat = { account: 'cat', dispatcher: false };
const dispatcher = { account: 'desk', dispatcher: true };
let made = 0;
let tenant = '';
let { ports, facts, done, inUse } = recordingPorts();

beforeEach(async () => {
  tenant = `tenant${++made}`;
  ({ ports, facts, done, inUse } = recordingPorts());
  await setClock(database, '2027-04-27T08:00:00Z');
});

const within = <Value>(work: (tx: Transaction) => Promise<Value>): Promise<Value> =>
  database.transaction(work);
const value = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(`${result.fault.code}: ${result.fault.message}`);
  return result.value;
};
const code = (result: Result<unknown>): string =>
  result.ok ? 'ok' : `${result.fault.status} ${result.fault.code}`;
const types = (): string[] => facts.map(({ type }) => type.replace(/^WorkOrder|Event$/g, ''));

const draft = (taskReference: string, rest: Partial<WorkOrderDraft> = {}): WorkOrderDraft => ({
  kind: 'install',
  name: 'Install CPE',
  calendar: 'england',
  skill: 'cpe',
  place: 'leeds',
  plannedStartDate: '2027-04-27',
  plannedFinishDate: '2027-04-28',
  orderReference: 'order-1',
  requiredEvidence: ['serialNumbers', 'photo'],
  taskReference,
  ...rest,
});
const create = async (...drafts: WorkOrderDraft[]): Promise<readonly WorkOrder[]> =>
  value(await within((tx) => createWorkOrders(ports, tx, tenant, drafts)));
const one = async (rest: Partial<WorkOrderDraft> = {}): Promise<WorkOrder> => {
  const [workOrder] = await create(draft('task-1', rest));
  return workOrder as WorkOrder;
};
const started = async (rest: Partial<WorkOrderDraft> = {}): Promise<WorkOrder> => {
  const { id } = await one(rest);
  return value(await within((tx) => startWorkOrder(ports, tx, tenant, { id, actor: bob })));
};
const evidence = { serialNumbers: ['CPE-1'], photo: ['photo/1'] };

describe('creating', () => {
  test('gives work by skill, place and load, and says when nobody can have it', async () => {
    const made = await create(
      draft('t1'),
      draft('t2', { place: 'aberdeen' }),
      draft('t3', { place: 'aberdeen', skill: 'fibre' }),
      draft('t4', { skill: 'splicing' }),
    );
    expect(made.map(({ assignee, state }) => [assignee, state])).toEqual([
      ['bob', 'assigned'],
      ['cat', 'assigned'],
      ['cat', 'assigned'],
      [null, 'acknowledged'],
    ]);
    expect(made[3]?.assignment.code).toBe('NOBODY_FITS');
    expect(types()).toEqual(['Create', 'Create', 'Create', 'Create', 'Unassigned']);
  });

  test('spreads work that several can do', async () => {
    const anywhere = { place: 'york', skill: 'fibre' };
    const spread = await create(
      draft('a', anywhere),
      draft('b', { ...anywhere, place: 'leeds' }),
      draft('c', anywhere),
    );
    expect(spread.map(({ assignee }) => assignee)).toEqual(['cat', 'ann', 'cat']);
  });

  test('twice for one task makes one, also at once; without a task each is its own, in the order given', async () => {
    const [first] = await create(draft('t'));
    const runs = await Promise.all([1, 2, 3].map(() => create(draft('t'), draft('u'))));
    expect(new Set(runs.map(([t]) => t?.id))).toEqual(new Set([first?.id]));
    expect(new Set(runs.map(([, u]) => u?.id)).size).toBe(1);
    const { taskReference: _, ...loose } = draft('x');
    const names = Array.from({ length: 20 }, (_, index) => `loose ${index}`);
    const many = await create(...names.map((name) => ({ ...loose, name })));
    expect(many.map(({ name }) => name)).toEqual(names);
    expect((await listWorkOrders(database.sql, tenant)).total).toBe(22);
  });

  test('refuses a finish before the start, and makes none of the others', async () => {
    const wrong = draft('t2', { plannedFinishDate: '2027-04-26' });
    const result = await within((tx) => createWorkOrders(ports, tx, tenant, [draft('t1'), wrong]));
    expect(code(result)).toBe('422 WORK_ORDER_INVALID');
    expect(result.ok ? [] : result.fault.faults?.map(({ path }) => path)).toEqual(['/1/plannedFinishDate']);
    expect((await listWorkOrders(database.sql, tenant)).total).toBe(0);
  });
});

describe('giving', () => {
  test('is refused to someone unknown, unskilled or elsewhere, and by anyone but a dispatcher', async () => {
    const { id } = await one({ skill: 'fibre', place: 'bradford' });
    const assign = (assignee: string, actor = dispatcher) =>
      within((tx) => assignWorkOrder(ports, tx, tenant, { id, actor, assignee }));
    expect(code(await assign('nobody'))).toBe('422 WORK_ORDER_ASSIGNEE_UNKNOWN');
    expect(code(await assign('bob'))).toBe('422 WORK_ORDER_SKILL_MISSING');
    expect(code(await assign('ann'))).toBe('422 WORK_ORDER_PLACE');
    expect(code(await assign('cat', bob))).toBe('403 WORK_ORDER_NOT_YOURS');
    expect(value(await assign('cat')).assignee).toBe('cat');
  });

  test('running work to another hands it over: the next starts again, the first start stays', async () => {
    const { id, startedAt } = await started();
    await setClock(database, '2027-04-27T12:00:00Z');
    const assign = (tx: Transaction) =>
      assignWorkOrder(ports, tx, tenant, { id, actor: dispatcher, assignee: 'cat' });
    expect(value(await within(assign))).toMatchObject({ state: 'assigned', assignee: 'cat' });
    expect(code(await within((tx) => startWorkOrder(ports, tx, tenant, { id, actor: bob })))).toBe(
      '403 WORK_ORDER_NOT_YOURS',
    );
    const again = value(await within((tx) => startWorkOrder(ports, tx, tenant, { id, actor: cat })));
    expect(again).toMatchObject({ state: 'inProgress', startedAt });
  });

  test('to who claims first; of two at once one gets it', async () => {
    const { id } = await one();
    await within((tx) => releaseWorkOrder(ports, tx, tenant, { id, actor: bob }));
    const claim = (actor: typeof bob) => within((tx) => claimWorkOrder(ports, tx, tenant, { id, actor }));
    const codes = (await Promise.all([claim(bob), claim(cat)])).map(code).sort();
    expect(codes).toEqual(['409 WORK_ORDER_TAKEN', 'ok']);
    const holder = (await findWorkOrder(database.sql, tenant, id))?.assignee;
    expect(code(await claim(holder === 'bob' ? bob : cat))).toBe('ok');
  });

  test('passes on what someone has not started when they fall away', async () => {
    const [first, second] = await create(draft('t1'), draft('t2'), draft('t3', { skill: 'splicing' }));
    await within((tx) => startWorkOrder(ports, tx, tenant, { id: first?.id ?? '', actor: bob }));
    const [unskilled] = await create(draft('t4', { place: 'bradford' }));
    const away = (account: string) => ({ account, from: '2027-04-27', until: '2027-05-01', reason: 'ill' });
    const moved = value(await within((tx) => recordAbsence(ports, tx, tenant, away('bob'))));
    expect(new Set(moved.map(({ id }) => id))).toEqual(new Set([second?.id, unskilled?.id]));
    expect(moved.map(({ assignee }) => assignee)).toEqual(['cat', 'cat']);
    const left = value(await within((tx) => recordAbsence(ports, tx, tenant, away('cat'))));
    expect(left.map(({ assignee, state }) => [assignee, state])).toEqual([
      [null, 'acknowledged'],
      [null, 'acknowledged'],
    ]);
    expect((await findWorkOrder(database.sql, tenant, first?.id ?? ''))?.assignee).toBe('bob');
    const backwards = { ...away('ann'), until: '2027-04-27' };
    expect(code(await within((tx) => recordAbsence(ports, tx, tenant, backwards)))).toBe(
      '422 ABSENCE_INVALID',
    );
  });
});

describe('doing', () => {
  test('needs its evidence, each missing piece named, and nothing changes when refused', async () => {
    const { id, version } = await started();
    const complete = (given: Record<string, unknown>) =>
      within((tx) => completeWorkOrder(ports, tx, tenant, { id, actor: bob, evidence: given }));
    const refused = await complete({ serialNumbers: [] });
    expect(code(refused)).toBe('422 WORK_ORDER_EVIDENCE');
    expect(refused.ok ? [] : refused.fault.faults?.map(({ path }) => path)).toEqual([
      '/evidence/serialNumbers',
      '/evidence/photo',
    ]);
    expect(await findWorkOrder(database.sql, tenant, id)).toMatchObject({
      state: 'inProgress',
      version,
      evidence: {},
    });
    inUse.add('CPE-1');
    expect(code(await complete(evidence))).toBe('409 CPE_IN_USE');
    expect(done).toEqual([]);
    inUse.clear();
    await setClock(database, '2027-04-27T15:00:00Z');
    expect(value(await complete(evidence))).toMatchObject({
      state: 'completed',
      startedAt: '2027-04-27T08:00:00.000Z',
      finishedAt: '2027-04-27T15:00:00.000Z',
      evidence,
    });
    expect(code(await complete(evidence))).toBe('ok');
    expect(done).toEqual(['task-1 completed']);
    expect([...inUse]).toEqual(['CPE-1']);
  });

  test('collects evidence piece by piece', async () => {
    const { id } = await started();
    const record = (given: Record<string, unknown>) =>
      within((tx) => recordEvidence(ports, tx, tenant, { id, actor: bob, evidence: given }));
    expect(code(await record({ serialNumbers: 'CPE-1' }))).toBe('422 WORK_ORDER_EVIDENCE');
    await record({ serialNumbers: ['CPE-1'] });
    await record({ photo: ['photo/1'] });
    expect(code(await within((tx) => completeWorkOrder(ports, tx, tenant, { id, actor: bob })))).toBe('ok');
    expect(code(await record({ photo: ['other'] }))).toBe('409 WORK_ORDER_STATE');
  });

  test('is not finished before it started nor ahead of now, nor before it was started at all', async () => {
    const fresh = await one({ requiredEvidence: [] });
    const { id } = fresh;
    const complete = (finishedAt: string) =>
      within((tx) => completeWorkOrder(ports, tx, tenant, { id, actor: bob, finishedAt }));
    expect(code(await complete('2027-04-27T08:00:00Z'))).toBe('409 WORK_ORDER_STATE');
    const start = (startedAt: string) =>
      within((tx) => startWorkOrder(ports, tx, tenant, { id, actor: bob, startedAt }));
    expect(code(await start('2027-04-27T08:00:00.001Z'))).toBe('422 WORK_ORDER_TIME');
    await start('2027-04-27T07:00:00Z');
    expect(code(await complete('2027-04-27T06:59:59.999Z'))).toBe('422 WORK_ORDER_TIME');
    expect(code(await complete('2027-04-27T08:00:00.001Z'))).toBe('422 WORK_ORDER_TIME');
    expect(code(await complete('2027-04-27T07:00:00Z'))).toBe('ok');
  });

  test('is the assignee’s, on the version that was seen', async () => {
    const { id, version } = await one();
    const start = (actor: typeof bob, seen: number) =>
      within((tx) => startWorkOrder(ports, tx, tenant, { id, version: seen, actor }));
    expect(code(await start(cat, version))).toBe('403 WORK_ORDER_NOT_YOURS');
    expect(code(await start(bob, version + 1))).toBe('412 WORK_ORDER_CHANGED');
    expect(code(await start(bob, version))).toBe('ok');
    const elsewhere = await within((tx) => startWorkOrder(ports, tx, 'another', { id, actor: bob }));
    expect(code(elsewhere)).toBe('404 WORK_ORDER_UNKNOWN');
  });

  test('two completions at once call the waiter once', async () => {
    const { id } = await started();
    const complete = () => within((tx) => completeWorkOrder(ports, tx, tenant, { id, actor: bob, evidence }));
    expect((await Promise.all([complete(), complete(), complete()])).map(code)).toEqual(['ok', 'ok', 'ok']);
    expect(done).toEqual(['task-1 completed']);
  });
});

describe('stopping', () => {
  test('is held with a cause and goes on where it stood', async () => {
    const { id } = await started();
    const hold = (cause: string) =>
      within((tx) => holdWorkOrder(ports, tx, tenant, { id, actor: bob, cause }));
    expect(code(await hold(' '))).toBe('422 WORK_ORDER_CAUSE');
    expect(value(await hold('1G'))).toMatchObject({ state: 'held', cause: '1G' });
    const complete = await within((tx) => completeWorkOrder(ports, tx, tenant, { id, actor: bob, evidence }));
    expect(code(complete)).toBe('409 WORK_ORDER_STATE');
    const resumed = value(
      await within((tx) => resumeWorkOrder(ports, tx, tenant, { id, actor: bob, note: 'let in' })),
    );
    expect(resumed).toMatchObject({
      state: 'inProgress',
      cause: null,
      notes: [{ by: 'bob', text: 'let in' }],
    });
  });

  test('that cannot be done is rejected and tells who waits; that is not needed is cancelled and tells nobody', async () => {
    const [first, second] = await create(draft('t1'), draft('t2'));
    const reject = (tx: Transaction) =>
      rejectWorkOrder(ports, tx, tenant, { id: first?.id ?? '', actor: bob, cause: '1X' });
    expect(value(await within(reject))).toMatchObject({ state: 'rejected', cause: '1X' });
    const cancel = { id: second?.id ?? '', actor: dispatcher, reason: 'order cancelled' };
    const cancelled = await within((tx) => cancelWorkOrder(ports, tx, tenant, cancel));
    expect(value(cancelled).state).toBe('cancelled');
    expect(done).toEqual(['t1 rejected']);
    const again = await within((tx) =>
      cancelWorkOrder(ports, tx, tenant, { ...cancel, id: first?.id ?? '' }),
    );
    expect(code(again)).toBe('409 WORK_ORDER_STATE');
  });
});

test('lists and counts see one operator’s work, the urgent first', async () => {
  await create(
    draft('t1', { priority: 1, plannedStartDate: '2027-04-20', plannedFinishDate: '2027-04-26' }),
    draft('t2', { priority: 5, orderReference: 'order-2' }),
    draft('t3', { skill: 'splicing', team: 'field' }),
  );
  const list = async (filter: Parameters<typeof listWorkOrders>[2]) =>
    (await listWorkOrders(database.sql, tenant, filter)).items.map(({ taskReference }) => taskReference);
  expect(await list({})).toEqual(['t2', 't1', 't3']);
  expect(await list({ assignee: 'bob', order: 'order-1' })).toEqual(['t1']);
  expect(await list({ unassigned: true })).toEqual(['t3']);
  expect(await list({ team: 'field', states: ['assigned'], limit: 1, offset: 1 })).toEqual(['t1']);
  expect(await countWorkOrders(database.sql, tenant)).toEqual([
    { team: 'field', state: 'acknowledged', count: 1, unassigned: 1, overdue: 0 },
    { team: 'field', state: 'assigned', count: 2, unassigned: 0, overdue: 1 },
  ]);
  expect(await listWorkOrders(database.sql, 'another')).toEqual({ items: [], total: 0 });
});

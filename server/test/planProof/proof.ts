import { expect } from 'vitest';
import { type Attempt, type Handler, type Outcome, openPlans } from '../../src/plan/index.ts';
import { miscounted } from '../../src/plan/testing/recount.ts';
import type { Transaction } from '../../src/platform/database.ts';
import type { DemoFleet } from '../fleet.ts';
import type { People } from '../people.ts';
import type { TestSystem } from '../system.ts';
import { type Traces, tracesOf } from '../traces.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const cancellations = '/tmf-api/serviceOrdering/v4/cancelServiceOrder';
const tenant = 'operator';
const by = { by: 'proof', reason: 'proof' };
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

/** At which task each order fails. */
export class Faults {
  readonly #keys = new Map<string, string>();

  /** Lets an order fail at a task, or at none any more. */
  set(orderId: string, key: string | undefined): void {
    if (key === undefined) this.#keys.delete(orderId);
    else this.#keys.set(orderId, key);
  }

  /**
   * A handler that fails where it is told. Transactional work fails before it has done anything, as a rolled-back one
   * does; external work is done first and its success then lost, which is the worst that it can do.
   */
  readonly instrument = (handler: Handler): Handler => {
    const hits = (attempt: { readonly subject: { readonly id: string }; readonly key: string }): boolean =>
      this.#keys.get(attempt.subject.id) === attempt.key;
    const failure: Outcome = {
      kind: 'fallout',
      error: { code: 'PROOF', message: 'fails because the proof wants it to' },
    };
    if (handler.mode === 'external') {
      return {
        ...handler,
        async run(attempt: Attempt, signal: AbortSignal) {
          const outcome = await handler.run(attempt, signal);
          return hits(attempt) ? failure : outcome;
        },
      };
    }
    return {
      ...handler,
      async run(tx: Transaction, attempts: readonly Attempt[]) {
        const well = attempts.filter((attempt) => !hits(attempt));
        const outcomes = well.length === 0 ? [] : await handler.run(tx, well);
        const done = new Map(well.map((attempt, index) => [attempt, outcomes[index]]));
        return attempts.map((attempt) => done.get(attempt) ?? failure);
      },
    };
  };
}

/** What a proof runs on. */
export type ProofGround = {
  readonly system: TestSystem;
  readonly fleet: DemoFleet;
  readonly people: People;
  readonly faults: Faults;
};

/**
 * An amendment that each order gets once work of a kind is given out (`once`), or once a task of it fell out
 * (`fallen`): the order fails in what comes of it.
 */
export type Amended = ({ readonly once: string } | { readonly fallen: string }) & { readonly body: object };

/** What a proof found: tasks at which everything could be taken back, and those beyond a hard point of no return. */
export type Proof = { readonly takenBack: readonly string[]; readonly refused: readonly string[] };

/**
 * Proves that the plan of an order can be taken back from anywhere: issues the order once for each of its tasks, lets it
 * fail there, cancels it, and compares pools, devices, services, work and partner orders with the start. Undoing once
 * more changes nothing, counters equal a recount. An order beyond a hard point of no return is refused with its reason,
 * and goes on to its end. `subjects` are made before, one for each task (services to be ended, for example).
 */
export async function provePlan<Subject>(
  ground: ProofGround,
  plan: {
    readonly keys: readonly string[];
    readonly subjects: readonly Subject[];
    readonly order: (subject: Subject, index: number) => object;
    readonly amended?: Amended;
  },
): Promise<Proof> {
  const start = await tracesOf(ground.system, ground.fleet);
  const ids = await issueAll(ground, plan);
  if (plan.amended !== undefined) await amendAll(ground, ids, plan.keys, plan.amended);
  await ground.people.until(
    'every order to fail at its task',
    async () => {
      const fallen = await fallenOf(ground);
      return ids.every((id, at) => fallen.has(`${id} ${plan.keys[at]}`)) ? true : undefined;
    },
    {},
    40,
  );
  const takenBack: string[] = [];
  const refused: string[] = [];
  for (const [at, id] of ids.entries()) {
    const key = plan.keys[at] ?? '';
    const { status, body } = await ground.system.call('orderStaff', 'POST', cancellations, {
      serviceOrder: { id },
      acceptCharges: true,
    });
    expect(status, `${key}: ${JSON.stringify(body)}`).toBe(201);
    // Where nothing had been done yet it is taken back at once.
    if (body.state === 'inProgress' || body.completionMessage === 'everything was taken back')
      takenBack.push(key);
    else {
      expect(body.completionMessage, key).toContain('point of no return');
      refused.push(key);
    }
  }
  const gone = ids.filter((_, at) => takenBack.includes(plan.keys[at] ?? ''));
  await ground.people.until(
    'every order to be cancelled',
    async () => ((await areAll(ground, gone, 'cancelled')) ? true : undefined),
    {},
    40,
  );
  if (refused.length === 0) await isAsBefore(ground, start);
  for (const id of gone) await undoAgain(ground, id);
  if (refused.length === 0) await isAsBefore(ground, start);
  await goOn(
    ground,
    ids.filter((id) => !gone.includes(id)),
    plan.keys,
  );
  expect(await miscounted(ground.system.database, tenant)).toEqual([]);
  return { takenBack, refused };
}

/** The tasks of an order's plan. */
export async function tasksOf(system: TestSystem, id: string): Promise<Row[]> {
  const { body } = await system.call('orderStaff', 'GET', `/turnup/v1/serviceOrder/${id}/plan`);
  return body.tasks;
}

async function issueAll<Subject>(
  { system, faults }: ProofGround,
  plan: {
    readonly keys: readonly string[];
    readonly subjects: readonly Subject[];
    readonly order: (subject: Subject, index: number) => object;
    readonly amended?: Amended;
  },
): Promise<string[]> {
  const plans = openPlans([]);
  const everything = { scope: 'everything' } as const;
  // Nothing may run before it is known where it fails.
  await system.database.transaction((tx) => plans.pause(tx, tenant, everything, by));
  const ids: string[] = [];
  try {
    for (const [index, key] of plan.keys.entries()) {
      const subject = plan.subjects[index] as Subject;
      const { status, body } = await system.call('orderStaff', 'POST', orders, plan.order(subject, index));
      expect(status, JSON.stringify(body)).toBe(201);
      if (plan.amended === undefined) faults.set(body.id, key);
      else if ('fallen' in plan.amended) faults.set(body.id, plan.amended.fallen);
      ids.push(body.id);
    }
  } finally {
    await system.database.transaction((tx) => plans.resume(tx, tenant, everything));
  }
  return ids;
}

/** Lets every order come to the work that is waited for, and amends it there. */
export async function amendAll(
  ground: ProofGround,
  ids: readonly string[],
  keys: readonly string[],
  amended: Amended,
): Promise<void> {
  const { system, people, faults } = ground;
  const { body } = amended;
  const isThere = async (id: string): Promise<boolean> => {
    if ('fallen' in amended) return (await fallenOf(ground)).has(`${id} ${amended.fallen}`);
    const path = `/tmf-api/workOrder/v4/workOrder?serviceOrder=${id}&kind=${amended.once}`;
    return (await system.call('provisioning', 'GET', path)).body.length > 0;
  };
  await people.until(
    'every order to come where it is amended',
    async () => ((await Promise.all(ids.map(isThere))).every(Boolean) ? true : undefined),
    'once' in amended ? { leave: new Set([amended.once]) } : {},
  );
  for (const [index, id] of ids.entries()) {
    const key = keys[index];
    if (key !== undefined) faults.set(id, key);
    const { status, body: answer } = await system.call('orderStaff', 'PATCH', `${orders}/${id}`, body);
    expect(status, JSON.stringify(answer)).toBe(200);
    expect(answer.amendment.state, JSON.stringify(answer.amendment)).toBe('done');
  }
}

/** All tasks that need a person, as the id of their order and their key. */
async function fallenOf({ system }: ProofGround): Promise<ReadonlySet<string>> {
  const { body } = await system.call('noc', 'GET', '/turnup/v1/fallout?limit=1000');
  return new Set((body as Row[]).map(({ serviceOrder, key }) => `${serviceOrder.id} ${key}`));
}

/** Whether all these orders are in a state. */
async function areAll({ system }: ProofGround, ids: readonly string[], state: string): Promise<boolean> {
  if (ids.length === 0) return true;
  const { body } = await system.call('orderStaff', 'GET', `${orders}?state=${state}&fields=id&limit=1000`);
  const found = new Set((body as Row[]).map(({ id }) => id));
  return ids.every((id) => found.has(id));
}

async function isAsBefore({ system, fleet }: ProofGround, start: Traces): Promise<void> {
  expect(await tracesOf(system, fleet)).toEqual(start);
}

async function undoAgain({ system }: ProofGround, id: string): Promise<void> {
  const before = await tasksOf(system, id);
  const { body: order } = await system.call('orderStaff', 'GET', `${orders}/${id}`);
  const again = await system.database.transaction((tx) =>
    openPlans([]).undoTasks(tx, tenant, order.planId, 'all', by),
  );
  expect(again.ok).toBe(true);
  expect(await tasksOf(system, id)).toEqual(before);
  const cancelled = await system.call('orderStaff', 'POST', cancellations, { serviceOrder: { id } });
  expect(cancelled.body.code).toBe('ORDER_FINAL');
}

/** Orders that were refused their cancellation end well once the fault is gone. */
async function goOn(ground: ProofGround, ids: readonly string[], keys: readonly string[]): Promise<void> {
  for (const id of ids) {
    ground.faults.set(id, undefined);
    const failed = (await tasksOf(ground.system, id)).find(
      (task) => task.state === 'fallout' && keys.includes(task.key),
    );
    await ground.system.call('noc', 'POST', `/turnup/v1/task/${failed?.id}/retry`, { reason: 'mended' });
  }
  await ground.people.until(
    'the others to be completed',
    async () => ((await areAll(ground, ids, 'completed')) ? true : undefined),
    {},
    40,
  );
}

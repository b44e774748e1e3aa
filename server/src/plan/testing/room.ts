import { afterEach, beforeAll } from 'vitest';
import { unwrap } from '../../foundation/result.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { type TestDatabase, testDatabase } from '../../platform/testing/database.ts';
import { type Engine, type EngineOptions, startEngine } from '../engine.ts';
import { openPlans, type Plans } from '../plans.ts';
import type { Attempt, ExternalHandler, Handler, Outcome, PlanDraft, PlanView } from '../types.ts';
import { planView } from '../view.ts';
import { engineOptions } from './fixtures.ts';

/** A person of the tests. */
export const by = { by: 'ann', reason: 'because' };

/** The room on a database of its own, for one test file; engines are stopped after each test. */
export type Room = {
  readonly db: TestDatabase;
  readonly database: Database;
  newTenant(): string;
  run(handlers: readonly Handler[], more?: Partial<EngineOptions>): Promise<Engine>;
  create(tenant: string, draft: PlanDraft): Promise<string>;
  view(tenant: string, planId: string): Promise<PlanView>;
  /** The verbs on plans, without hooks. */
  readonly plans: Plans;
  /** Waits until these tasks of a plan are in these states. */
  until(tenant: string, planId: string, states: Readonly<Record<string, string>>): Promise<void>;
  /** States of a plan's tasks by key. */
  states(tenant: string, planId: string): Promise<Record<string, string>>;
  tx<Value>(work: (tx: Transaction) => Promise<Value>): Promise<Value>;
};

/** Opens a {@link Room} before the file's first test. */
export function openRoom(): Room {
  let db: TestDatabase | undefined;
  let tenants = 0;
  const engines: Engine[] = [];
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterEach(async () => {
    await Promise.all(engines.splice(0).map((engine) => engine.stop()));
  });
  const room: Room = {
    get db() {
      if (db === undefined) throw new Error('the room is not open yet');
      return db;
    },
    get database() {
      return room.db.database;
    },
    newTenant: () => `tenant-${++tenants}`,
    async run(handlers, more = {}) {
      const engine = await startEngine(engineOptions(room.database, { handlers, ...more }));
      engines.push(engine);
      return engine;
    },
    async create(tenant, draft) {
      return await room.tx(async (tx) => unwrap(await openPlans([]).createPlan(tx, tenant, draft)));
    },
    async view(tenant, planId) {
      const found = await planView(room.database.sql, tenant, planId);
      if (found === null) throw new Error('no plan');
      return found;
    },
    async states(tenant, planId) {
      const { tasks } = await room.view(tenant, planId);
      return Object.fromEntries(tasks.map((task) => [task.key, task.state]));
    },
    plans: openPlans([]),
    async until(tenant, planId, states) {
      const wanted = Object.entries(states);
      await eventually(async () => {
        const found = await room.states(tenant, planId);
        return wanted.every(([key, state]) => found[key] === state);
      }, 20_000);
    },
    tx: (work) => room.database.transaction(work),
  };
  return room;
}

/** Waits until a check holds. */
export async function eventually(check: () => Promise<boolean>, ms = 5000): Promise<void> {
  const until = performance.now() + ms;
  while (!(await check())) {
    if (performance.now() > until) throw new Error('did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** An external handler of a kind. */
export function external(
  kind: string,
  run: (attempt: Attempt, signal: AbortSignal) => Promise<Outcome>,
  more: Partial<ExternalHandler> = {},
): Handler {
  return { kind, mode: 'external', run, limitPerNode: 10, ...more };
}

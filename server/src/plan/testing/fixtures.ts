import type { Database } from '../../platform/database.ts';
import type { EngineOptions } from '../engine.ts';
import type { Attempt, Json, Outcome, PlanDraft, TaskDraft, TransactionalHandler } from '../types.ts';

// What the tests of this room share.

/** A task of kind `work@1`. */
export function aTask(key: string, after: readonly string[] = [], more: Partial<TaskDraft> = {}): TaskDraft {
  return {
    key,
    kind: 'work@1',
    input: { key },
    activity: 'test',
    label: `Task ${key}`,
    after,
    owner: { kind: 'system', ref: null },
    ...more,
  };
}

/** A plan of these tasks. */
export function aPlan(tasks: readonly TaskDraft[], more: Partial<PlanDraft> = {}): PlanDraft {
  return { subject: { kind: 'test', id: 's1' }, tasks, ...more };
}

/** A transactional handler that answers each attempt by itself. */
export function handler(kind: string, run: (attempt: Attempt) => Outcome): TransactionalHandler {
  return { kind, mode: 'transactional', run: async (_tx, attempts) => attempts.map(run) };
}

/** The outcome of success. */
export function completed(output: Json = null): Outcome {
  return { kind: 'completed', output };
}

/** Options of an engine for tests: quick lease, no thread, fixed chance. */
export function engineOptions(database: Database, more: Partial<EngineOptions>): EngineOptions {
  return {
    database,
    handlers: [],
    hooks: [],
    node: 'test',
    random: (bytes) => new Uint8Array(bytes),
    clock: () => performance.now(),
    log: { info: () => {}, warn: () => {} },
    ...more,
  };
}

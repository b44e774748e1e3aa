import type { Json, TransactionalHandler } from '../../../server/src/plan/index.ts';
import type { Transaction } from '../../../server/src/platform/database.ts';

/** What the steps of an order do. */
export type Work = {
  readonly handler: TransactionalHandler;
  /** What a step is given. */
  inputOf(order: string, step: number): Json;
  /** What is done for an order before it is accepted, in transactions of its own. */
  reserve(order: string, steps: number): Promise<void>;
  /** What an order finds when it begins; written in the transaction that accepts it. */
  prepare(tx: Transaction, orders: readonly string[]): Promise<void>;
};

/** Nothing: what remains is the engine. */
export const noWork: Work = {
  handler: {
    kind: 'nothing@1',
    mode: 'transactional',
    standsAlone: true,
    run: async (_tx, attempts) => attempts.map(() => ({ kind: 'completed', output: 1 })),
  },
  inputOf: () => null,
  reserve: async () => {},
  prepare: async () => {},
};

/** The same work, of which no step is run ahead of the commit of the one before it. */
export function stepByStep({ handler, ...work }: Work): Work {
  const { kind, mode, run } = handler;
  return { ...work, handler: { kind, mode, run } };
}

import type { ClaimedTask } from './store.ts';

/** Of a claimed task: its plan, and how much of that was unfinished. */
export type Claimed = Pick<ClaimedTask, 'planId' | 'remaining'>;
/** Of a task that was done: its plan. */
export type Done = { readonly before: Pick<ClaimedTask, 'planId'> };

/** How many tasks of a batch come from the queue, so that there is room for what is run ahead of them. */
export type ChainLength = {
  /** How many to claim for a batch of so many tasks. */
  claims(batch: number): number;
  /** Learns from a batch: what was claimed, and what was done of it and ahead of it. */
  learn(claimed: readonly Claimed[], done: readonly Done[], depth: number): void;
};

/**
 * A chain that is cut for want of room is written, released and claimed again: three times the work. So a batch is to
 * begin no more chains than it can end, going by how long those were that were met last.
 */
export function chainLength(): ChainLength {
  let perClaim = 1;
  return {
    claims: (batch) => Math.max(1, Math.floor(batch / perClaim)),
    learn(claimed, done, depth) {
      if (claimed.length === 0) return;
      const doneOf = new Map<string, number>();
      for (const { before } of done) doneOf.set(before.planId, (doneOf.get(before.planId) ?? 0) + 1);
      let length = 0;
      for (const [planId, tasks] of Map.groupBy(claimed, (task) => task.planId)) {
        const ended = doneOf.get(planId) ?? 0;
        const wasCut = depth === 0 || ended > tasks.length * depth;
        // One that was cut may be twice as long, but not longer than what is left of its plan.
        length += wasCut ? Math.min(tasks[0]?.remaining ?? ended, 2 * ended) : ended;
      }
      perClaim = Math.max(1, length / claimed.length);
    },
  };
}

import type { Transaction } from '../platform/database.ts';
import { queryFact } from './facts.ts';
import { timeOutQueries } from './store.ts';
import type { ResourcingPorts } from './types.ts';

/** Ends the questions of every tenant that nobody has answered whole in time, and tells who waits. Answers how many. */
export async function timeOutResources(
  ports: ResourcingPorts,
  tx: Transaction,
  limit = 200,
): Promise<number> {
  const ended = await timeOutQueries(tx, limit);
  for (const { tenant, query } of ended) {
    await ports.record(tx, tenant, [queryFact('ResourceQueryStateChangeEvent', query)]);
    await ports.onTimeOut(tx, tenant, query);
  }
  return ended.length;
}

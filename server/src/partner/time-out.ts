import type { Transaction } from '../platform/database.ts';
import { queryFact } from './facts.ts';
import { timeOutQueries } from './query-store.ts';
import type { PartnerPorts } from './types.ts';

/**
 * Ends the queries of every tenant whose partner was silent until its answer-by instant (domain clock) and tells the
 * askers. Any number of nodes may run it at once. Answers how many it ended; run it again while that is `limit`.
 */
export async function timeOutDue(ports: PartnerPorts, tx: Transaction, limit = 200): Promise<number> {
  const ended = await timeOutQueries(tx, limit);
  for (const { tenant, query } of ended) {
    await ports.record(tx, tenant, [queryFact('PartnerQueryStateChangeEvent', query)]);
    await ports.onSettled(tx, tenant, query);
  }
  return ended.length;
}

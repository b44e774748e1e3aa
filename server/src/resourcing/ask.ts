import type { ResourceQueryCreate } from '@turnup/contract';
import { addWorkingDays, closingOf, localDate } from '../foundation/calendar.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { queryFact } from './facts.ts';
import { domainNow, insertQuery } from './store.ts';
import type { ResourceQuery, ResourcingPorts } from './types.ts';

/**
 * Asks the resource domain for ports at a place: it has until the close of its last working day to answer. Refuses 422
 * for a place without nodes and 409 `RESOURCE_QUERY_ASKED` when the design has asked the same before.
 */
export async function askResources(
  ports: ResourcingPorts,
  tx: Transaction,
  tenant: string,
  request: ResourceQueryCreate & { readonly design: string; readonly askedBy: string },
): Promise<Result<ResourceQuery>> {
  const nodes = await ports.nodesOf(tx.sql, tenant, request.place);
  if (nodes.size === 0)
    return refuse(422, 'UNKNOWN_PLACE', `${request.place} is no place with nodes`, [
      { path: '/place', message: 'has no nodes' },
    ]);
  const now = await domainNow(tx);
  const calendar = await ports.calendar(tx.sql, tenant);
  const days = await ports.answerWithinWorkingDays(tx.sql, tenant);
  const query = await insertQuery(tx, tenant, {
    id: ports.ids(),
    design: request.design,
    place: request.place,
    rateKbps: request.rateKbps,
    optic: request.optic ?? null,
    quantity: request.quantity,
    needDate: request.needDate,
    state: 'acknowledged',
    askedBy: request.askedBy,
    askedAt: now,
    answerBy: closingOf(calendar, addWorkingDays(calendar, localDate(now, calendar.zone), days)),
    answers: [],
    refusedAnswers: [],
  });
  if (query === undefined)
    return refuse(409, 'RESOURCE_QUERY_ASKED', `design ${request.design} has asked this already`);
  await ports.record(tx, tenant, [queryFact('ResourceQueryCreateEvent', query)]);
  return ok(query);
}

import type { Port } from '@turnup/contract';
import { type FieldFault, ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { queryFact } from './facts.ts';
import { refusedBecause } from './rules.ts';
import { domainNow, lockQuery, saveQuery } from './store.ts';
import type { Candidate, RefusedBecause, ResourceQuery, ResourcingPorts } from './types.ts';

const messages: Readonly<Record<RefusedBecause, string>> = {
  late: 'came too late',
  duplicate: 'names a port that was answered already',
  excess: 'is more than was asked for',
};

/**
 * The resource domain's answer, in whole or in part. What counts becomes part of the inventory, each port usable from its
 * date. Refused, and recorded although it is refused (the caller commits): 409 `RESOURCE_ANSWER_LATE`, `…_DUPLICATE`,
 * `…_EXCESS`. Refused without a trace: 404, and 422 for ports that are not at the place or too slow.
 */
export async function answerResources(
  ports: ResourcingPorts,
  tx: Transaction,
  tenant: string,
  input: { readonly id: string; readonly by: string; readonly ports: readonly Candidate[] },
): Promise<Result<ResourceQuery>> {
  const query = await lockQuery(tx, tenant, input.id);
  if (query === undefined) return refuse(404, 'NOT_FOUND', `there is no resource query ${input.id}`);
  const faults = faultsOf(input.ports, query, await ports.nodesOf(tx.sql, tenant, query.place));
  if (faults.length > 0)
    return refuse(422, 'RESOURCE_ANSWER_INVALID', faults.map(({ message }) => message).join('; '), faults);
  const at = await domainNow(tx);
  const why = refusedBecause(query, input.ports, at);
  if (why !== undefined) {
    const refusedAnswers = [...query.refusedAnswers, { why, at, by: input.by, ports: input.ports }];
    const kept = { ...query, refusedAnswers };
    await saveQuery(tx, tenant, kept);
    await ports.record(tx, tenant, [queryFact('ResourceQueryAnswerRefuseEvent', kept)]);
    return refuse(
      409,
      `RESOURCE_ANSWER_${why.toUpperCase()}`,
      `the answer ${messages[why]}: ${query.answers.length} of ${query.quantity} are answered, it could be answered until ${query.answerBy}`,
    );
  }
  const answers = [...query.answers, ...input.ports.map((port) => ({ ...port, at, by: input.by }))];
  const state = answers.length === query.quantity ? 'answered' : 'partial';
  const after: ResourceQuery = { ...query, answers, state };
  await saveQuery(tx, tenant, after);
  await ports.register(tx, tenant, input.ports.map(portOf));
  await ports.record(tx, tenant, [queryFact('ResourceQueryStateChangeEvent', after)]);
  return ok(after);
}

function portOf({ availableFrom, ...port }: Candidate): Port {
  return {
    ...port,
    use: 'customer',
    ...(availableFrom !== undefined && { inServiceDate: availableFrom }),
  };
}

function faultsOf(
  answered: readonly Candidate[],
  query: ResourceQuery,
  nodes: ReadonlySet<string>,
): FieldFault[] {
  return answered.flatMap(({ node, rateKbps, optic }, index) => [
    ...(nodes.has(node)
      ? []
      : [{ path: `/ports/${index}/node`, message: `${node} does not stand at ${query.place}` }]),
    ...(rateKbps >= query.rateKbps
      ? []
      : [{ path: `/ports/${index}/rateKbps`, message: `${rateKbps} kbit/s is less than ${query.rateKbps}` }]),
    ...(query.optic === null || query.optic === optic
      ? []
      : [{ path: `/ports/${index}/optic`, message: `${optic} is not ${query.optic}` }]),
  ]);
}

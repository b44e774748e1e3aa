import type { Fact } from '../platform/events/index.ts';
import type { ResourceQuery } from './types.ts';

/** What happened to a question, told with the design that asks as its correlation. */
export function queryFact(
  type: 'ResourceQueryCreateEvent' | 'ResourceQueryStateChangeEvent' | 'ResourceQueryAnswerRefuseEvent',
  query: ResourceQuery,
): Fact {
  return {
    type,
    domain: 'resourceQuery',
    aggregate: { kind: 'resourceQuery', id: query.id },
    resource: 'resourceQuery',
    body: { ...query },
    correlationId: query.design,
  };
}

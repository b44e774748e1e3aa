import type { Candidate, RefusedBecause, ResourceQuery } from './types.ts';

/**
 * Whether an answer counts at an instant: from the answer-by instant on it is late, a port that was answered before (or
 * twice in one answer) is a duplicate, and more ports than were asked for are in excess. Undefined where it counts.
 */
export function refusedBecause(
  query: Pick<ResourceQuery, 'state' | 'answerBy' | 'answers' | 'quantity'>,
  ports: readonly Candidate[],
  now: string,
): RefusedBecause | undefined {
  const known = new Set(query.answers.map(nameOf));
  if (query.state === 'timedOut' || Date.parse(now) >= Date.parse(query.answerBy)) return 'late';
  if (new Set(ports.map(nameOf)).size < ports.length || ports.some((port) => known.has(nameOf(port))))
    return 'duplicate';
  return query.answers.length + ports.length > query.quantity ? 'excess' : undefined;
}

function nameOf({ node, name }: Candidate): string {
  return `${node}/${name}`;
}

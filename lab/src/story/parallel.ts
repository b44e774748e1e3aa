import type { Answer } from '../client/api.ts';
import type { Clients } from './clients.ts';
import type { Verdict } from './report.ts';
import type { StoryStep } from './schema.ts';
import { substitute, type Values } from './values.ts';

type ParallelStep = Extract<StoryStep, { parallel: unknown }>;

/**
 * Sends all requests of a step at once and counts how they were answered. `{{nth}}` stands for a request's number, from 1
 * on, over all of them. An answer that no expectation counts is a failure: nothing passes because it was not looked at.
 */
export async function inParallel(
  clients: Clients,
  step: ParallelStep,
  values: Values,
): Promise<readonly Verdict[]> {
  const requests = step.parallel.flatMap((one) => Array.from({ length: one.times ?? 1 }, () => one));
  // Everyone signs in before the race begins.
  for (const as of new Set(requests.map((one) => String(substitute(one.as, values)))))
    await clients.of(as).send('GET', '/turnup/v1/session');
  const answers = await Promise.all(
    requests.map((one, index) => {
      const { as, do: request } = substitute({ as: one.as, do: one.do }, { ...values, nth: index + 1 });
      return clients.of(as).send(request.method, request.path, request.body);
    }),
  );
  const counted = step.answers.map((expectation) => verdictOf(answers, expectation));
  const stray = answers.filter((answer) => !step.answers.some((one) => isOne(answer, one)));
  const first = stray[0];
  return first === undefined
    ? counted
    : [
        ...counted,
        {
          that: 'No answer is another',
          expected: 'none',
          actual: `${stray.length}, first ${lineOf(first)}`,
          outcome: 'fails',
        },
      ];
}

type Counting = ParallelStep['answers'][number];
type Told = Pick<Answer, 'status' | 'body'>;

const codeOf = (answer: Told): string | undefined => (answer.body as { code?: string } | undefined)?.code;

function isOne(answer: Told, { status, code }: Counting): boolean {
  return status.includes(answer.status) && (code === undefined || code === codeOf(answer));
}

function verdictOf(answers: readonly Told[], expectation: Counting): Verdict {
  const count = answers.filter((answer) => isOne(answer, expectation)).length;
  const { that, equals, atLeast, atMost } = expectation;
  const good =
    (equals === undefined || count === equals) &&
    (atLeast === undefined || count >= atLeast) &&
    (atMost === undefined || count <= atMost);
  const expected = [
    ...(equals === undefined ? [] : [String(equals)]),
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ].join(', ');
  return {
    that,
    expected: expected === '' ? 'any number' : expected,
    actual: String(count),
    outcome: good ? 'holds' : 'fails',
  };
}

function lineOf(answer: Told): string {
  return `HTTP ${answer.status} ${codeOf(answer) ?? ''}`.trim();
}

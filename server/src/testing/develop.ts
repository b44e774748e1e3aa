import type { ReferenceRecord } from '@turnup/contract';

type Measure = ReferenceRecord<'testSpecification'>['measures'][number];

/** What is to be measured where a condition holds: data of the operator (policy `testDevelopment`). */
export type DevelopmentRule = {
  readonly code: string;
  readonly text: string;
  /** JsonLogic over the facts of the service; absent means always. */
  readonly when?: unknown;
  readonly measures: readonly Measure[];
};

/**
 * Develops a test specification for a service that has none (eTOM 1.4.5.5: a test plan is developed where none exists):
 * the measures of every rule that holds, each metric once, the last rule's word on it. Undefined where no rule holds: a
 * service that nobody knows how to test does not pass. `holds` evaluates a rule's condition. Pure.
 */
export function developMeasures(
  rules: readonly DevelopmentRule[],
  holds: (condition: unknown) => boolean,
): { readonly code: string; readonly measures: readonly Measure[] } | undefined {
  const fired = rules.filter(({ when }) => holds(when));
  const measures = new Map(fired.flatMap((rule) => rule.measures.map((one) => [one.metric, one] as const)));
  if (measures.size === 0) return undefined;
  return {
    code: `developed by ${fired.map(({ code }) => code).join(', ')}`,
    measures: [...measures.values()],
  };
}

import type { Expectation } from '../types.ts';

/** The part of a specification's measure that a threshold is taken from. */
type Measure = { readonly comparator: 'atMost' | 'atLeast'; readonly threshold?: number };

/** The specification's own threshold, or the policy's, or none: then nothing measured can pass. */
export function expectationFor(measure: Measure, unit: Expectation['unit'], policy?: number): Expectation {
  const { comparator, threshold } = measure;
  if (threshold !== undefined) return { comparator, threshold, thresholdSource: 'specification', unit };
  if (policy !== undefined) return { comparator, threshold: policy, thresholdSource: 'policy', unit };
  return { comparator, thresholdSource: 'missing', unit };
}

/** What the customer was promised, as an upper bound; else as {@link expectationFor}. */
export function promisedOr(measure: Measure, unit: Expectation['unit'], promised?: number): Expectation {
  if (promised === undefined) return expectationFor(measure, unit);
  return { comparator: 'atMost', threshold: promised, thresholdSource: 'requirement', unit };
}

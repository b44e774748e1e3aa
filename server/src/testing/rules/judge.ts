import type {
  CaseStatus,
  PathMeasurement,
  Procedure,
  TestCase,
  TestMeasure,
  TestPlan,
  Verdict,
} from '../types.ts';

/** The figure of a path test that a case looks at; undefined when the answer does not hold it. */
export function figureOf(
  procedure: Extract<Procedure, { kind: 'path' }>,
  answer: PathMeasurement,
): number | undefined {
  const answered = answer.sent === 0 ? undefined : (100 * answer.received) / answer.sent;
  switch (procedure.figure) {
    case 'answeredPercent':
      return answered;
    case 'lossPercent':
      return answered === undefined ? undefined : 100 - answered;
    case 'rttAvgUs':
      return answer.rttAvgUs;
    case 'jitterUs':
      return answer.jitterUs;
    case 'largestBytes':
      // The packet passes whole or not at all.
      return answered === undefined ? undefined : answered === 100 ? procedure.test.sizeBytes : 0;
    case 'deliveredPercent':
      if (answer.deliveredKbps === undefined || !procedure.referenceKbps) return undefined;
      return (100 * answer.deliveredKbps) / procedure.referenceKbps;
  }
}

/** Holds a measurement against the expectation. Without a threshold it is inconclusive, never passed. */
export function judge(testCase: TestCase, measured: number): TestMeasure {
  const { comparator, threshold, unit, predicted } = testCase.expectation;
  const value = Math.round(measured * 1000) / 1000;
  if (threshold === undefined) {
    return measure(testCase, 'inconclusive', `${value} ${unit} measured, and nobody set a threshold`, value);
  }
  const holds = comparator === 'atMost' ? value <= threshold : value >= threshold;
  const foretold = predicted === undefined ? '' : `, predicted ${predicted}`;
  const bound = `${comparator === 'atMost' ? 'at most' : 'at least'} ${threshold} ${unit}`;
  return measure(
    testCase,
    holds ? 'passed' : 'failed',
    `${value} ${unit} measured${foretold}; ${bound} wanted`,
    value,
  );
}

/** A case's outcome with its reason. */
export function measure(
  testCase: TestCase,
  status: CaseStatus,
  reason: string,
  measured?: number,
): TestMeasure {
  const { id, metric, from, to, classOfService, expectation } = testCase;
  return {
    caseId: id,
    metric,
    from,
    ...(to === undefined ? {} : { to }),
    ...(classOfService === undefined ? {} : { classOfService }),
    status,
    ...(measured === undefined ? {} : { measured }),
    expectation,
    reason,
  };
}

/**
 * Any failure fails. Anything inconclusive, nothing measured at all, or a required fail-over that was not tried leaves
 * the verdict open. Only then has the service passed.
 */
export function verdictOf(plan: TestPlan, measures: readonly TestMeasure[]): Verdict {
  const has = (status: CaseStatus) => measures.some((one) => one.status === status);
  if (has('failed')) return 'failed';
  if (has('inconclusive') || !has('passed') || measures.length < plan.cases.length) return 'inconclusive';
  return plan.failoverRequired && has('notRun') ? 'inconclusive' : 'passed';
}

/** Failed cases as sentences with their numbers. */
export function violationsOf(measures: readonly TestMeasure[]): readonly string[] {
  return measures
    .filter(({ status }) => status === 'failed')
    .map(({ metric, from, to, classOfService, reason }) => {
      const way = to === undefined ? from : `${from} to ${to}`;
      return `${metric}, ${way}${classOfService === undefined ? '' : `, class ${classOfService}`}: ${reason}`;
    });
}

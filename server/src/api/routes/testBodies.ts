import type { ReferenceRecord } from '@turnup/contract';
import type { Catalog } from '../../catalog/index.ts';
import type { Comparison, StoredTest } from '../../testing/index.ts';

const base = '/tmf-api/serviceTestManagement/v4';
export const testPath = `${base}/serviceTest`;
export const testSpecificationPath = `${base}/serviceTestSpecification`;

type Measure = StoredTest['measures'][number];

/**
 * A test as TMF653 tells it, with our own members beside: the verdict, the measures as they are judged, and how they
 * compare. TMF653 has no verdict: there it follows from the rule violations of the measures.
 */
export function testBody(test: StoredTest & { readonly comparisons?: readonly Comparison[] }) {
  const { measures, serviceId, specification, startedAt, endedAt, requestedBy, ...rest } = test;
  // Runs from before ends were kept are known by when they were recorded.
  const endAt = endedAt ?? (test.state === 'completed' ? test.recordedAt : undefined);
  return {
    ...rest,
    '@type': 'ServiceTest',
    href: `${testPath}/${test.id}`,
    name: test.name ?? 'Turn-up',
    mode: test.purpose === 'adHoc' ? 'ONDEMAND' : 'PROACTIVE',
    serviceId,
    specification,
    relatedService: { id: serviceId, href: `/tmf-api/serviceInventory/v4/service/${serviceId}` },
    testSpecification: { id: specification, href: `${testSpecificationPath}/${specification}` },
    ...(startedAt === undefined ? {} : { startDateTime: startedAt }),
    ...(endAt === undefined ? {} : { endDateTime: endAt }),
    ...(requestedBy === undefined ? {} : { relatedParty: [{ id: requestedBy, role: 'requester' }] }),
    characteristic: [
      { name: 'rateScale', valueType: 'number', value: test.rateScale },
      ...(test.verdict === undefined ? [] : [{ name: 'verdict', valueType: 'string', value: test.verdict }]),
    ],
    measures,
    testMeasure: measures.map((one) => measureBody(one, test.endedAt ?? test.recordedAt)),
  };
}

function measureBody(one: Measure, capturedAt: string) {
  const { caseId, metric, status, measured, method, reason, expectation } = one;
  return {
    '@type': 'TestMeasure',
    metricName: metric,
    metricDescription: caseId,
    unitOfMeasure: expectation.unit,
    captureDateTime: capturedAt,
    ...(method === undefined ? {} : { captureMethod: method }),
    ...(measured === undefined ? {} : { value: { name: metric, valueType: 'number', value: measured } }),
    ruleViolation:
      status === 'failed' || status === 'inconclusive'
        ? [{ name: caseId, description: reason, conformanceComparator: expectation.comparator, status }]
        : [],
  };
}

/** A test specification as TMF653 tells it. */
export function specificationBody(specification: ReferenceRecord<'testSpecification'>, catalog: Catalog) {
  const { code, name, measures } = specification;
  const uses = [...catalog.of('serviceSpecification').values()].filter(
    ({ testSpecification }) => testSpecification === code,
  );
  return {
    '@type': 'ServiceTestSpecification',
    id: code,
    href: `${testSpecificationPath}/${code}`,
    name,
    lifecycleStatus: 'active',
    relatedServiceSpecification: uses.map((one) => ({ id: one.code, name: one.name, version: one.version })),
    testMeasureDefinition: measures.map(({ metric, comparator, threshold }) => ({
      metricName: metric,
      name: metric,
      valueType: 'number',
      thresholdRule:
        threshold === undefined
          ? []
          : [
              comparator === 'atMost'
                ? { conformanceTargetUpper: String(threshold), conformanceComparatorUpper: 'lessThanOrEqual' }
                : {
                    conformanceTargetLower: String(threshold),
                    conformanceComparatorLower: 'greaterThanOrEqual',
                  },
            ],
    })),
  };
}

import type { Fact } from '../../platform/events/index.ts';
import type { TestState } from '../../testing/index.ts';

/** An event of TMF653 about one run. */
export function testFact(
  type: 'Create' | 'StateChange' | 'AttributeValueChange' | 'Delete',
  test: { readonly id: string; readonly serviceId: string; readonly state: TestState } & Readonly<
    Record<string, unknown>
  >,
  audience: readonly string[],
  correlationId?: string,
): Fact {
  return {
    type: `ServiceTest${type}Event`,
    domain: 'serviceTest',
    aggregate: { kind: 'serviceTest', id: test.id },
    resource: 'serviceTest',
    body: { href: `/tmf-api/serviceTestManagement/v4/serviceTest/${test.id}`, ...test },
    ...(correlationId === undefined ? {} : { correlationId }),
    audience: [...new Set(audience)],
  };
}

import type { DesignAlternative, Reason, ServiceDesign } from '@turnup/contract';
import { formatMinor } from '../foundation/money.ts';

/** The gates that a design can fail, or run into later, and an authority can waive. */
export const gates = ['BUDGET_BREACH', 'NOT_COMPLIANT', 'BUSINESS_GATE', 'RESERVATION_LOST'] as const;
/** One of {@link gates}. */
export type Gate = (typeof gates)[number];

/** What makes a design stale: it cannot be built as it is, so nobody can waive it and no order is issued from it. */
const staleness = ['RESOURCE_TAKEN', 'RESOURCE_LOST', 'RESOURCE_CHANGED'] as const;
/** One of the codes of staleness. */
export type Staleness = (typeof staleness)[number];

/** Whether a gate says that the design is stale. */
export function isStaleness(code: string): code is Staleness {
  return (staleness as readonly string[]).includes(code);
}

/** The gates by which a design is stale. */
export function stalenessOf(design: Pick<ServiceDesign, 'openGates'>): readonly Reason[] {
  return design.openGates.filter(({ code }) => isStaleness(code));
}

/** The gates that stop the approval of an alternative, each with its numbers. */
export function openGatesOf(alternative: DesignAlternative): Reason[] {
  return [...budgetGate(alternative), ...complianceGate(alternative), ...businessGate(alternative)];
}

function budgetGate({ budget }: DesignAlternative): Reason[] {
  if (budget === undefined || budget.withinTolerance) return [];
  const { currency, actualMinor, limitMinor, breachMinor } = budget;
  return [
    {
      code: 'BUDGET_BREACH' satisfies Gate,
      message: `Capital cost ${formatMinor(actualMinor, currency)} ${currency} is ${formatMinor(breachMinor, currency)} beyond the limit of ${formatMinor(limitMinor, currency)}.`,
      parameters: { currency, actualMinor, limitMinor, breachMinor },
    },
  ];
}

function complianceGate({ compliance }: DesignAlternative): Reason[] {
  const unmet = compliance.filter((line) => line.priority === 'must' && !line.met);
  if (unmet.length === 0) return [];
  const named = unmet
    .slice(0, 10)
    .map((line) => `${line.requirement}: ${line.value} instead of ${line.target}`);
  return [
    {
      code: 'NOT_COMPLIANT' satisfies Gate,
      message: `${unmet.length} of the requirements are not met: ${named.join('; ')}.`,
      parameters: { unmet: unmet.length, lines: unmet.map((line) => line.id).join(' ') },
    },
  ];
}

function businessGate({ business }: DesignAlternative): Reason[] {
  const failed = business?.gates.filter((gate) => !gate.passed) ?? [];
  if (failed.length === 0) return [];
  return [
    {
      code: 'BUSINESS_GATE' satisfies Gate,
      message: `The business case fails ${failed.map(({ policy, value, limit }) => `${policy} (${value ?? 'never'}, limit ${limit})`).join(' and ')}.`,
      parameters: Object.fromEntries(failed.map(({ policy, value }) => [policy, value ?? 'never'])),
    },
  ];
}

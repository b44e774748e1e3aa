import type { DesignAlternative } from '@turnup/contract';
import type { Composition } from '../types.ts';

/** A composition as text that people can read in a difference. */
export function render({ alternatives, rejected }: Composition): string {
  return [
    ...alternatives.map(renderAlternative),
    'REJECTED',
    ...rejected.map(({ description, reason }) => `  ${reason.code}: ${description}\n    ${reason.message}`),
    '',
  ].join('\n');
}

function renderAlternative(alternative: DesignAlternative): string {
  const { plan, budget, business } = alternative;
  return [
    `${alternative.rank}. ${alternative.title}`,
    `  ${alternative.compliant ? 'compliant' : 'NOT COMPLIANT'}, ${alternative.confidence}, capex ${alternative.capexMinor}, monthly ${alternative.monthlyCostMinor}`,
    '  equipment',
    ...alternative.cpe.map((each) => `    ${each.site}: ${each.quantity} × ${each.model}`),
    '  routes',
    ...alternative.routes.map(
      (route) =>
        `    ${route.role} ${route.from}/${route.fromLeg} – ${route.to}/${route.toLeg}: ${route.core.nodes.join(' ')}, ${route.roundTripUs} us`,
    ),
    '  availability',
    ...alternative.availability.map(
      (each) => `    ${each.site}: ${each.percent} % of ${each.targetPercent ?? '–'}`,
    ),
    '  bill of materials',
    ...alternative.billOfMaterials.map(
      (line) =>
        `    ${line.charge} ${line.site ?? '–'} ${line.item} ${line.quantity} × ${line.unitMinor} = ${line.totalMinor}`,
    ),
    `  plan ${plan.startDate} to ${plan.finishDate}, ${plan.workingDays} working days (expected ${plan.expectedWorkingDays})`,
    ...plan.activities.map(
      (each) =>
        `    ${each.critical ? '*' : ' '} ${each.key} ${each.durationWorkingDays} ${each.startDate} – ${each.finishDate} slack ${each.slackWorkingDays}`,
    ),
    `  budget ${budget?.actualMinor} of ${budget?.budgetMinor}, limit ${budget?.limitMinor}, breach ${budget?.breachMinor}`,
    `  business net ${business?.netInvestmentMinor}, margin ${business?.monthlyMarginMinor}, NPV ${business?.npvMinor} (from confirmation ${business?.npvFromConfirmationMinor}), payback ${business?.paybackMonths}, time to revenue ${business?.timeToRevenueDays}`,
    ...(business?.gates ?? []).map(
      (gate) => `    ${gate.passed ? 'pass' : 'FAIL'} ${gate.policy} ${gate.value} limit ${gate.limit}`,
    ),
    '  compliance',
    ...alternative.compliance.map(
      (line) =>
        `    ${line.met ? 'met' : 'NOT MET'} ${line.id} (${line.priority}): ${line.target} → ${line.value} [${line.evidence}]`,
    ),
    '  risks',
    ...alternative.risks.map(
      (each) =>
        `    ${each.code} ${each.site ?? '–'}: ${each.exposureWorkingDays} days, ${each.exposureMinor}`,
    ),
    '',
  ].join('\n');
}

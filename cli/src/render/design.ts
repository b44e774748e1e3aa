import type { DesignAlternative, ServiceDesign } from '@turnup/contract';
import { money, table } from './table.ts';

/** A design for people: its alternatives beside each other, the chosen one in detail, and what stands open. */
export function designText(design: ServiceDesign): string {
  const chosen = design.alternatives.find((alternative) => alternative.id === design.chosenAlternative);
  const detail = chosen ?? design.alternatives[0];
  return [
    `${design.number} version ${design.version}: ${design.mode}, ${design.state}; rules ${design.classification.fired.map(({ rule }) => rule).join(', ') || 'none'}`,
    '',
    alternatives(design),
    ...(detail === undefined
      ? []
      : ['', `Alternative ${detail.rank}`, money36(detail), '', compliance(detail)]),
    ...(detail?.dateOptions ?? []).map(
      ({ description, finishDate, oneOffMinor }) =>
        `Sooner, on ${finishDate}, for ${money(oneOffMinor)}: ${description}`,
    ),
    ...(design.openGates.length === 0
      ? []
      : ['', ...design.openGates.map((gate) => `Open gate ${gate.code}: ${gate.message}`)]),
    ...design.approvals.map(
      ({ by, decision, reason, waivers }) =>
        `${decision} by ${by}${reason === undefined ? '' : `: ${reason}`}${waivers.length === 0 ? '' : ` (takes on ${waivers.join(', ')})`}`,
    ),
  ].join('\n');
}

function alternatives(design: ServiceDesign): string {
  return table(
    ['', 'id', 'ready', 'capital', 'monthly', 'NPV', 'payback', 'compliant', 'confidence'],
    design.alternatives.map((alternative) => [
      alternative.id === design.chosenAlternative ? '*' : String(alternative.rank),
      alternative.id,
      alternative.plan.finishDate,
      money(alternative.capexMinor),
      money(alternative.monthlyCostMinor),
      money(alternative.business?.npvMinor),
      `${alternative.business?.paybackMonths ?? '–'}`,
      alternative.compliant ? 'yes' : 'no',
      alternative.confidence,
    ]),
  );
}

function money36({ billOfMaterials }: DesignAlternative): string {
  return table(
    ['site', 'item', 'quantity', 'each', 'together', 'charge'],
    billOfMaterials.map((line) => [
      line.site ?? '',
      line.item,
      line.quantity,
      money(line.unitMinor),
      money(line.totalMinor),
      line.charge,
    ]),
  );
}

function compliance({ compliance: lines }: DesignAlternative): string {
  return table(
    ['requirement', 'target', 'value', ''],
    lines.map((line) => [line.requirement, line.target, line.value, line.met ? 'met' : 'NOT MET']),
  );
}

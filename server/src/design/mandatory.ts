import type { ServiceDesign } from '@turnup/contract';
import { type FieldFault, ok, type Result, refuse } from '../foundation/result.ts';
import { statements } from './operations.ts';
import { sectionsOf } from './written.ts';

/** Sections that a mode of design must have before it is approved (policy `mandatorySections`). */
export type MandatorySections = Readonly<Record<ServiceDesign['mode'], readonly Section[]>>;
/** A section that can be asked for. */
export type Section = keyof typeof blanks;

/** Without a policy a committed design must say how it is operated, watched and delivered; a feasibility nothing. */
export const defaultMandatorySections: MandatorySections = {
  feasibility: [],
  committed: ['operationalMethod', 'qualityObjectives', 'implementationPlan'],
};

/** What is blank in each section, by its place. */
const blanks = {
  operationalMethod(design: ServiceDesign): FieldFault[] {
    const { operationalMethod } = sectionsOf(design);
    return design.requirement.sites.flatMap(({ site }) => {
      const method = operationalMethod.find((each) => each.site === site);
      return statements
        .filter((name) => (method?.[name] ?? '').trim() === '')
        .map((name) => blank(`/operationalMethod/${site}/${name}`));
    });
  },
  qualityObjectives(design: ServiceDesign): FieldFault[] {
    const watched = new Set(sectionsOf(design).qualityObjectives.map(({ site }) => site));
    return design.requirement.sites
      .filter(({ site }) => !watched.has(site))
      .map(({ site }) => blank(`/qualityObjectives/${site}`));
  },
  implementationPlan: (design: ServiceDesign): FieldFault[] =>
    (chosenOf(design)?.plan.activities.length ?? 0) > 0 ? [] : [blank('/implementationPlan')],
  businessAssessment: (design: ServiceDesign): FieldFault[] =>
    chosenOf(design)?.business === undefined ? [blank('/businessAssessment')] : [],
  budget: (design: ServiceDesign): FieldFault[] =>
    chosenOf(design)?.budget === undefined ? [blank('/budget')] : [],
};

/** Whether nothing that is mandatory in the design's mode is blank, or 409 `SECTION_BLANK` with the list. */
export function nothingBlank(design: ServiceDesign, mandatory: MandatorySections): Result<true> {
  const faults = (mandatory[design.mode] ?? []).flatMap((section) => blanks[section](design));
  if (faults.length === 0) return ok(true);
  const told = faults.map(({ path }) => path.slice(1)).join(', ');
  return refuse(
    409,
    'SECTION_BLANK',
    `Design ${design.number} cannot be approved: blank are ${told}. Write them, then approve.`,
    faults,
  );
}

function blank(path: string): FieldFault {
  return { path, message: 'is blank' };
}

function chosenOf(design: ServiceDesign) {
  return design.alternatives.find(({ id }) => id === design.chosenAlternative);
}

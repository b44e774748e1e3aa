import type { ServiceDesign, Session } from '@turnup/contract';
import { designStateWords } from '../designs/words.ts';

type Who = Pick<Session, 'account' | 'permissions'> | undefined;

const stands = ({ state }: ServiceDesign): string =>
  `The design is ${designStateWords[state].word.toLowerCase()}`;

/** Why an alternative cannot be chosen now, or undefined. These words explain a button; the rule is the server's. */
export function whyNotChoose(design: ServiceDesign, who: Who): string | undefined {
  if (!who?.permissions.includes('design.edit')) return 'Your role may not change designs (design.edit).';
  return design.state === 'draft' ? undefined : `${stands(design)}; only a draft can be changed.`;
}

export function whyNotEditPlan(design: ServiceDesign, who: Who): string | undefined {
  if (!who?.permissions.includes('design.edit')) return 'Your role may not change designs (design.edit).';
  if (design.chosenAlternative === undefined) return 'Choose an alternative first.';
  return design.state === 'superseded' ? `${stands(design)}: nothing can be edited any more.` : undefined;
}

export function whyNotWrite(design: ServiceDesign, who: Who): string | undefined {
  if (!who?.permissions.includes('design.edit')) return 'Your role may not change designs (design.edit).';
  return design.state === 'draft' || design.state === 'inReview'
    ? undefined
    : `${stands(design)}: nothing can be written any more.`;
}

export function whyNotSubmit(design: ServiceDesign, who: Who): string | undefined {
  if (!who?.permissions.includes('design.edit')) return 'Your role may not submit designs (design.edit).';
  if (design.state !== 'draft') return `${stands(design)}; only a draft is submitted.`;
  return design.chosenAlternative === undefined ? 'Choose an alternative first.' : undefined;
}

export function whyNotDecide(design: ServiceDesign, who: Who): string | undefined {
  if (!who?.permissions.includes('design.approve'))
    return 'Your role may not approve designs (design.approve).';
  if (design.state !== 'inReview') return `${stands(design)}; only one in review is decided on.`;
  return design.author === who.account ? 'You are its author; someone else decides.' : undefined;
}

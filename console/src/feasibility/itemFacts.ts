import type { CheckServiceQualification, CommercialTerms, ServiceRequest } from '@turnup/contract';

export type QuestionItem = CheckServiceQualification['serviceQualificationItem'][number];

/** The currency in which an item is reckoned: the operator's own, else that of its terms; undefined where neither is known. */
export function currencyOfItem({ service }: QuestionItem, own: string): string | undefined {
  if (own !== '') return own;
  const terms = (service as ServiceRequest).serviceCharacteristic?.find(({ name }) => name === 'commercial');
  return (terms?.value as CommercialTerms | undefined)?.currency;
}

/** Why an answer no longer holds, and since when; undefined while it does. */
export function overtakenOf({ noLongerHolds }: QuestionItem) {
  if (noLongerHolds === undefined || noLongerHolds.length === 0) return undefined;
  const since = noLongerHolds.map(({ parameters }) => parameters?.['since']).find((at) => at !== undefined);
  return {
    reasons: noLongerHolds,
    ...(typeof since === 'string' ? { since } : {}),
  };
}

/** Whether some answer of a question no longer holds. */
export const isOvertaken = ({ serviceQualificationItem }: CheckServiceQualification): boolean =>
  serviceQualificationItem.some((item) => overtakenOf(item) !== undefined);

/** Whether whoever asked wanted what is scarce kept. */
export const wantedReserved = ({ reservationRules, feasibility }: QuestionItem): boolean =>
  reservationRules.some(({ rule }) => rule === 'REQUESTED') ||
  feasibility?.reasons.some(({ code }) => code === 'NOT_RESERVED') === true;

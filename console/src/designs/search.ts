import { type Given, numberOf, textOf, wordOf } from '../shared/search.ts';

export const designStates = ['draft', 'inReview', 'approved', 'rejected', 'superseded'] as const;

/** What the list of designs shows. */
export type DesignsSearch = {
  readonly state?: (typeof designStates)[number];
  readonly customer?: string;
  readonly offset?: number;
};

export const designsSearch = (given: Given): DesignsSearch => ({
  state: wordOf(given, 'state', designStates),
  customer: textOf(given, 'customer'),
  offset: numberOf(given, 'offset'),
});

import { type Given, numberOf, textOf, wordOf } from '../shared/search.ts';

/** What the list of questions shows. */
export type QuestionsSearch = { readonly state?: string; readonly offset?: number };
export const questionStates = ['acknowledged', 'inProgress', 'done', 'terminatedWithError'] as const;
export const questionsSearch = (given: Given): QuestionsSearch => ({
  state: wordOf(given, 'state', questionStates),
  offset: numberOf(given, 'offset'),
});

/** Which item of a question is looked at, and at which site. */
export type QuestionSearch = { readonly item?: string; readonly site?: string };
export const questionSearch = (given: Given): QuestionSearch => ({
  item: textOf(given, 'item'),
  site: textOf(given, 'site'),
});

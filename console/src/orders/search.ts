import type { Query } from '../api/page.ts';
import { type Given, numberOf, textOf, wordOf } from '../shared/search.ts';
import { type StateSet, stateSets } from './words.ts';

/** What the list of orders shows, as its address says it. */
export type OrdersSearch = {
  readonly set?: StateSet;
  readonly jeopardy?: 'Hazard' | 'Critical' | 'Hazard,Critical';
  readonly kind?: 'request' | 'allocate' | 'implement';
  readonly q?: string;
  readonly sort?: string;
  readonly offset?: number;
};

export const ordersSearch = (given: Given): OrdersSearch => ({
  set: wordOf(given, 'set', Object.keys(stateSets) as StateSet[]),
  jeopardy: wordOf(given, 'jeopardy', ['Hazard', 'Critical', 'Hazard,Critical']),
  kind: wordOf(given, 'kind', ['request', 'allocate', 'implement']),
  q: textOf(given, 'q'),
  sort: textOf(given, 'sort'),
  offset: numberOf(given, 'offset'),
});

/** Rows of a page, and how many of the newest are searched where a text is looked for. */
export const pageSize = 50;
export const searched = 500;

/** The question to the API. It has no search by text: that looks through the newest rows here. */
export function ordersRequest({ set = 'open', jeopardy, kind, q, offset }: OrdersSearch): Query {
  return {
    state: stateSets[set].join(','),
    jeopardy,
    kind,
    ...(q === undefined ? { offset: offset ?? 0, limit: pageSize } : { limit: searched }),
  };
}

/** Whether anything but the tab narrows the list. */
export const isNarrowed = ({ jeopardy, kind, q }: OrdersSearch): boolean =>
  jeopardy !== undefined || kind !== undefined || q !== undefined;

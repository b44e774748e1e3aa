import { type Given, textOf, wordOf } from '../shared/search.ts';

export const networkTabs = ['devices', 'transactions', 'outages', 'capacity', 'pauses'] as const;
export type NetworkTab = (typeof networkTabs)[number];

/** What the page of the network shows: a tab, a text that devices hold, and where the list of transactions goes on. */
export type NetworkSearch = {
  readonly tab?: NetworkTab;
  readonly q?: string;
  readonly before?: string;
};

export const networkSearch = (given: Given): NetworkSearch => ({
  tab: wordOf(given, 'tab', networkTabs),
  q: textOf(given, 'q'),
  before: textOf(given, 'before'),
});

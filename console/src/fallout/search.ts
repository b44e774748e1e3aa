import { type Given, textOf, wordOf } from '../shared/search.ts';

export const falloutTabs = ['tasks', 'stalled', 'quality'] as const;
export type FalloutTab = (typeof falloutTabs)[number];

/** What the worklist shows: a tab, and of the tasks those of one cause and code. */
export type FalloutSearch = { readonly tab?: FalloutTab; readonly cause?: string; readonly code?: string };

export const falloutSearch = (given: Given): FalloutSearch => ({
  tab: wordOf(given, 'tab', falloutTabs),
  cause: textOf(given, 'cause'),
  code: textOf(given, 'code'),
});

import { type Given, textOf, wordOf } from '../shared/search.ts';

export const designTabs = [
  'compare',
  'topology',
  'map',
  'compliance',
  'materials',
  'plan',
  'business',
  'operations',
  'comments',
  'versions',
  'approvals',
  'json',
] as const;
export type DesignTab = (typeof designTabs)[number];

/** What the page of a design shows: a tab, the alternative that is looked at, and where the map looks. */
export type DesignSearch = {
  readonly tab?: DesignTab;
  readonly alternative?: string;
  readonly look?: string;
};

export const designSearch = (given: Given): DesignSearch => ({
  tab: wordOf(given, 'tab', designTabs),
  alternative: textOf(given, 'alternative'),
  look: textOf(given, 'look'),
});

import { type Given, textOf, wordOf } from '../shared/search.ts';

export const orderTabs = [
  'summary',
  'plan',
  'parameters',
  'configuration',
  'tests',
  'services',
  'change',
  'json',
] as const;
export type OrderTab = (typeof orderTabs)[number];

export const planViews = ['graph', 'timeline', 'table'] as const;
export type PlanView = (typeof planViews)[number];

/** What the page of an order shows: a tab, how the plan is drawn, and the activity that is looked at. */
export type OrderSearch = { readonly tab?: OrderTab; readonly view?: PlanView; readonly step?: string };

export const orderSearch = (given: Given): OrderSearch => ({
  tab: wordOf(given, 'tab', orderTabs),
  view: wordOf(given, 'view', planViews),
  step: textOf(given, 'step'),
});

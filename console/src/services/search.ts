import { type Given, numberOf, textOf, wordOf } from '../shared/search.ts';

const sets = ['active', 'inactive', 'reserved', 'terminated', 'all'] as const;
export type ServiceSet = (typeof sets)[number];

export type ServicesSearch = { readonly set?: ServiceSet; readonly offset?: number };

export const servicesSearch = (given: Given): ServicesSearch => ({
  set: wordOf(given, 'set', sets),
  offset: numberOf(given, 'offset'),
});

const serviceTabs = ['graph', 'ways', 'built', 'tests', 'history'] as const;
export type ServiceTab = (typeof serviceTabs)[number];

/** What the page of a service shows: a tab, and the request whose outcome is followed. */
export type ServiceSearch = { readonly tab?: ServiceTab; readonly monitor?: string };

export const serviceSearch = (given: Given): ServiceSearch => ({
  tab: wordOf(given, 'tab', serviceTabs),
  monitor: textOf(given, 'monitor'),
});

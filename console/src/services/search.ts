import { type Given, numberOf, wordOf } from '../shared/search.ts';

const sets = ['active', 'inactive', 'reserved', 'terminated', 'all'] as const;
export type ServiceSet = (typeof sets)[number];

export type ServicesSearch = { readonly set?: ServiceSet; readonly offset?: number };

export const servicesSearch = (given: Given): ServicesSearch => ({
  set: wordOf(given, 'set', sets),
  offset: numberOf(given, 'offset'),
});

export type ServiceTab = 'graph' | 'built' | 'tests' | 'history';

export type ServiceSearch = { readonly tab?: ServiceTab };

export const serviceSearch = (given: Given): ServiceSearch => ({
  tab: wordOf(given, 'tab', ['graph', 'built', 'tests', 'history']),
});

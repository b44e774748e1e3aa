import { type Given, numberOf, textOf, wordOf } from '../shared/search.ts';

export const networkTabs = [
  'devices',
  'conditions',
  'transactions',
  'queue',
  'labels',
  'requests',
  'outages',
  'capacity',
  'pauses',
] as const;
export type NetworkTab = (typeof networkTabs)[number];

export const conditionStates = ['failed', 'suspected', 'cleared'] as const;
export const monitorStates = ['InProgress', 'InError', 'Completed'] as const;

/**
 * What the page of the network shows: a tab, a text that devices hold, where the list of transactions goes on, and of
 * conditions and requests a state and where the page begins.
 */
export type NetworkSearch = {
  readonly tab?: NetworkTab;
  readonly q?: string;
  readonly before?: string;
  readonly state?: (typeof conditionStates)[number] | (typeof monitorStates)[number];
  readonly offset?: number;
};

export const networkSearch = (given: Given): NetworkSearch => ({
  tab: wordOf(given, 'tab', networkTabs),
  q: textOf(given, 'q'),
  before: textOf(given, 'before'),
  state: wordOf(given, 'state', [...conditionStates, ...monitorStates]),
  offset: numberOf(given, 'offset'),
});

const deviceTabs = ['records', 'intent', 'owned'] as const;
export type DeviceTab = (typeof deviceTabs)[number];

/** What the page of a device shows: a tab, and the request whose outcome is followed. */
export type DeviceSearch = { readonly tab?: DeviceTab; readonly monitor?: string };
export const deviceSearch = (given: Given): DeviceSearch => ({
  tab: wordOf(given, 'tab', deviceTabs),
  monitor: textOf(given, 'monitor'),
});

/** Of a label: the devices that are gone back on, all of them where none is named, and the request that is followed. */
export type LabelSearch = { readonly devices?: string; readonly monitor?: string };
export const labelSearch = (given: Given): LabelSearch => ({
  devices: textOf(given, 'devices', 8_000),
  monitor: textOf(given, 'monitor'),
});

import { type Given, wordOf } from '../shared/search.ts';

/** Which alerts the board shows; the open ones unless it says otherwise. */
export type JeopardySearch = {
  readonly level?: 'Hazard' | 'Critical';
  readonly set?: 'open' | 'all';
};

export const jeopardySearch = (given: Given): JeopardySearch => ({
  level: wordOf(given, 'level', ['Hazard', 'Critical']),
  set: wordOf(given, 'set', ['open', 'all']),
});

import { type Given, textOf, wordOf } from '../shared/search.ts';

/** Whose work is shown, and what of it. */
export type WorkSearch = {
  readonly whose?: 'mine' | 'all';
  readonly set?: 'open' | 'done';
  readonly open?: string;
};

export const workSearch = (given: Given): WorkSearch => ({
  whose: wordOf(given, 'whose', ['mine', 'all']),
  set: wordOf(given, 'set', ['open', 'done']),
  open: textOf(given, 'open'),
});

export const openStates = 'acknowledged,assigned,inProgress,held';
export const doneStates = 'completed,cancelled,rejected';

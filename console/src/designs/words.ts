import type { Confidence, DesignState } from '@turnup/contract';
import type { StateWord } from '../shared/State.tsx';

export const designStateWords: Readonly<Record<DesignState, StateWord>> = {
  draft: { word: 'Draft', icon: 'circle', tone: 'info' },
  inReview: { word: 'In review', icon: 'clock', tone: 'warn' },
  approved: { word: 'Approved', icon: 'check', tone: 'good' },
  rejected: { word: 'Rejected', icon: 'ban', tone: 'bad' },
  superseded: { word: 'Superseded', icon: 'retry', tone: 'quiet' },
};

/** MEF confidence in words. */
export const confidenceWords: Readonly<Record<Confidence, StateWord>> = {
  green: { word: 'Green: will be done so', icon: 'check', tone: 'good' },
  yellow: { word: 'Yellow: to be settled', icon: 'warning', tone: 'warn' },
  red: { word: 'Red: cannot be done', icon: 'ban', tone: 'bad' },
};

export const yesWord: StateWord = { word: 'Met', icon: 'check', tone: 'good' };
export const noWord: StateWord = { word: 'Not met', icon: 'cross', tone: 'bad' };

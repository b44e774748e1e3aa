import type { ConfigurationTransaction } from '../api/answers.ts';
import type { StateWord } from '../shared/State.tsx';

/** Every state of a network-wide transaction in words. */
export const transactionWords: Readonly<Record<ConfigurationTransaction['state'], StateWord>> = {
  preparing: { word: 'Preparing', icon: 'progress', tone: 'info' },
  confirming: { word: 'Confirming', icon: 'progress', tone: 'info' },
  undoing: { word: 'Undoing', icon: 'retry', tone: 'warn' },
  inDoubt: { word: 'In doubt', icon: 'warning', tone: 'warn' },
  completed: { word: 'Completed', icon: 'check', tone: 'good' },
  undone: { word: 'Undone everywhere', icon: 'retry', tone: 'warn' },
  interrupted: { word: 'Interrupted', icon: 'pause', tone: 'warn' },
  refused: { word: 'Refused', icon: 'ban', tone: 'bad' },
};

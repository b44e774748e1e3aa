import type {
  ConfigurationTransaction,
  Monitor,
  NetworkCondition,
  QueuedPart,
  RollbackPreview,
} from '../api/answers.ts';
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

/** Every state of what surveillance found bad. */
export const conditionWords: Readonly<Record<NetworkCondition['state'], StateWord>> = {
  suspected: { word: 'Suspected', icon: 'warning', tone: 'warn' },
  failed: { word: 'Failed', icon: 'critical', tone: 'bad' },
  cleared: { word: 'Whole again', icon: 'check', tone: 'good' },
};

/** Every state of a request to the network (TMF640 monitor). */
export const monitorWords: Readonly<Record<Monitor['state'], StateWord>> = {
  InProgress: { word: 'Under way', icon: 'progress', tone: 'info' },
  InError: { word: 'Did not come about', icon: 'ban', tone: 'bad' },
  Completed: { word: 'Done', icon: 'check', tone: 'good' },
};

/** Every state of a part of a change that waits for its device. */
export const queueWords: Readonly<Record<QueuedPart['state'], StateWord>> = {
  waiting: { word: 'Waiting', icon: 'waiting', tone: 'warn' },
  blocked: { word: 'Refused by the device', icon: 'ban', tone: 'bad' },
};

/** What going back to a label means for a service. */
export const verdictWords: Readonly<Record<RollbackPreview['services'][number]['verdict'], StateWord>> = {
  rolledBack: { word: 'Goes back', icon: 'retry', tone: 'info' },
  later: { word: 'Came later: it would lose what it has', icon: 'critical', tone: 'bad' },
  ended: { word: 'Has ended since: it would come back', icon: 'critical', tone: 'bad' },
  elsewhere: {
    word: 'Changed since on other devices: it would no longer fit them',
    icon: 'critical',
    tone: 'bad',
  },
};

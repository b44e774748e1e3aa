import type { OrderState, ServiceOrder } from '@turnup/contract';
import type { StateWord } from '../shared/State.tsx';

/** Every state of an order or item (TMF641) in words. */
export const orderStateWords: Readonly<Record<OrderState, StateWord>> = {
  acknowledged: { word: 'Acknowledged', icon: 'circle', tone: 'info' },
  rejected: { word: 'Rejected', icon: 'ban', tone: 'bad' },
  pending: { word: 'Pending', icon: 'pause', tone: 'warn' },
  held: { word: 'Held', icon: 'pause', tone: 'warn' },
  inProgress: { word: 'In progress', icon: 'progress', tone: 'info' },
  cancelled: { word: 'Cancelled', icon: 'ban', tone: 'quiet' },
  completed: { word: 'Completed', icon: 'check', tone: 'good' },
  failed: { word: 'Failed', icon: 'cross', tone: 'bad' },
  partial: { word: 'Partial', icon: 'warning', tone: 'warn' },
  assessingCancellation: { word: 'Assessing cancellation', icon: 'clock', tone: 'warn' },
  pendingCancellation: { word: 'Pending cancellation', icon: 'clock', tone: 'warn' },
};

export const jeopardyWords: Readonly<Record<ServiceOrder['jeopardy'], StateWord>> = {
  Normal: { word: 'On time', icon: 'check', tone: 'good' },
  Hazard: { word: 'Hazard', icon: 'warning', tone: 'warn' },
  Critical: { word: 'Critical', icon: 'critical', tone: 'bad' },
};

/** The jeopardy of an order; that of a finished one is history. */
export function jeopardyOf({
  jeopardy,
  completionDate,
}: Pick<ServiceOrder, 'jeopardy' | 'completionDate'>): StateWord {
  const words = jeopardyWords[jeopardy];
  return completionDate === undefined
    ? words
    : { ...words, word: `was ${words.word.toLowerCase()}`, tone: 'quiet' };
}

export const kindWords: Readonly<Record<ServiceOrder['kind'], string>> = {
  request: 'Request',
  allocate: 'Allocate',
  implement: 'Implement',
};

/** Which states each tab of the list shows. */
export const stateSets = {
  open: ['acknowledged', 'inProgress', 'assessingCancellation', 'pendingCancellation'],
  held: ['held', 'pending'],
  done: ['completed', 'partial', 'failed', 'cancelled', 'rejected'],
  all: [],
} as const satisfies Record<string, readonly OrderState[]>;
export type StateSet = keyof typeof stateSets;
export const stateSetNames: Readonly<Record<StateSet, string>> = {
  open: 'Open',
  held: 'Held',
  done: 'Done',
  all: 'All',
};

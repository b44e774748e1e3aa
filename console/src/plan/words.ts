import type { PlanActivity } from '@turnup/contract';
import type { IconName } from '../shared/Icon.tsx';
import type { StateWord } from '../shared/State.tsx';

export const activityWords: Readonly<Record<PlanActivity['state'], StateWord>> = {
  waiting: { word: 'Waiting', icon: 'circle', tone: 'quiet' },
  running: { word: 'Running', icon: 'progress', tone: 'info' },
  done: { word: 'Done', icon: 'check', tone: 'good' },
  fallout: { word: 'Fallout', icon: 'critical', tone: 'bad' },
};

const taskWords: Readonly<Record<string, StateWord>> = {
  blocked: { word: 'Blocked', icon: 'circle', tone: 'quiet' },
  scheduled: { word: 'Scheduled', icon: 'clock', tone: 'quiet' },
  ready: { word: 'Ready', icon: 'play', tone: 'info' },
  running: { word: 'Running', icon: 'progress', tone: 'info' },
  stopping: { word: 'Stopping', icon: 'pause', tone: 'warn' },
  retrying: { word: 'Retrying', icon: 'retry', tone: 'warn' },
  waiting: { word: 'Waiting', icon: 'waiting', tone: 'info' },
  fallout: { word: 'Fallout', icon: 'critical', tone: 'bad' },
  completed: { word: 'Completed', icon: 'check', tone: 'good' },
  skipped: { word: 'Skipped', icon: 'ban', tone: 'quiet' },
  failed: { word: 'Failed', icon: 'cross', tone: 'bad' },
  cancelled: { word: 'Cancelled', icon: 'ban', tone: 'quiet' },
  undoing: { word: 'Undoing', icon: 'retry', tone: 'warn' },
  undone: { word: 'Undone', icon: 'retry', tone: 'quiet' },
};

/** A state of a task; one that this console does not know yet is shown by its own name. */
export const taskWord = (state: string): StateWord =>
  taskWords[state] ?? { word: state, icon: 'circle', tone: 'quiet' };

const ownerIcons: Readonly<Record<string, IconName>> = {
  system: 'system',
  team: 'team',
  partner: 'partner',
  customer: 'user',
};

type Owner = PlanActivity['owner'];
export const ownerIcon = ({ kind }: Owner): IconName => ownerIcons[kind] ?? 'circle';
export const ownerText = ({ kind, code }: Owner): string => code ?? kind;

import type { WorkOrder } from '@turnup/contract';
import type { StateWord } from '../shared/State.tsx';

export const workWords: Readonly<Record<WorkOrder['state'], StateWord>> = {
  acknowledged: { word: 'Unassigned', icon: 'circle', tone: 'warn' },
  assigned: { word: 'Assigned', icon: 'user', tone: 'info' },
  inProgress: { word: 'In progress', icon: 'progress', tone: 'info' },
  held: { word: 'Held', icon: 'pause', tone: 'warn' },
  completed: { word: 'Completed', icon: 'check', tone: 'good' },
  cancelled: { word: 'Cancelled', icon: 'ban', tone: 'quiet' },
  rejected: { word: 'Rejected', icon: 'cross', tone: 'bad' },
};

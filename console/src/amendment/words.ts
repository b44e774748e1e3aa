import type { AmendedItem, ServiceOrderAmendment } from '@turnup/contract';
import type { StateWord } from '../shared/State.tsx';

/** Every state of an amendment in words. */
export const amendmentWords: Readonly<Record<ServiceOrderAmendment['state'], StateWord>> = {
  queued: { word: 'In line', icon: 'waiting', tone: 'info' },
  inProgress: { word: 'Under way', icon: 'progress', tone: 'info' },
  held: { word: 'Price to accept', icon: 'pause', tone: 'warn' },
  done: { word: 'Done', icon: 'check', tone: 'good' },
  refused: { word: 'Refused', icon: 'ban', tone: 'bad' },
  withdrawn: { word: 'Withdrawn', icon: 'cross', tone: 'quiet' },
};

/** What becomes of an item, in words. */
export const outcomeWords: Readonly<Record<AmendedItem['outcome'], StateWord>> = {
  applied: { word: 'Applied', icon: 'check', tone: 'good' },
  held: { word: 'Held for its price', icon: 'pause', tone: 'warn' },
  refused: { word: 'Refused, stays as it was', icon: 'ban', tone: 'bad' },
  stopping: { word: 'Work is stopped first', icon: 'clock', tone: 'info' },
  noChange: { word: 'No change', icon: 'circle', tone: 'quiet' },
};

/** `/items/1/sites/MERIDIAN-LDS/bandwidthKbps` → `MERIDIAN-LDS bandwidth`. */
export const placeText = (path: string): string =>
  path
    .split('/')
    .filter((part) => part !== '' && part !== 'items' && part !== 'sites' && !/^\d+$/.test(part))
    .map((part) => (/^[a-z]/.test(part) ? part.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase() : part))
    .join(' ');

import { useSyncExternalStore } from 'react';
import { currentLive, type Live, onLiveChange } from './live.ts';

/** How the stream of events stands. */
export const useLive = (): Live => useSyncExternalStore(onLiveChange, currentLive);

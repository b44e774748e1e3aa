import type { Notification } from '@turnup/contract';
import { followStream } from './stream.ts';

/** How the stream stands: `connecting` at first, `reconnecting` after a break. */
export type LiveStatus = 'connecting' | 'live' | 'reconnecting';
export type Live = { readonly status: LiveStatus; readonly lastEventAt: number | undefined };

let live: Live = { status: 'connecting', lastEventAt: undefined };
const watchers = new Set<() => void>();
const hearers = new Set<(notification: Notification) => void>();
const returners = new Set<() => void>();

function change(next: Partial<Live>): void {
  live = { ...live, ...next };
  for (const watcher of watchers) watcher();
}

export const currentLive = (): Live => live;

export function onLiveChange(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Hears every event of the operator from now on. */
export function onEvent(hearer: (notification: Notification) => void): () => void {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}

/** Is called when the stream is back after a break: pages then read everything anew. */
export function onReturn(returner: () => void): () => void {
  returners.add(returner);
  return () => returners.delete(returner);
}

/** Starts the one stream of this tab; answers how to stop it. */
export function startLive(token: string): () => void {
  change({ status: 'connecting', lastEventAt: undefined });
  return followStream(token, {
    onOpen() {
      const again = live.status === 'reconnecting';
      change({ status: 'live' });
      if (again) for (const returner of returners) returner();
    },
    onLost: () => change({ status: 'reconnecting' }),
    onEvent(notification) {
      change({ lastEventAt: Date.now() });
      for (const hearer of hearers) hearer(notification);
    },
  });
}

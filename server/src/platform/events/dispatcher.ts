import { setTimeout as pause } from 'node:timers/promises';
import type { Notification } from '@turnup/contract';
import type { Database } from '../database.ts';
import type { CallbackPolicy } from './callbackPolicy.ts';
import { postNotification } from './post.ts';
import { type EventQuery, matches, parseEventQuery } from './query.ts';
import { delivered, failed, fanOut, hasToTell, leaseDeliveries, subscriptionsOf } from './store.ts';
import type { Delivery, StoredEvent, Subscription } from './types.ts';

/** Sends events to their listeners until it is stopped. Any number of nodes may run one on the same database. */
export type Dispatcher = { stop(): Promise<void> };

const retryDelaysMs = [200, 1_000, 3_000, 10_000, 30_000, 60_000, 300_000, 900_000];
const answerTimeoutMs = 15_000;
const longestRestMs = 5_000;
/** Between looks, and once so many of them in turn found nothing. */
const rests = { busyMs: 15, idleMs: 100, busyLooks: 150 };

/** Starts the dispatcher. `onError` hears of failures of the dispatcher itself, not of listeners. */
export function startDispatcher(options: {
  readonly database: Database;
  readonly policy: CallbackPolicy;
  readonly onError: (error: unknown) => void;
}): Dispatcher {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const loop = async (): Promise<void> => {
    let failedMs = 0;
    let inVain = 0;
    while (!stopping.signal.aborted) {
      const restMs = await step().then(
        (worked) => {
          failedMs = 0;
          inVain = worked ? 0 : inVain + 1;
          if (worked) return 0;
          return inVain > rests.busyLooks ? rests.idleMs : rests.busyMs;
        },
        (error: unknown) => {
          if (!stopping.signal.aborted) options.onError(error);
          // A database that is away for a minute is told a few times, not a thousand.
          failedMs = Math.min(longestRestMs, Math.max(200, failedMs * 2));
          return failedMs;
        },
      );
      await pause(restMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
    await Promise.allSettled(running);
  };
  const step = async (): Promise<boolean> => {
    // Taking hold of what there is takes several statements, looking for it one.
    if (!(await hasToTell(options.database.sql))) return false;
    const taken = await fanOut(options.database, (events) => choose(options.database, events));
    const free = 64 - running.size;
    const leased =
      free <= 0
        ? []
        : await options.database.transaction((tx) => leaseDeliveries(tx, free, answerTimeoutMs + 5_000));
    for (const delivery of leased) {
      const sending = send(options.database, options.policy, delivery)
        .catch(options.onError)
        .finally(() => running.delete(sending));
      running.add(sending);
    }
    return taken > 0 || leased.length > 0;
  };
  const finished = loop();
  return {
    async stop() {
      stopping.abort();
      await finished;
    },
  };
}

async function choose(database: Database, events: readonly StoredEvent[]) {
  const subscriptions = (await subscriptionsOf(database.sql)).map((subscription) => ({
    subscription,
    query: queryOf(subscription),
  }));
  return events.flatMap((event) =>
    subscriptions
      .filter(
        ({ subscription, query }) => hears(subscription, event) && query !== null && matches(query, event),
      )
      .map(({ subscription }) => ({ event, subscriptionId: subscription.id })),
  );
}

/** A listener hears of its own tenant, and one that acts for a party only of what concerns that party. */
export function hears(
  subscription: Pick<Subscription, 'tenant' | 'party'>,
  event: Pick<StoredEvent, 'tenant' | 'audience'>,
): boolean {
  return (
    subscription.tenant === event.tenant &&
    (subscription.party === null || event.audience.includes(subscription.party))
  );
}

function queryOf(subscription: Subscription): EventQuery | null {
  const parsed = parseEventQuery(subscription.query);
  return parsed.ok ? parsed.value : null;
}

async function send(database: Database, policy: CallbackPolicy, delivery: Delivery): Promise<void> {
  try {
    await postNotification(delivery.callback, notificationOf(delivery.event), policy, answerTimeoutMs);
    await database.transaction((tx) => delivered(tx, delivery));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await database.transaction((tx) =>
      failed(tx, delivery, reason, retryDelaysMs[delivery.attempts] ?? null),
    );
  }
}

/** An event as a listener receives it (TMF688 envelope). */
export function notificationOf(event: StoredEvent): Notification {
  return {
    eventId: event.id,
    eventType: event.type,
    eventTime: event.effectiveAt,
    timeOccurred: event.recordedAt,
    domain: event.domain,
    sequence: event.sequence,
    ...(event.correlationId === null ? {} : { correlationId: event.correlationId }),
    event: { [event.resource]: event.body },
  };
}

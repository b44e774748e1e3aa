import type { Notification } from '@turnup/contract';
import type { Api } from '../client/api.ts';
import type { OnNotification } from '../client/listener.ts';
import type { Stage } from './types.ts';

const hub = '/tmf-api/eventManagement/v4/hub';

/** Registers an actor for events of some types, with conditions on their members. Paths are unique in a process. */
export async function subscribe(
  stage: Pick<Stage, 'api' | 'listener' | 'remember'>,
  path: string,
  query: { readonly eventTypes: readonly string[]; readonly where?: Readonly<Record<string, string>> },
  handler: OnNotification,
): Promise<{ readonly id: string }> {
  const callback = stage.listener.at(path, handler);
  const conditions = Object.entries(query.where ?? {}).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  const made = await stage.api.call<{ id: string }>('POST', hub, {
    callback,
    query: [`eventType=${query.eventTypes.join(',')}`, ...conditions].join('&'),
  });
  await stage.remember({ account: stage.api.account, id: made.id });
  return made;
}

/** Takes a subscription back; one that is gone already is no matter. */
export async function unsubscribe(api: Api, id: string): Promise<void> {
  await api.send('DELETE', `${hub}/${id}`);
}

/** Asks to be woken at an instant of the simulated clock. An instant that has passed wakes at once. */
export async function setAlarm(api: Api, at: string, reference: string): Promise<void> {
  await api.call('POST', '/turnup/v1/simulation/alarm', { at, reference });
}

/** What an alarm was set for. */
export function alarmReference(notification: Notification): string {
  return (notification.event['alarm'] as { reference: string }).reference;
}

/** All rows of a list, page by page. */
export async function listAll<Row>(
  api: Api,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<Row[]> {
  const rows: Row[] = [];
  const limit = 100;
  for (;;) {
    const search = new URLSearchParams({ ...query, offset: String(rows.length), limit: String(limit) });
    const page = await api.get<Row[]>(`${path}?${search}`);
    rows.push(...page);
    if (page.length < limit) return rows;
  }
}

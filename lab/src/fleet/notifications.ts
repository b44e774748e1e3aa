import { type Change, differences } from './difference.ts';
import { DEVICE } from './schema.ts';
import type { ContainerData } from './tree.ts';
import { element, escapeXml, writeXml, type XmlElement } from './xml.ts';

/** RFC 5277. */
export const NOTIFICATION = 'urn:ietf:params:xml:ns:netconf:notification:1.0';
/** RFC 6470. */
export const NETCONF_NOTIFICATIONS = 'urn:ietf:params:xml:ns:yang:ietf-netconf-notifications';

/** Who caused an event. */
export type Actor = { readonly user: string; readonly sessionId: number; readonly sourceHost: string };

/** An event of the NETCONF stream; its name is what a subscription filters on. */
export type NotificationEvent = { readonly name: string; readonly namespace: string; readonly body: string };

/** Events of a confirmed commit (RFC 6470, 2.2.5). */
export type ConfirmEvent = 'start' | 'cancel' | 'timeout' | 'extend' | 'complete';

/** The running configuration changed; `actor` is undefined when the device did it by itself. */
export function configChange(
  before: ContainerData,
  after: ContainerData,
  actor: Actor | undefined,
): NotificationEvent {
  const edits = differences(before, after).map(writeEdit).join('');
  const datastore = '<datastore>running</datastore>';
  const body = `<netconf-config-change xmlns="${NETCONF_NOTIFICATIONS}">${changedBy(actor)}${datastore}${edits}</netconf-config-change>`;
  return { name: 'netconf-config-change', namespace: NETCONF_NOTIFICATIONS, body };
}

/** A confirmed commit moved; `timeoutS` belongs to start and extend. */
export function confirmedCommit(
  event: ConfirmEvent,
  actor: Actor | undefined,
  timeoutS?: number,
): NotificationEvent {
  const timeout = timeoutS === undefined ? '' : `<timeout>${timeoutS}</timeout>`;
  // On a timeout nobody acts, and the actor is left out (RFC 6470: common-session-parms when event != timeout).
  const who = actor === undefined ? '' : session(actor);
  const body = `<netconf-confirmed-commit xmlns="${NETCONF_NOTIFICATIONS}">${who}<confirm-event>${event}</confirm-event>${timeout}</netconf-confirmed-commit>`;
  return { name: 'netconf-confirmed-commit', namespace: NETCONF_NOTIFICATIONS, body };
}

/** A port's operational status changed. */
export function linkEvent(port: string, operStatus: 'up' | 'down'): NotificationEvent {
  const leaves = [element(DEVICE, 'port', port), element(DEVICE, 'oper-status', operStatus)];
  return { name: 'link-event', namespace: DEVICE, body: writeXml(element(DEVICE, 'link-event', leaves)) };
}

/** The event as it goes over a session. */
export function writeNotification(event: NotificationEvent, epochMs: number): string {
  const time = new Date(epochMs).toISOString();
  return `<?xml version="1.0" encoding="UTF-8"?><notification xmlns="${NOTIFICATION}"><eventTime>${time}</eventTime>${event.body}</notification>`;
}

/** Whether a subscription's subtree filter asks for the event; without a filter it asks for all. */
export function wants(filter: XmlElement | undefined, event: NotificationEvent): boolean {
  if (filter === undefined) return true;
  return filter.children.some(
    (child) => child.name === event.name && (child.namespace === event.namespace || child.namespace === ''),
  );
}

function changedBy(actor: Actor | undefined): string {
  return `<changed-by>${actor === undefined ? '<server/>' : session(actor)}</changed-by>`;
}

function session({ user, sessionId, sourceHost }: Actor): string {
  return `<username>${escapeXml(user)}</username><session-id>${sessionId}</session-id><source-host>${escapeXml(sourceHost)}</source-host>`;
}

function writeEdit({ path, operation }: Change): string {
  const target = `<target xmlns:d="${DEVICE}">${escapeXml(path)}</target>`;
  return `<edit>${target}<operation>${operation}</operation></edit>`;
}

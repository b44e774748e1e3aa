import type { Notification } from '@turnup/contract';
import { addWorkingDays, type Calendar, closingOf } from '../client/calendar.ts';
import { failure, isSilent, lateness } from './behaviour.ts';
import { deedFor } from './deeds.ts';
import { alarmReference, listAll, setAlarm, subscribe } from './hub.ts';
import type { Role, Stage, Work } from './types.ts';

const path = '/tmf-api/workOrder/v4/workOrder';
const prefix = 'work/';
const open = 'acknowledged,assigned,inProgress';

/**
 * Someone to whom work is given: hears of it, begins at once, and has it done at the close of business of its planned
 * day, later or earlier as told. What is needed for it is done first, then it is reported done.
 */
export async function startWorker(stage: Stage, role: Role): Promise<void> {
  const { account } = role;
  const take = (work: Work): Promise<void> => begin(stage, role, work);
  await subscribe(
    stage,
    `${stage.path}/work`,
    {
      eventTypes: ['WorkOrderCreateEvent', 'WorkOrderStateChangeEvent', 'WorkOrderAttributeValueChangeEvent'],
      where: { 'event.workOrder.assignee': account, 'event.workOrder.state': 'assigned' },
    },
    (notification) => take(notification.event['workOrder'] as Work),
  );
  await subscribe(
    stage,
    `${stage.path}/alarm`,
    { eventTypes: ['ClockAlarmEvent'], where: { 'event.alarm.account': account } },
    (notification) => wake(stage, role, notification),
  );
  for (const work of await listAll<Work>(stage.api, path, { assignee: account, state: open }))
    await take(work);
}

/** The instant at which work is done: the close of business of its planned day, moved by the actor's lateness. */
export function doneAt(
  work: Pick<Work, 'plannedFinishDate'>,
  calendar: Calendar,
  lateDays: number,
): string | undefined {
  const date = work.plannedFinishDate;
  return date === undefined ? undefined : closingOf(calendar, addWorkingDays(calendar, date, lateDays));
}

async function begin(stage: Stage, role: Role, told: Work): Promise<void> {
  if (isSilent(role, told)) return;
  const work = await stage.api.get<Work>(`${path}/${told.id}`);
  if (work.assignee !== role.account || !open.includes(work.state)) return;
  const calendar = stage.calendars.get(work.calendar);
  if (calendar === undefined)
    throw new Error(`${role.account} has no calendar ${work.calendar} for ${work.number}`);
  if (work.state !== 'inProgress')
    await stage.api.call('PATCH', `${path}/${work.id}`, { state: 'inProgress' });
  // Work that interrupts services is done when its outage begins.
  const outage = work.subject['outage'] as { readonly startsAt: string } | undefined;
  const at = outage?.startsAt ?? doneAt(work, calendar, lateness(role, work));
  const { now } = await stage.api.get<{ now: string }>('/turnup/v1/simulation/clock');
  if (at === undefined || at <= now) return finish(stage, role, work);
  await setAlarm(stage.api, at, `${prefix}${work.id}`);
}

async function wake(stage: Stage, role: Role, notification: Notification): Promise<void> {
  const reference = alarmReference(notification);
  if (!reference.startsWith(prefix)) return;
  const work = await stage.api.get<Work>(`${path}/${reference.slice(prefix.length)}`);
  if (work.state !== 'inProgress' || work.assignee !== role.account) return;
  await finish(stage, role, work);
}

async function finish(stage: Stage, role: Role, work: Work): Promise<void> {
  const cause = failure(role, work);
  if (cause !== undefined) {
    await stage.api.call('PATCH', `${path}/${work.id}`, {
      state: 'rejected',
      cause,
      note: role.reason ?? cause,
    });
    return;
  }
  const outcome = await deedFor(work.kind)(stage, role, work);
  if (outcome === 'finished') return;
  await stage.api.call('PATCH', `${path}/${work.id}`, { state: 'completed', evidence: outcome.evidence });
}

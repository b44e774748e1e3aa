import type { Transaction } from '../platform/database.ts';
import { type Fact, nextNumber, recordFacts } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import { insertNotices, insertOutage, moveNotices, moveOutage, readOutages } from './store.ts';
import type { OutageDraft, OutageNotice, OutageState, PlannedOutage } from './types.ts';

/** To whom the alarms to expect are told. */
const surveillance = 'surveillance';

/**
 * Announces that services will be interrupted: each customer is told of his services and of no others', and surveillance
 * which alarms to expect and when. All are events in the transaction of the caller.
 */
export async function announceOutage(
  tx: Transaction,
  tenant: string,
  draft: OutageDraft,
): Promise<PlannedOutage> {
  const id = newId();
  const number = await nextNumber(tx, tenant, 'plannedOutage', 'PO');
  const { orderId = null, itemId = null, taskId = null } = draft;
  await insertOutage(tx, tenant, { ...draft, id, number, orderId, itemId, taskId });
  const [outage] = await readOutages(tx.sql, tenant, { id });
  if (outage === undefined) throw new Error(`outage ${id} was written and cannot be read`);
  const notices = noticesOf(outage);
  await insertNotices(tx, tenant, notices);
  await recordFacts(tx, tenant, [
    outageFact('PlannedOutageCreateEvent', outage),
    ...notices.map((notice) => noticeFact('OutageNoticeCreateEvent', outage, notice)),
  ]);
  return outage;
}

/** Moves an outage on, and tells all who were told of it. False where it was in none of the states `from`. */
export async function moveOutageTo(
  tx: Transaction,
  tenant: string,
  id: string,
  from: readonly OutageState[],
  to: OutageState,
): Promise<boolean> {
  const outage = await moveOutage(tx, tenant, id, from, to);
  if (outage === undefined) return false;
  const over = to === 'completed' || to === 'withdrawn';
  if (over) await moveNotices(tx, tenant, id, to);
  await recordFacts(tx, tenant, [
    outageFact('PlannedOutageStateChangeEvent', outage),
    ...(over
      ? noticesOf(outage).map((notice) => noticeFact('OutageNoticeStateChangeEvent', outage, notice))
      : []),
  ]);
  return true;
}

/** What each is told. Pure. */
function noticesOf(outage: PlannedOutage): Omit<OutageNotice, 'sentAt' | 'state'>[] {
  const { id: outageId, number, reason, startsAt, endsAt, leadWorkingDays, objects } = outage;
  const when = { number, reason, startsAt, endsAt };
  const customers = Map.groupBy(outage.services, ({ customer }) => customer);
  return [
    ...[...customers].map(([recipient, services]) => ({
      outageId,
      recipient,
      kind: 'plannedOutage' as const,
      body: {
        ...when,
        leadWorkingDays,
        services: services.map((service) => ({ id: service.id, number: service.number })),
      },
    })),
    { outageId, recipient: surveillance, kind: 'falseAlarm' as const, body: { ...when, objects } },
  ];
}

function outageFact(
  type: 'PlannedOutageCreateEvent' | 'PlannedOutageStateChangeEvent',
  outage: PlannedOutage,
): Fact {
  return {
    type,
    domain: 'maintenance',
    aggregate: { kind: 'plannedOutage', id: outage.id },
    resource: 'plannedOutage',
    body: outage,
    ...(outage.orderId === null ? {} : { correlationId: outage.orderId }),
  };
}

function noticeFact(
  type: 'OutageNoticeCreateEvent' | 'OutageNoticeStateChangeEvent',
  outage: PlannedOutage,
  { recipient, kind, body }: Omit<OutageNotice, 'sentAt' | 'state'>,
): Fact {
  return {
    type,
    domain: 'maintenance',
    aggregate: { kind: 'plannedOutage', id: outage.id },
    resource: 'outageNotice',
    body: { recipient, kind, state: outage.state, ...(body as object) },
    ...(kind === 'plannedOutage' ? { audience: [recipient] } : {}),
  };
}

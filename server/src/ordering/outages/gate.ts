import { unwrap } from '../../foundation/result.ts';
import { announceOutage, moveOutageTo, type PlannedOutage, readOutages } from '../../maintenance/index.ts';
import type { Attempt, Outcome } from '../../plan/index.ts';
import type { Sql, Transaction } from '../../platform/database.ts';
import type { Delivery } from '../delivery.ts';
import { type Interruption, windowFor } from './plan.ts';
import { type OutagePolicy, outagePolicy } from './policy.ts';

/** Work on the network that may interrupt services, as the gate sees it. */
export type GatedWork = {
  /** Why services are interrupted, for those who are told. */
  readonly reason: string;
  /** The item for which it is done; absent where no order asks for it. */
  readonly item?: { readonly orderId: string; readonly itemId: string };
  /** The task that ends the outage when it is done; absent where another step of the plan does. */
  readonly taskId?: string;
  /** It cannot wait for the lead time, nor for a window. */
  readonly urgent: boolean;
  /** The outage that was announced for it and is not over. */
  open(sql: Sql): Promise<PlannedOutage | undefined>;
  /** Whether something of it was done since its outage began: what was begun in its window is finished after it. */
  begun(sql: Sql, outage: PlannedOutage): Promise<boolean>;
};

/** What the gate says: a wait, or go on, under an outage where somebody is interrupted. */
export type Passage = { readonly kept?: Outcome; readonly outage?: PlannedOutage };

/** What a task that waits for a maintenance window waits by. */
function outageReference(outage: Pick<PlannedOutage, 'id'>, attemptId: string): string {
  return `outage/${outage.id}/${attemptId}`;
}

/**
 * Keeps a change of the network back that interrupts services in use until it was announced and its window is open. A
 * window that passed with nothing begun is over: those who were told are told so, and another one is announced.
 * `interruptionBy` says what is interrupted now.
 */
export async function outageGate(
  delivery: Delivery,
  attempt: Attempt,
  work: GatedWork,
  interruptionBy: (policy: OutagePolicy) => Promise<Interruption | undefined>,
): Promise<Passage> {
  const { tenant } = attempt;
  const policy = outagePolicy(await delivery.catalog(delivery.sql, tenant));
  if (policy === undefined) return {};
  const found = await standingOutage(delivery, delivery.sql, policy, work);
  let { outage } = found;
  if (!found.holds) {
    const interruption = await interruptionBy(policy);
    if (interruption === undefined) return outage === undefined ? {} : { outage };
    const missed = outage;
    outage = await delivery.transaction((tx) =>
      announceAnew(delivery, tx, tenant, policy, { work, interruption, missed }),
    );
  }
  if (outage === undefined) return {};
  const { id } = outage;
  const wait = waitFor(outage, await delivery.now(delivery.sql), attempt);
  if (wait !== undefined) return { kept: wait, outage };
  await delivery.transaction((tx) => moveOutageTo(tx, tenant, id, ['announced'], 'inProgress'));
  return { outage };
}

/** Ends the outage that a task announced for itself, once that is done. Others are ended by their own steps. */
export async function endOwnOutage(
  delivery: Delivery,
  { tenant, taskId }: Attempt,
  outage: PlannedOutage | undefined,
): Promise<void> {
  if (outage === undefined || outage.taskId !== taskId) return;
  await delivery.transaction((tx) => moveOutageTo(tx, tenant, outage.id, ['inProgress'], 'completed'));
}

/**
 * The outage that stands for some work, and whether work may be done under it: it is ahead, its window is open, or the
 * work was begun within it.
 */
export async function standingOutage(
  delivery: Delivery,
  sql: Sql,
  policy: OutagePolicy,
  work: Pick<GatedWork, 'open' | 'begun'>,
): Promise<{ readonly outage: PlannedOutage | undefined; readonly holds: boolean }> {
  const outage = await work.open(sql);
  if (outage === undefined) return { outage, holds: false };
  const tooLate = isTooLate(outage, policy, await delivery.now(sql));
  return { outage, holds: !tooLate || (await work.begun(sql, outage)) };
}

/** Announces what is interrupted for the first window that leaves the lead time; what was missed is ended and told. */
export async function announceAnew(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  policy: OutagePolicy,
  about: {
    readonly work: Pick<GatedWork, 'reason' | 'item' | 'taskId' | 'urgent'>;
    readonly interruption: Interruption;
    readonly missed: PlannedOutage | undefined;
  },
): Promise<PlannedOutage> {
  const { work, interruption, missed } = about;
  if (missed !== undefined)
    await moveOutageTo(tx, tenant, missed.id, ['announced', 'inProgress'], 'withdrawn');
  const window = work.urgent
    ? { start: await delivery.now(tx.sql) }
    : unwrap(await windowFor(delivery, tx.sql, tenant, policy, interruption.devices));
  return await announceOutage(tx, tenant, {
    reason: work.reason,
    ...(work.item ?? {}),
    ...(work.taskId === undefined ? {} : { taskId: work.taskId }),
    ...interruption,
    leadWorkingDays: work.urgent ? 0 : policy.leadWorkingDays,
    startsAt: window.start,
    endsAt: later(window.start, policy.minutes),
  });
}

/** Ends an outage: over where it had begun, withdrawn where it will not be. Answers how it ended. */
export async function endOutage(
  tx: Transaction,
  tenant: string,
  { id, state }: PlannedOutage,
): Promise<'completed' | 'withdrawn'> {
  const to = state === 'inProgress' ? 'completed' : 'withdrawn';
  await moveOutageTo(tx, tenant, id, ['announced', 'inProgress'], to);
  return to;
}

/** The wait for an outage's window; undefined where it is open. Pure. */
export function waitFor(
  outage: PlannedOutage,
  now: string,
  { attemptId }: Pick<Attempt, 'attemptId'>,
): Outcome | undefined {
  if (now >= outage.startsAt) return undefined;
  const reference = outageReference(outage, attemptId);
  return { kind: 'waiting', wait: { for: 'date', reference, until: outage.startsAt } };
}

/** The outage of an item that is not over. */
export async function openOutage(
  sql: Sql,
  tenant: string,
  { orderId, itemId }: { readonly orderId: string; readonly itemId: string },
): Promise<PlannedOutage | undefined> {
  return (await readOutages(sql, tenant, { orderId, itemId, state: 'announced,inProgress' }))[0];
}

/** Whether it is too late to begin work that was announced, by the policy. Pure. */
function isTooLate(
  { startsAt, endsAt }: PlannedOutage,
  { startWithinMinutes }: OutagePolicy,
  now: string,
): boolean {
  return now >= endsAt || (startWithinMinutes !== undefined && now > later(startsAt, startWithinMinutes));
}

function later(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}

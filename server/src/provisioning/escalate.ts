import { calendarNamed } from '../foundation/calendar.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { alertFact } from './jeopardy-facts.ts';
import { answersFor, climb } from './jeopardy-rules.ts';
import { lockAlert, lockDueAlerts, saveAlerts } from './jeopardy-store.ts';
import type { JeopardyAlert, ProvisioningPorts } from './types.ts';
import { domainNow } from './work-store.ts';

/**
 * Takes unacknowledged alerts of every tenant up the rungs that are due (domain clock), one event a rung. Any number of
 * nodes may run it at once. Answers how many alerts it took up; run it again while that is `limit`.
 */
export async function escalateDue(ports: ProvisioningPorts, tx: Transaction, limit = 200): Promise<number> {
  const due = await lockDueAlerts(tx, limit);
  const now = await domainNow(tx);
  for (const [tenant, alerts] of Map.groupBy(due, (one) => one.tenant)) {
    const policy = await ports.jeopardyPolicy(tx, tenant);
    const calendars = await ports.calendars(tx, tenant);
    const climbed = alerts.map(({ alert }) =>
      climb(alert, policy, calendarNamed(calendars, alert.calendar), now),
    );
    // A ladder that lost its rungs since must not stay due for ever.
    const saved = climbed.map(({ alert, rungs }) =>
      rungs.length === 0 ? { ...alert, nextStepAt: null } : alert,
    );
    await saveAlerts(tx, tenant, saved);
    const facts = climbed.flatMap(({ alert, rungs }) =>
      rungs.map((rung) => alertFact('JeopardyAlertEscalateEvent', { ...alert, ladderStep: rung.step }, rung)),
    );
    await ports.record(tx, tenant, facts);
  }
  return due.length;
}

/**
 * Someone who answers for an alert takes notice, and its ladder stops. Again changes nothing. 404 for an unknown alert,
 * 403 for anyone but its owner and the roles that the ladder has reached, 409 for one that is cleared.
 */
export async function acknowledgeAlert(
  ports: Pick<ProvisioningPorts, 'record' | 'jeopardyPolicy'>,
  tx: Transaction,
  tenant: string,
  input: {
    readonly id: string;
    readonly actor: { readonly account: string; readonly roles: readonly string[] };
  },
): Promise<Result<JeopardyAlert>> {
  const before = await lockAlert(tx, tenant, input.id);
  if (before === undefined) return refuse(404, 'JEOPARDY_UNKNOWN', `there is no jeopardy alert ${input.id}`);
  if (!answersFor(before, await ports.jeopardyPolicy(tx, tenant), input.actor)) {
    return refuse(
      403,
      'JEOPARDY_NOT_YOURS',
      `${input.actor.account} does not answer for this alert; ${before.owner} does`,
    );
  }
  if (before.clearedAt !== null)
    return refuse(409, 'JEOPARDY_CLEARED', `the alert was cleared at ${before.clearedAt}`);
  if (before.acknowledgedAt !== null) return ok(before);
  const acknowledgedAt = await domainNow(tx);
  const alert = { ...before, acknowledgedAt, acknowledgedBy: input.actor.account, nextStepAt: null };
  await saveAlerts(tx, tenant, [alert]);
  await ports.record(tx, tenant, [alertFact('JeopardyAlertAcknowledgeEvent', alert)]);
  return ok({ ...alert, version: before.version + 1 });
}

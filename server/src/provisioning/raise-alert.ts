import type { Transaction } from '../platform/database.ts';
import { alertFact } from './jeopardy-facts.ts';
import { saveAlerts } from './jeopardy-store.ts';
import type { JeopardyAlert, ProvisioningPorts } from './types.ts';
import { domainNow } from './work-store.ts';

/**
 * Raises jeopardy for something that no forecast sees: a question of a design that nobody answered. It stands until
 * somebody takes it on.
 */
export async function raiseAlert(
  ports: ProvisioningPorts,
  tx: Transaction,
  tenant: string,
  raised: Pick<JeopardyAlert, 'orderReference' | 'owner' | 'calendar' | 'forecastDate' | 'culprit'>,
): Promise<void> {
  const now = await domainNow(tx);
  const { causes } = await ports.jeopardyPolicy(tx, tenant);
  const alert: JeopardyAlert = {
    ...raised,
    id: ports.ids(),
    level: 'Hazard',
    committedDate: null,
    slackWorkingDays: null,
    cause: causes.team ?? null,
    raisedAt: now,
    levelSince: now,
    acknowledgedAt: null,
    acknowledgedBy: null,
    clearedAt: null,
    ladderStep: 0,
    nextStepAt: null,
    suspendedSince: null,
    stoppedWorkingDays: 0,
    version: 1,
  };
  await saveAlerts(tx, tenant, [alert]);
  await ports.record(tx, tenant, [alertFact('JeopardyAlertRaiseEvent', alert)]);
}

import { type PlannedOutage, readOutages } from '../../maintenance/index.ts';
import type { Attempt } from '../../plan/index.ts';
import type { Sql } from '../../platform/database.ts';
import type { GatedWork } from './gate.ts';

/** The outage that a task announced for itself and that is not over. */
export async function outageOfTask(
  sql: Sql,
  tenant: string,
  taskId: string,
): Promise<PlannedOutage | undefined> {
  return (await readOutages(sql, tenant, { taskId, state: 'announced,inProgress' }))[0];
}

/** What is written to the network without an order, as the gate sees it: one change, made whole or not at all. */
export function workOfWrite({ tenant, taskId }: Attempt, reason: string, urgent: boolean): GatedWork {
  return {
    reason,
    taskId,
    urgent,
    open: (sql) => outageOfTask(sql, tenant, taskId),
    begun: async () => false,
  };
}

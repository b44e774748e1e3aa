import type { Allocation } from './allocation/index.ts';
import { objectPolicy } from './catalog/index.ts';
import { claimSerials } from './claimSerials.ts';
import { unwrap } from './foundation/result.ts';
import type { Memories } from './memories.ts';
import { numbers } from './numbers.ts';
import type { Plans } from './plan/index.ts';
import { type Fact, recordFacts } from './platform/events/index.ts';
import { newId } from './platform/ids.ts';
import { defaultJeopardyPolicy, type ProvisioningPorts } from './provisioning/index.ts';

/** People's work moves the tasks that wait for it. */
export function provisioningPorts(
  plans: Plans,
  memories: Memories,
  parameters: Allocation,
): ProvisioningPorts {
  const { catalog, calendars } = memories;
  return {
    ids: newId,
    numbers: (tx, tenant, kind, count) => numbers(tx, tenant, kind, 'WO', count),
    record: (tx, tenant, facts) => recordFacts(tx, tenant, facts.map(forTeam)),
    teams: async (tx, tenant) => [...(await catalog(tx.sql, tenant)).of('team').values()],
    claimSerialNumbers: claimSerials(parameters, memories),
    async onDone(tx, tenant, workOrder) {
      const rejected = {
        code: 'WORK_REJECTED',
        message: `work order ${workOrder.number} was rejected: ${workOrder.cause ?? 'no cause given'}`,
        cause: 'work',
      };
      const output = { workOrder: workOrder.id, evidence: JSON.parse(JSON.stringify(workOrder.evidence)) };
      unwrap(
        await plans.signalTask(
          tx,
          tenant,
          { waitingReference: workOrder.id },
          workOrder.state === 'completed' ? { kind: 'done', output } : { kind: 'fallout', error: rejected },
        ),
      );
    },
    jeopardyPolicy: async (tx, tenant) =>
      objectPolicy(await catalog(tx.sql, tenant), 'jeopardy', defaultJeopardyPolicy),
    calendars: (tx, tenant) => calendars(tx.sql, tenant),
  };
}

/** Work of a team is also told to the party of the team's code: a customer's own people. */
function forTeam(fact: Fact): Fact {
  const team = (fact.body as { readonly team?: string | null }).team;
  return team === undefined || team === null ? fact : { ...fact, audience: [...(fact.audience ?? []), team] };
}

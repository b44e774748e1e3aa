import { unwrap } from '../../foundation/result.ts';
import type { Context } from '../../platform/context.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordAudit, recordFacts } from '../../platform/events/index.ts';
import { newId } from '../../platform/ids.ts';
import type { Delivery } from '../delivery.ts';
import { insertMonitor } from './store.ts';
import type { Monitor, NetworkWrite } from './types.ts';

/** Where monitors stand (TMF640). */
export const monitorPath = '/tmf-api/ServiceActivationAndConfiguration/v4/monitor';

const subject = 'configurationMonitor';

/** Begins something on the network that takes its time; answers the id of its monitor. A plan of its own does it. */
export async function beginWrite(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  write: NetworkWrite,
  asked: Pick<Monitor, 'sourceHref' | 'request'>,
): Promise<string> {
  const id = await openMonitor(tx, context, write, asked);
  unwrap(
    await delivery.plans.createPlan(tx, context.tenant, {
      subject: { kind: subject, id },
      trace: context.trace,
      tasks: [
        {
          key: 'write',
          kind: 'network.write@1',
          input: { monitor: id },
          activity: 'NETWORK',
          label: labelOf(write),
          after: [],
          owner: { kind: 'system', ref: null },
        },
      ],
    }),
  );
  return id;
}

/** Opens the monitor of something that others do, such as an order. */
export async function openMonitor(
  tx: Transaction,
  context: Context,
  input: Monitor['input'],
  { sourceHref, request }: Pick<Monitor, 'sourceHref' | 'request'>,
): Promise<string> {
  const { tenant, account, trace } = context;
  const id = newId();
  await insertMonitor(tx, tenant, { id, sourceHref, request, input, requestedBy: account });
  await recordFacts(tx, tenant, [monitorFact('Create', { id, sourceHref, state: 'InProgress' })]);
  await recordAudit(tx, tenant, [
    {
      account,
      action: `network.${input.kind}`,
      object: { kind: subject, id },
      detail: JSON.parse(JSON.stringify(input)),
      trace,
    },
  ]);
  return id;
}

/** What listeners hear of a monitor. */
export function monitorFact(
  what: 'Create' | 'StateChange',
  body: Pick<Monitor, 'id' | 'sourceHref' | 'state'>,
): Parameters<typeof recordFacts>[2][number] {
  return {
    type: `Monitor${what}Event`,
    domain: 'ServiceActivationAndConfiguration',
    aggregate: { kind: subject, id: body.id },
    resource: 'monitor',
    body: { ...body, href: `${monitorPath}/${body.id}` },
  };
}

/** What is done, for people. */
export function labelOf(write: NetworkWrite): string {
  switch (write.kind) {
    case 'redeploy':
      return `Write service ${write.service} again`;
    case 'rollback':
      return `Go back to ${write.label}`;
    case 'reconcile':
      return `Reconcile ${write.device}`;
  }
}

import type { Drift, TransactionOutcome } from '../../activation/index.ts';
import { objectPolicy } from '../../catalog/index.ts';
import { type Refusal, unwrap } from '../../foundation/result.ts';
import type { Attempt, ExternalHandler, Outcome } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordFacts } from '../../platform/events/index.ts';
import type { Delivery } from '../delivery.ts';
import { awaitingParts } from '../deviceQueue.ts';
import { configurationRetry, outcomeOf, repeatsOf } from '../handlers/configure.ts';
import { fallout } from '../handlers/transactional.ts';
import { endOutage, outageGate } from '../outages/gate.ts';
import { outageOfTask, workOfWrite } from '../outages/ofWrite.ts';
import { interruptionByWrite } from '../outages/plan.ts';
import { labelOf, monitorFact } from './begin.ts';
import { intendedOf } from './intended.ts';
import { endMonitor, readMonitors, reopenMonitor } from './store.ts';
import type { NetworkWrite, ReconcileAction } from './types.ts';

/** Policy `driftReconciliation`: what becomes of drift, by the names of leaves; `otherwise` of all others. */
export type DriftPolicy = {
  readonly leaves: Readonly<Record<string, ReconcileAction>>;
  readonly otherwise: ReconcileAction;
};

/** What holds where no policy is loaded: the records win. */
const recordsWin: DriftPolicy = { leaves: {}, otherwise: 'putBack' };

/** Does on the network what was asked for without an order, and tells its monitor what came of it. */
export function networkWriteHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'network.write@1',
    mode: 'external',
    limitPerNode: 4,
    retry: configurationRetry,
    async run(attempt) {
      const [monitor] = await readMonitors(delivery.sql, attempt.tenant, { id: monitorOf(attempt) });
      if (monitor === undefined || monitor.input.kind === 'order') return { kind: 'completed', output: null };
      await delivery.transaction((tx) => reopenMonitor(tx, attempt.tenant, monitor.id));
      return await write(delivery, attempt, monitor.input);
    },
    settle,
  };
}

async function write(delivery: Delivery, attempt: Attempt, asked: NetworkWrite): Promise<Outcome> {
  switch (asked.kind) {
    case 'redeploy': {
      const intended = await intendedOf(delivery, delivery.sql, attempt.tenant, asked.service);
      if (!intended.ok) return fallout('data', intended.fault.code, intended.fault.message);
      return await apply(delivery, attempt, intended.value, asked);
    }
    case 'rollback': {
      const { broken, change } = await delivery.devices.rollback(attempt.tenant, asked.label, asked.devices);
      if (broken.length > 0 && asked.others === 'refuse')
        return fallout(
          'inventory',
          'ROLLBACK_BREAKS_SERVICES',
          broken.map(({ serviceId, verdict }) => `${serviceId} (${verdict})`).join(', '),
        );
      return change === undefined
        ? { kind: 'completed', output: { devices: [] } }
        : await apply(delivery, attempt, change, asked);
    }
    case 'reconcile':
      return await reconcile(delivery, attempt, asked);
  }
}

type Asked = Omit<Parameters<Delivery['devices']['apply']>[0], 'tenant' | 'transactionId'>;

/** Makes the change; in a maintenance window that was announced where it interrupts somebody, unless it is urgent. */
async function apply(
  delivery: Delivery,
  attempt: Attempt,
  change: Asked,
  asked: NetworkWrite,
): Promise<Outcome> {
  const held = await outageFirst(delivery, attempt, change, asked);
  if (held !== undefined) return held;
  const outcome = await delivery.devices.apply({
    ...change,
    tenant: attempt.tenant,
    transactionId: attempt.attemptId,
    onDrift: 'overwrite',
    urgent: asked.urgent !== undefined,
  });
  return await cameOf(delivery, attempt, outcome, change.serviceId);
}

/** What the write waits for when it interrupts somebody: the outage that is announced for it. Undefined when it may go on. */
async function outageFirst(
  delivery: Delivery,
  attempt: Attempt,
  change: Parameters<typeof interruptionByWrite>[3] | undefined,
  asked: NetworkWrite,
): Promise<Outcome | undefined> {
  if (change === undefined) return undefined;
  const work = workOfWrite(attempt, labelOf(asked), asked.urgent !== undefined);
  const { kept } = await outageGate(delivery, attempt, work, (policy) =>
    interruptionByWrite(delivery, attempt.tenant, policy, change),
  );
  return kept;
}

async function cameOf(
  delivery: Delivery,
  attempt: Attempt,
  outcome: TransactionOutcome,
  serviceId: string,
): Promise<Outcome> {
  const repeats = await repeatsOf(delivery, attempt);
  return awaitingParts(outcome, repeats.unreachable) ?? outcomeOf(outcome, repeats, serviceId);
}

async function reconcile(
  delivery: Delivery,
  attempt: Attempt,
  asked: Extract<NetworkWrite, { kind: 'reconcile' }>,
): Promise<Outcome> {
  const { device, action, by, reason } = asked;
  const { tenant } = attempt;
  const catalog = await delivery.catalog(delivery.sql, tenant);
  const policy = objectPolicy(catalog, 'driftReconciliation', recordsWin);
  const rule = ({ path }: Drift): ReconcileAction =>
    action === 'byPolicy' ? actionFor(policy, path) : action;
  const settled = await delivery.devices.settleDrift(tenant, device, rule, { account: by, reason });
  if (!settled.ok && settled.fault.code === 'DEVICE_IN_TRANSACTION') return notYet(settled.fault);
  const { ruled, kept, adopted } = unwrap(settled);
  // All that a service has on the device is written again: one of which something is to stand is left as it is.
  const spared = servicesOf(ruled.filter(({ ruling }) => ruling === 'keep'));
  const back = ruled.filter(
    ({ ruling, services }) => ruling === 'putBack' && !services.some((one) => spared.has(one)),
  );
  const done = { device, kept, adopted, putBack: back.map(({ path }) => path) };
  const services = servicesOf(back);
  const parts = await delivery.devices.recorded(tenant, device, services);
  const held = await outageFirst(delivery, attempt, parts, asked);
  if (held !== undefined) return held;
  const urgent = asked.urgent !== undefined;
  const put = await delivery.devices.putBack({
    tenant,
    transactionId: attempt.attemptId,
    device,
    services,
    urgent,
  });
  if (put === undefined) return { kind: 'completed', output: done };
  const outcome = await cameOf(delivery, attempt, put, [...services][0] ?? '');
  return outcome.kind === 'completed' ? { kind: 'completed', output: done } : outcome;
}

function notYet({ code, message }: Refusal): Outcome {
  return { kind: 'retry', afterMs: 2_000, error: { code, message, cause: 'device' } };
}

function servicesOf(drifts: readonly Drift[]): ReadonlySet<string> {
  return new Set(drifts.flatMap(({ services }) => services));
}

/** What the policy says of a place, by the name of its leaf. Pure. */
function actionFor({ leaves, otherwise }: DriftPolicy, path: string): ReconcileAction {
  return leaves[path.slice(path.lastIndexOf('/') + 1)] ?? otherwise;
}

async function settle(tx: Transaction, attempt: Attempt, outcome: Outcome): Promise<void> {
  const id = monitorOf(attempt);
  const [monitor] = await readMonitors(tx.sql, attempt.tenant, { id });
  if (monitor === undefined || (outcome.kind !== 'completed' && outcome.kind !== 'fallout')) return;
  const outage = await outageOfTask(tx.sql, attempt.tenant, attempt.taskId);
  if (outage !== undefined) await endOutage(tx, attempt.tenant, outage);
  const [state, response] =
    outcome.kind === 'completed'
      ? (['Completed', { statusCode: 200, body: outcome.output }] as const)
      : ([
          'InError',
          { statusCode: 409, body: { code: outcome.error.code, message: outcome.error.message } },
        ] as const);
  if (await endMonitor(tx, attempt.tenant, id, state, response)) {
    const { sourceHref } = monitor;
    await recordFacts(tx, attempt.tenant, [monitorFact('StateChange', { id, sourceHref, state })]);
  }
}

function monitorOf(attempt: Pick<Attempt, 'input'>): string {
  return (attempt.input as { readonly monitor: string }).monitor;
}

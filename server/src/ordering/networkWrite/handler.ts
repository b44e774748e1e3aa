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
import { monitorFact } from './begin.ts';
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
      return await apply(delivery, attempt, intended.value);
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
        : await apply(delivery, attempt, change);
    }
    case 'reconcile':
      return await reconcile(delivery, attempt, asked);
  }
}

type Asked = Omit<Parameters<Delivery['devices']['apply']>[0], 'tenant' | 'transactionId'>;

async function apply(delivery: Delivery, attempt: Attempt, change: Asked): Promise<Outcome> {
  const outcome = await delivery.devices.apply({
    ...change,
    tenant: attempt.tenant,
    transactionId: attempt.attemptId,
    onDrift: 'overwrite',
  });
  return await cameOf(delivery, attempt, outcome, change.serviceId);
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
  { device, action, by, reason }: Extract<NetworkWrite, { kind: 'reconcile' }>,
): Promise<Outcome> {
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
  const change = { tenant, transactionId: attempt.attemptId, device, services: servicesOf(back) };
  const put = await delivery.devices.putBack(change);
  if (put === undefined) return { kind: 'completed', output: done };
  const outcome = await cameOf(delivery, attempt, put, [...change.services][0] ?? '');
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

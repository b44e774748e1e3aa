import { moveOutageTo } from '../../maintenance/index.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { configurationOf } from '../configuration.ts';
import type { Delivery } from '../delivery.ts';
import { announceFor, openOutage, outageReference } from '../outages/gate.ts';
import { interruptionOf } from '../outages/plan.ts';
import { outagePolicy } from '../outages/policy.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { fallout, transactional } from './transactional.ts';

/**
 * Tells those whose services will be interrupted, with the policy's lead time, and waits until the window opens in which
 * it may be done. What interrupts nobody goes on at once.
 */
export function announceOutageHandler(delivery: Delivery): TransactionalHandler {
  return transactional('outage.announce@1', (tx, attempt) => announce(delivery, tx, attempt));
}

/** Says that the outage is over: services are tested again. */
export function closeOutageHandler(): TransactionalHandler {
  return transactional('outage.close@1', (tx, attempt) => end(tx, attempt, 'completed'));
}

/** Takes an announcement back: what will not happen is withdrawn, what has begun is over. */
export function withdrawOutageHandler(): TransactionalHandler {
  return transactional('outage.withdraw@1', (tx, attempt) => end(tx, attempt, 'withdrawn'));
}

async function announce(delivery: Delivery, tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const item = await itemOf(tx.sql, tenant, inputOf(attempt));
  const policy = outagePolicy(await delivery.catalog(tx.sql, tenant));
  if (item === undefined || policy === undefined) return { kind: 'completed', output: null };
  let outage = await openOutage(tx.sql, tenant, item);
  if (outage === undefined) {
    const configuration = await configurationOf(delivery, tx.sql, tenant, item);
    if (!configuration.ok) return fallout('data', configuration.fault.code, configuration.fault.message);
    const { provider } = configuration.value;
    const interruption = await interruptionOf(delivery, tx.sql, tenant, policy, item, provider);
    if (interruption === undefined) return { kind: 'completed', output: null };
    outage = await announceFor(delivery, tx, tenant, policy, item, interruption);
  }
  const { id, number, startsAt, endsAt } = outage;
  if ((await delivery.now(tx.sql)) >= startsAt) {
    await moveOutageTo(tx, tenant, id, ['announced'], 'inProgress');
    return { kind: 'completed', output: { outage: number, startsAt, endsAt } };
  }
  const reference = outageReference(outage, attempt.attemptId);
  return { kind: 'waiting', wait: { for: 'date', reference, until: startsAt } };
}

async function end(tx: Transaction, attempt: Attempt, to: 'completed' | 'withdrawn'): Promise<Outcome> {
  const { tenant } = attempt;
  const outage = await openOutage(tx.sql, tenant, inputOf(attempt));
  if (outage === undefined) return { kind: 'completed', output: null };
  const state = outage.state === 'inProgress' ? 'completed' : to;
  await moveOutageTo(tx, tenant, outage.id, ['announced', 'inProgress'], state);
  return { kind: 'completed', output: { outage: outage.number, state } };
}

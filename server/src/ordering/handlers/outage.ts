import { moveOutageTo } from '../../maintenance/index.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { configurationOf } from '../configuration.ts';
import type { Delivery } from '../delivery.ts';
import { announceAnew, endOutage, openOutage, standingOutage, waitFor } from '../outages/gate.ts';
import { workOfItem } from '../outages/ofItem.ts';
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
  return transactional('outage.close@1', end);
}

/** Takes an announcement back: what will not happen is withdrawn, what has begun is over. */
export function withdrawOutageHandler(): TransactionalHandler {
  return transactional('outage.withdraw@1', end);
}

async function announce(delivery: Delivery, tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const item = await itemOf(tx.sql, tenant, inputOf(attempt));
  const policy = outagePolicy(await delivery.catalog(tx.sql, tenant));
  if (item === undefined || policy === undefined) return { kind: 'completed', output: null };
  const work = await workOfItem(delivery, attempt, item);
  const found = await standingOutage(delivery, tx.sql, policy, work);
  let { outage } = found;
  if (!found.holds) {
    const configuration = await configurationOf(delivery, tx.sql, tenant, item);
    if (!configuration.ok) return fallout('data', configuration.fault.code, configuration.fault.message);
    const { provider } = configuration.value;
    const interruption = await interruptionOf(delivery, tx.sql, tenant, policy, item, provider);
    if (interruption === undefined) return { kind: 'completed', output: null };
    outage = await announceAnew(delivery, tx, tenant, policy, { work, interruption, missed: outage });
  }
  if (outage === undefined) return { kind: 'completed', output: null };
  const wait = waitFor(outage, await delivery.now(tx.sql), attempt);
  if (wait !== undefined) return wait;
  const { id, number, startsAt, endsAt } = outage;
  await moveOutageTo(tx, tenant, id, ['announced'], 'inProgress');
  return { kind: 'completed', output: { outage: number, startsAt, endsAt } };
}

async function end(tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const outage = await openOutage(tx.sql, tenant, inputOf(attempt));
  if (outage === undefined) return { kind: 'completed', output: null };
  const state = await endOutage(tx, tenant, outage);
  return { kind: 'completed', output: { outage: outage.number, state } };
}

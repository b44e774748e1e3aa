import type { ActivationFailure, DeviceContribution, TransactionOutcome } from '../../activation/index.ts';
import { objectPolicy } from '../../catalog/index.ts';
import { spendVouchers, unitsAt } from '../../equipment/index.ts';
import { RefusalError, type Result } from '../../foundation/result.ts';
import { changeServices, serviceFamily, unitsOfService } from '../../inventory/index.ts';
import type { Attempt, ExternalHandler, Outcome } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { configurationOf, type ItemConfiguration } from '../configuration.ts';
import type { Delivery } from '../delivery.ts';
import { devicePauseReference } from '../devicePause.ts';
import {
  deviceLimitReference,
  deviceQueueReference,
  type UnreachableHandling,
  unreachableHandling,
} from '../deviceQueue.ts';
import { endOwnOutage, outageGate, type Passage } from '../outages/gate.ts';
import { isEmergency, workOfItem } from '../outages/ofItem.ts';
import { interruptionOf } from '../outages/plan.ts';
import { previousOf } from '../previous.ts';
import { deadDevices } from '../restoration/deadDevices.ts';
import { smokeCheckOf } from '../smokeCheck.ts';
import { ordersById } from '../store.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import type { OrderItem, TaskInput } from '../types.ts';

/** Failures that may be gone at the next try; the others need a person. */
const passing = new Set<ActivationFailure['code']>([
  'deviceUnreachable',
  'deviceTimeout',
  'deviceLocked',
  'deviceQueued',
  'interrupted',
]);

/** How often a change of the network is tried again when the cause may have passed. */
export const configurationRetry = { maxFailures: 8, firstMs: 1_000, factor: 2, capMs: 30_000 };

/** Configures the provider's side of an item in one network-wide transaction: everywhere or nowhere. */
export function networkConfigureHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'network.configure@1',
    mode: 'external',
    limitPerNode: 4,
    retry: configurationRetry,
    run: (attempt) => configure(delivery, attempt, (configuration) => configuration.provider),
    settle: (tx, attempt, outcome) => settleConfigured(tx, attempt, outcome),
  };
}

/** Gives the units of a site their first configuration, once they are installed. */
export function cpeConfigureHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'cpe.configure@1',
    mode: 'external',
    limitPerNode: 4,
    retry: configurationRetry,
    run: (attempt) =>
      configure(delivery, attempt, (configuration) =>
        configuration.customer.filter(({ site }) => site === inputOf(attempt).site),
      ),
    settle: (tx, attempt, outcome) => endVouchers(tx, attempt, outcome),
  };
}

/** A unit that is configured has no more use for the secret with which it booted. */
export async function endVouchers(tx: Transaction, attempt: Attempt, outcome: Outcome): Promise<void> {
  if (outcome.kind !== 'completed') return;
  const { site, ...input } = inputOf(attempt);
  const item = await itemOf(tx.sql, attempt.tenant, input);
  if (item?.serviceId === undefined || item.serviceId === null || site === undefined) return;
  const units = await unitsAt(tx.sql, attempt.tenant, item.serviceId, site);
  await spendVouchers(
    tx,
    attempt.tenant,
    units.map(({ serial }) => serial),
  );
}

/** Brings a live service on all its devices to what the item wants: where only rates differ, nothing is interrupted. */
export function reconfigureHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'network.reconfigure@1',
    mode: 'external',
    limitPerNode: 4,
    retry: configurationRetry,
    run: (attempt) => reconfigure(delivery, attempt, inputOf(attempt)),
    async settle(tx, attempt, outcome) {
      await settleConfigured(tx, attempt, outcome);
      if (outcome.kind === 'completed') await queueUnreached(delivery, tx, attempt);
    },
  };
}

/** Brings it back to how it stood before the item. */
export function restoreHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'network.restore@1',
    mode: 'external',
    limitPerNode: 4,
    retry: configurationRetry,
    async run(attempt) {
      const item = await itemOf(delivery.sql, attempt.tenant, inputOf(attempt));
      if (item?.serviceId === undefined || item.serviceId === null)
        return { kind: 'completed', output: null };
      const before = await previousOf(delivery.sql, attempt.tenant, { ...item, serviceId: item.serviceId });
      if (before === undefined)
        return {
          kind: 'fallout',
          error: {
            code: 'NO_SERVICE',
            message: 'nothing is known of how the service stood before',
            cause: 'data',
          },
        };
      return reconfigure(delivery, attempt, before);
    },
  };
}

/** Gives the units of a site that was to go what they had before the item. */
export function cpeRestoreHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'cpe.restore@1',
    mode: 'external',
    limitPerNode: 4,
    retry: configurationRetry,
    async run(attempt) {
      const item = await itemOf(delivery.sql, attempt.tenant, inputOf(attempt));
      if (item?.serviceId === undefined || item.serviceId === null)
        return { kind: 'completed', output: null };
      const before = await previousOf(delivery.sql, attempt.tenant, { ...item, serviceId: item.serviceId });
      const { site } = inputOf(attempt);
      if (before === undefined) return { kind: 'completed', output: null };
      return configure(
        delivery,
        attempt,
        ({ customer }) => customer.filter((contribution) => contribution.site === site),
        before,
      );
    },
  };
}

/**
 * Everything of a service as an item has it, on all its devices: what it owns on a provider's device that it no longer
 * needs goes. Units of sites that the item adds are left to their installation, those of sites that it ends to their own
 * clearing.
 */
export async function reconfigure(
  delivery: Delivery,
  attempt: Attempt,
  of: Pick<TaskInput, 'orderId' | 'itemId'>,
): Promise<Outcome> {
  const { tenant } = attempt;
  const item = await itemOf(delivery.sql, tenant, inputOf(attempt));
  const serviceId = item?.serviceId ?? '';
  const before =
    item === undefined || serviceId === ''
      ? undefined
      : await previousOf(delivery.sql, tenant, { ...item, serviceId });
  const stood = new Set((before?.requirement.sites ?? []).map(({ site }) => site));
  const units = new Set((await unitsOfService(delivery.sql, tenant, serviceId)).map(({ serial }) => serial));
  const owned = await delivery.devices.devicesOf(delivery.sql, tenant, serviceId);
  const dead = await deadDevices(delivery.sql, tenant);
  return configure(
    delivery,
    attempt,
    ({ provider, customer }) => {
      const wanted = new Set(provider.map(({ device }) => device));
      // What stands on a device that has failed is taken off when that answers again.
      const left = owned.filter((device) => !wanted.has(device) && !units.has(device) && !dead.has(device));
      return [
        ...provider,
        ...customer.filter(({ site }) => stood.has(site)),
        ...left.map((device) => ({ device, leaves: [] })),
      ];
    },
    of,
  );
}

/** Queues what the service still owns on devices that have failed, and does not want there any longer. */
async function queueUnreached(delivery: Delivery, tx: Transaction, attempt: Attempt): Promise<void> {
  const { tenant } = attempt;
  const item = await itemOf(tx.sql, tenant, inputOf(attempt));
  if (item?.serviceId === undefined || item.serviceId === null) return;
  const dead = await deadDevices(tx.sql, tenant);
  if (dead.size === 0) return;
  const configuration = await configurationOf(delivery, tx.sql, tenant, inputOf(attempt));
  const wanted = new Set(configuration.ok ? configuration.value.provider.map(({ device }) => device) : []);
  const owned = await delivery.devices.devicesOf(tx.sql, tenant, item.serviceId);
  const gone = owned.filter((device) => dead.has(device) && !wanted.has(device));
  await delivery.devices.enqueueRemoval(tx, tenant, item.serviceId, gone, 'the device has failed');
}

/** Brings a part of a service, as an item has it, onto its devices: everywhere or nowhere. */
export async function configure(
  delivery: Delivery,
  attempt: Attempt,
  part: (configuration: ItemConfiguration) => readonly DeviceContribution[],
  of: Pick<TaskInput, 'orderId' | 'itemId'> = inputOf(attempt),
): Promise<Outcome> {
  const rendering = configurationOf(delivery, delivery.sql, attempt.tenant, of);
  return applied(delivery, attempt, rendering, part);
}

/**
 * Brings a part of what was rendered onto the devices, in one network-wide transaction; in a maintenance window where it
 * interrupts somebody, unless the interruption is the very thing that was asked for.
 */
export async function applied(
  delivery: Delivery,
  attempt: Attempt,
  rendering: Promise<Result<ItemConfiguration>>,
  part: (configuration: ItemConfiguration) => readonly DeviceContribution[],
  askedToInterrupt = false,
): Promise<Outcome> {
  const configuration = await rendered(rendering);
  if ('kind' in configuration) return configuration;
  const contributions = part(configuration);
  if (contributions.length === 0) return { kind: 'completed', output: { devices: [] } };
  const item = await itemOf(delivery.sql, attempt.tenant, inputOf(attempt));
  const waits = attempt.undoes === null && !askedToInterrupt && item !== undefined;
  const passage: Passage = waits ? await gateOf(delivery, attempt, item, contributions) : {};
  if (passage.kept !== undefined) return passage.kept;
  const urgent = await isUrgent(delivery, attempt, item);
  // What is taken back, cannot wait or is meant to interrupt is not held against what passes.
  const smokeCheck =
    item === undefined || urgent || askedToInterrupt
      ? undefined
      : await smokeCheckOf(delivery, attempt.tenant, item, configuration);
  const outcome = await delivery.devices.apply({
    tenant: attempt.tenant,
    transactionId: attempt.attemptId,
    serviceId: configuration.serviceId,
    contributions: contributions.map(({ device, leaves }) => ({ device, leaves })),
    urgent,
    ...(smokeCheck === undefined ? {} : { smokeCheck }),
  });
  if (outcome.state === 'completed') await endOwnOutage(delivery, attempt, passage.outage);
  return outcomeOf(outcome, await repeatsOf(delivery, attempt), configuration.serviceId);
}

/** Whether the change of an item may be made now; what it announces for itself, its task ends. */
async function gateOf(
  delivery: Delivery,
  attempt: Attempt,
  item: OrderItem,
  contributions: readonly DeviceContribution[],
): Promise<Passage> {
  const work = { ...(await workOfItem(delivery, attempt, item)), taskId: attempt.taskId };
  return outageGate(delivery, attempt, work, (policy) =>
    interruptionOf(delivery, delivery.sql, attempt.tenant, policy, item, contributions),
  );
}

/** Whether a change waits for no window: it takes something back, or its order is of a category that cannot wait. */
async function isUrgent(delivery: Delivery, attempt: Attempt, item: OrderItem | undefined): Promise<boolean> {
  if (attempt.undoes !== null) return true;
  if (item === undefined) return false;
  const [order] = await ordersById(delivery.sql, attempt.tenant, [item.orderId]);
  return isEmergency(delivery, attempt.tenant, order?.category);
}

async function rendered(rendering: Promise<Result<ItemConfiguration>>): Promise<ItemConfiguration | Outcome> {
  try {
    const configuration = await rendering;
    if (configuration.ok) return configuration.value;
    return {
      kind: 'fallout',
      error: { code: configuration.fault.code, message: configuration.fault.message, cause: 'data' },
    };
  } catch (error) {
    // A parameter is missing: told before any device is touched.
    if (error instanceof RefusalError)
      return {
        kind: 'fallout',
        error: { code: error.refusal.code, message: error.refusal.message, cause: 'data' },
      };
    throw error;
  }
}

/** How often a change is tried again by itself after a failure that only a person can mend otherwise. */
export type Repeats = {
  /** Failures of the task since it last succeeded or a person tried it again. */
  readonly failures: number;
  /** Policy `configurationRetry`: by failure code. */
  readonly by: Readonly<Record<string, { readonly times: number; readonly everyMs: number }>>;
  readonly unreachable: UnreachableHandling;
};

/** The policy of repeating, for an attempt. Without it a device that refuses is a person's matter at once. */
export async function repeatsOf(delivery: Delivery, attempt: Attempt): Promise<Repeats> {
  const catalog = await delivery.catalog(delivery.sql, attempt.tenant);
  return {
    failures: attempt.failures,
    by: objectPolicy<Repeats['by']>(catalog, 'configurationRetry', {}),
    unreachable: unreachableHandling(catalog),
  };
}

/** What a transaction's end means for the task: done, try again, or a person with the device, the phase and its words. */
export function outcomeOf(outcome: TransactionOutcome, repeats: Repeats, serviceId: string): Outcome {
  switch (outcome.state) {
    case 'completed':
      return (
        awaitingDelivery(outcome, repeats, serviceId) ?? {
          kind: 'completed',
          output: {
            transaction: outcome.transactionId,
            devices: outcome.devices.map(({ device, state }) => ({ device, state })),
          },
        }
      );
    case 'running':
      return {
        kind: 'retry',
        afterMs: 500,
        error: { code: 'TRANSACTION_RUNNING', message: 'another process is at this transaction' },
      };
    case 'inDoubt':
      return {
        kind: 'retry',
        afterMs: 2_000,
        error: {
          code: 'IN_DOUBT',
          message: `transaction ${outcome.transactionId} is in doubt: ${told(outcome.failures)}`,
          cause: 'device',
        },
      };
    case 'refused':
      if (outcome.failures.length === 0 || outcome.conflicts.length > 0) return conflicting(outcome);
      return heldBack(outcome) ?? failed(outcome.failures, repeats);
    case 'undone':
      return failed(outcome.failures, repeats);
  }
}

/** Where a part is queued for a device that does not answer, the task waits for its delivery, unless the policy lets it go on. */
function awaitingDelivery(
  outcome: Extract<TransactionOutcome, { state: 'completed' }>,
  { unreachable }: Repeats,
  serviceId: string,
): Outcome | undefined {
  const queued = outcome.devices.find(
    (step) => step.queued !== undefined && unreachable[step.queued] === 'queue',
  );
  if (queued === undefined) return undefined;
  const reference = deviceQueueReference(queued.device, serviceId, outcome.transactionId);
  return { kind: 'waiting', wait: { for: 'device', reference } };
}

/** Where a device may not be changed now nothing was touched: the task waits until it may. */
function heldBack(outcome: Extract<TransactionOutcome, { state: 'refused' }>): Outcome | undefined {
  for (const { device, code, until } of outcome.failures) {
    const id = outcome.transactionId;
    if (code === 'devicePaused')
      return { kind: 'waiting', wait: { for: 'device', reference: devicePauseReference(device, id) } };
    if (code === 'deviceExhausted')
      return { kind: 'waiting', wait: { for: 'device', reference: deviceLimitReference(device, id) } };
    if (code === 'deviceClosed' && until !== undefined)
      return { kind: 'waiting', wait: { for: 'date', reference: `deviceWindow/${device}/${id}`, until } };
  }
  return undefined;
}

function failed(failures: readonly ActivationFailure[], { failures: before, by }: Repeats): Outcome {
  const first = failures[0];
  const error = {
    code: first === undefined ? 'CONFIGURATION_FAILED' : first.code,
    message: `${told(failures)}; every device stands as before`,
    cause: 'device',
    corrective: [...new Set(failures.map((failure) => failure.correctiveAction))],
    details: failures.map(({ device, phase, code, message }) => ({ device, phase, code, message })),
  };
  if (failures.length > 0 && failures.every((failure) => passing.has(failure.code)))
    return { kind: 'retry', afterMs: 1_000, error };
  const repeat = by[error.code];
  return repeat !== undefined && before < repeat.times
    ? { kind: 'retry', afterMs: repeat.everyMs, error }
    : { kind: 'fallout', error };
}

function conflicting(outcome: Extract<TransactionOutcome, { state: 'refused' }>): Outcome {
  const message = outcome.conflicts
    .map(
      ({ device, path, owners }) =>
        `${device} ${path} belongs to ${owners.length === 0 ? 'configuration outside the records' : owners.join(', ')}`,
    )
    .join('; ');
  return { kind: 'fallout', error: { code: 'CONFIGURATION_CONFLICT', message, cause: 'inventory' } };
}

function told(failures: readonly ActivationFailure[]): string {
  return failures.map(({ device, phase, message }) => `${device} in phase ${phase}: ${message}`).join('; ');
}

/** Records that a service is on the network, once it is. */
export async function settleConfigured(tx: Transaction, attempt: Attempt, outcome: Outcome): Promise<void> {
  if (outcome.kind !== 'completed') return;
  const input = inputOf(attempt);
  const item = await itemOf(tx.sql, attempt.tenant, input);
  if (item?.serviceId === undefined || item.serviceId === null) return;
  const services = (await serviceFamily(tx.sql, attempt.tenant, item.serviceId)).filter(
    (service) => service.state === 'reserved',
  );
  const changed = await changeServices(
    tx,
    attempt.tenant,
    services.map((service) => ({ id: service.id, state: 'inactive' })),
    { by: 'activation', orderId: input.orderId, reason: 'configured on the network' },
  );
  if (!changed.ok) throw new RefusalError(changed.fault);
}

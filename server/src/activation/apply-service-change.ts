import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from '../platform/database.ts';
import { deviceTargets } from './access/load.ts';
import type { Activation } from './activation.ts';
import { devicesOfChange } from './change-devices.ts';
import { type DevicePause, pausedDevices } from './device-pauses.ts';
import { Journal } from './journal/journal.ts';
import { outcomeOf } from './journal/outcome.ts';
import * as journalStore from './journal/store.ts';
import type { TransactionRecord } from './journal/types.ts';
import { holderWords } from './journal/words.ts';
import { type Exhausted, exhausted } from './limits/store.ts';
import type { DeviceLimit } from './limits/types.ts';
import {
  type PlannedParticipant,
  planFromRecords,
  type RecordsPlan,
  servicesOf,
} from './plan-from-records.ts';
import { partsToQueue } from './queue/parts.ts';
import { queuedDevices } from './queue/store.ts';
import { failure } from './rules/failures.ts';
import type { Participant, Run, Unread } from './transaction/participant.ts';
import { recoverTransaction } from './transaction/recover.ts';
import { runTransaction } from './transaction/run.ts';
import type { ActivationFailure, Conflict, QueuedPart, ServiceChange, TransactionOutcome } from './types.ts';

const deviceRetryMs = 100;

/** Answers, while nobody else can change the devices, what the services of a change want there. */
export type WishesOnceHeld = (sql: Sql) => Promise<Pick<ServiceChange, 'contributions' | 'others'>>;

/**
 * Changes what a service has on the network, on all its devices or on none. Idempotent by transaction id: a
 * transaction that has ended answers its recorded outcome, one that was left behind is finished first, and one that
 * was undone only because a process died (or was refused before anything was touched) is tried again.
 *
 * Where `wishes` is given, what each service wants is asked of it once all devices are held, and takes the place of what the
 * change says: the services and devices are those of the change all the same.
 *
 * Throws when the transaction id was used for another change, and when the database fails.
 */
export async function applyServiceChange(
  activation: Activation,
  change: ServiceChange,
  wishes?: WishesOnceHeld,
): Promise<TransactionOutcome> {
  const requestHash = hashOf(change);
  const known = await journalStore.readTransaction(
    activation.database.sql,
    change.tenant,
    change.transactionId,
  );
  if (known !== undefined) {
    if (known.requestHash !== requestHash) {
      throw new Error(`transaction ${change.transactionId} was used for another change`);
    }
    const settled = await settleKnown(activation, known);
    if (settled !== undefined) return settled;
  }
  return await attempt(activation, change, requestHash, wishes);
}

/** The outcome of a transaction that needs no further attempt; undefined where one is due. */
async function settleKnown(
  activation: Activation,
  known: TransactionRecord,
): Promise<TransactionOutcome | undefined> {
  if (known.endedAt === null && !(await recoverTransaction(activation, known.tenant, known.id))) {
    return { state: 'running', transactionId: known.id };
  }
  const record = await journalStore.readTransaction(activation.database.sql, known.tenant, known.id);
  if (record === undefined || record.state === 'interrupted' || record.state === 'refused') return undefined;
  return await outcomeOf(activation, record);
}

type Begun =
  | {
      readonly kind: 'run';
      readonly plan: RecordsPlan;
      readonly parts: ReadonlyMap<string, readonly QueuedPart[]>;
    }
  | {
      readonly kind: 'refused';
      readonly conflicts: readonly Conflict[];
      readonly failures: readonly ActivationFailure[];
    }
  | { readonly kind: 'taken' };

async function attempt(
  activation: Activation,
  change: ServiceChange,
  requestHash: string,
  wishes: WishesOnceHeld | undefined,
): Promise<TransactionOutcome> {
  const journal = new Journal(activation, change.tenant, change.transactionId);
  const devices = await devicesOfChange(activation.database.sql, change);
  const access = await deviceTargets(activation.database.sql, activation.sealKey, change.tenant, devices);
  const unknown = devices.filter((device) => !access.has(device)).map(unknownDevice);
  if (unknown.length > 0) return refusedOutcome(change, [], unknown);
  const paused = await pausedDevices(activation.database.sql, change.tenant, devices);
  if (paused.length > 0) return refusedOutcome(change, [], paused.map(pausedDevice));
  const limits = await activation.limits(change.tenant, devices);
  const closed = change.urgent ? [] : devices.flatMap((device) => closedDevice(device, limits.get(device)));
  if (closed.length > 0) return refusedOutcome(change, [], closed);
  const begun = await begin(activation, change, requestHash, { devices, limits, wishes });
  if (begun === undefined) return await busyOutcome(activation, change, devices);
  if (begun.kind === 'taken') return { state: 'running', transactionId: change.transactionId };
  if (begun.kind === 'refused') return refusedOutcome(change, begun.conflicts, begun.failures);
  await activation.atStep('after planned');
  const run: Run = {
    activation,
    journal,
    services: servicesOf(change),
    confirmTimeoutS: activation.policy.confirmTimeoutS,
    onDrift: change.onDrift ?? 'stop',
    parts: begun.parts,
  };
  const participants = begun.plan.participants.map((planned) => participantOf(activation, planned, access));
  const unread = new Map<string, Unread>(
    begun.plan.participants.flatMap(({ device, unread }) =>
      unread === undefined ? [] : [[device, unread] as const],
    ),
  );
  await runTransaction(run, participants, unread, change.smokeCheck);
  const record = await journalStore.readTransaction(
    activation.database.sql,
    change.tenant,
    change.transactionId,
  );
  if (record === undefined) throw new Error(`transaction ${change.transactionId} has no record`);
  return await outcomeOf(activation, record);
}

/** Takes the devices and plans under their leases; waits for devices that others hold. Undefined: waited in vain. */
async function begin(
  activation: Activation,
  change: ServiceChange,
  requestHash: string,
  given: {
    readonly devices: readonly string[];
    readonly limits: ReadonlyMap<string, DeviceLimit>;
    readonly wishes: WishesOnceHeld | undefined;
  },
): Promise<Begun | undefined> {
  const { devices, limits, wishes } = given;
  const { database, policy } = activation;
  for (let attempts = Math.ceil((policy.deviceWaitS * 1000) / deviceRetryMs); ; attempts--) {
    try {
      return await database.transaction(async (tx) => {
        const who = { tenant: change.tenant, id: change.transactionId, runner: activation.runner };
        const inserted = await journalStore.insertTransaction(tx, who, {
          serviceId: change.serviceId,
          otherServices: servicesOf(change).slice(1),
          requestHash,
          confirmTimeoutS: policy.confirmTimeoutS,
          leaseS: policy.runnerLeaseS,
        });
        if (!inserted) return { kind: 'taken' } as const;
        const taken = await journalStore.takeDevices(tx, who, devices);
        if (taken.length < devices.length) throw new DevicesHeldError();
        const wished = wishes === undefined ? change : { ...change, ...(await wishes(tx.sql)) };
        const parts = await partsToQueue(tx.sql, wished);
        const queues = change.delivers ? new Set() : await queuedDevices(tx.sql, change.tenant, devices);
        const behind = devices.filter((device) => queues.has(device));
        const failures = [
          ...behind.filter((device) => !parts.has(device)).map(queuedDevice),
          ...(await exhausted(tx.sql, change.tenant, limits)).map(exhaustedDevice),
        ];
        const joining = new Map([...parts].filter(([device]) => queues.has(device)));
        const plan = await planFromRecords(tx.sql, wished, devices, joining);
        if (plan.conflicts.length > 0 || failures.length > 0) {
          await journalStore.endTransaction(tx, who, 'refused', plan.conflicts, failures);
          return { kind: 'refused', conflicts: plan.conflicts, failures } as const;
        }
        await journalStore.insertDevices(tx, who, plan.participants);
        return { kind: 'run', plan, parts } as const;
      });
    } catch (error) {
      if (!(error instanceof DevicesHeldError)) throw error;
      if (attempts <= 0) return undefined;
      await pause(deviceRetryMs);
    }
  }
}

/** Another transaction holds one of the devices; rolls back what was taken. */
class DevicesHeldError extends Error {}

function participantOf(
  activation: Activation,
  planned: PlannedParticipant,
  access: Awaited<ReturnType<typeof deviceTargets>>,
): Participant {
  const reached = access.get(planned.device);
  if (reached === undefined) throw new Error(`no access to ${planned.device}`);
  return {
    device: planned.device,
    driver: activation.drivers[reached.driver],
    target: reached.target,
    state: planned.queued === null ? 'planned' : 'queued',
    images: planned.images,
    ownership: planned.ownership,
    failure: null,
    session: undefined,
  };
}

function unknownDevice(device: string): ActivationFailure {
  return failure(device, 'connect', 'deviceUnknown', `there is no access to ${device} on record`);
}

function pausedDevice({ device, by, reason, at }: DevicePause): ActivationFailure {
  return failure(device, 'lock', 'devicePaused', `${device} is paused by ${by} since ${at}: ${reason}`);
}

function closedDevice(device: string, limit: DeviceLimit | undefined): ActivationFailure[] {
  const until = limit?.closedUntil;
  if (until === undefined) return [];
  const message = `${device} is changed in its maintenance windows alone; the next opens at ${until}`;
  return [{ ...failure(device, 'lock', 'deviceClosed', message), until }];
}

function exhaustedDevice({ device, atMost, inS, freeInS }: Exhausted): ActivationFailure {
  const message = `${device} takes ${atMost} changes in ${inS} s and has had them; the next in ${Math.ceil(freeInS)} s`;
  return failure(device, 'lock', 'deviceExhausted', message);
}

function queuedDevice(device: string): ActivationFailure {
  const message = `parts of earlier changes are queued for ${device}, which could not be reached`;
  return failure(device, 'connect', 'deviceQueued', message);
}

function refusedOutcome(
  change: ServiceChange,
  conflicts: readonly Conflict[],
  failures: readonly ActivationFailure[],
): TransactionOutcome {
  return { state: 'refused', transactionId: change.transactionId, conflicts, failures };
}

async function busyOutcome(
  activation: Activation,
  change: ServiceChange,
  devices: readonly string[],
): Promise<TransactionOutcome> {
  const holders = await journalStore.holdersOf(activation.database.sql, change.tenant, devices);
  const failures = holders.map((holder) =>
    failure(holder.device, 'lock', 'deviceLocked', holderWords(holder)),
  );
  return refusedOutcome(change, [], failures);
}

/** What makes two requests the same change. */
function hashOf(change: ServiceChange): string {
  const own = contributionsText(change.contributions);
  const canonical = [change.serviceId, own, change.onDrift ?? 'stop'];
  const others = (change.others ?? []).map((part) => [part.serviceId, contributionsText(part.contributions)]);
  const text = JSON.stringify(others.length === 0 ? canonical : [...canonical, others]);
  return createHash('sha256').update(text).digest('hex');
}

function contributionsText(contributions: ServiceChange['contributions']) {
  const sorted = contributions
    ?.map(({ device, leaves }) => ({
      device,
      leaves: [...leaves]
        .sort((a, b) => (a.path < b.path ? -1 : 1))
        .map((leaf) => [leaf.path, leaf.value, leaf.combiner]),
    }))
    .sort((a, b) => (a.device < b.device ? -1 : 1));
  return sorted ?? null;
}

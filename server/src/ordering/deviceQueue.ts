import { readQueue, type TransactionOutcome, type UnreachablePolicy } from '../activation/index.ts';
import { type Catalog, objectPolicy } from '../catalog/index.ts';
import type { Result } from '../foundation/result.ts';
import { type Outcome, type Signal, tasksWaitingFor } from '../plan/index.ts';
import type { Delivery } from './delivery.ts';

/**
 * Policy `unreachableDevices`, by what a change makes of its service: everything stands as before and is tried again
 * (`undo`); the other devices are changed and the task waits until the part of this one is delivered (`queue`), or goes on
 * at once (`queueAndGoOn`).
 */
export type UnreachableHandling = Readonly<
  Record<keyof UnreachablePolicy, 'undo' | 'queue' | 'queueAndGoOn'>
>;

/** What holds where no policy is loaded: all devices or none. */
const allOrNone: UnreachableHandling = { create: 'undo', modify: 'undo', delete: 'undo' };

export function unreachableHandling(catalog: Catalog): UnreachableHandling {
  return objectPolicy(catalog, 'unreachableDevices', allOrNone);
}

/** The same in the words of `activation/`, which knows no task that could wait. */
export function unreachablePolicy(catalog: Catalog): UnreachablePolicy {
  const { create, modify, delete: remove } = unreachableHandling(catalog);
  const asked = (how: UnreachableHandling['create']) => (how === 'undo' ? 'undo' : 'queue');
  return { create: asked(create), modify: asked(modify), delete: asked(remove) };
}

const queues = 'deviceQueue/';
const limits = 'deviceLimit/';

/** By what a task waits until a device takes changes again that has had all it takes in its time. */
export function deviceLimitReference(device: string, attemptId: string): string {
  return `${limits}${[device, attemptId].map(encodeURIComponent).join('/')}`;
}

/** By what a task waits until what is queued of a service for a device is delivered. */
export function deviceQueueReference(device: string, serviceId: string, attemptId: string): string {
  return `${queues}${[device, serviceId, attemptId].map(encodeURIComponent).join('/')}`;
}

/**
 * What a task waits for whose transaction queued parts of one service or of several: the first of them that the policy has
 * it wait for. Undefined where it may go on.
 */
export function awaitingParts(
  outcome: TransactionOutcome,
  unreachable: UnreachableHandling,
): Extract<Outcome, { kind: 'waiting' }> | undefined {
  if (outcome.state !== 'completed') return undefined;
  for (const { device, parts = [] } of outcome.devices) {
    const awaited = parts.find(({ kind }) => unreachable[kind] === 'queue');
    if (awaited === undefined) continue;
    const reference = deviceQueueReference(device, awaited.serviceId, outcome.transactionId);
    return { kind: 'waiting', wait: { for: 'device', reference } };
  }
  return undefined;
}

/**
 * Lets tasks go on whose parts were delivered, and tells of parts that their device refused: those are a person's. Looks at
 * what is true, not at what happened, so that no restart loses a task. Answers how many moved.
 */
export async function followQueues(delivery: Delivery): Promise<number> {
  const waiting = await tasksWaitingFor(delivery.sql, queues);
  for (const { tenant, taskId, reference } of waiting) {
    const [device = '', serviceId = ''] = reference.slice(queues.length).split('/').map(decodeURIComponent);
    const queue = await readQueue(delivery.sql, tenant, device);
    const own = queue.filter((part) => part.serviceId === serviceId);
    const blocked = queue.find((part) => part.blocked);
    if (own.length > 0 && blocked === undefined) continue;
    // A task that moved meanwhile needs nothing: a refusal is an answer here.
    await delivery.transaction<Result<unknown>>((tx) =>
      own.length === 0
        ? delivery.plans.retryTask(tx, tenant, { taskId }, deliveredTo(device))
        : delivery.plans.signalTask(tx, tenant, { taskId }, refusedBy(device, blocked?.lastFailure ?? null)),
    );
  }
  return waiting.length + (await followLimits(delivery));
}

const deliveredTo = (device: string) => ({
  by: 'system',
  reason: `what was queued for ${device} was delivered`,
});

function refusedBy(device: string, failure: string | null): Signal {
  return {
    kind: 'fallout',
    error: {
      code: 'QUEUE_BLOCKED',
      message: `${device} answers and does not take what is queued for it: ${failure ?? 'it gives no reason'}`,
      cause: 'device',
      corrective: [
        'Remove the cause on the device and let the queue be tried again, or withdraw the part; then retry the task.',
      ],
    },
  };
}

async function followLimits(delivery: Delivery): Promise<number> {
  const waiting = await tasksWaitingFor(delivery.sql, limits);
  for (const { tenant, taskId, reference } of waiting) {
    const device = decodeURIComponent(reference.slice(limits.length).split('/')[0] ?? '');
    if (!(await delivery.devices.takesChanges(tenant, device))) continue;
    const by = { by: 'system', reason: `${device} takes changes again` };
    await delivery.transaction((tx) => delivery.plans.retryTask(tx, tenant, { taskId }, by));
  }
  return waiting.length;
}

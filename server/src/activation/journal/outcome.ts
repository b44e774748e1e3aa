import type { Activation } from '../activation.ts';
import { changesBetween } from '../rules/ownership.ts';
import { imageHash } from '../rules/values.ts';
import type { DeviceStep, QueuedPart, TransactionOutcome } from '../types.ts';
import { readDevices } from './store.ts';
import type { DeviceRecord, TransactionRecord } from './types.ts';

/** A device of a transaction as it is told outside. */
export function stepOf(record: DeviceRecord): DeviceStep {
  const { device, state, images, failure, queued } = record;
  return {
    device,
    state,
    changes: images === null ? [] : changesBetween(images, 'forward'),
    ...(images === null
      ? {}
      : { beforeHash: imageHash(images, 'before'), afterHash: imageHash(images, 'after') }),
    ...(state === 'queued' ? partsOf(queued ?? []) : {}),
    ...(failure === null ? {} : { failure }),
  };
}

function partsOf(queued: readonly QueuedPart[]): Pick<DeviceStep, 'queued' | 'parts'> {
  const [first] = queued;
  if (first === undefined) return {};
  return { queued: first.kind, parts: queued.map(({ serviceId, kind }) => ({ serviceId, kind })) };
}

/** The outcome of a transaction from its records, the same whenever it is asked for. */
export async function outcomeOf(
  activation: Activation,
  record: TransactionRecord,
): Promise<TransactionOutcome> {
  const byTransaction = await readDevices(activation.database.sql, record.tenant, [record.id]);
  const devices = (byTransaction.get(record.id) ?? []).map(stepOf);
  const transactionId = record.id;
  switch (record.state) {
    case 'completed':
      return { state: 'completed', transactionId, devices };
    case 'undone':
    case 'interrupted':
      return { state: 'undone', transactionId, devices, failures: record.failures };
    case 'inDoubt': {
      const doubts = devices.flatMap(({ state, failure }) =>
        state === 'inDoubt' && failure ? [failure] : [],
      );
      const failures = [...record.failures, ...doubts];
      return { state: 'inDoubt', transactionId, decision: record.decision ?? 'undo', devices, failures };
    }
    case 'refused':
      return { state: 'refused', transactionId, conflicts: record.conflicts, failures: record.failures };
    default:
      return { state: 'running', transactionId };
  }
}

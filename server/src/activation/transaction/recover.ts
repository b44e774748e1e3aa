import { deviceTargets } from '../access/load.ts';
import type { Activation } from '../activation.ts';
import { DriverError } from '../driver.ts';
import { Journal, TransactionLostError } from '../journal/journal.ts';
import { outcomeOf } from '../journal/outcome.ts';
import * as journalStore from '../journal/store.ts';
import type { DeviceRecord } from '../journal/types.ts';
import type { TransactionOutcome } from '../types.ts';
import type { Participant, Run } from './participant.ts';
import { resumeTransaction } from './run.ts';

const batch = 20;

/**
 * Finishes what crashes left: transactions that have not ended and that no living process runs, of every tenant. With
 * a decision to confirm in the journal they go forward, else back; what devices really run is read, never assumed.
 * Call at start and periodically; any number of processes may. Answers how the transactions that it worked on stand.
 */
export async function recoverTransactions(activation: Activation): Promise<readonly TransactionOutcome[]> {
  const outcomes: TransactionOutcome[] = [];
  const errors: unknown[] = [];
  for (const { tenant, id } of await journalStore.listOrphans(activation.database.sql, batch)) {
    try {
      if (!(await recoverOne(activation, tenant, id, true))) continue;
      const record = await journalStore.readTransaction(activation.database.sql, tenant, id);
      if (record !== undefined) outcomes.push(await outcomeOf(activation, record));
    } catch (error) {
      // One that cannot be worked on must not keep the others waiting.
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'some transactions could not be recovered');
  return outcomes;
}

/** Finishes one transaction now, without waiting out its pause. False: a living process runs it. */
export function recoverTransaction(activation: Activation, tenant: string, id: string): Promise<boolean> {
  return recoverOne(activation, tenant, id, false);
}

async function recoverOne(
  activation: Activation,
  tenant: string,
  id: string,
  patient: boolean,
): Promise<boolean> {
  const { database, policy } = activation;
  const journal = new Journal(activation, tenant, id);
  if (!(await journalStore.claimTransaction(database.sql, journal.who, policy.runnerLeaseS, patient)))
    return false;
  const record = await journalStore.readTransaction(database.sql, tenant, id);
  if (record === undefined) return false;
  const devices = (await journalStore.readDevices(database.sql, tenant, [id])).get(id) ?? [];
  const run: Run = {
    activation,
    journal,
    services: [record.serviceId, ...record.otherServices],
    confirmTimeoutS: record.confirmTimeoutS,
    onDrift: 'stop',
    parts: new Map(),
  };
  try {
    await resumeTransaction(run, await participantsOf(activation, tenant, devices), record.decision);
  } catch (error) {
    if (error instanceof TransactionLostError) return false;
    throw error;
  }
  return true;
}

/** The devices of a transaction that take part in its end: all but those that are gone. */
async function participantsOf(
  activation: Activation,
  tenant: string,
  records: readonly DeviceRecord[],
): Promise<Participant[]> {
  const standing = records.filter(({ state }) => state !== 'gone');
  return await Promise.all(
    standing.map(async ({ device, state, images, ownership, failure }) => {
      const reached = await reachedBy(activation, tenant, device);
      return { ...reached, device, state, images, ownership, failure, session: undefined };
    }),
  );
}

/** How a device is reached. Of one that cannot be told how, the others must not suffer: it is as one that does not answer. */
async function reachedBy(
  activation: Activation,
  tenant: string,
  device: string,
): Promise<Pick<Participant, 'driver' | 'target'>> {
  const { database, sealKey, drivers } = activation;
  let why = `there is no access to ${device} on record`;
  try {
    const access = (await deviceTargets(database.sql, sealKey, tenant, [device])).get(device);
    if (access !== undefined) return { driver: drivers[access.driver], target: access.target };
  } catch (error) {
    why = `the access to ${device} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
  const open = () => Promise.reject(new DriverError('unreachable', why));
  const nowhere = { host: '', port: 0, user: '', secret: '', hostKeySha256: '' };
  return { driver: { ...drivers.netconf, open }, target: { tenant, device, ...nowhere } };
}

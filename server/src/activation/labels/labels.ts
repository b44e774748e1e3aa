import { ok, type Result, refuse } from '../../foundation/result.ts';
import type { Transaction } from '../../platform/database.ts';
import { holdersOf } from '../journal/store.ts';
import { queuedDevices } from '../queue/store.ts';
import { insertLabel } from './store.ts';
import type { ConfigurationLabel } from './types.ts';

/**
 * Gives the present state of devices a name. Refused while one of them takes part in a transaction or has something
 * queued: what it is to be is not known then.
 */
export async function labelConfiguration(
  tx: Transaction,
  tenant: string,
  label: Omit<ConfigurationLabel, 'madeAt'>,
): Promise<Result<void>> {
  const busy = (await holdersOf(tx.sql, tenant, label.devices)).map(({ device }) => device);
  const queued = await queuedDevices(tx.sql, tenant, label.devices);
  const unsettled = [...new Set([...busy, ...queued])].sort();
  if (unsettled.length > 0)
    return refuse(
      409,
      'DEVICES_CHANGING',
      `${unsettled.join(', ')} ${unsettled.length === 1 ? 'is' : 'are'} being changed: label the state when that has ended`,
    );
  return (await insertLabel(tx, tenant, label))
    ? ok(undefined)
    : refuse(
        409,
        'LABEL_TAKEN',
        `there is a label ${label.name} already: choose another name, or delete it`,
        [{ path: '/name', message: 'is taken' }],
      );
}

import type { Sql } from '../../platform/database.ts';
import type { Activation } from '../activation.ts';
import { applyServiceChange } from '../apply-service-change.ts';
import { leavesOf } from '../labels/rollback.ts';
import { presentParts } from '../labels/store.ts';
import type { ServiceChange, ServicePart, TransactionOutcome } from '../types.ts';

/** Of which services what they own on a device is written again. */
export type PutBack = Pick<ServiceChange, 'tenant' | 'transactionId' | 'unreachable'> & {
  readonly device: string;
  readonly services: ReadonlySet<string>;
};

/**
 * Writes again on a device just what these services own there by the records, over whatever stands there. What that is is
 * read once the device is held: whatever changed the services until then stands. Undefined where no service is named.
 */
export async function putBack(
  activation: Activation,
  { device, services, ...rest }: PutBack,
): Promise<TransactionOutcome | undefined> {
  const [first, ...others] = [...services].sort().map((serviceId): ServicePart => {
    return { serviceId, contributions: [{ device, leaves: [] }] };
  });
  if (first === undefined) return undefined;
  const change: ServiceChange = { ...rest, ...first, others, onDrift: 'overwrite' };
  return await applyServiceChange(activation, change, (sql) => asRecorded(sql, change, device));
}

async function asRecorded(
  sql: Sql,
  { tenant, serviceId, others = [] }: ServiceChange,
  device: string,
): Promise<Pick<ServiceChange, 'contributions' | 'others'>> {
  const recorded = new Map(
    (await presentParts(sql, tenant, [device])).map((part) => [
      part.serviceId,
      leavesOf(device, part.leaves),
    ]),
  );
  const owned = (service: string) => [{ device, leaves: recorded.get(service) ?? [] }];
  return {
    contributions: owned(serviceId),
    others: others.map((other) => ({ ...other, contributions: owned(other.serviceId) })),
  };
}

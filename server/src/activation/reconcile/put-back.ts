import type { Sql } from '../../platform/database.ts';
import type { Activation } from '../activation.ts';
import { applyServiceChange } from '../apply-service-change.ts';
import { leavesOf } from '../labels/rollback.ts';
import { presentParts } from '../labels/store.ts';
import type { ServiceChange, ServicePart, TransactionOutcome } from '../types.ts';

/** Of which services what they own on a device is written again. */
export type PutBack = Pick<ServiceChange, 'tenant' | 'transactionId' | 'unreachable' | 'urgent'> & {
  readonly device: string;
  readonly services: ReadonlySet<string>;
};

/** What several services own on one device, as the parts of one change. */
export type RecordedParts = Pick<Required<ServiceChange>, 'serviceId' | 'contributions' | 'others'>;

/**
 * Writes again on a device just what these services own there by the records, over whatever stands there. What that is is
 * read once the device is held: whatever changed the services until then stands. Undefined where no service is named.
 */
export async function putBack(
  activation: Activation,
  { device, services, ...rest }: PutBack,
): Promise<TransactionOutcome | undefined> {
  const asked = partsOf(services, () => [{ device, leaves: [] }]);
  if (asked === undefined) return undefined;
  const change: ServiceChange = { ...rest, ...asked, onDrift: 'overwrite' };
  return await applyServiceChange(
    activation,
    change,
    async (sql) => (await recordedOn(sql, rest.tenant, device, services)) ?? asked,
  );
}

/** What these services own on a device by the records, as a change that writes it again; undefined where none is named. */
export async function recordedOn(
  sql: Sql,
  tenant: string,
  device: string,
  services: ReadonlySet<string>,
): Promise<RecordedParts | undefined> {
  const recorded = new Map(
    (await presentParts(sql, tenant, [device])).map((part) => [
      part.serviceId,
      leavesOf(device, part.leaves),
    ]),
  );
  return partsOf(services, (service) => [{ device, leaves: recorded.get(service) ?? [] }]);
}

function partsOf(
  services: ReadonlySet<string>,
  contributionsOf: (service: string) => NonNullable<ServiceChange['contributions']>,
): RecordedParts | undefined {
  const [first, ...others] = [...services].sort().map((serviceId): ServicePart => {
    return { serviceId, contributions: contributionsOf(serviceId) };
  });
  return first === undefined ? undefined : { ...first, others };
}

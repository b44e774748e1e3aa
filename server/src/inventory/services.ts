import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { type Fact, recordFacts } from '../platform/events/index.ts';
import { mayMove } from './rules.ts';
import { insertServices, lockServices, servicesById, updateServices } from './store.ts';
import type { ChangeCause, Service, ServiceChange, ServiceDraft } from './types.ts';

/** Records new services with their first version and tells subscribers. */
export async function createServices(
  tx: Transaction,
  tenant: string,
  drafts: readonly ServiceDraft[],
  cause: ChangeCause,
): Promise<void> {
  if (drafts.length === 0) return;
  await insertServices(tx, tenant, drafts, cause);
  const services = await servicesById(
    tx.sql,
    tenant,
    drafts.map((draft) => draft.id),
  );
  await recordFacts(
    tx,
    tenant,
    services.map((service) => serviceFact('ServiceCreateEvent', service)),
  );
}

/**
 * Changes services in the transaction of the fact that changed them: state, allocation, in-service, characteristics.
 * Writes a version of each and tells subscribers. An illegal move is refused and changes nothing.
 */
export async function changeServices(
  tx: Transaction,
  tenant: string,
  changes: readonly ServiceChange[],
  cause: ChangeCause,
): Promise<Result<readonly Service[]>> {
  const ids = changes.map((change) => change.id);
  const before = new Map((await lockServices(tx, tenant, ids)).map((service) => [service.id, service]));
  for (const change of changes) {
    const service = before.get(change.id);
    if (service === undefined) return refuse(404, 'NOT_FOUND', `there is no service ${change.id}`);
    if (change.state !== undefined && !mayMove(service.state, change.state)) {
      return refuse(
        409,
        'ILLEGAL_STATE',
        `service ${service.number} is ${service.state} and cannot become ${change.state}`,
      );
    }
  }
  const after = await updateServices(tx, tenant, changes, cause);
  await recordFacts(
    tx,
    tenant,
    after.map((service) =>
      serviceFact(
        before.get(service.id)?.state === service.state
          ? 'ServiceAttributeValueChangeEvent'
          : 'ServiceStateChangeEvent',
        service,
      ),
    ),
  );
  return ok(after);
}

function serviceFact(type: string, service: Service): Fact {
  const { id, number, state, specification, customer, allocationStatus, inService, cfsStatus, version } =
    service;
  return {
    type,
    domain: 'serviceInventory',
    aggregate: { kind: 'service', id },
    resource: 'service',
    body: { id, number, state, specification, customer, allocationStatus, inService, cfsStatus, version },
    audience: [customer],
  };
}

import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { type Fact, recordFacts } from '../platform/events/index.ts';
import { mayMove } from './rules.ts';
import { insertServices, lockServices, servicesById, updateServices } from './store.ts';
import type { ChangeCause, Service, ServiceChange, ServiceDraft, ServicePatch } from './types.ts';

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
 * Writes a version of each change and tells subscribers; several changes of one service follow one another. An illegal
 * move is refused and changes nothing. Answers the services as they are then, by their ids.
 */
export async function changeServices(
  tx: Transaction,
  tenant: string,
  changes: readonly ServiceChange[],
  cause: ChangeCause,
): Promise<Result<readonly Service[]>> {
  const ids = changes.map((change) => change.id);
  const services = new Map((await lockServices(tx, tenant, ids)).map((service) => [service.id, service]));
  const patches = new Map<string, ServicePatch>();
  const steps: ServicePatch[] = [];
  const facts: Fact[] = [];
  for (const change of changes) {
    const service = services.get(change.id);
    if (service === undefined) return refuse(404, 'NOT_FOUND', `there is no service ${change.id}`);
    if (change.state !== undefined && !mayMove(service.state, change.state)) {
      return refuse(
        409,
        'ILLEGAL_STATE',
        `service ${service.number} is ${service.state} and cannot become ${change.state}`,
      );
    }
    const { next, patch } = changed(service, change, patches.get(change.id));
    services.set(next.id, next);
    patches.set(next.id, patch);
    steps.push(patch);
    facts.push(
      serviceFact(
        service.state === next.state ? 'ServiceAttributeValueChangeEvent' : 'ServiceStateChangeEvent',
        next,
      ),
    );
  }
  const after = await updateServices(tx, tenant, steps, cause);
  await recordFacts(tx, tenant, facts);
  return ok(after);
}

/**
 * A service after a change, and all that has changed of it since it was read: what a change does not have stays,
 * characteristics are merged by name. Pure.
 */
function changed(
  service: Service,
  change: ServiceChange,
  before?: ServicePatch,
): { readonly next: Service; readonly patch: ServicePatch } {
  const given = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined && value !== null),
  );
  const characteristics = { ...service.characteristics, ...change.characteristics };
  const now = { ...given, id: service.id, characteristics, version: service.version + 1 };
  return { next: { ...service, ...now }, patch: { ...before, ...now } };
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

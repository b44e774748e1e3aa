import type { ServiceRequest, TakeOver } from '@turnup/contract';
import type { DeviceContribution, PlannedDevice } from '../../activation/index.ts';
import { reservation, valuesOf } from '../../allocation/index.ts';
import { ok, RefusalError, unwrap } from '../../foundation/result.ts';
import { assignCpe, createServices, insertResources, servicesById } from '../../inventory/index.ts';
import type { Attempt, ExternalHandler, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { nextNumber } from '../../platform/events/index.ts';
import { newId } from '../../platform/ids.ts';
import { configurationOf, sharedTable } from '../configuration.ts';
import type { Delivery } from '../delivery.ts';
import { parameterLines, unitKey } from '../parameters.ts';
import { readTakeOver } from '../patterns/takeOver.ts';
import { serviceDrafts } from '../serviceDrafts.ts';
import { updateItems } from '../store.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import type { OrderItem, TaskInput } from '../types.ts';
import { resourcesOfService } from './allocate.ts';
import { applied, configurationRetry, settleConfigured } from './configure.ts';
import { deallocate } from './deallocate.ts';
import { fallout, transactional } from './transactional.ts';
import { withdraw } from './withdrawIssue.ts';

/** Records a service that was found on the network, with all that it holds as it was said to hold it. */
export function foundHandler(delivery: Delivery): TransactionalHandler {
  return transactional('service.found@1', async (tx, attempt) => {
    const serviceId = await recordFound(delivery, tx, attempt.tenant, inputOf(attempt));
    return { kind: 'completed', output: { serviceId } };
  });
}

/** Takes that back: what it held is given back, and its record ends. Nothing of it is changed on any device. */
export function forgetHandler(delivery: Delivery): TransactionalHandler {
  return transactional('service.forget@1', async (tx, attempt) => {
    const given = await deallocate(delivery, tx, attempt);
    return given.kind === 'completed' ? withdraw(delivery, tx, attempt) : given;
  });
}

/** Records the service of an item that takes one over; answers its id. Throws a refusal where a value is gone meanwhile. */
export async function recordFound(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  input: Pick<TaskInput, 'orderId' | 'itemId'>,
): Promise<string> {
  const item = await itemOf(tx.sql, tenant, input);
  const found = item === undefined ? undefined : unwrap(readTakeOver(item.service as ServiceRequest, ''));
  if (!item?.requirement || !item.solution || found === undefined || item.reservationId === null)
    throw new RefusalError({ status: 409, code: 'NOT_FOUND', message: 'this item takes no service over' });
  const { requirement, solution, orderId, itemId } = item;
  const serviceId = newId();
  const lines = await allocateFound(
    delivery,
    tx,
    tenant,
    { ...item, reservationId: item.reservationId },
    serviceId,
    found,
  );
  const specification = (await delivery.catalog(tx.sql, tenant))
    .of('serviceSpecification')
    .get(requirement.serviceSpecification);
  const number = await nextNumber(tx, tenant, 'service', 'SVC');
  const drafts = serviceDrafts({ requirement, solution, specification, serviceId, number, orderId, itemId });
  const values = Object.fromEntries(
    lines.flatMap((line) => ('values' in line ? [[line.key, line.values]] : [])),
  );
  await createServices(
    tx,
    tenant,
    drafts.map((draft) => ({
      ...draft,
      allocationStatus: 'allocated',
      ...(draft.id === serviceId
        ? {
            characteristics: {
              ...draft.characteristics,
              parameters: values,
              onDevices: { name: found.name, label: found.label },
            },
          }
        : {}),
    })),
    { by: 'ordering', orderId, reason: `found on the network as ${found.name}` },
  );
  await insertResources(tx, tenant, resourcesOfService(serviceId, lines, solution));
  const units = solution.cpe.flatMap((choice) =>
    (values[unitKey(choice)] ?? []).map((serial, index) => ({
      serial,
      model: choice.model,
      serviceId,
      place: choice.site,
      leg: (choice.slot ?? 0) + index,
    })),
  );
  unwrap(await assignCpe(tx, tenant, units));
  await updateItems(tx, tenant, [{ orderId, itemId, serviceId }]);
  return serviceId;
}

/** What was kept for the order becomes the service's: the same values, allocated. */
async function allocateFound(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  item: OrderItem & { readonly reservationId: string },
  serviceId: string,
  found: TakeOver,
) {
  const { reservationId, requirement, solution, orderId } = item;
  if (requirement === null || solution === null) return [];
  const order = { kind: 'serviceOrder', id: orderId };
  const owner = { kind: 'service', id: serviceId };
  const specification = (await delivery.catalog(tx.sql, tenant))
    .of('serviceSpecification')
    .get(requirement.serviceSpecification);
  const pools = await delivery.pools(tx.sql, tenant);
  const lines =
    specification === undefined ? [] : parameterLines(requirement, solution, specification, pools);
  const keys = new Set(lines.map(({ key }) => key));
  const held = ((await reservation(tx.sql, tenant, reservationId))?.lines ?? [])
    .map(({ key }) => key)
    .filter((key) => keys.has(key));
  if (held.length > 0)
    unwrap(await delivery.parameters.release(tx, tenant, { reservationId, owner: order, lines: held }));
  if (lines.length > 0) {
    unwrap(
      await delivery.parameters.reserve(tx, tenant, {
        reservationId: serviceId,
        owner,
        reason: `found on the network: ${found.name}`,
        holdUntil: null,
        use: { from: await delivery.now(tx.sql), to: null },
        lines: lines.map((line) => {
          const value = found.parameters[line.key];
          return line.shape === 'quantities' || value === undefined ? line : { ...line, value };
        }),
      }),
    );
    unwrap(await delivery.parameters.allocate(tx, tenant, { reservationId: serviceId, owner }));
  }
  unwrap(await delivery.parameters.allocate(tx, tenant, { reservationId, owner: order }));
  return valuesOf(tx.sql, tenant, owner);
}

/**
 * Makes what stands on the devices the service's own, and changes nothing there: words that differ stay as they were found;
 * any other difference, and what other services own, is told with its place and stays with a person.
 */
export function ownHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'network.own@1',
    mode: 'external',
    limitPerNode: 4,
    retry: configurationRetry,
    run: (attempt) => own(delivery, attempt),
    async settle(tx, attempt, outcome) {
      if (outcome.kind !== 'completed') return;
      await adopt(delivery, tx, attempt);
      await settleConfigured(tx, attempt, outcome);
    },
  };
}

/** Forgets that it is the service's; the devices are not touched. */
export function disownHandler(delivery: Delivery): TransactionalHandler {
  return transactional('network.disown@1', async (tx, attempt) => {
    const item = await itemOf(tx.sql, attempt.tenant, inputOf(attempt));
    if (item?.serviceId != null) await delivery.devices.disown(tx, attempt.tenant, item.serviceId);
    return { kind: 'completed', output: { serviceId: item?.serviceId ?? null } };
  });
}

async function own(delivery: Delivery, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const rendering = await configurationOf(delivery, delivery.sql, tenant, inputOf(attempt));
  if (!rendering.ok) return fallout('data', rendering.fault.code, rendering.fault.message);
  const { serviceId, provider, customer } = rendering.value;
  const wanted = [...provider, ...customer].map(({ device, leaves }) => ({ device, leaves }));
  const compared = await delivery.devices.plan({ tenant, serviceId, contributions: wanted });
  const [unread] = compared.unread;
  if (unread !== undefined)
    return {
      kind: 'retry',
      afterMs: 2_000,
      error: { code: unread.code, message: `${unread.device}: ${unread.message}`, cause: 'device' },
    };
  if (compared.conflicts.length > 0) {
    const ids = compared.conflicts.flatMap(({ owners }) => owners);
    const known = await servicesById(delivery.sql, tenant, ids);
    const names = new Map(known.map(({ id, number }) => [id, number]));
    const told = compared.conflicts.map(
      ({ device, path, owners, standing }) =>
        `${device} ${path} is ${String(standing)} and belongs to ${
          owners.length === 0
            ? 'another service outside the records'
            : owners.map((owner) => names.get(owner) ?? owner).join(', ')
        }`,
    );
    return fallout('inventory', 'CONFIGURATION_CONFLICT', told.join('; '));
  }
  const different = compared.devices.flatMap(differences);
  if (different.length > 0) return fallout('inventory', 'FOUND_DIFFERS', different.join('; '));
  return applied(delivery, attempt, Promise.resolve(ok(rendering.value)), () =>
    wanted.map((each) => asFound(each, compared.devices)),
  );
}

const isWords = (path: string): boolean => path.endsWith('/description');

function differences({ device, forward }: PlannedDevice): string[] {
  return forward
    .filter(({ path }) => !isWords(path))
    .map(({ path, before, after }) =>
      before === null
        ? `${device} ${path} is not there, and the order says ${String(after)}`
        : `${device} ${path} is ${String(before)}, and the order says ${String(after)}`,
    );
}

/** What is wanted of a device, in the words that stand there. Pure. */
function asFound(wanted: DeviceContribution, compared: readonly PlannedDevice[]): DeviceContribution {
  const words = new Map(
    (compared.find(({ device }) => device === wanted.device)?.forward ?? []).map(({ path, before }) => [
      path,
      before,
    ]),
  );
  return {
    device: wanted.device,
    leaves: wanted.leaves.flatMap((leaf) => {
      if (!words.has(leaf.path)) return [leaf];
      const before = words.get(leaf.path) ?? null;
      return before === null ? [] : [{ ...leaf, value: before }];
    }),
  };
}

/** Lets what was found go with the service, where the order adopts it; what others of a shared table need stays. */
async function adopt(delivery: Delivery, tx: Transaction, attempt: Attempt): Promise<void> {
  const { tenant } = attempt;
  const item = await itemOf(tx.sql, tenant, inputOf(attempt));
  if (item === undefined || item.serviceId === null || item.requirement === null) return;
  const found = unwrap(readTakeOver(item.service as ServiceRequest, ''));
  if (found?.ownership !== 'adopt') return;
  const catalog = await delivery.catalog(tx.sql, tenant);
  const { vrf } = sharedTable(catalog, item.requirement.serviceSpecification);
  await delivery.devices.adopt(tx, tenant, item.serviceId, [vrf]);
}

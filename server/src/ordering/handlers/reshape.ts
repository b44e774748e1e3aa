import { type RequestLine, reservation, type TakenLine, valuesOf } from '../../allocation/index.ts';
import { RefusalError, unwrap } from '../../foundation/result.ts';
import {
  assignCpe,
  changeServices,
  createServices,
  endNamedResources,
  insertResources,
  retireObjectives,
  returnCpe,
  serviceFamily,
  unitsOfService,
} from '../../inventory/index.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { movedBetween } from '../changeOf.ts';
import type { Delivery } from '../delivery.ts';
import { chosenSolution } from '../issuedOrders.ts';
import { linesAt, missingLines, surplusLines } from '../keepMissing.ts';
import { parameterLines, registeredPools, scarceLines } from '../parameters.ts';
import { keepForChange } from '../placeChange.ts';
import { type DeliveredItem, previousOf } from '../previous.ts';
import { keepingStanding } from '../resite.ts';
import { serviceDrafts } from '../serviceDrafts.ts';
import { reservationsOfService } from '../standing.ts';
import { itemsOfService, updateItems } from '../store.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { resourcesOfLine, resourcesOfService } from './allocate.ts';
import { transactional } from './transactional.ts';

/**
 * Gives a live service what its new sites and accesses need: the design that was approved is taken up, ports and
 * parameters are allocated beside those that stand, units assigned, and the parts recorded. A site that moves holds the old
 * and the new until {@link trimHandler}.
 */
export function extendHandler(delivery: Delivery): TransactionalHandler {
  return transactional('service.extend@1', (tx, attempt) => extend(delivery, tx, attempt));
}

/** Takes that back: everything that the service as it stood before does not need. */
export function retractHandler(delivery: Delivery): TransactionalHandler {
  return transactional('service.retract@1', async (tx, attempt) => {
    const { item, before } = await subjectOf(tx, attempt);
    return trim(delivery, tx, attempt, item, before);
  });
}

/** Gives back what a service with fewer sites or other accesses no longer needs; parameters age in quarantine where their pools say so. */
export function trimHandler(delivery: Delivery): TransactionalHandler {
  return transactional('service.trim@1', async (tx, attempt) => {
    const { item } = await subjectOf(tx, attempt);
    return trim(delivery, tx, attempt, item, item);
  });
}

/** The item of a change, and how its service stood before. Throws a refusal where either is not known. */
async function subjectOf(
  tx: Transaction,
  attempt: Attempt,
): Promise<{ readonly item: DeliveredItem; readonly before: DeliveredItem }> {
  const { tenant } = attempt;
  const item = await itemOf(tx.sql, tenant, inputOf(attempt));
  const serviceId = item?.serviceId ?? null;
  if (item?.requirement && item.solution && serviceId !== null) {
    const { requirement, solution } = item;
    const before = await previousOf(tx.sql, tenant, { ...item, serviceId });
    if (before !== undefined) return { item: { ...item, serviceId, requirement, solution }, before };
  }
  throw new RefusalError({
    status: 409,
    code: 'NO_SERVICE',
    message: 'this item names no service to change',
  });
}

async function extend(delivery: Delivery, tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const { item: accepted, before } = await subjectOf(tx, attempt);
  const item = await takenUp(delivery, tx, tenant, accepted, before);
  const { serviceId, requirement, solution, orderId, itemId } = item;
  const owner = { kind: 'service', id: serviceId };
  const specification = await specificationOf(delivery, tx, tenant, item);
  const lines = parameterLines(requirement, solution, specification, await delivery.pools(tx.sql, tenant));
  const fresh = missingLines(lines, await valuesOf(tx.sql, tenant, owner));
  if (item.reservationId !== null) {
    const kept = { reservationId: item.reservationId, owner: { kind: 'serviceOrder', id: orderId } };
    unwrap(await delivery.parameters.allocate(tx, tenant, kept));
  }
  if (fresh.length > 0) {
    const reservationId = newId();
    const use = { from: await delivery.now(tx.sql), to: null };
    const reason = `sites of ${serviceId}`;
    unwrap(
      await delivery.parameters.reserve(tx, tenant, {
        reservationId,
        owner,
        reason,
        holdUntil: null,
        use,
        lines: fresh,
      }),
    );
    unwrap(await delivery.parameters.allocate(tx, tenant, { reservationId, owner }));
  }
  const family = await serviceFamily(tx.sql, tenant, serviceId);
  const whole = family.find((service) => service.id === serviceId);
  const stood = new Set(before.requirement.sites.map(({ site }) => site));
  const numbers = new Set(family.map(({ number }) => number));
  const source = { requirement, specification, serviceId, orderId, itemId, number: whole?.number ?? '' };
  const parts = serviceDrafts({ ...source, solution }).filter(
    ({ category, place }) => category === 'RFS' && typeof place === 'string' && !stood.has(place),
  );
  await createServices(
    tx,
    tenant,
    parts.map((part) => ({ ...part, number: unused(part.number, numbers), allocationStatus: 'allocated' })),
    { by: 'ordering', orderId, reason: 'a site is added' },
  );
  await record(tx, attempt, item, lines);
  return { kind: 'completed', output: { serviceId, parameters: fresh.map(({ key }) => key) } };
}

/** The item as its design was approved, with what that needs kept for it; as it was accepted where none was needed. */
async function takenUp(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  item: DeliveredItem,
  before: DeliveredItem,
): Promise<DeliveredItem> {
  if (item.designId === null) return item;
  const chosen = unwrap(await chosenSolution(tx, tenant, item));
  const solution = keepingStanding(
    before.solution,
    chosen,
    new Set(movedBetween(before.solution, item.solution)),
  );
  if (item.reservationId !== null) {
    const owner = { kind: 'serviceOrder', id: item.orderId };
    unwrap(await delivery.parameters.release(tx, tenant, { reservationId: item.reservationId, owner }));
  }
  const reservationId = unwrap(
    await keepForChange(delivery, tx, tenant, item.orderId, before, { ...item, solution }),
  );
  const { orderId, itemId } = item;
  await updateItems(tx, tenant, [
    { orderId, itemId, solution, ...(reservationId === null ? {} : { reservationId }) },
  ]);
  return { ...item, solution, reservationId };
}

/** Writes what the service holds now into the inventory: its values, what it stands on, units that are on their way. */
async function record(
  tx: Transaction,
  attempt: Attempt,
  item: DeliveredItem,
  wanted: readonly RequestLine[],
): Promise<void> {
  const { tenant } = attempt;
  const { serviceId, solution, orderId } = item;
  const lines = linesAt(wanted, await valuesOf(tx.sql, tenant, { kind: 'service', id: serviceId }));
  const values = Object.fromEntries(
    lines.flatMap((line) => ('values' in line ? [[line.key, line.values]] : [])),
  );
  unwrap(
    await changeServices(tx, tenant, [{ id: serviceId, characteristics: { parameters: values } }], {
      by: 'allocation',
      orderId,
      reason: 'parameters of its sites',
    }),
  );
  await insertResources(tx, tenant, resourcesOfService(serviceId, lines, solution.sites));
  const there = new Set((await unitsOfService(tx.sql, tenant, serviceId)).map(({ serial }) => serial));
  const placements = solution.cpe.flatMap(({ site, model }) =>
    (values[`${registeredPools.cpe}:${site}`] ?? [])
      .map((serial, leg) => ({ serial, model, serviceId, place: site, leg }))
      .filter(({ serial }) => !there.has(serial)),
  );
  unwrap(await assignCpe(tx, tenant, placements));
}

/** Brings what a service holds down to what it needs as `target` has it. */
async function trim(
  delivery: Delivery,
  tx: Transaction,
  attempt: Attempt,
  { serviceId, orderId }: DeliveredItem,
  target: DeliveredItem,
): Promise<Outcome> {
  const { tenant } = attempt;
  const specification = await specificationOf(delivery, tx, tenant, target);
  const pools = await delivery.pools(tx.sql, tenant);
  const needed = [
    ...parameterLines(target.requirement, target.solution, specification, pools),
    ...scarceLines(target.requirement, target.solution),
  ];
  const gone: TakenLine[] = [];
  for (const id of await reservationsOfService(tx.sql, tenant, serviceId)) {
    const found = await reservation(tx.sql, tenant, id);
    const surplus = surplusLines(needed, found?.lines ?? []);
    if (found === null || surplus.length === 0) continue;
    const request = { reservationId: id, owner: found.owner, lines: surplus.map(({ key }) => key) };
    unwrap(await delivery.parameters.deallocate(tx, tenant, request));
    unwrap(await delivery.parameters.release(tx, tenant, request));
    gone.push(...surplus);
  }
  const stays = new Set(target.requirement.sites.map(({ site }) => site));
  const served = await itemsOfService(tx.sql, tenant, serviceId);
  const places = [
    ...new Set(served.flatMap((item) => (item.requirement?.sites ?? []).map(({ site }) => site))),
  ].filter((site) => !stays.has(site));
  await endNamedResources(tx, tenant, serviceId, gone.flatMap(resourcesOfLine));
  const units = places.length === 0 ? [] : await returnCpe(tx, tenant, serviceId, places);
  if (places.length > 0) await retireObjectives(tx, tenant, serviceId, places);
  await endParts(delivery, tx, tenant, serviceId, orderId, new Set(places));
  return {
    kind: 'completed',
    output: { serviceId, parameters: gone.map(({ key }) => key), units: [...units] },
  };
}

async function endParts(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  serviceId: string,
  orderId: string,
  places: ReadonlySet<string>,
): Promise<void> {
  const now = await delivery.now(tx.sql);
  const left = await valuesOf(tx.sql, tenant, { kind: 'service', id: serviceId });
  const parameters = Object.fromEntries(
    left.flatMap((line) => ('values' in line ? [[line.key, line.values]] : [])),
  );
  const ended = (await serviceFamily(tx.sql, tenant, serviceId)).filter(
    (part) => part.state !== 'terminated' && part.place !== null && places.has(part.place),
  );
  unwrap(
    await changeServices(
      tx,
      tenant,
      [
        { id: serviceId, characteristics: { parameters } },
        ...ended.map(({ id }) => ({
          id,
          state: 'terminated' as const,
          allocationStatus: 'unallocated' as const,
          inService: false,
          endDate: now,
        })),
      ],
      { by: 'ordering', orderId, reason: 'sites that the service no longer has' },
    ),
  );
}

async function specificationOf(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  { requirement }: DeliveredItem,
) {
  const catalog = await delivery.catalog(tx.sql, tenant);
  const code = requirement.serviceSpecification;
  const specification = catalog.of('serviceSpecification').get(code);
  if (specification !== undefined) return specification;
  throw new RefusalError({
    status: 422,
    code: 'UNKNOWN_SPECIFICATION',
    message: `there is no specification ${code}`,
  });
}

/** A number that no part has had: a site that comes again is another part. */
function unused(number: string, taken: ReadonlySet<string>): string {
  for (let again = 1; ; again++) {
    const candidate = again === 1 ? number : `${number}.${again}`;
    if (!taken.has(candidate)) return candidate;
  }
}

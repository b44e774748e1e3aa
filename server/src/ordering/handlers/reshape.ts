import { type RequestLine, reservation, type TakenLine, valuesOf } from '../../allocation/index.ts';
import { RefusalError, unwrap } from '../../foundation/result.ts';
import {
  assignCpe,
  changeServices,
  createServices,
  endNamedResources,
  insertResources,
  retireObjectives,
  returnCpeUnits,
  type Service,
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
import { parameterLines, registeredPools, scarceLines, unitKey } from '../parameters.ts';
import { freshAccess, withNewAccess } from '../patterns/stages.ts';
import { keepForChange } from '../placeChange.ts';
import { type DeliveredItem, previousOf } from '../previous.ts';
import { keepingStanding } from '../resite.ts';
import { serviceDrafts } from '../serviceDrafts.ts';
import { reservationsOfService } from '../standing.ts';
import { itemsOfService, updateItems } from '../store.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import type { TaskInput } from '../types.ts';
import { resourcesOfLine, resourcesOfService } from './allocate.ts';
import { transactional } from './transactional.ts';

/**
 * Gives a live service what its new sites and accesses need: the design that was approved is taken up, ports and
 * parameters are allocated beside those that stand, units assigned, and the parts recorded. A site that moves holds the old
 * and the new until {@link trimHandler}.
 */
export function extendHandler(delivery: Delivery): TransactionalHandler {
  return transactional('service.extend@1', (tx, attempt) =>
    extendItem(delivery, tx, attempt.tenant, inputOf(attempt)),
  );
}

/** Takes that back: everything that the service as it stood before does not need. */
export function retractHandler(delivery: Delivery): TransactionalHandler {
  return transactional('service.retract@1', async (tx, attempt) => {
    const { tenant } = attempt;
    const { item, before } = await subjectOf(tx, tenant, inputOf(attempt));
    await giveBackBandwidth(delivery, tx, tenant, item);
    return trim(delivery, tx, attempt, item, before);
  });
}

/** Gives back what was kept on the links beside what the service holds there; nothing where it was brought in line since. */
async function giveBackBandwidth(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  { reservationId, orderId }: DeliveredItem,
): Promise<void> {
  const held = reservationId === null ? null : await reservation(tx.sql, tenant, reservationId);
  const lines = (held?.lines ?? [])
    .filter(({ pool }) => pool === registeredPools.linkBandwidth)
    .map(({ key }) => key);
  if (reservationId === null || lines.length === 0) return;
  const request = { reservationId, owner: { kind: 'serviceOrder', id: orderId }, lines };
  unwrap(await delivery.parameters.deallocate(tx, tenant, request));
  unwrap(await delivery.parameters.release(tx, tenant, request));
}

/** Gives back what a service with fewer sites or other accesses no longer needs; parameters age in quarantine where their pools say so. */
export function trimHandler(delivery: Delivery): TransactionalHandler {
  return transactional('service.trim@1', async (tx, attempt) => {
    const { item } = await subjectOf(tx, attempt.tenant, inputOf(attempt));
    return trim(delivery, tx, attempt, item, item);
  });
}

/** The item of a change, and how its service stood before. Throws a refusal where either is not known. */
async function subjectOf(
  tx: Transaction,
  tenant: string,
  input: Pick<TaskInput, 'orderId' | 'itemId'>,
): Promise<{ readonly item: DeliveredItem; readonly before: DeliveredItem }> {
  const item = await itemOf(tx.sql, tenant, input);
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

/** Allocates what an item needs beside what its service has. */
export async function extendItem(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  input: Pick<TaskInput, 'orderId' | 'itemId'>,
): Promise<Outcome> {
  const { item: accepted, before } = await subjectOf(tx, tenant, input);
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
  const numbers = new Set(family.map(({ number }) => number));
  const source = { requirement, specification, serviceId, orderId, itemId, number: whole?.number ?? '' };
  const parts = serviceDrafts({ ...source, solution }).filter(
    (draft) => draft.category === 'RFS' && draft.place != null && !family.some((part) => isPart(part, draft)),
  );
  await createServices(
    tx,
    tenant,
    parts.map((part) => ({ ...part, number: unused(part.number, numbers), allocationStatus: 'allocated' })),
    { by: 'ordering', orderId, reason: 'a site is added' },
  );
  await record(tx, tenant, item, lines);
  return { kind: 'completed', output: { serviceId, parameters: fresh.map(({ key }) => key) } };
}

type Part = Pick<Service, 'specification'> & Partial<Pick<Service, 'place' | 'state' | 'characteristics'>>;

/** Whether a part that stands is what another says: of the same kind, at the same place, the same access of it. */
function isPart(part: Part, other: Part): boolean {
  const access = ({ characteristics }: Part): string =>
    `${characteristics?.['role'] ?? ''} ${characteristics?.['slot'] ?? ''}`;
  return (
    part.state !== 'terminated' &&
    part.specification === other.specification &&
    part.place === other.place &&
    access(part) === access(other)
  );
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
  const fresh = freshAccess(before.solution, item.solution);
  const moved = new Set(movedBetween(before.solution, item.solution));
  const solution =
    fresh.size === 0
      ? keepingStanding(before.solution, chosen, moved)
      : withNewAccess(before.solution, chosen, fresh);
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
  tenant: string,
  item: DeliveredItem,
  wanted: readonly RequestLine[],
): Promise<void> {
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
  await insertResources(tx, tenant, resourcesOfService(serviceId, lines, solution));
  const there = new Set((await unitsOfService(tx.sql, tenant, serviceId)).map(({ serial }) => serial));
  const placements = solution.cpe.flatMap((choice) =>
    (values[unitKey(choice)] ?? [])
      .map((serial, index) => ({
        serial,
        model: choice.model,
        serviceId,
        place: choice.site,
        leg: (choice.slot ?? 0) + index,
      }))
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
  const units = await returnUnits(tx, tenant, serviceId, places);
  if (places.length > 0) await retireObjectives(tx, tenant, serviceId, places);
  await endParts(delivery, tx, tenant, serviceId, orderId, target);
  return {
    kind: 'completed',
    output: { serviceId, parameters: gone.map(({ key }) => key), units: [...units] },
  };
}

/** Takes back into stock the units at places that the service leaves, and those that it no longer holds at others. */
async function returnUnits(
  tx: Transaction,
  tenant: string,
  serviceId: string,
  places: readonly string[],
): Promise<readonly string[]> {
  const lines = await valuesOf(tx.sql, tenant, { kind: 'service', id: serviceId });
  const held = new Set(
    lines.flatMap((line) => (line.pool === registeredPools.cpe && 'values' in line ? line.values : [])),
  );
  const goes = new Set(places);
  const serials = (await unitsOfService(tx.sql, tenant, serviceId)).flatMap(({ serial, place }) =>
    !held.has(serial) || (place !== null && goes.has(place)) ? [serial] : [],
  );
  return serials.length === 0 ? [] : returnCpeUnits(tx, tenant, serviceId, serials);
}

async function endParts(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  serviceId: string,
  orderId: string,
  { requirement, solution }: DeliveredItem,
): Promise<void> {
  const now = await delivery.now(tx.sql);
  const left = await valuesOf(tx.sql, tenant, { kind: 'service', id: serviceId });
  const parameters = Object.fromEntries(
    left.flatMap((line) => ('values' in line ? [[line.key, line.values]] : [])),
  );
  const sites = new Set(requirement.sites.map(({ site }) => site));
  const accesses = new Set(
    solution.sites.flatMap(({ site, legs }) => legs.map(({ slot }) => `${site} ${slot ?? ''}`)),
  );
  const ended = (await serviceFamily(tx.sql, tenant, serviceId)).filter(
    ({ state, place, characteristics: { node, slot } }) =>
      state !== 'terminated' &&
      place !== null &&
      (!sites.has(place) || (node !== undefined && !accesses.has(`${place} ${slot ?? ''}`))),
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
      { by: 'ordering', orderId, reason: 'sites and accesses that the service no longer has' },
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

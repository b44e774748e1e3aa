import type { ServiceRequest, ServiceRequirement } from '@turnup/contract';
import { localDate } from '../../foundation/calendar.ts';
import { type FieldFault, ok, type Result, refuse } from '../../foundation/result.ts';
import { checkRequirement, type World } from '../assess.ts';
import { readPattern } from '../patterns/read.ts';
import { startAfterCompletion } from '../requestedDates.ts';
import { requirementOf, restated } from '../requirement.ts';
import { isUnderWay } from '../retreat.ts';
import { finalStates } from '../rollup.ts';
import type { Order, OrderItem } from '../types.ts';
import type { AmendableItem } from './assessItem.ts';
import type { Asked } from './item.ts';
import type { StandingAsked, StandingItem } from './standing.ts';
import type { AmendmentRequest } from './store.ts';

/** What an amendment asks of each item, and of which items it asks what cannot be. */
export type ReadAmendment = {
  readonly asked: readonly Asked[];
  readonly refused: readonly { readonly itemId: string; readonly reason: string }[];
};

/** Whether an amendment asks something of an unfinished item: it is named, or everything gets another date. */
export function concerns(request: AmendmentRequest, itemId: string): boolean {
  const { requestedStartDate, requestedCompletionDate, serviceOrderItem = [], replan = [] } = request;
  const dated = requestedStartDate !== undefined || requestedCompletionDate !== undefined;
  return dated || replan.includes(itemId) || serviceOrderItem.some(({ id }) => id === itemId);
}

/**
 * Reads an amendment against the order as it stands: the characteristics that an item is given replace those that it has,
 * a new date is every unfinished item's. Refuses (400, 422) what makes no sense, each place at fault, before anything is
 * judged; an item that cannot be amended is told by itself.
 */
export function readAmendment(
  world: World,
  order: Pick<Order, 'requestedStartDate' | 'requestedCompletionDate'>,
  items: readonly OrderItem[],
  request: AmendmentRequest,
): Result<ReadAmendment> {
  const late = startAfterCompletion({
    requestedStartDate: request.requestedStartDate,
    requestedCompletionDate: request.requestedCompletionDate ?? order.requestedCompletionDate,
  });
  if (late !== undefined) return refuse(400, 'INVALID_AMENDMENT', `${late.path} ${late.message}`, [late]);
  const { requestedStartDate: start } = request;
  const date =
    request.requestedCompletionDate === undefined
      ? undefined
      : localDate(new Date(request.requestedCompletionDate).toISOString(), world.operatorCalendar.zone);
  const named = new Map((request.serviceOrderItem ?? []).map((item, index) => [item.id, { item, index }]));
  const faults: FieldFault[] = [...named.values()]
    .filter(({ item }) => !items.some(({ itemId }) => itemId === item.id))
    .map(({ item, index }) => ({
      path: `/serviceOrderItem/${index}/id`,
      message: `the order has no item ${item.id}`,
    }));
  const asked: Asked[] = [];
  const refused: { itemId: string; reason: string }[] = [];
  for (const item of items) {
    const change = named.get(item.itemId);
    const said = change?.item.service.serviceCharacteristic ?? [];
    const replan = request.replan?.includes(item.itemId) ?? false;
    const concerned = date !== undefined || start !== undefined || replan;
    if (request.replan !== undefined && !replan) continue;
    if (change === undefined && (!concerned || !(isAmendable(item) || isStanding(item)))) continue;
    if (isStanding(item)) {
      const read = standingWish(item, said, start, change?.index);
      if (read.ok) asked.push({ ...read.value, replan });
      else faults.push(...(read.fault.faults ?? []));
      continue;
    }
    if (!isAmendable(item) || (change === undefined && date === undefined && !replan)) {
      refused.push({ itemId: item.itemId, reason: whyNot(item) });
      continue;
    }
    const read = wish(world, item, said, date, change?.index);
    if (read.ok) asked.push({ kind: 'made', item, requirement: read.value, replan });
    else if (read.fault.faults === undefined) return read;
    else faults.push(...read.fault.faults);
  }
  if (faults.length === 0) return ok({ asked, refused });
  return refuse(
    400,
    'INVALID_AMENDMENT',
    faults.map(({ path, message }) => `${path} ${message}`).join('; '),
    faults,
  );
}

function wish(
  world: World,
  item: AmendableItem,
  said: Parameters<typeof restated>[1],
  date: string | undefined,
  index: number | undefined,
): Result<ServiceRequirement> {
  const path = index === undefined ? '' : `/serviceOrderItem/${index}/service`;
  const asked = date ?? item.requirement.requestedCompletionDate;
  const read = requirementOf(restated(item.requirement, said), [], asked, path);
  if (!read.ok) return read;
  const checked = checkRequirement(world, read.value);
  return checked.ok ? read : checked;
}

/** What is asked of an item that changes or ends a service: characteristics over those it has, another start. */
function standingWish(
  item: StandingItem,
  said: Parameters<typeof restated>[1],
  start: string | undefined,
  index: number | undefined,
): Result<Omit<StandingAsked, 'replan'>> {
  const path = `/serviceOrderItem/${index}/service`;
  if (said.length > 0 && item.action === 'delete')
    return refuse(400, 'INVALID_AMENDMENT', 'a service that is deleted is not changed', [
      {
        path: `${path}/serviceCharacteristic`,
        message: 'is not for a service that is deleted: ask for another requestedStartDate',
      },
    ]);
  const names = new Set(said.map(({ name }) => name));
  const before = item.service as ServiceRequest;
  const service: ServiceRequest = {
    ...before,
    ...(said.length === 0
      ? {}
      : {
          serviceCharacteristic: [
            ...(before.serviceCharacteristic ?? []).filter(({ name }) => !names.has(name)),
            ...said,
          ],
        }),
  };
  const pattern = said.length === 0 ? ok(undefined) : readPattern(service, path);
  if (!pattern.ok) return pattern;
  return ok({ kind: 'standing', item, service, said, ...(start === undefined ? {} : { start }) });
}

function isAmendable(item: OrderItem): item is AmendableItem {
  return (
    item.action === 'add' &&
    isUnderWay(item) &&
    item.requirement !== null &&
    item.solution !== null &&
    item.classification !== null
  );
}

function isStanding(item: OrderItem): item is StandingItem {
  return (
    (item.action === 'modify' || item.action === 'delete') &&
    isUnderWay(item) &&
    item.serviceId !== null &&
    item.requirement !== null &&
    item.solution !== null
  );
}

function whyNot(item: OrderItem): string {
  if (finalStates.has(item.state))
    return `item ${item.itemId} is ${item.state}: what it delivered is changed by an order with a modify item`;
  if (isAmendable(item))
    return `item ${item.itemId} makes a service, which begins with its plan: ask for another requestedCompletionDate`;
  return `item ${item.itemId} is ${item.state}: it cannot be amended`;
}

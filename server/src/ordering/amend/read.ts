import type { ServiceRequirement } from '@turnup/contract';
import { localDate } from '../../foundation/calendar.ts';
import { type FieldFault, ok, type Result, refuse } from '../../foundation/result.ts';
import { checkRequirement, type World } from '../assess.ts';
import { requirementOf, restated } from '../requirement.ts';
import { isLeaving } from '../retreat.ts';
import { finalStates } from '../rollup.ts';
import type { OrderItem } from '../types.ts';
import type { AmendableItem } from './assessItem.ts';
import type { Asked } from './item.ts';
import type { AmendmentRequest } from './store.ts';

/** What an amendment asks of each item, and of which items it asks what cannot be. */
export type ReadAmendment = {
  readonly asked: readonly Asked[];
  readonly refused: readonly { readonly itemId: string; readonly reason: string }[];
};

/**
 * Reads an amendment against the order as it stands: the characteristics that an item is given replace those that it has,
 * a new date is every unfinished item's. Refuses (400, 422) what makes no sense, each place at fault, before anything is
 * judged; an item that cannot be amended is told by itself.
 */
export function readAmendment(
  world: World,
  items: readonly OrderItem[],
  request: AmendmentRequest,
): Result<ReadAmendment> {
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
    if (change === undefined && (date === undefined || !isAmendable(item))) continue;
    if (!isAmendable(item)) {
      refused.push({ itemId: item.itemId, reason: whyNot(item) });
      continue;
    }
    const read = wish(world, item, change?.item.service.serviceCharacteristic ?? [], date, change?.index);
    if (read.ok) asked.push({ item, requirement: read.value });
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

function isAmendable(item: OrderItem): item is AmendableItem {
  return (
    item.action === 'add' &&
    !finalStates.has(item.state) &&
    item.state !== 'assessingCancellation' &&
    !isLeaving(item) &&
    item.requirement !== null &&
    item.solution !== null &&
    item.classification !== null
  );
}

function whyNot(item: OrderItem): string {
  if (finalStates.has(item.state))
    return `item ${item.itemId} is ${item.state}: what it delivered is changed by an order with a modify item`;
  if (item.action !== 'add')
    return `item ${item.itemId} is to ${item.action} a service that stands: cancel it and order what is wanted instead`;
  return `item ${item.itemId} is ${item.state}: it cannot be amended`;
}

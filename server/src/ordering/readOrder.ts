import type { ServiceOrderCreate, ServiceOrderItemCreate, ServiceRequirement } from '@turnup/contract';
import { localDate } from '../foundation/calendar.ts';
import { type FieldFault, ok, type Result, refuse } from '../foundation/result.ts';
import { checkRequirement, type World } from './assess.ts';
import { allItems } from './nesting.ts';
import { readPattern } from './patterns/read.ts';
import { takeOverName } from './patterns/takeOver.ts';
import { startAfterCompletion } from './requestedDates.ts';
import { requirementOf } from './requirement.ts';

/**
 * Reads what an order asks of each item, before anything is judged: the requirements of those that make a service, by
 * item. Refuses (400) what makes no sense, all faults at once with their places, and (422) a state that is not possible.
 * Pure.
 */
export function readOrder(
  world: World,
  body: ServiceOrderCreate,
): Result<ReadonlyMap<string, ServiceRequirement>> {
  const late = startAfterCompletion(body);
  const faults: FieldFault[] = late === undefined ? [] : [late];
  const requirements = new Map<string, ServiceRequirement>();
  const seen = new Set<string>();
  for (const { item, path } of allItems(body)) {
    // Of what names its service: one item a service, since each is judged against the service as it stands.
    for (const name of [item.id, ...(item.service.id === undefined ? [] : [`service ${item.service.id}`])]) {
      const member = name === item.id ? 'id' : 'service/id';
      if (seen.has(name)) faults.push({ path: `${path}/${member}`, message: `is ${name} again` });
      seen.add(name);
    }
    const read = requirementOfItem(world, body, item, path);
    if (!read.ok) {
      if (read.fault.status !== 400) return read;
      faults.push(...(read.fault.faults ?? [{ path, message: read.fault.message }]));
    } else if (read.value !== undefined) requirements.set(item.id, read.value);
  }
  if (faults.length === 0) return ok(requirements);
  return refuse(
    400,
    'INVALID_ORDER',
    faults.map(({ path, message }) => `${path} ${message}`).join('; '),
    faults,
  );
}

function requirementOfItem(
  world: World,
  body: ServiceOrderCreate,
  item: ServiceOrderItemCreate,
  path: string,
): Result<ServiceRequirement | undefined> {
  const state = statePossible(item, path);
  if (!state.ok) return state;
  if (item.action !== 'add') return namesService(item, path);
  const date =
    body.requestedCompletionDate === undefined
      ? undefined
      : localDate(new Date(body.requestedCompletionDate).toISOString(), world.operatorCalendar.zone);
  const said = item.service.serviceCharacteristic ?? [];
  const service = {
    ...item.service,
    serviceCharacteristic: said.filter(({ name }) => name !== takeOverName),
  };
  const requirement = requirementOf(service, body.relatedParty ?? [], date, `${path}/service`);
  if (!requirement.ok) return requirement;
  const checked = checkRequirement(world, requirement.value);
  return checked.ok ? requirement : checked;
}

/**
 * Refuses (422) a state that the service cannot be left in: one that is added is built and activated whole, and one that
 * is ended or kept has its state from that. What a modify item may say is its pattern's matter.
 */
function statePossible({ action, service }: ServiceOrderItemCreate, path: string): Result<void> {
  const { state } = service;
  if (state === undefined || action === 'modify' || (action === 'add' && state === 'active'))
    return ok(undefined);
  const possible =
    action === 'add'
      ? 'a service is added `active`, which need not be said; whether it is feasible is a qualification (TMF645), and what is scarce can be reserved with one'
      : `an item of action ${action} says no state`;
  return refuse(422, 'STATE_NOT_POSSIBLE', `a service cannot be left ${state} here: ${possible}`, [
    {
      path: `${path}/service/state`,
      message: action === 'add' ? 'can only be active' : 'is not for this action',
    },
  ]);
}

/** An item that ends or keeps a service names it and says nothing else; one that changes it says what is new. */
function namesService(item: ServiceOrderItemCreate, path: string): Result<undefined> {
  const faults: FieldFault[] = [];
  if (item.service.id === undefined) faults.push({ path: `${path}/service/id`, message: 'is required' });
  if (item.action === 'modify') {
    const read = readPattern(item.service, `${path}/service`);
    if (!read.ok) faults.push(...(read.fault.faults ?? []));
  } else if ((item.service.serviceCharacteristic ?? []).length > 0)
    faults.push({
      path: `${path}/service/serviceCharacteristic`,
      message: `is not for a service that ${item.action === 'delete' ? 'is deleted' : 'does not change'}`,
    });
  if (faults.length === 0) return ok(undefined);
  return refuse(400, 'INVALID_ORDER', faults.map((fault) => fault.message).join('; '), faults);
}

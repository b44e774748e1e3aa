import type { ServiceOrder, ServiceRequest } from '@turnup/contract';
import { stateSets } from './words.ts';

/** The customer of an order: its party in that role. */
export const customerOf = (order: ServiceOrder): string | undefined => {
  const party = order.relatedParty.find(({ role }) => role.toLowerCase() === 'customer');
  return party?.name ?? party?.id;
};

/** The service that an item asks for. Its shape is that of the request. */
export const serviceOf = (item: ServiceOrder['serviceOrderItem'][number]): ServiceRequest =>
  (item.service ?? {}) as ServiceRequest;

/** Items of an order that have not ended, and are not being taken back by a cancellation. */
export const openItems = ({ serviceOrderItem }: ServiceOrder): ServiceOrder['serviceOrderItem'] =>
  serviceOrderItem.filter(
    ({ state }) => state !== 'pendingCancellation' && !(stateSets.done as readonly string[]).includes(state),
  );

/** Items of an order that brought, changed or ended a service. */
export const deliveredItems = ({ serviceOrderItem }: ServiceOrder): ServiceOrder['serviceOrderItem'] =>
  serviceOrderItem.filter(({ state, action }) => state === 'completed' && action !== 'noChange');

/** The specifications of an order's services, each once. */
export const specificationsOf = (order: ServiceOrder): string =>
  [...new Set(order.serviceOrderItem.map((item) => serviceOf(item).serviceSpecification?.id ?? '—'))].join(
    ', ',
  );

/** A characteristic of the first item that has it. */
export function characteristicOf(order: ServiceOrder, name: string): unknown {
  for (const item of order.serviceOrderItem) {
    const found = serviceOf(item).serviceCharacteristic?.find((each) => each.name === name);
    if (found !== undefined) return found.value;
  }
  return undefined;
}

/** The date that was asked for. */
export const requestedDateOf = (order: ServiceOrder): string | undefined =>
  order.requestedCompletionDate?.slice(0, 10);

import type { ServiceOrderCreate, ServiceRequest } from '@turnup/contract';

/** A service that is in use, and whose it is. */
export type OrderedService = { readonly id: string; readonly customer: string };

const itemOf = (
  customer: string,
  action: 'modify' | 'delete',
  service: ServiceRequest,
): ServiceOrderCreate => ({
  relatedParty: [{ id: customer, role: 'customer' }],
  serviceOrderItem: [{ id: '1', action, service }],
});

/** An order that changes a service in what is said, and in nothing else (TMF641: one modify item). */
export const modifyOf = (
  { id, customer }: OrderedService,
  asked: Pick<ServiceRequest, 'state' | 'serviceCharacteristic' | 'relatedParty'>,
): ServiceOrderCreate => itemOf(customer, 'modify', { id, ...asked });

/** An order that ends a service (TMF641: one delete item). */
export const deleteOf = ({ id, customer }: OrderedService): ServiceOrderCreate =>
  itemOf(customer, 'delete', { id });

/** An order with its description, if there is one. */
export function describedAs(order: ServiceOrderCreate, description: string): ServiceOrderCreate {
  const said = description.trim();
  return said === '' ? order : { description: said, ...order };
}

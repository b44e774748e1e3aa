import type { CapacityAugmentation } from '@turnup/contract';
import type { Fact } from '../platform/events/index.ts';
import type { Augmentation } from './types.ts';

export const augmentationPath = '/turnup/v1/capacityAugmentation';
export const resourceOrderPath = '/tmf-api/resourceOrdering/v4/resourceOrder';

/** An augmentation as the API tells it. */
export function augmentationView(one: Augmentation, currency: string | undefined): CapacityAugmentation {
  const { resourceOrderId, ...rest } = one;
  return {
    ...rest,
    shares: [...one.shares],
    href: `${augmentationPath}/${one.id}`,
    ...(currency !== undefined && { currency }),
    ...(resourceOrderId !== null && {
      resourceOrder: { id: resourceOrderId, href: `${resourceOrderPath}/${resourceOrderId}` },
    }),
  };
}

const taskStates = {
  proposed: 'acknowledged',
  ordered: 'inProgress',
  completed: 'completed',
  cancelled: 'cancelled',
} as const;

/** The resource order of an augmentation (TMF652): a line for each kind of module, and who it is for. */
export function resourceOrderView(one: Augmentation) {
  const id = one.resourceOrderId ?? '';
  return {
    id,
    href: `${resourceOrderPath}/${id}`,
    '@type': 'ResourceOrder',
    category: 'capacityAugmentation',
    name: `${one.number}: ${one.link}`,
    state: taskStates[one.state],
    orderDate: one.orderedDate,
    expectedCompletionDate: one.readyDate,
    ...(one.completedDate !== undefined && { completionDate: one.completedDate }),
    externalReference: [
      { id: one.id, externalReferenceType: 'capacityAugmentation' },
      ...one.shares.map(({ consumer }) => ({ id: consumer.id, externalReferenceType: consumer.kind })),
    ],
    orderItem: one.modules.map(({ module, quantity, addsKbps, costMinor }, index) => ({
      id: String(index + 1),
      action: 'add',
      quantity,
      state: taskStates[one.state],
      resource: {
        resourceSpecification: { id: module },
        resourceCharacteristic: [
          { name: 'link', value: one.link },
          { name: 'addsKbps', value: addsKbps },
          { name: 'costMinor', value: costMinor },
        ],
      },
    })),
  };
}

/** What happened to an augmentation, with everyone who shares it. */
export function augmentationFact(type: string, one: Augmentation): Fact {
  return {
    type,
    domain: 'capacityAugmentation',
    aggregate: { kind: 'capacityAugmentation', id: one.id },
    resource: 'capacityAugmentation',
    body: augmentationView(one, undefined),
  };
}

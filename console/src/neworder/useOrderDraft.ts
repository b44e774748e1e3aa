import { useSessionStorage } from '@mantine/hooks';
import type { ServiceOrderCreate } from '@turnup/contract';
import { serviceOfDraft } from '../requirement/characteristics.ts';
import { emptyDraft, instantOfDay, type RequirementDraft } from '../requirement/draft.ts';

/** The words of an order beside its requirement. */
export type OrderWords = {
  readonly externalId: string;
  readonly description: string;
  readonly priority: string;
};
/** A new order while it is written; with the question of feasibility from which it was taken. */
export type OrderDraft = {
  readonly requirement: RequirementDraft;
  readonly words: OrderWords;
  readonly reference?: { readonly id: string; readonly name: string };
};

export const emptyOrder: OrderDraft = {
  requirement: emptyDraft,
  words: { externalId: '', description: '', priority: '2' },
};

/** The draft of this tab; it survives a reload. The key counts the forms of a draft: one of another form is left alone. */
export const useOrderDraft = () =>
  useSessionStorage<OrderDraft>({ key: 'turnup.newOrder.2', defaultValue: emptyOrder });

/** A draft as TMF641 takes it. */
export const orderOf = ({ requirement, words, reference }: OrderDraft): ServiceOrderCreate => ({
  ...(words.externalId === '' ? {} : { externalId: words.externalId }),
  ...(words.description === '' ? {} : { description: words.description }),
  priority: words.priority,
  ...(requirement.date === '' ? {} : { requestedCompletionDate: instantOfDay(requirement.date) }),
  ...(reference === undefined
    ? {}
    : { externalReference: [{ ...reference, externalReferenceType: 'serviceQualification' }] }),
  relatedParty: [{ id: requirement.customer, role: 'customer' }],
  serviceOrderItem: [{ id: '1', action: 'add', service: serviceOfDraft(requirement) }],
});

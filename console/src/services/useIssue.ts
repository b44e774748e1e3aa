import { useNavigate } from '@tanstack/react-router';
import type { ServiceOrderCreate } from '@turnup/contract';
import { createOrder } from '../api/orders.ts';
import { useAction } from '../shared/useAction.ts';

/** Issues an order about a service and goes to it. */
export function useIssue(serviceId: string) {
  const navigate = useNavigate();
  const { mutate, isPending } = useAction(
    async (order: ServiceOrderCreate) => (await createOrder(order)).body,
    { reread: [['orders'], ['service', serviceId]] },
  );
  const issue = (order: ServiceOrderCreate): void =>
    mutate(order, { onSuccess: ({ id }) => void navigate({ to: '/orders/$id', params: { id } }) });
  return { issue, isPending };
}

import { useQuery } from '@tanstack/react-query';
import type { OrderState } from '@turnup/contract';
import { orderQuery, planQuery } from '../api/orders.ts';
import { servicesQuery } from '../api/services.ts';
import { useLiveRefresh } from '../live/useLiveRefresh.ts';
import { useMay } from '../session/useSession.ts';

/** Not every move of a task is an event, so what runs is also read again now and then. */
const runningMs = 3_000;
const runs = (state: OrderState | undefined): boolean =>
  state === 'acknowledged' || state === 'inProgress' || state === 'held' || state === 'pending';

/** An order that follows what happens to it. */
export function useOrder(id: string) {
  useLiveRefresh(['order', id]);
  return useQuery({
    ...orderQuery(id),
    refetchInterval: (query) => (runs(query.state.data?.state) ? runningMs : false),
  });
}

/** The plan of an order, where it has one of its own. */
export function usePlan(id: string, state: OrderState | undefined, planId: string | undefined) {
  return useQuery({
    ...planQuery(id),
    enabled: planId !== undefined,
    refetchInterval: runs(state) ? runningMs : false,
  });
}

/** Services of an order, and the ids of those that face the customer. */
export function useServices(orderId: string) {
  const query = useQuery({ ...servicesQuery(orderId), enabled: useMay('order.read') });
  const facing = (query.data?.rows ?? []).filter(({ category }) => category === 'CFS').map(({ id }) => id);
  return { query, facing };
}

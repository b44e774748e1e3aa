import { useQuery } from '@tanstack/react-query';
import { assessCancellation } from '../api/orders.ts';

/** What taking back some items of an order would come to; nothing is asked of none. */
export function useAssessment(orderId: string, items: readonly string[]) {
  return useQuery({
    queryKey: ['cancellation', orderId, items],
    queryFn: () => assessCancellation(orderId, items),
    enabled: items.length > 0,
    gcTime: 0,
    retry: false,
  });
}

import { useQuery } from '@tanstack/react-query';
import { orderQuery } from '../api/orders.ts';

/** The number of an order that is known by its id alone. */
export function OrderName({ id }: { readonly id: string }) {
  const { data } = useQuery({ ...orderQuery(id), staleTime: 60_000 });
  return data?.number ?? id.slice(-8);
}

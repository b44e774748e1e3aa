import { queryOptions } from '@tanstack/react-query';
import type { ServiceSpecification } from '@turnup/contract';
import { get } from './client.ts';

/** What the operator offers: specifications of services that face a customer and are active. */
export const offeringsQuery = queryOptions({
  queryKey: ['offerings'],
  queryFn: async () =>
    (await get<readonly ServiceSpecification[]>('/turnup/v1/referenceData/serviceSpecification')).filter(
      ({ category, lifecycleStatus }) => category === 'CFS' && lifecycleStatus === 'active',
    ),
  staleTime: 300_000,
});

/** The currency of the operator's own costs; empty where no policy says it. */
export const currencyQuery = queryOptions({
  queryKey: ['currency'],
  queryFn: async () => {
    const policies = await get<readonly { readonly code: string; readonly value: unknown }[]>(
      '/turnup/v1/referenceData/policy',
    );
    return String(policies.find(({ code }) => code === 'currency')?.value ?? '');
  },
  staleTime: 300_000,
});

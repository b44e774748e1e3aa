import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { DesignDecision, ServiceDesign } from '@turnup/contract';
import type { DesignSummary, Topology } from './answers.ts';
import { call, get } from './client.ts';
import { getPage, type Query } from './page.ts';

export const designPath = '/turnup/v1/serviceDesign';

export const designsQuery = (query: Query) =>
  queryOptions({
    queryKey: ['designs', query],
    queryFn: () => getPage<DesignSummary>(designPath, query),
    placeholderData: keepPreviousData,
  });

export const designQuery = (id: string) =>
  queryOptions({ queryKey: ['design', id], queryFn: () => get<ServiceDesign>(`${designPath}/${id}`) });

export const topologyQuery = queryOptions({
  queryKey: ['topology'],
  queryFn: () => get<Topology>('/turnup/v1/topology'),
  staleTime: 60_000,
});

export const chooseAlternative = (id: string, alternative: string) =>
  call<ServiceDesign>('POST', `${designPath}/${id}/choose`, { alternative });
export const submitDesign = (id: string) => call<ServiceDesign>('POST', `${designPath}/${id}/submit`);
export const decideDesign = (id: string, verb: 'approve' | 'reject', decision: DesignDecision) =>
  call<ServiceDesign>('POST', `${designPath}/${id}/${verb}`, decision);

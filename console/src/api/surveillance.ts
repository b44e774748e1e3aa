import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { RestorationCreate, ServiceOrder } from '@turnup/contract';
import type { FailedObject, NetworkCondition, RestorationAnswer } from './answers.ts';
import { call, get } from './client.ts';
import { getPage, type Query } from './page.ts';

export const conditionsQuery = (query: Query) =>
  queryOptions({
    queryKey: ['conditions', query],
    queryFn: () => getPage<NetworkCondition>('/turnup/v1/networkCondition', query),
    placeholderData: keepPreviousData,
  });

const failedPath = '/turnup/v1/failedObject';
export const failedObjectsQuery = queryOptions({
  queryKey: ['failedObjects'],
  queryFn: () => get<readonly FailedObject[]>(failedPath),
});
/** Tells that something works again. */
export const repairObject = (name: string) =>
  call<readonly FailedObject[]>('POST', `${failedPath}/repair`, { name });

/** Orders the restoration of everything that stands on what has failed. */
export const requestRestoration = async (body: RestorationCreate) =>
  (await call<ServiceOrder>('POST', '/turnup/v1/restoration', body)).body;
export const restorationQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['order', orderId, 'restoration'],
    queryFn: () => get<readonly RestorationAnswer[]>(`/turnup/v1/serviceOrder/${orderId}/restoration`),
  });

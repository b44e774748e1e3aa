import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { OrderPlan, ServiceOrder } from '@turnup/contract';
import type { FalloutTask } from './answers.ts';
import { call, get } from './client.ts';
import { getPage, type Query } from './page.ts';

export const orderPath = '/tmf-api/serviceOrdering/v4/serviceOrder';
const planPath = (orderId: string): string => `/turnup/v1/serviceOrder/${orderId}/plan`;

export const ordersQuery = (query: Query) =>
  queryOptions({
    queryKey: ['orders', query],
    queryFn: () => getPage<ServiceOrder>(orderPath, query),
    placeholderData: keepPreviousData,
  });

export const orderQuery = (id: string) =>
  queryOptions({ queryKey: ['order', id], queryFn: () => get<ServiceOrder>(`${orderPath}/${id}`) });

export const planQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['order', orderId, 'plan'],
    queryFn: () => get<OrderPlan>(planPath(orderId)),
  });

export const falloutQuery = (query: Query) =>
  queryOptions({
    queryKey: ['fallout', query],
    queryFn: () => getPage<FalloutTask>('/turnup/v1/fallout', query),
    placeholderData: keepPreviousData,
  });

/** What a person may do to a task. */
export type TaskVerb = 'retry' | 'skip' | 'pause' | 'resume';

export const moveTask = (id: string, verb: TaskVerb, reason?: string) =>
  call<void>('POST', `/turnup/v1/task/${id}/${verb}`, reason === undefined ? {} : { reason });

export const addNote = (orderId: string, text: string) =>
  call<ServiceOrder>('PATCH', `${orderPath}/${orderId}`, { note: [{ text }] });

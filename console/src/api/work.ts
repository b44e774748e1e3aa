import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { WorkOrder, WorkOrderPatch } from '@turnup/contract';
import type { JeopardyAlert } from './answers.ts';
import { call } from './client.ts';
import { getPage, type Query } from './page.ts';

const workOrderPath = '/tmf-api/workOrder/v4/workOrder';

export const workOrdersQuery = (query: Query) =>
  queryOptions({
    queryKey: ['work', query],
    queryFn: () => getPage<WorkOrder>(workOrderPath, query),
    placeholderData: keepPreviousData,
  });

export const patchWorkOrder = (id: string, patch: WorkOrderPatch) =>
  call<WorkOrder>('PATCH', `${workOrderPath}/${id}`, patch);

const alertPath = '/turnup/v1/jeopardyAlert';

export const alertsQuery = (query: Query) =>
  queryOptions({
    queryKey: ['alerts', query],
    queryFn: () => getPage<JeopardyAlert>(alertPath, query),
    placeholderData: keepPreviousData,
  });

export const acknowledgeAlert = (id: string) => call<JeopardyAlert>('POST', `${alertPath}/${id}/acknowledge`);

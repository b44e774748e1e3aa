import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { ConfigurationLabelCreate, ConfigurationRollback, DeviceReconcile } from '@turnup/contract';
import type { ConfigurationLabel, DeviceComparison, Monitor, RollbackPreview } from './answers.ts';
import { call, get } from './client.ts';
import { getPage, type Query } from './page.ts';

const deviceAt = (name: string): string => `/turnup/v1/device/${encodeURIComponent(name)}`;

/** A device held against what is intended for it, read from it now. */
export const comparisonQuery = (name: string) =>
  queryOptions({
    queryKey: ['device', name, 'comparison'],
    queryFn: () => get<DeviceComparison>(`${deviceAt(name)}/comparison`),
    retry: false,
    staleTime: 60_000,
  });

/** Says what becomes of the drift of a device; answers the monitor of it. */
export const reconcileDevice = async (name: string, body: DeviceReconcile) =>
  (await call<Monitor>('POST', `${deviceAt(name)}/reconcile`, body)).body;
/** Has what is intended for a service written again; answers the monitor of it. */
export const redeployService = async (id: string) =>
  (await call<Monitor>('POST', `/turnup/v1/service/${encodeURIComponent(id)}/redeploy`)).body;

const monitorPath = '/tmf-api/ServiceActivationAndConfiguration/v4/monitor';
export const monitorsQuery = (query: Query) =>
  queryOptions({
    queryKey: ['monitors', query],
    queryFn: () => getPage<Monitor>(monitorPath, query),
    placeholderData: keepPreviousData,
  });
/** One monitor; it is read again until it has ended. */
export const monitorQuery = (id: string) =>
  queryOptions({
    queryKey: ['monitor', id],
    queryFn: () => get<Monitor>(`${monitorPath}/${encodeURIComponent(id)}`),
    refetchInterval: (query) => (query.state.data?.state === 'InProgress' ? 1_000 : false),
  });

const labelPath = '/turnup/v1/configurationLabel';
const labelAt = (name: string): string => `${labelPath}/${encodeURIComponent(name)}`;
export const labelsQuery = queryOptions({
  queryKey: ['labels'],
  queryFn: () => get<readonly ConfigurationLabel[]>(labelPath),
});
export const makeLabel = async (body: ConfigurationLabelCreate) =>
  (await call<ConfigurationLabel>('POST', labelPath, body)).body;
export const forgetLabel = (name: string) => call<void>('DELETE', labelAt(name));

/** What going back to a label would come to, on these of its devices. */
export const rollbackPreviewQuery = (name: string, devices: readonly string[]) =>
  queryOptions({
    queryKey: ['label', name, devices],
    queryFn: async () => (await call<RollbackPreview>('POST', `${labelAt(name)}/preview`, { devices })).body,
    retry: false,
  });
export const rollBack = async (name: string, body: ConfigurationRollback) =>
  (await call<Monitor>('POST', `${labelAt(name)}/rollback`, body)).body;

import { queryOptions } from '@tanstack/react-query';
import type { CapacityAugmentation } from '@turnup/contract';
import type {
  ConfigurationTransaction,
  DeviceConfiguration,
  DeviceDrift,
  DeviceTraffic,
  PlannedOutage,
  QueuedPart,
  WorkPause,
} from './answers.ts';
import { call, get } from './client.ts';
import { getPage, withQuery } from './page.ts';

export const transactionPath = '/turnup/v1/configurationTransaction';

export const devicesQuery = queryOptions({
  queryKey: ['devices'],
  queryFn: () => get<readonly string[]>('/turnup/v1/device'),
});

const deviceAt = (name: string): string => `/turnup/v1/device/${encodeURIComponent(name)}`;

/** What services own on a device, read from it now. */
export const deviceConfigurationQuery = (name: string) =>
  queryOptions({
    queryKey: ['device', name, 'configuration'],
    queryFn: () => get<DeviceConfiguration>(`${deviceAt(name)}/configuration`),
    retry: false,
  });
/** Where a device differs from the records, read from it now. */
export const driftQuery = (name: string) =>
  queryOptions({
    queryKey: ['device', name, 'drift'],
    queryFn: () => get<DeviceDrift>(`${deviceAt(name)}/drift`),
    retry: false,
    staleTime: 60_000,
  });

/** Transactions, newest first; those before one of them for the next page. */
export const newestTransactionsQuery = (limit: number, before: string | undefined) =>
  queryOptions({
    queryKey: ['transactions', limit, before],
    queryFn: () => get<readonly ConfigurationTransaction[]>(withQuery(transactionPath, { limit, before })),
  });
export const transactionQuery = (id: string) =>
  queryOptions({
    queryKey: ['transaction', id],
    queryFn: () => get<ConfigurationTransaction>(`${transactionPath}/${encodeURIComponent(id)}`),
    refetchInterval: (query) => (query.state.data?.endedAt === null ? 2_000 : false),
  });

/** What a device is busy with, what waits for it, and what it bears. */
export const trafficQuery = (name: string) =>
  queryOptions({
    queryKey: ['queue', name],
    queryFn: () => get<DeviceTraffic>(`${deviceAt(name)}/queue`),
    refetchInterval: 10_000,
  });

const queuePath = '/turnup/v1/deviceQueue';
/** Parts of changes that wait for devices, in the order of delivery. */
export const queueQuery = queryOptions({
  queryKey: ['queue'],
  queryFn: () => get<readonly QueuedPart[]>(queuePath),
  refetchInterval: 10_000,
});
export const retryPart = (id: string) =>
  call<readonly QueuedPart[]>('POST', `${queuePath}/${encodeURIComponent(id)}/retry`);
export const withdrawPart = (id: string, reason: string) =>
  call<readonly QueuedPart[]>('POST', `${queuePath}/${encodeURIComponent(id)}/withdraw`, { reason });

const pausePath = '/turnup/v1/pause';
export const pausesQuery = queryOptions({
  queryKey: ['pauses'],
  queryFn: () => get<readonly WorkPause[]>(pausePath),
});
export const movePause = (pause: Pick<WorkPause, 'scope' | 'reference' | 'reason'>, verb: 'begin' | 'end') =>
  call<readonly WorkPause[]>('POST', verb === 'begin' ? pausePath : `${pausePath}/end`, pause);

export const outagesQuery = queryOptions({
  queryKey: ['outages'],
  queryFn: () => get<readonly PlannedOutage[]>('/turnup/v1/plannedOutage?limit=200'),
});
export const augmentationsQuery = queryOptions({
  queryKey: ['augmentations'],
  queryFn: () => getPage<CapacityAugmentation>('/turnup/v1/capacityAugmentation', { limit: 200 }),
});

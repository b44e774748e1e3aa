import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { ServiceOrder, ServiceSwitch, ServiceTestCreate } from '@turnup/contract';
import type {
  ConfigurationTransaction,
  InventoryService,
  LedgerLine,
  Reservation,
  ServiceGraph,
  TestRun,
} from './answers.ts';
import { call, get } from './client.ts';
import { getPage, type Query, withQuery } from './page.ts';

const most = 1_000;

export const servicesQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['order', orderId, 'services'],
    queryFn: () =>
      getPage<InventoryService>('/tmf-api/serviceInventory/v4/service', {
        serviceOrder: orderId,
        limit: most,
      }),
  });

/** Services of the inventory (TMF638). */
export const inventoryQuery = (query: Query) =>
  queryOptions({
    queryKey: ['services', query],
    queryFn: () => getPage<InventoryService>('/tmf-api/serviceInventory/v4/service', query),
    placeholderData: keepPreviousData,
  });

export const graphQuery = (id: string) =>
  queryOptions({
    queryKey: ['service', id],
    queryFn: () => get<ServiceGraph>(`/turnup/v1/service/${encodeURIComponent(id)}/graph`),
  });

/** One service of the inventory, as it stands. */
export const serviceQuery = (id: string) =>
  queryOptions({
    queryKey: ['service', id, 'inventory'],
    queryFn: () => get<InventoryService>(`/tmf-api/serviceInventory/v4/service/${encodeURIComponent(id)}`),
  });

/** Orders that a service moves to the ways that stand by for it. */
export const switchService = async (id: string, body: ServiceSwitch) =>
  (await call<ServiceOrder>('POST', `/turnup/v1/service/${encodeURIComponent(id)}/switch`, body)).body;

/** Network-wide transactions of some services of an order. */
export const transactionsQuery = (orderId: string, services: readonly string[]) =>
  queryOptions({
    queryKey: ['order', orderId, 'transactions', services],
    queryFn: async () =>
      (
        await Promise.all(
          services.map((service) =>
            get<ConfigurationTransaction[]>(withQuery('/turnup/v1/configurationTransaction', { service })),
          ),
        )
      ).flat(),
  });

/** What some services of an order, and the order itself, hold of the pools. */
export const reservationsQuery = (orderId: string, services: readonly string[]) =>
  queryOptions({
    queryKey: ['order', orderId, 'reservations', services],
    queryFn: async () => {
      const owners = [
        { ownerKind: 'serviceOrder', ownerId: orderId },
        ...services.map((ownerId) => ({ ownerKind: 'service', ownerId })),
      ];
      const pages = await Promise.all(
        owners.map((owner) => getPage<Reservation>('/turnup/v1/reservation', { ...owner, limit: most })),
      );
      return pages.flatMap((page) => page.rows);
    },
  });

/** Test runs of some services of an order, newest first. */
const testPath = '/tmf-api/serviceTestManagement/v4/serviceTest';
/** Tests of one service, newest first; one that has not ended is read again. */
export const serviceTestsQuery = (service: string) =>
  queryOptions({
    queryKey: ['service', service, 'tests'],
    queryFn: () => get<readonly TestRun[]>(withQuery(testPath, { relatedService: service })),
    refetchInterval: (query) =>
      query.state.data?.some(({ verdict, state }) => verdict === undefined && state !== 'cancelled')
        ? 2_000
        : false,
  });
export const requestTest = (test: ServiceTestCreate) => call<TestRun>('POST', testPath, test);
export const certificatePath = (service: string): string => `/turnup/v1/service/${service}/birthCertificate`;

export const testsQuery = (orderId: string, services: readonly string[]) =>
  queryOptions({
    queryKey: ['order', orderId, 'tests', services],
    queryFn: async () =>
      (
        await Promise.all(
          services.map((service) => get<TestRun[]>(withQuery(testPath, { relatedService: service }))),
        )
      ).flat(),
  });

export const poolsQuery = queryOptions({
  queryKey: ['pools'],
  queryFn: () => getPage<LedgerLine>('/turnup/v1/pool', { limit: most }),
});

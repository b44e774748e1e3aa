import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  ConfigurationTransaction,
  InventoryService,
  LedgerLine,
  Reservation,
  ServiceGraph,
  TestRun,
} from './answers.ts';
import { get } from './client.ts';
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
export const testsQuery = (orderId: string, services: readonly string[]) =>
  queryOptions({
    queryKey: ['order', orderId, 'tests', services],
    queryFn: async () =>
      (
        await Promise.all(
          services.map((service) =>
            get<TestRun[]>(
              withQuery('/tmf-api/serviceTestManagement/v4/serviceTest', { relatedService: service }),
            ),
          ),
        )
      ).flat(),
  });

export const poolsQuery = queryOptions({
  queryKey: ['pools'],
  queryFn: () => getPage<LedgerLine>('/turnup/v1/pool', { limit: most }),
});

import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  AmendmentPreview,
  CancellationAssessment,
  CancelServiceOrder,
  CancelServiceOrderCreate,
  FalloutOutcome,
  FalloutRepair,
  OrderPlan,
  ServiceOrder,
  ServiceOrderAmendment,
  ServiceOrderBackOut,
  ServiceOrderCreate,
  ServiceOrderGiveUp,
  ServiceOrderPatch,
  ServiceOrderSimulation,
  ServiceOrderVersion,
} from '@turnup/contract';
import type { FalloutGroup, FalloutTask, OrderQuality, StalledOrder } from './answers.ts';
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

export const falloutGroupsQuery = queryOptions({
  queryKey: ['fallout', 'groups'],
  queryFn: () => get<readonly FalloutGroup[]>('/turnup/v1/falloutGroup'),
});
export const repairFallout = async (body: FalloutRepair) =>
  (await call<readonly FalloutOutcome[]>('POST', '/turnup/v1/fallout/repair', body)).body;
export const stalledQuery = queryOptions({
  queryKey: ['fallout', 'stalled'],
  queryFn: () => get<readonly StalledOrder[]>('/turnup/v1/stalledOrder'),
});
export const qualityQuery = queryOptions({
  queryKey: ['fallout', 'quality'],
  queryFn: () => get<OrderQuality>('/turnup/v1/orderQuality'),
});

/** What a person may do to a task. */
export type TaskVerb = 'retry' | 'skip' | 'pause' | 'resume';

export const moveTask = (id: string, verb: TaskVerb, reason?: string) =>
  call<void>('POST', `/turnup/v1/task/${id}/${verb}`, reason === undefined ? {} : { reason });

export const addNote = (orderId: string, text: string) =>
  call<ServiceOrder>('PATCH', `${orderPath}/${orderId}`, { note: [{ text }] });

export const createOrder = (order: ServiceOrderCreate) => call<ServiceOrder>('POST', orderPath, order);
export const simulateOrder = (order: ServiceOrderCreate) =>
  call<ServiceOrderSimulation>('POST', '/turnup/v1/serviceOrder/simulate', order);

/** Keeps an order from going on, or lets it go on. */
export const pauseOrder = (id: string, verb: 'pause' | 'resume', reason: string) =>
  call<ServiceOrder>('POST', `/turnup/v1/serviceOrder/${id}/${verb}`, { reason });

const cancelPath = '/tmf-api/serviceOrdering/v4/cancelServiceOrder';
/** What a cancellation would come to. */
export const assessCancellation = async (id: string, items: readonly string[]) =>
  (
    await call<CancellationAssessment>('POST', `/turnup/v1/serviceOrder/${id}/simulateCancellation`, {
      serviceOrderItem: items,
    })
  ).body;
export const cancelOrder = (body: CancelServiceOrderCreate) =>
  call<CancelServiceOrder>('POST', cancelPath, body);
export const cancellationsQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['order', orderId, 'cancellations'],
    queryFn: () => getPage<CancelServiceOrder>(cancelPath, { serviceOrder: orderId }),
  });

/** Gives items up that cannot be delivered. */
export const giveUpItems = async (id: string, body: ServiceOrderGiveUp) =>
  (await call<ServiceOrder>('POST', `/turnup/v1/serviceOrder/${id}/giveUp`, body)).body;
/** Backs an order out: answers the order that takes back what was delivered, or the order itself if nothing was. */
export const backOutOrder = async (id: string, body: ServiceOrderBackOut) =>
  (await call<ServiceOrder>('POST', `/turnup/v1/serviceOrder/${id}/backOut`, body)).body;

const amendmentPath = '/turnup/v1/serviceOrderAmendment';
export const previewAmendment = async (orderId: string, patch: ServiceOrderPatch) =>
  (await call<AmendmentPreview>('POST', `/turnup/v1/serviceOrder/${orderId}/simulateAmendment`, patch)).body;
export const amendOrder = async (orderId: string, patch: ServiceOrderPatch) =>
  (
    await call<ServiceOrder & { readonly amendment?: ServiceOrderAmendment }>(
      'PATCH',
      `${orderPath}/${orderId}`,
      patch,
    )
  ).body;
export const amendmentsQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['order', orderId, 'amendments'],
    queryFn: () => getPage<ServiceOrderAmendment>(amendmentPath, { serviceOrder: orderId }),
  });
export const decideAmendment = (id: string, verb: 'accept' | 'withdraw') =>
  call<ServiceOrderAmendment>('POST', `${amendmentPath}/${id}/${verb}`);
export const orderVersionsQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['order', orderId, 'versions'],
    queryFn: () => get<readonly ServiceOrderVersion[]>(`/turnup/v1/serviceOrder/${orderId}/version`),
  });

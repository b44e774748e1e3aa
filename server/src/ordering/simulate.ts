import type {
  DesignAlternative,
  ServiceOrderCreate,
  ServiceOrderSimulation,
  ServiceRequest,
  TerminationCharge,
} from '@turnup/contract';
import type { ChangePlan, DeviceContribution } from '../activation/index.ts';
import { valuesOf } from '../allocation/index.ts';
import { ok, type Result, refused, unwrap } from '../foundation/result.ts';
import { type PlanView, planView } from '../plan/index.ts';
import type { Context } from '../platform/context.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { acceptOrder } from './accept.ts';
import { configurationOf } from './configuration.ts';
import type { Delivery } from './delivery.ts';
import { deviceCannot } from './deviceCannot.ts';
import { discarded } from './discarded.ts';
import { ceasedBy, terminationCharges } from './earlyTermination.ts';
import { allocateItem } from './handlers/allocate.ts';
import { activitiesOfItem } from './handlers/issue.ts';
import { extendItem } from './handlers/reshape.ts';
import { recordFound } from './handlers/takeOver.ts';
import { issueOrders } from './issue.ts';
import { capexOfChange } from './patterns/cost.ts';
import { readTakeOver } from './patterns/takeOver.ts';
import { wishedBy } from './patterns/wish.ts';
import { previousOf } from './previous.ts';
import { itemsOf, ordersById } from './store.ts';
import type { ActivitySchedule, OrderItem } from './types.ts';

type Simulated = ServiceOrderSimulation['items'][number];

/** What an item would want of the devices; null takes a service off them. */
type Wish = {
  readonly itemId: string;
  readonly serviceId: string;
  readonly isNew: boolean;
  readonly contributions: readonly DeviceContribution[] | null;
};

type Found = { readonly simulation: ServiceOrderSimulation; readonly wishes: readonly Wish[] };

/**
 * What an order would come to: accepted, issued and allocated by the same code, against the same ledger, in a
 * transaction that is rolled back; then rendered, and held against what is on record of the devices. Sending the same
 * order at once gives the same tasks, values, lines and dates.
 */
export async function simulateOrder(
  delivery: Delivery,
  database: Database,
  context: Context,
  body: ServiceOrderCreate,
): Promise<Result<ServiceOrderSimulation>> {
  const found = await discarded(database, (tx) => simulated(delivery, tx, context, body));
  if (!found.ok) return found;
  const { simulation, wishes } = found.value;
  // Devices are asked when nothing is locked any more.
  const shown = await Promise.all(
    wishes.map(async (wish) => {
      const { itemId, serviceId, contributions } = wish;
      const plan = await delivery.devices.plan({ tenant: context.tenant, serviceId, contributions });
      return { itemId, plan, lines: linesOf(wish, plan) };
    }),
  );
  const indexOf = (itemId: string) => body.serviceOrderItem.findIndex(({ id }) => id === itemId);
  const refusal = deviceCannot(shown, (itemId) => `/serviceOrderItem/${indexOf(itemId)}`);
  if (refusal !== undefined) return refusal;
  const devices = new Map(shown.map(({ itemId, lines }) => [itemId, lines]));
  return ok({
    ...simulation,
    items: simulation.items.map((item) => ({ ...item, devices: devices.get(item.id) ?? [] })),
  });
}

async function simulated(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  body: ServiceOrderCreate,
): Promise<Result<Found>> {
  const { tenant } = context;
  // Under no key: a simulation is neither an earlier order nor in the way of a later one.
  const { externalId: _, ...unnamed } = body;
  const accepted = await acceptOrder(delivery, tx, context, unnamed, undefined);
  if (!accepted.ok) return refused(accepted.fault);
  const { orderId } = accepted.value;
  const [order] = await ordersById(tx.sql, tenant, [orderId]);
  if (order === undefined) throw new Error(`order ${orderId} was written and cannot be read`);
  const plan = order.planId === null ? null : await planView(tx.sql, tenant, order.planId);
  const items: Simulated[] = [];
  const wishes: Wish[] = [];
  for (const item of await itemsOf(tx.sql, tenant, [orderId])) {
    const one = await simulatedItem(delivery, tx, tenant, item, plan);
    if (!one.ok) return one;
    items.push(one.value.item);
    if (one.value.wish !== undefined) wishes.push(one.value.wish);
  }
  const simulation: ServiceOrderSimulation = {
    state: order.state,
    ...(order.committedDate === null ? {} : { committedDate: order.committedDate }),
    items,
    tasks: (plan?.tasks ?? []).map(({ key, kind, label, activity, after, schedule }) => {
      const dates = schedule as unknown as ActivitySchedule | null;
      return {
        key,
        kind,
        label,
        activity: activity.slice(activity.indexOf('/') + 1),
        after: [...after],
        ...(dates === null ? {} : { startDate: dates.startDate, finishDate: dates.finishDate }),
      };
    }),
  };
  return ok({ simulation, wishes });
}

async function simulatedItem(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  item: OrderItem,
  plan: PlanView | null,
): Promise<Result<{ readonly item: Simulated; readonly wish?: Wish }>> {
  const { orderId, itemId, action } = item;
  // A special item is issued from its design once that is approved; before, no parameters are its own.
  const isIssued = action === 'add' && item.designId === null && plan !== null;
  if (isIssued && isTakeOver(item)) await recordFound(delivery, tx, tenant, { orderId, itemId });
  else if (isIssued) {
    const issued = await issueOrders(delivery, tx, tenant, {
      orderId,
      itemId,
      planId: plan.id,
      activities: activitiesOfItem(plan.tasks, itemId),
    });
    if (!issued.ok) return issued;
    const allocated = await allocateItem(delivery, tx, tenant, { orderId, itemId });
    if (allocated.kind === 'fallout') throw new Error(`${allocated.error.code}: ${allocated.error.message}`);
  }
  if (comesBeside(item, plan)) await extendItem(delivery, tx, tenant, { orderId, itemId });
  const [now] = (await itemsOf(tx.sql, tenant, [orderId])).filter((each) => each.itemId === itemId);
  const serviceId = now?.serviceId ?? null;
  const { solution, classification } = item;
  const termination = await terminationsOf(tx, tenant, serviceId, itemId, plan);
  const simulatedOne: Simulated = {
    id: itemId,
    action,
    specialHandling: item.specialHandling,
    parameters: serviceId === null ? {} : await parametersOf(tx, tenant, serviceId),
    devices: [],
    ...(classification === null ? {} : { classification }),
    ...(termination.length === 0 ? {} : { termination }),
    ...(solution === null || action === 'delete'
      ? {}
      : {
          cost: {
            capexMinor: await capexOf(delivery, tx, tenant, item, solution),
            monthlyCostMinor: solution.monthlyCostMinor,
          },
        }),
  };
  // What is designed first is not known yet.
  if (serviceId === null || item.designId !== null) return ok({ item: simulatedOne });
  return ok({ item: simulatedOne, wish: await wishOf(delivery, tx, tenant, item, serviceId) });
}

/** What partners charge for tails that the plan of an item ends before their minimum term. */
async function terminationsOf(
  tx: Transaction,
  tenant: string,
  serviceId: string | null,
  itemId: string,
  plan: PlanView | null,
): Promise<TerminationCharge[]> {
  return serviceId === null || plan === null
    ? []
    : terminationCharges(tx, tenant, serviceId, { activities: ceasedBy(plan, itemId) });
}

/** What an item costs once: all of a service that is made, of one that stands what comes; nothing where it is found. */
async function capexOf(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  item: OrderItem,
  solution: DesignAlternative,
): Promise<number> {
  if (isTakeOver(item)) return 0;
  const { serviceId } = item;
  const before =
    item.action === 'modify' && serviceId !== null
      ? await previousOf(tx.sql, tenant, { ...item, serviceId })
      : undefined;
  if (before === undefined) return solution.capexMinor;
  const models = (await delivery.catalog(tx.sql, tenant)).of('cpeModel');
  return capexOfChange(before.solution, solution, models);
}

function isTakeOver({ service }: OrderItem): boolean {
  const read = readTakeOver(service as ServiceRequest, '');
  return read.ok && read.value !== undefined;
}

/** Whether an item allocates something beside what its service has, and nobody designs it first. */
function comesBeside({ action, designId, itemId }: OrderItem, plan: PlanView | null): boolean {
  return (
    action === 'modify' &&
    designId === null &&
    (plan?.tasks ?? []).some(({ key, kind }) => kind === 'service.extend@1' && key.startsWith(`${itemId}/`))
  );
}

/** The values of a service by their keys. */
export async function parametersOf(
  tx: Transaction,
  tenant: string,
  serviceId: string,
): Promise<Simulated['parameters']> {
  const lines = await valuesOf(tx.sql, tenant, { kind: 'service', id: serviceId });
  return Object.fromEntries(
    lines.flatMap((line) => ('values' in line ? [[line.key, [...line.values]]] : [])),
  );
}

async function wishOf(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  item: OrderItem,
  serviceId: string,
): Promise<Wish> {
  const wish = { itemId: item.itemId, serviceId, isNew: item.action === 'add' };
  if (item.action === 'delete') return { ...wish, contributions: null };
  const found = unwrap(await configurationOf(delivery, tx.sql, tenant, item));
  const contributions = wishedBy(item, found).map(({ device, leaves }) => ({ device, leaves }));
  return { ...wish, contributions };
}

/** What is sent to each device and takes it back. The id of a service that is not there yet the order itself decides. */
function linesOf({ serviceId, isNew }: Wish, change: ChangePlan): Simulated['devices'] {
  const told = (text: string): string => (isNew ? text.replaceAll(serviceId, '{serviceId}') : text);
  return change.devices.map(({ device, forwardText, reverseText }) => ({
    device,
    forward: told(forwardText),
    reverse: told(reverseText),
  }));
}

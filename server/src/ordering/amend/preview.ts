import type { AmendmentPreview, ServiceOrderPatch } from '@turnup/contract';
import type { ChangePlan, DeviceContribution } from '../../activation/index.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import { planView } from '../../plan/index.ts';
import type { Context } from '../../platform/context.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { configurationOf } from '../configuration.ts';
import type { Delivery } from '../delivery.ts';
import { deviceCannot } from '../deviceCannot.ts';
import { discarded } from '../discarded.ts';
import { allocateItem } from '../handlers/allocate.ts';
import { activitiesOfItem } from '../handlers/issue.ts';
import { issueOrders } from '../issue.ts';
import { parametersOf } from '../simulate.ts';
import { itemsOf, ordersById } from '../store.ts';
import type { OrderItem } from '../types.ts';
import { changeOrder } from './request.ts';
import { differenceOf, snapshotOf } from './versions.ts';

/** What the devices would be asked for an item. */
type Wish = {
  readonly itemId: string;
  readonly serviceId: string;
  readonly contributions: readonly DeviceContribution[];
};
type Found = { readonly preview: AmendmentPreview; readonly wishes: readonly Wish[] };

/**
 * What an amendment would come to: carried out by the same code in a transaction that is rolled back, issued and
 * allocated as far as no design must be approved first, then rendered and held against what is on record of the devices.
 * Sending the same at once comes to exactly that. Refuses what the amendment itself would refuse.
 */
export async function previewAmendment(
  delivery: Delivery,
  database: Database,
  context: Context,
  orderId: string,
  body: ServiceOrderPatch,
): Promise<Result<AmendmentPreview>> {
  const found = await discarded(database, (tx) => previewed(delivery, tx, context, orderId, body));
  if (!found.ok) return found;
  const { preview, wishes } = found.value;
  // Devices are asked when nothing is locked any more.
  const shown = await Promise.all(
    wishes.map(async ({ itemId, serviceId, contributions }) => {
      const plan = await delivery.devices.plan({ tenant: context.tenant, serviceId, contributions });
      return { itemId, plan };
    }),
  );
  const indexOf = (itemId: string) => (body.serviceOrderItem ?? []).findIndex(({ id }) => id === itemId);
  const refusal = deviceCannot(shown, (itemId) => `/serviceOrderItem/${indexOf(itemId)}`);
  return refusal ?? ok({ ...preview, devices: shown.flatMap(linesOf) });
}

async function previewed(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  orderId: string,
  body: ServiceOrderPatch,
): Promise<Result<Found>> {
  const { tenant } = context;
  const before = await snapshotOf(tx.sql, tenant, orderId);
  const [was] = await ordersById(tx.sql, tenant, [orderId]);
  const parametersBefore = await parametersByItem(tx, tenant, orderId);
  const changed = await changeOrder(delivery, tx, context, orderId, body);
  if (!changed.ok) return changed;
  const { amendment } = changed.value;
  if (amendment === undefined)
    return refuse(
      422,
      'NOTHING_TO_AMEND',
      'words, notes and priority are changed at once: nothing has to be weighed',
    );
  const difference = differenceOf(before, await snapshotOf(tx.sql, tenant, orderId));
  const [is] = await ordersById(tx.sql, tenant, [orderId]);
  const wishes: Wish[] = [];
  for (const { id, outcome } of amendment.items) {
    if (outcome !== 'applied') continue;
    const wish = await carriedOn(delivery, tx, tenant, orderId, id);
    if (!wish.ok) return wish;
    if (wish.value !== undefined) wishes.push(wish.value);
  }
  const parametersAfter = await parametersByItem(tx, tenant, orderId);
  const preview: AmendmentPreview = {
    state: amendment.state,
    item: [...amendment.items],
    difference,
    ...(was?.expectedDate === null || was === undefined ? {} : { expectedDateBefore: was.expectedDate }),
    ...(is?.expectedDate === null || is === undefined ? {} : { expectedDateAfter: is.expectedDate }),
    parameters: [...parametersAfter].map(([id, after]) => ({
      id,
      before: parametersBefore.get(id) ?? {},
      after,
    })),
    devices: [],
  };
  return ok({ preview, wishes });
}

async function parametersByItem(
  tx: Transaction,
  tenant: string,
  orderId: string,
): Promise<Map<string, Record<string, string[]>>> {
  const found = new Map<string, Record<string, string[]>>();
  for (const { itemId, serviceId } of await itemsOf(tx.sql, tenant, [orderId]))
    if (serviceId !== null) found.set(itemId, await parametersOf(tx, tenant, serviceId));
  return found;
}

/** Issues and allocates an amended item again, where its service is issued and no design has to be approved first. */
async function carriedOn(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  orderId: string,
  itemId: string,
): Promise<Result<Wish | undefined>> {
  const item = (await itemsOf(tx.sql, tenant, [orderId])).find((each) => each.itemId === itemId);
  const [order] = await ordersById(tx.sql, tenant, [orderId]);
  const plan =
    order?.planId === undefined || order.planId === null
      ? null
      : await planView(tx.sql, tenant, order.planId);
  if (item === undefined || plan === null || item.serviceId === null || item.designId !== null)
    return ok(undefined);
  // What stands is issued and allocated already; what is ended leaves the devices as its plan says, today or later.
  if (item.action === 'delete') return ok(undefined);
  if (item.action === 'modify') return wishOf(delivery, tx, tenant, item, item.serviceId);
  const again = { orderId, itemId, planId: plan.id, activities: activitiesOfItem(plan.tasks, itemId) };
  const issued = await issueOrders(delivery, tx, tenant, again);
  if (!issued.ok) return issued;
  const allocated = await allocateItem(delivery, tx, tenant, { orderId, itemId });
  if (allocated.kind === 'fallout') return refuse(422, allocated.error.code, allocated.error.message);
  return wishOf(delivery, tx, tenant, item, item.serviceId);
}

async function wishOf(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  { orderId, itemId }: OrderItem,
  serviceId: string,
): Promise<Result<Wish>> {
  const configuration = await configurationOf(delivery, tx.sql, tenant, { orderId, itemId });
  if (!configuration.ok) return configuration;
  const { provider, customer } = configuration.value;
  const contributions = [...provider, ...customer].map(({ device, leaves }) => ({ device, leaves }));
  return ok({ itemId, serviceId, contributions });
}

function linesOf({
  itemId,
  plan,
}: {
  readonly itemId: string;
  readonly plan: ChangePlan;
}): AmendmentPreview['devices'] {
  return plan.devices.map(({ device, forwardText, reverseText }) => ({
    id: itemId,
    device,
    forward: forwardText,
    reverse: reverseText,
  }));
}

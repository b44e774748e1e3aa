import type { ServiceOrderCreate, ServiceOrderItemCreate } from '@turnup/contract';
import { type FieldFault, ok, type Result, refuse } from '../../foundation/result.ts';
import { findParty } from '../../inventory/index.ts';
import type { Context } from '../../platform/context.ts';
import type { Transaction } from '../../platform/database.ts';
import type { World } from '../assess.ts';
import type { Delivery } from '../delivery.ts';
import { pathOf } from '../nesting.ts';
import { changeFacts } from '../patterns/facts.ts';
import { blankItem, type Placed } from '../placed.ts';
import { routePlan } from '../routePlan.ts';
import { type Standing, standingService } from '../standing.ts';
import { type NetworkObject, nameOfObject, objectNamed } from '../standsOn.ts';
import { closedBy } from './failures.ts';
import { restorationPolicy } from './policy.ts';
import { inOrder, type Ranked } from './rank.ts';
import { insertFailed } from './store.ts';
import { type OtherWay, otherWay, protection } from './way.ts';

/** Items of a restoration as they were placed, and why some wait. */
export type PlacedRestoration = {
  readonly items: ReadonlyMap<string, Placed>;
  readonly waiting: ReadonlyMap<string, string>;
};

type Asked = Ranked & { readonly item: ServiceOrderItemCreate; readonly standing: Standing };

const told: Readonly<Record<OtherWay['by'], string>> = {
  untouched: 'runs as before; what stood by for it has failed, and it is unprotected until that is repaired',
  switched: 'switched to the way that stood by for it, and unprotected until the other is repaired',
  reallocated: 'led another way',
};

/**
 * The road of a restoration (eTOM 1.4.6): what its items name as failed is closed to all planning, then each service is
 * switched to its own standby way, else led another way in the order of the policy `restoration`, which is told in a note. Whoever finds no capacity waits for
 * it, with the reason. Refused (422) where nothing known is named as failed; otherwise as `standingService`.
 */
export async function placeRestoration(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  world: World,
  body: ServiceOrderCreate,
  order: { readonly orderId: string; readonly number: string },
  items: readonly ServiceOrderItemCreate[],
): Promise<Result<PlacedRestoration>> {
  const { tenant } = context;
  const failed = failedOf(world, body, items);
  if (!failed.ok) return failed;
  const asked: Asked[] = [];
  for (const item of items) {
    const found = await standingService(tx, context, undefined, item.service.id ?? '', pathOf(body, item));
    if (!found.ok) return found;
    const { service, requirement } = found.value;
    const party = await findParty(tx.sql, tenant, service.customer);
    const rateKbps = Math.max(...requirement.sites.map(({ bandwidthKbps }) => bandwidthKbps));
    asked.push({
      item,
      standing: found.value,
      number: service.number,
      class: party?.class ?? null,
      rateKbps,
    });
  }
  for (const object of failed.value)
    await insertFailed(tx, tenant, { ...closedBy(world.network, object), reason: `told by ${order.number}` });
  const placed = new Map<string, Placed>();
  const waiting = new Map<string, string>();
  for (const { service, why } of inOrder(asked, restorationPolicy(world.catalog))) {
    const { item, standing, number } = service;
    const own = await protection(tx, tenant, standing);
    const way =
      own === undefined ? await otherWay(delivery, tx, tenant, world, order.orderId, standing) : ok(own);
    const solution = way.ok ? way.value.solution : standing.solution;
    const { requirement } = standing;
    const facts = changeFacts({ pattern: 'restore', sites: requirement.sites.length });
    const plan = routePlan(world, body, 'modify', requirement, solution, facts);
    if (!plan.ok) return plan;
    if (!way.ok) waiting.set(item.id, way.fault.message);
    placed.set(item.id, {
      plan: plan.value,
      solution,
      note: `${number}, ${why}: ${way.ok ? told[way.value.by] : `waits, ${way.fault.message}`}`,
      item: {
        ...blankItem(order.orderId, item),
        serviceId: standing.service.id,
        requirement,
        reservationId: way.ok ? way.value.reservationId : null,
        solution,
      },
    });
  }
  return ok({ items: placed, waiting });
}

/** What the items name as failed (characteristic `failed`: devices, `device/port`, links). */
function failedOf(
  world: World,
  body: ServiceOrderCreate,
  items: readonly ServiceOrderItemCreate[],
): Result<readonly NetworkObject[]> {
  const faults: FieldFault[] = [];
  const objects = new Map<string, NetworkObject>();
  for (const item of items) {
    const path = `${pathOf(body, item)}/service/serviceCharacteristic`;
    const said = item.service.serviceCharacteristic?.find(({ name }) => name === 'failed')?.value;
    const names = Array.isArray(said) ? said : [said];
    for (const name of names) {
      const object = typeof name === 'string' ? objectNamed(world.network, name) : undefined;
      if (object !== undefined) objects.set(nameOfObject(object), object);
      else
        faults.push({
          path,
          message: `failed must name devices, device/port or links of the network, not ${String(name)}`,
        });
    }
  }
  if (faults.length === 0) return ok([...objects.values()]);
  return refuse(422, 'UNKNOWN_OBJECT', faults.map(({ message }) => message).join('; '), faults);
}

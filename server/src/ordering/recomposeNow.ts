import type { ServiceDesign } from '@turnup/contract';
import { recompose as recomposeDesign } from '../design/index.ts';
import { laterOf } from '../foundation/calendar.ts';
import type { Result } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { assess, needDateOf, worldOf } from './assess.ts';
import { reservationsOfDesigns } from './capacity/consumers.ts';
import { plannedFor } from './capacity/planned.ts';
import type { Delivery } from './delivery.ts';
import { offersAsAnswered } from './offers.ts';
import { occupancyWithout } from './reserve.ts';

/** Composes a design anew from the facts as they stand: the network, quotes, augmentations that it shares. */
export async function recomposeNow(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  design: ServiceDesign,
  by: string | undefined,
): Promise<Result<ServiceDesign>> {
  const world = await worldOf(delivery, tx.sql, tenant);
  const augmentations = await plannedFor(tx.sql, tenant, world, design.id);
  const at = augmentations
    .map(({ readyDate }) => readyDate)
    .reduce(laterOf, needDateOf(world, design.requirement));
  const occupancy = await occupancyWithout(
    delivery,
    tx,
    tenant,
    `${at}T00:00:00.000Z`,
    await reservationsOfDesigns(tx.sql, tenant, [design.id]),
  );
  if (!occupancy.ok) return occupancy;
  // The plan of a committed design runs from the day on which its order began, whenever the design is looked at again.
  const startDate = design.alternatives[0]?.plan.startDate ?? world.today;
  const { offers } = await offersAsAnswered(world, tx, tenant, design.openedFor.id);
  const assessed = assess(world, design.requirement, {
    offers,
    startDate,
    occupancy: occupancy.value,
    route: design.classification.route,
    provideAlternative: false,
    augmentations,
  });
  if (!assessed.ok) return assessed;
  const { composition, answer } = assessed.value;
  return recomposeDesign(tx, tenant, delivery.design, {
    id: design.id,
    requirement: design.requirement,
    classification: design.classification,
    composition,
    validUntil: answer.validUntil,
    by,
  });
}

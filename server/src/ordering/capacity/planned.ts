import { readAugmentations, type StoredAugmentation, usable } from '../../augmentation/index.ts';
import { objectPolicy } from '../../catalog/index.ts';
import type { PlannedAugmentation } from '../../design/index.ts';
import { addWorkingDays } from '../../foundation/calendar.ts';
import type { Sql } from '../../platform/database.ts';
import type { World } from '../assess.ts';

/** How far a link may be filled, in percent (policy `feasibility`). */
export function fillPercent({ catalog }: Pick<World, 'catalog'>): number {
  return objectPolicy(catalog, 'feasibility', { maximumFillPercent: 100 }).maximumFillPercent;
}

/** The augmentations that a design shares, as of today. */
export async function plannedFor(
  sql: Sql,
  tenant: string,
  world: World,
  design: string,
): Promise<PlannedAugmentation[]> {
  const found = await readAugmentations(sql, tenant, {
    states: ['proposed', 'ordered', 'completed'],
    consumer: { kind: 'serviceDesign', id: design },
  });
  return found.map((one) => plannedOf(world, one, design));
}

function plannedOf(world: World, one: StoredAugmentation, design: string): PlannedAugmentation {
  const { id, number, link, addsKbps, costMinor, state, workingDays } = one;
  return {
    augmentation: id,
    number,
    link,
    addsKbps,
    costMinor,
    shareMinor: one.shares.find(({ consumer }) => consumer.id === design)?.shareMinor ?? 0,
    // What is only proposed is there as many working days after today, whenever today is.
    readyDate:
      state === 'proposed'
        ? addWorkingDays(world.operatorCalendar, world.today, workingDays)
        : (one.completedDate ?? one.readyDate),
    usableKbps: usable(addsKbps, fillPercent(world)),
    isOrdered: state !== 'proposed',
    isCompleted: state === 'completed',
  };
}

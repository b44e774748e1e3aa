import type { ServiceDesign } from '@turnup/contract';
import { recompose as recomposeDesign } from '../design/index.ts';
import { laterOf } from '../foundation/calendar.ts';
import type { Result } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { designedApart, judge, needDateOf, worldOf } from './assess.ts';
import { reservationsOfDesigns } from './capacity/consumers.ts';
import { plannedFor } from './capacity/planned.ts';
import type { Delivery } from './delivery.ts';
import { withStandingUnits } from './joining/offer.ts';
import { offersAsAnswered } from './offers.ts';
import { occupancyWithout } from './reserve.ts';
import { siteOptionsOf } from './siteOptionsOf.ts';

/** What a recomposition is made with. */
export type RecomposeOptions = {
  /** Edits of the plan; those that were made before where nothing is said. */
  readonly planEdits?: NonNullable<ServiceDesign['written']>['planEdits'];
  /** With the accesses that the design offers already, instead of a new search. */
  readonly keepsOptions?: boolean;
};

/** Composes a design anew from the facts as they stand: the network, quotes, augmentations that it shares, edits of its plan. */
export async function recomposeNow(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  design: ServiceDesign,
  by: string | undefined,
  { planEdits = design.written?.planEdits ?? [], keepsOptions = false }: RecomposeOptions = {},
): Promise<Result<ServiceDesign>> {
  const world = await worldOf(delivery, tx.sql, tenant);
  const augmentations = await plannedFor(tx.sql, tenant, world, design.id);
  const at = augmentations
    .map(({ readyDate }) => readyDate)
    .reduce(laterOf, needDateOf(world, design.requirement));
  const own = await reservationsOfDesigns(tx.sql, tenant, [design.id]);
  const taken = await occupancyWithout(delivery, tx, tenant, `${at}T00:00:00.000Z`, own);
  if (!taken.ok) return taken;
  const { catalog } = world;
  const occupancy = await withStandingUnits(tx.sql, tenant, catalog, design.requirement, taken.value, own);
  // The plan of a committed design runs from the day on which its order began, whenever the design is looked at again.
  const startDate = design.alternatives[0]?.plan.startDate ?? world.today;
  const options = { startDate, occupancy, augmentations, planEdits };
  const { requirement, classification } = design;
  const command = {
    id: design.id,
    requirement,
    classification,
    by,
    ...(planEdits.length > 0 || design.written?.planEdits !== undefined ? { planEdits } : {}),
  };
  if (keepsOptions) {
    const composed = await delivery.compose(world, tenant, {
      requirement,
      siteOptions: siteOptionsOf(design),
      options,
      route: classification.route,
    });
    if (!composed.ok) return composed;
    // What was left before is left for the same reasons.
    const composition = { ...composed.value, rejected: design.rejected };
    return recomposeDesign(tx, tenant, delivery.design, {
      ...command,
      composition,
      validUntil: design.validUntil,
      keepsOptions: true,
    });
  }
  const { offers } = await offersAsAnswered(world, tx, tenant, design.openedFor.id, requirement);
  const how = { ...options, offers, route: classification.route, provideAlternative: false };
  const judged = judge(world, requirement, how);
  if (!judged.ok) return judged;
  const assessed = await designedApart(delivery, world, tenant, requirement, how, judged.value);
  if (!assessed.ok) return assessed;
  const { composition, answer } = assessed.value;
  return recomposeDesign(tx, tenant, delivery.design, {
    ...command,
    composition,
    validUntil: answer.validUntil,
  });
}

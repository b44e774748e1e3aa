import type {
  Classification,
  DesignAlternative,
  ServiceDesign,
  ServiceOrderCreate,
  ServiceOrderItemCreate,
  ServiceRequirement,
} from '@turnup/contract';
import {
  type Composition,
  commitDesign,
  findDesign as designById,
  matchingDesign,
  openDesign,
  requirementHash,
  stalenessOf,
} from '../design/index.ts';
import { laterOf } from '../foundation/calendar.ts';
import { ok, type Result, refuse, unwrap } from '../foundation/result.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import {
  type Assessed,
  type AssessOptions,
  designedApart,
  judge,
  needDateOf,
  notFeasible,
  type World,
  warningOf,
} from './assess.ts';
import { orderUsed } from './capacity/order.ts';
import { plannedFor } from './capacity/planned.ts';
import type { Composing, Delivery } from './delivery.ts';
import { withStandingUnits } from './joining/offer.ts';
import { blankItem, type Placed } from './placed.ts';
import { reservationOfQualification } from './qualificationReservation.ts';
import { laterStart } from './requestedDates.ts';
import { keepForOrder, occupancyWithout } from './reserve.ts';
import { chosenOf, siteOptionsOf } from './siteOptionsOf.ts';

/**
 * The road of an item (eTOM 1.4.5.6): standard from the template; special from a design that matches the requirement;
 * special without one is marked for special handling, and its design is opened here. What is scarce is kept at once;
 * nothing else of it begins before the start that the order asks for.
 */
export async function placeItem(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  world: World,
  body: ServiceOrderCreate,
  order: { readonly orderId: string; readonly number: string },
  item: ServiceOrderItemCreate,
  requirement: ServiceRequirement,
): Promise<Result<Placed>> {
  const { tenant } = context;
  const hash = requirementHash(requirement);
  const found = await findDesign(tx, tenant, world, body, hash);
  const earlier =
    found.design === undefined
      ? null
      : await reservationOfQualification(tx.sql, tenant, found.design.openedFor);
  const augmentations =
    found.design === undefined ? [] : await plannedFor(tx.sql, tenant, world, found.design.id);
  const needDate = needDateOf(world, requirement);
  const seenAt = augmentations.map(({ readyDate }) => readyDate).reduce(laterOf, needDate);
  const own = earlier === null ? [] : [earlier];
  const taken = unwrap(await occupancyWithout(delivery, tx, tenant, `${seenAt}T00:00:00.000Z`, own));
  const occupancy = await withStandingUnits(tx.sql, tenant, world.catalog, requirement, taken, own);
  const later = laterStart(world, body);
  const options = {
    startDate: later ?? world.today,
    occupancy,
    augmentations,
    planEdits: found.design?.written?.planEdits ?? [],
  };
  let design = found.design;
  let classification: Classification;
  let solution: DesignAlternative | undefined;
  if (design !== undefined) {
    classification = design.classification;
    const composed = await composedAnew(delivery, world, tenant, requirement, design, options);
    if (!composed.ok) return composed;
    const committed = await commitDesign(tx, tenant, delivery.design, {
      id: design.id,
      requirement,
      composition: composed.value,
      order: order.orderId,
    });
    if (!committed.ok) return committed;
    design = committed.value;
    solution = chosenOf(design);
  } else {
    const assessed = await assessApart(delivery, world, tenant, requirement, options);
    if (!assessed.ok) return assessed;
    const { answer, composition } = assessed.value;
    classification = assessed.value.classification;
    if (composition.alternatives.length === 0) return notFeasible(answer);
    solution = composition.alternatives[0];
    if (classification.route === 'special') {
      design = await openDesign(tx, tenant, delivery.design, {
        mode: 'committed',
        requirement,
        classification,
        composition,
        openedFor: { kind: 'serviceOrder', id: order.orderId },
      });
    }
  }
  if (solution === undefined) return refuse(422, 'NO_ALTERNATIVE', `no design satisfies item ${item.id}`);
  const ordered = await orderUsed(delivery, tx, tenant, world, solution);
  if (!ordered.ok) return ordered;
  const kept = await keepForOrder(delivery, tx, tenant, world, {
    ...order,
    requirement,
    solution,
    earlier,
    useFrom: ordered.value.reduce(laterOf, needDate),
  });
  if (!kept.ok) return kept;
  const note = [found.note, warningOf(world, requirement)?.message].filter(Boolean).join('; ');
  return ok({
    plan: solution.plan,
    solution,
    ...(note === '' ? {} : { note }),
    ...(later === undefined ? {} : { notBefore: later }),
    item: {
      ...blankItem(order.orderId, item),
      classification,
      // A design that answers the same requirement is there: nothing has to be designed before the item can move.
      specialHandling: classification.route === 'special' && found.design === undefined,
      requirement,
      requirementHash: hash,
      designId: design?.id ?? null,
      designVersion: design?.version ?? null,
      reservationId: kept.value.id,
      solution,
    },
  });
}

/**
 * The same solution as of today; a design that is stale is searched and composed anew, since what it stands on is no
 * longer to be had.
 */
async function composedAnew(
  delivery: Delivery,
  world: World,
  tenant: string,
  requirement: ServiceRequirement,
  design: ServiceDesign,
  options: Composing['options'],
): Promise<Result<Composition>> {
  const route = 'special';
  if (stalenessOf(design).length === 0)
    return delivery.compose(world, tenant, {
      requirement,
      siteOptions: siteOptionsOf(design),
      options,
      route,
    });
  const assessed = await assessApart(delivery, world, tenant, requirement, { ...options, route });
  if (!assessed.ok) return assessed;
  const { answer, composition } = assessed.value;
  return composition.alternatives.length === 0 ? notFeasible(answer) : ok(composition);
}

/** Judges what is asked, and composes the designs that satisfy it. */
async function assessApart(
  delivery: Delivery,
  world: World,
  tenant: string,
  requirement: ServiceRequirement,
  options: AssessOptions,
): Promise<Result<Assessed>> {
  const how = { ...options, provideAlternative: false };
  const judged = judge(world, requirement, how);
  return judged.ok ? designedApart(delivery, world, tenant, requirement, how, judged.value) : judged;
}

/** The design that an order names or that answers the same requirement; one that answers another does not apply. */
async function findDesign(
  tx: Transaction,
  tenant: string,
  world: World,
  body: ServiceOrderCreate,
  hash: string,
): Promise<{ readonly design?: ServiceDesign; readonly note?: string }> {
  const reference = body.externalReference?.find(
    (candidate) => candidate.externalReferenceType === 'serviceDesign',
  );
  if (reference === undefined) {
    const matching = await matchingDesign(tx.sql, tenant, hash, world.now);
    // A committed design is already being delivered by the order that took it up.
    return matching === undefined || matching.mode === 'committed' ? {} : { design: matching };
  }
  const named = await designById(tx.sql, tenant, reference.id);
  if (named === undefined) return { note: `there is no design ${reference.id}: the item was judged anew` };
  if (named.mode === 'committed')
    return { note: `design ${named.number} is already delivered by another order: the item was judged anew` };
  if (named.requirementHash !== hash)
    return {
      note: `design ${named.number} answers another requirement and does not apply: the item was judged anew`,
    };
  if (named.validUntil !== undefined && named.validUntil <= world.now)
    return { note: `design ${named.number} was valid until ${named.validUntil}: the item was judged anew` };
  return { design: named };
}

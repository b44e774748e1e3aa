import type { DesignAlternative, ServiceRequest, ServiceRequirement } from '@turnup/contract';
import { requirementHash } from '../../design/index.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import type { Transaction } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { World } from '../assess.ts';
import type { Delivery } from '../delivery.ts';
import { ratesFit } from '../joining/sharing.ts';
import { heldLines, missingLines } from '../keepMissing.ts';
import { scarceLines } from '../parameters.ts';
import { changeFacts } from '../patterns/facts.ts';
import { readPattern } from '../patterns/read.ts';
import { ratesPlan, readChange } from '../placeChange.ts';
import { reservationsOfItem } from '../placed.ts';
import { recoveryOf } from '../placeRecovery.ts';
import { routePlan } from '../routePlan.ts';
import { reservationsOfService, type Standing, standingBefore } from '../standing.ts';
import type { Order, OrderItem } from '../types.ts';
import type { Reassessed } from './assessItem.ts';

/** An item that changes or ends a service that stands, and may still be amended. */
export type StandingItem = OrderItem & {
  readonly action: 'modify' | 'delete';
  readonly serviceId: string;
  readonly requirement: ServiceRequirement;
  readonly solution: DesignAlternative;
};

/** What is asked of such an item now. */
export type StandingAsked = {
  readonly kind: 'standing';
  readonly item: StandingItem;
  /** The item's service as it was asked, with what is said now over it. */
  readonly service: ServiceRequest;
  /** Characteristics that are said now. */
  readonly said: NonNullable<ServiceRequest['serviceCharacteristic']>;
  /** Another instant before which the service must not be touched. */
  readonly start?: string;
  /** It is planned anew whether anything is asked otherwise or not. */
  readonly replan: boolean;
};

/** Whether nothing is asked but another day by which it shall be done: that moves jeopardy, not the plan. */
export function asksOnlyForDate({ said, start }: Pick<StandingAsked, 'said' | 'start'>): boolean {
  return said.length === 0 && start === undefined;
}

/**
 * Judges an item that changes or ends a service anew, against the service as it stood before the item: other rates at
 * the same accesses, another start of a change of rates, of a suspension, a resumption or a recovery. Refuses (409, 422)
 * every other pattern, in words.
 */
export async function reassessStanding(
  tx: Transaction,
  tenant: string,
  world: World,
  order: Pick<Order, 'requestedStartDate'>,
  asked: StandingAsked,
): Promise<Result<Reassessed>> {
  const { item, service, said } = asked;
  const standing = await standingBefore(tx, tenant, item.serviceId);
  if (standing === undefined)
    return refuse(409, 'SERVICE_NOT_DELIVERED', 'nothing is known of how the service stood before');
  const start = asked.start ?? order.requestedStartDate;
  const body = start === null ? {} : { requestedStartDate: start };
  const same = { ...item, composition: undefined };
  if (item.action === 'delete') {
    const recovery = await recoveryOf(tx, tenant, world, body, standing);
    return recovery.ok ? ok({ ...same, activities: recovery.value.plan.activities }) : recovery;
  }
  const pattern = readPattern(service, '');
  if (!pattern.ok) return pattern;
  const { kind } = pattern.value;
  switch (kind) {
    case 'suspend':
    case 'resume': {
      const { sites } = item.requirement;
      const facts = changeFacts({ pattern: kind, sites: sites.length });
      const kept = new Map(sites.map(({ site }) => [site, 'kept'] as const));
      const plan = routePlan(world, body, 'modify', item.requirement, item.solution, facts, kept);
      return plan.ok ? ok({ ...same, activities: plan.value.activities }) : plan;
    }
    case 'change': {
      const found = reassessChange(world, body, standing, item, said);
      if (!found.ok) return found;
      const models = world.catalog.of('cpeModel');
      const fit = await ratesFit(tx.sql, tenant, models, standing.service, found.value.requirement);
      return fit.ok ? found : fit;
    }
    default:
      return refuse(
        409,
        'CANNOT_BE_AMENDED',
        `an item that is to ${kind} keeps its plan: cancel it and order what is wanted instead`,
      );
  }
}

/** Other rates at the accesses that stand, said over those that the item wanted so far. */
function reassessChange(
  world: World,
  body: { readonly requestedStartDate?: string },
  standing: Standing,
  item: StandingItem,
  said: StandingAsked['said'],
): Result<Reassessed> {
  const before = readChange(world, standing, item.requirement, [], '');
  const change = readChange(world, standing, item.requirement, said, '/service');
  if (!change.ok) return change;
  for (const wish of before.ok ? [before.value, change.value] : [change.value])
    if (wish.added.length + wish.removed.length + wish.moved.length > 0)
      return refuse(
        409,
        'CANNOT_BE_AMENDED',
        `sites come, go or move to other accesses (${[...wish.added, ...wish.removed, ...wish.moved].join(', ')}): cancel the item and order what is wanted instead`,
      );
  const plan = ratesPlan(world, body, standing.solution, change.value);
  if (!plan.ok) return plan;
  const { requirement } = change.value;
  return ok({
    requirement,
    requirementHash: requirementHash(requirement),
    classification: item.classification,
    solution: standing.solution,
    activities: plan.value.activities,
    composition: undefined,
  });
}

/**
 * Keeps for the order what the service needs more than is held for it, whatever of the change was carried out; what it
 * needs no more goes when its rates are brought in line. Answers the item's reservations beside its first.
 */
export async function keepMoreOfStanding(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  { id, number }: Pick<Order, 'id' | 'number'>,
  item: StandingItem,
  target: Pick<Reassessed, 'requirement' | 'solution'>,
): Promise<Result<readonly string[]>> {
  if (item.action === 'delete') return ok(item.moreReservations);
  const ids = new Set([
    ...(await reservationsOfService(tx.sql, tenant, item.serviceId)),
    ...reservationsOfItem(item),
  ]);
  const taken = await heldLines(tx, tenant, [...ids]);
  const lines = missingLines(scarceLines(target.requirement, target.solution), taken);
  if (lines.length === 0) return ok(item.moreReservations);
  const kept = await delivery.parameters.reserve(tx, tenant, {
    reservationId: newId(),
    owner: { kind: 'serviceOrder', id },
    reason: `kept for ${number}, as amended`,
    holdUntil: null,
    use: { from: await delivery.now(tx.sql), to: null },
    lines,
  });
  return kept.ok ? ok([...item.moreReservations, kept.value.id]) : kept;
}

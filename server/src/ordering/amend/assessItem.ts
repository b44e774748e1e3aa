import type {
  Classification,
  DesignAlternative,
  PlannedActivity,
  ServiceDesign,
  ServiceRequirement,
} from '@turnup/contract';
import { findDesign, openDesign, recompose as recomposeDesign, requirementHash } from '../../design/index.ts';
import { laterOf } from '../../foundation/calendar.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import type { Transaction } from '../../platform/database.ts';
import { type Assessed, assess, needDateOf, notFeasible, recompose, type World } from '../assess.ts';
import { plannedFor } from '../capacity/planned.ts';
import type { Delivery } from '../delivery.ts';
import { withStandingUnits } from '../joining/offer.ts';
import { offersAsAnswered } from '../offers.ts';
import { reservationsOfItem } from '../placed.ts';
import { occupancyWithout } from '../reserve.ts';
import type { Order, OrderItem } from '../types.ts';

/** An item as it would be delivered after an amendment. */
export type Reassessed = {
  readonly requirement: ServiceRequirement;
  readonly requirementHash: string | null;
  /** Its road; null where it changes or ends a service that stands. */
  readonly classification: Classification | null;
  readonly solution: DesignAlternative;
  /** The dated plan that delivers it. */
  readonly activities: readonly PlannedActivity[];
  /** What a design may be made of; undefined where the solution stays. */
  readonly composition: Assessed['composition'] | undefined;
};

/** An item that makes a service and may still be amended. */
export type AmendableItem = OrderItem & {
  readonly action: 'add';
  readonly requirement: ServiceRequirement;
  readonly solution: DesignAlternative;
  readonly classification: Classification;
};

/**
 * Judges an item anew: feasibility, road and price of what is asked now, from the day on which its plan began. Sites
 * whose access still carries what is asked keep it, with its very ports (planned anew: where the network still offers it); the others get the best there is. Refuses what cannot be delivered, with every reason.
 */
export async function reassess(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  item: AmendableItem,
  requirement: ServiceRequirement,
  replan: boolean,
): Promise<Result<Reassessed>> {
  const hash = requirementHash(requirement);
  // A date, a price or a door within the place changes nothing of the solution.
  if (!replan && solutionHash(requirement) === solutionHash(item.requirement))
    return ok({
      ...item,
      requirement,
      requirementHash: hash,
      activities: item.solution.plan.activities,
      composition: undefined,
    });
  // What the order waits for already counts as there.
  const augmentations = item.designId === null ? [] : await plannedFor(tx.sql, tenant, world, item.designId);
  const seenAt = augmentations
    .map(({ readyDate }) => readyDate)
    .reduce(laterOf, needDateOf(world, requirement));
  const at = `${seenAt}T00:00:00.000Z`;
  const own = reservationsOfItem(item);
  const taken = await occupancyWithout(delivery, tx, tenant, at, own);
  if (!taken.ok) return taken;
  const { catalog } = world;
  const occupancy = await withStandingUnits(tx.sql, tenant, catalog, requirement, taken.value, own);
  const before = item.designId === null ? undefined : await findDesign(tx.sql, tenant, item.designId);
  const offers =
    before === undefined
      ? undefined
      : (await offersAsAnswered(world, tx, tenant, before.openedFor.id, requirement)).offers;
  const options = { startDate: item.solution.plan.startDate, occupancy, augmentations };
  const assessed = assess(world, requirement, {
    ...options,
    provideAlternative: false,
    ...(offers === undefined ? {} : { offers }),
    ...(item.classification.route === 'special' ? { route: 'special' as const } : {}),
  });
  if (!assessed.ok) return assessed;
  const composed = composeStable(world, item, requirement, assessed.value, options, replan);
  if (!composed.ok) return composed;
  const [solution] = composed.value.alternatives;
  if (solution === undefined) return notFeasible(assessed.value.answer);
  const classification =
    item.classification.route === 'special' ? item.classification : assessed.value.classification;
  const { activities } = solution.plan;
  return ok({
    requirement,
    requirementHash: hash,
    classification,
    solution,
    activities,
    composition: composed.value,
  });
}

function solutionHash({ commercial: _, requestedCompletionDate: __, ...asked }: ServiceRequirement): string {
  const sites = asked.sites.map(({ subAddress: ___, ...site }) => site);
  return requirementHash({ ...asked, sites });
}

type Composed = ReturnType<typeof recompose>;
type Option = DesignAlternative['sites'][number];

/** Composes with the accesses that stand where they still serve; where that fits nowhere, with the best there are. */
function composeStable(
  world: World,
  item: AmendableItem,
  requirement: ServiceRequirement,
  { answer, classification, composition }: Assessed,
  options: Parameters<typeof recompose>[3],
  replan: boolean,
): Composed {
  const standing = answer.siteOptions.map(({ site, options: found }) => {
    const kept = item.solution.sites.find((option) => option.site === site);
    // Planned anew, an access is kept only where the network still offers it.
    const isThere =
      !replan ||
      (found.some((option) => isSameAccess(option, kept)) && !isTaken(kept, options.occupancy.takenPorts));
    return kept !== undefined && isThere && stillServes(item.requirement, requirement, kept)
      ? { site, options: [kept] }
      : { site, options: found };
  });
  if (standing.some(({ options: found }) => found.length === 0)) return notFeasible(answer);
  const route = item.classification.route === 'special' ? 'special' : classification.route;
  const stable = recompose(world, requirement, standing, options, route);
  return stable.ok && stable.value.alternatives.length > 0 ? stable : ok(composition);
}

function isSameAccess({ legs }: Option, kept: Option | undefined): boolean {
  const named = (own: Option['legs']): string =>
    own.map(({ node, link, partnerOffer }) => `${node} ${link ?? ''} ${partnerOffer ?? ''}`).join();
  return kept !== undefined && named(legs) === named(kept.legs);
}

/** Whether a port of an access is nobody's to take, or somebody else's by now. */
function isTaken(kept: Option | undefined, takenPorts: ReadonlySet<string>): boolean {
  return kept?.legs.some(({ node, port }) => takenPorts.has(`${node}/${port}`)) ?? false;
}

/** Whether the access of a site carries what is asked of it now. */
function stillServes(
  before: ServiceRequirement,
  after: ServiceRequirement,
  option: DesignAlternative['sites'][number],
): boolean {
  const was = before.sites.find(({ site }) => site === option.site);
  const is = after.sites.find(({ site }) => site === option.site);
  if (was === undefined || is === undefined) return false;
  if (was.access !== is.access || JSON.stringify(was.diversity ?? []) !== JSON.stringify(is.diversity ?? []))
    return false;
  if ((is.availabilityPercent ?? 0) > (was.availabilityPercent ?? 0)) return false;
  return option.legs.every(
    (leg) =>
      leg.portRateKbps >= is.bandwidthKbps && (leg.partner === undefined || leg.rateKbps >= is.bandwidthKbps),
  );
}

/** The next version of a special item's design, or its first; undefined for a standard one and where nothing is new. */
export async function designAgain(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  order: Order,
  item: OrderItem,
  { requirement, classification, composition }: Reassessed,
): Promise<Result<ServiceDesign | undefined>> {
  if (composition === undefined || classification?.route !== 'special') return ok(undefined);
  const content = { requirement, classification, composition };
  if (item.designId !== null)
    return recomposeDesign(tx, tenant, delivery.design, { id: item.designId, ...content });
  if (composition.alternatives.length === 0)
    return refuse(422, 'NO_ALTERNATIVE', `no design satisfies item ${item.itemId}`);
  const opened = await openDesign(tx, tenant, delivery.design, {
    mode: 'committed',
    ...content,
    openedFor: { kind: 'serviceOrder', id: order.id },
  });
  return ok(opened);
}

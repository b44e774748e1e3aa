import type {
  DesignAlternative,
  ImplementationPlan,
  ServiceOrderCreate,
  ServiceOrderItemCreate,
  ServiceRequirement,
} from '@turnup/contract';
import type { RequestLine } from '../allocation/index.ts';
import { type Facts, objectPolicy, type SiteChange } from '../catalog/index.ts';
import { openDesign, requirementHash } from '../design/index.ts';
import { ok, type Result } from '../foundation/result.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { checkRequirement, type World } from './assess.ts';
import { canonical } from './canonical.ts';
import { backToLesserPorts, changeOf, type ServiceChangePlan } from './changeOf.ts';
import type { Delivery } from './delivery.ts';
import { notesOf, pricedPlan } from './earlyTermination.ts';
import { impactOf } from './impact.ts';
import { nobodyComes, ratesFit, standsAlone } from './joining/sharing.ts';
import { pathOf } from './nesting.ts';
import { linkDemandKbps, scarceLines } from './parameters.ts';
import { changeFacts } from './patterns/facts.ts';
import { type Ground, standingIn } from './patterns/ground.ts';
import { blankItem, type Placed } from './placed.ts';
import { requirementOf, restated } from './requirement.ts';
import { type Resited, resite } from './resite.ts';
import { routePlan } from './routePlan.ts';
import type { Standing } from './standing.ts';
import type { OrderItem } from './types.ts';

/**
 * The road of an item that changes a live service: the characteristics it gives replace those that stand; what differs
 * decides, and a plan of the route `modify` delivers it. More rate at the same access is kept on the links at once; nothing
 * is installed and nothing interrupted (R15). A rate beyond a port takes another port, or another access, which is kept for
 * the order. Sites may come and go; those that stay are not touched. Refuses as {@link standingIn} and {@link changeOf},
 * and what its equipment does not allow while others use it ({@link standsAlone}, {@link ratesFit}).
 */
export async function placeChange(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  world: World,
  body: ServiceOrderCreate,
  order: { readonly orderId: string; readonly number: string },
  item: ServiceOrderItemCreate,
): Promise<Result<Placed>> {
  const path = pathOf(body, item);
  const found = await standingIn({ delivery, tx, context, world, body, order, item }, 'active');
  if (!found.ok) return found;
  const said = item.service.serviceCharacteristic ?? [];
  const change = readChange(world, found.value, found.value.requirement, said, `${path}/service`);
  if (!change.ok) return change;
  const plan = change.value;
  const { tenant } = context;
  const { service } = found.value;
  const coming = await nobodyComes(tx, tenant, service);
  if (!coming.ok) return coming;
  const ratesOnly = plan.added.length + plan.removed.length + plan.moved.length === 0;
  const shared = ratesOnly
    ? await ratesFit(tx.sql, tenant, world.catalog.of('cpeModel'), service, plan.requirement)
    : await standsAlone(tx.sql, tenant, service);
  if (!shared.ok) return shared;
  return ratesOnly
    ? placeRates(delivery, tx, context, world, body, order, item, found.value, plan)
    : placeSites(delivery, tx, context, world, body, order, item, found.value, plan);
}

/**
 * What characteristics change of a service as it stands, said over what was wanted so far. Refuses (400, 422) as
 * {@link requirementOf}, {@link checkRequirement} and {@link changeOf}. Pure.
 */
export function readChange(
  world: World,
  standing: Pick<Standing, 'requirement' | 'solution' | 'earlier'>,
  wantedSoFar: ServiceRequirement,
  said: NonNullable<ServiceOrderItemCreate['service']['serviceCharacteristic']>,
  path: string,
): Result<ServiceChangePlan> {
  const { requirement, solution } = standing;
  const read = requirementOf(restated(withoutBounds(wantedSoFar, said), said), [], undefined, path);
  if (!read.ok) return read;
  const checked = checkRequirement(world, read.value, siteCodes(requirement));
  if (!checked.ok) return checked;
  const models = new Map(
    [...world.catalog.of('cpeModel').values()].map((model) => [model.code, model.throughputKbps]),
  );
  const change = changeOf(requirement, read.value, solution, models, path);
  if (!change.ok) return change;
  return ok({ ...change.value, moved: [...change.value.moved, ...goingBack(world, standing, change.value)] });
}

/** Sites that go back to a lesser port, where the policy `accessChange` wants it and nothing else of the sites changes. */
function goingBack(
  { catalog }: World,
  { solution, earlier }: Pick<Standing, 'solution' | 'earlier'>,
  { rates, added, removed }: ServiceChangePlan,
): readonly string[] {
  const { backToLesserPort } = objectPolicy(catalog, 'accessChange', { backToLesserPort: false });
  return backToLesserPort && added.length + removed.length === 0
    ? backToLesserPorts(solution, earlier, rates)
    : [];
}

function siteCodes({ sites }: ServiceRequirement): ReadonlySet<string> {
  return new Set(sites.map(({ site }) => site));
}

/** What stood, without the latency bounds of sites that the change leaves out. */
function withoutBounds(
  standing: ServiceRequirement,
  said: NonNullable<ServiceOrderItemCreate['service']['serviceCharacteristic']>,
): ServiceRequirement {
  const { latencyBounds, ...rest } = standing;
  const sites = said.find(({ name }) => name === 'sites')?.value;
  if (latencyBounds === undefined || !Array.isArray(sites)) return standing;
  const codes = new Set(sites.map((site: { readonly site?: unknown } | null) => site?.site));
  const left = latencyBounds.filter(({ from, to }) => codes.has(from) && codes.has(to));
  return left.length === 0 ? rest : { ...rest, latencyBounds: left };
}

type Order = { readonly orderId: string; readonly number: string };

/** Other rates at the same accesses. */
async function placeRates(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  world: World,
  body: ServiceOrderCreate,
  order: Order,
  item: ServiceOrderItemCreate,
  standing: Standing,
  change: ServiceChangePlan,
): Promise<Result<Placed>> {
  const { service, solution } = standing;
  const wanted = change.requirement;
  const kept = await keepForChange(delivery, tx, context.tenant, order.orderId, standing, {
    requirement: wanted,
    solution,
  });
  if (!kept.ok) return kept;
  const plan = ratesPlan(world, body, solution, change);
  if (!plan.ok) return plan;
  return ok({
    plan: plan.value,
    solution,
    item: {
      ...blankItem(order.orderId, item),
      serviceId: service.id,
      requirement: wanted,
      requirementHash: requirementHash(wanted),
      reservationId: kept.value,
      solution,
    },
  });
}

/** The dated plan that gives a service other rates at the same accesses. Pure. */
export function ratesPlan(
  world: World,
  body: Pick<ServiceOrderCreate, 'requestedStartDate'>,
  solution: DesignAlternative,
  change: ServiceChangePlan,
): Result<ImplementationPlan> {
  const { requirement } = change;
  return routePlan(world, body, 'modify', requirement, solution, factsOf(change, false), changesOf(change));
}

/** Sites that come, go or move to other accesses: what is new is judged by itself, and designed where the rules say that it is special. */
async function placeSites(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  world: World,
  body: ServiceOrderCreate,
  order: Order,
  item: ServiceOrderItemCreate,
  standing: Standing,
  change: ServiceChangePlan,
): Promise<Result<Placed>> {
  const { tenant } = context;
  const wanted = change.requirement;
  const resited = await resite(delivery, tx, tenant, world, standing, change);
  if (!resited.ok) return resited;
  const { solution } = resited.value;
  const ground = { delivery, tx, context, world, body, order, item };
  const changed = await changedItem(ground, standing, wanted, resited.value);
  if (!changed.ok) return changed;
  // The plan goes over all sites concerned, those that go among them.
  const goes = new Set(change.removed);
  const concerned = {
    sites: [...solution.sites, ...standing.solution.sites.filter(({ site }) => goes.has(site))],
    cpe: [...solution.cpe, ...standing.solution.cpe.filter(({ site }) => goes.has(site))],
  };
  const requirement = {
    ...wanted,
    sites: [...wanted.sites, ...standing.requirement.sites.filter(({ site }) => goes.has(site))],
  };
  const { service } = standing;
  const impact =
    change.removed.length === 0 ? [] : await impactOf(tx.sql, tenant, service.id, change.removed);
  const planned = (heldTerminations: number) =>
    routePlan(
      world,
      body,
      'modify',
      requirement,
      concerned,
      {
        ...factsOf(change, changed.value.specialHandling),
        impactedServices: impact.length,
        heldTerminations,
      },
      changesOf(change),
    );
  const priced = await pricedPlan(tx, tenant, world, service.id, planned);
  if (!priced.ok) return priced;
  const { plan, charges } = priced.value;
  const notes = notesOf(item.id, impact, charges);
  return ok({
    plan,
    solution,
    ...(notes.length === 0 ? {} : { note: notes.join('; ') }),
    item: changed.value,
  });
}

/** Facts of the service for the templates of the route `modify`. */
function factsOf(
  { requirement, rates, added, removed, moved }: ServiceChangePlan,
  designNeeded: boolean,
): Facts {
  return changeFacts({
    pattern: 'change',
    sites: requirement.sites.length,
    changedSites: rates.length,
    addedSites: added.length,
    removedSites: removed.length,
    movedSites: moved.length,
    designNeeded,
  });
}

function changesOf({
  requirement,
  rates,
  added,
  removed,
  moved,
}: ServiceChangePlan): Map<string, SiteChange> {
  return new Map<string, SiteChange>([
    ...requirement.sites.map(({ site }) => [site, 'kept'] as const),
    ...rates.map(({ site }) => [site, 'changed'] as const),
    ...added.map((site) => [site, 'added'] as const),
    ...removed.map((site) => [site, 'removed'] as const),
    ...moved.map((site) => [site, 'moved'] as const),
  ]);
}

/**
 * The item of a service that stands and gets what was found for it: what it needs more than it has is kept for the order,
 * and designed where the rules say that it is special.
 */
export async function changedItem(
  { delivery, tx, context, order, item }: Ground,
  standing: Standing,
  wanted: ServiceRequirement,
  { solution, composition, classification }: Resited,
): Promise<Result<OrderItem>> {
  const design =
    classification?.route === 'special'
      ? await openDesign(tx, context.tenant, delivery.design, {
          mode: 'committed',
          requirement: wanted,
          classification,
          composition,
          openedFor: { kind: 'serviceOrder', id: order.orderId },
        })
      : undefined;
  const kept = await keepForChange(delivery, tx, context.tenant, order.orderId, standing, {
    requirement: wanted,
    solution,
  });
  if (!kept.ok) return kept;
  return ok({
    ...blankItem(order.orderId, item),
    serviceId: standing.service.id,
    classification: classification ?? null,
    specialHandling: design !== undefined,
    requirement: wanted,
    requirementHash: requirementHash(wanted),
    designId: design?.id ?? null,
    designVersion: design?.version ?? null,
    reservationId: kept.value,
    solution,
  });
}

/**
 * Keeps for the order what a service needs more than it has: bandwidth of links, ports of sites that come. Answers the
 * reservation; null where it needs no more.
 */
export async function keepForChange(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  orderId: string,
  standing: Pick<Standing, 'requirement' | 'solution'>,
  wanted: Pick<Standing, 'requirement' | 'solution'>,
): Promise<Result<string | null>> {
  const before = linkDemandKbps(standing.requirement, standing.solution.routes);
  const named = (line: RequestLine): string => canonical({ ...line, key: '' });
  const has = new Set(scarceLines(standing.requirement, standing.solution).map(named));
  const lines = scarceLines(wanted.requirement, wanted.solution).flatMap((line): RequestLine[] => {
    if (line.shape !== 'quantities') return has.has(named(line)) ? [] : [line];
    const more = line.amount - (before.get(line.scope) ?? 0);
    return more <= 0 ? [] : [{ ...line, amount: more }];
  });
  if (lines.length === 0) return ok(null);
  const kept = await delivery.parameters.reserve(tx, tenant, {
    reservationId: newId(),
    owner: { kind: 'serviceOrder', id: orderId },
    reason: 'more for a service that is changed',
    holdUntil: null,
    use: { from: await delivery.now(tx.sql), to: null },
    lines,
  });
  return kept.ok ? ok(kept.value.id) : kept;
}

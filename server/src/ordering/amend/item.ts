import type {
  AmendedItem,
  CancellationCharge,
  DesignAlternative,
  ServiceRequirement,
} from '@turnup/contract';
import { ok, type Result, unwrap } from '../../foundation/result.ts';
import { type PlanAmendment, type PlanDifference, type PlanView, planView } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { datedBehind } from '../arrange.ts';
import type { World } from '../assess.ts';
import { leaveAugmentations } from '../capacity/leave.ts';
import { askForCapacity } from '../capacity/shortage.ts';
import type { Delivery } from '../delivery.ts';
import { terminationPoints } from '../earlyTermination.ts';
import { keepMissing } from '../keepMissing.ts';
import { judge, totals } from '../pointOfNoReturn.ts';
import { updateItems } from '../store.ts';
import type { Order } from '../types.ts';
import { type AmendableItem, designAgain, type Reassessed, reassess } from './assessItem.ts';
import { activitiesOfPlan, planChangeOf, pointsOf, revised, waitEnds } from './planChange.ts';
import { asksOnlyForDate, keepMoreOfStanding, reassessStanding, type StandingAsked } from './standing.ts';
import { type Accepted, orNothing, replaceActivities } from './store.ts';

/** What an amendment is carried out with. */
export type Ground = {
  readonly delivery: Delivery;
  readonly tx: Transaction;
  readonly tenant: string;
  readonly world: World;
  readonly order: Order;
  /** Who asked for it. */
  readonly account: string;
  /** Counts the amendments of the order. */
  readonly number: number;
  /** What the client agreed to pay: for each item no more than for that item. */
  readonly accepts: Accepted;
};

/** An item and what is asked of it now. */
export type Asked =
  | {
      readonly kind: 'made';
      readonly item: AmendableItem;
      readonly requirement: ServiceRequirement;
      /** It is planned anew whether anything is asked otherwise or not. */
      readonly replan: boolean;
    }
  | StandingAsked;

/**
 * Judges one item of an amendment, and carries it out where nothing forbids it: what it needs more is kept, its plan
 * amended, its design composed anew. What is refused, held for its price, or waits for work to stop leaves nothing.
 */
export async function amendItem(ground: Ground, asked: Asked): Promise<AmendedItem> {
  const { delivery, tx, tenant, world, order } = ground;
  const { item } = asked;
  const place = { id: item.itemId, charge: [] };
  // A day by which it shall be done changes nothing of how a service that stands is changed.
  if (asked.kind === 'standing' && !asked.replan && asksOnlyForDate(asked))
    return { ...place, outcome: 'noChange' };
  const again =
    asked.kind === 'standing'
      ? await reassessStanding(tx, tenant, world, order, asked)
      : await reassess(delivery, tx, tenant, world, asked.item, asked.requirement, asked.replan);
  if (!again.ok) return { ...place, outcome: 'refused', reason: again.fault.message };
  const plan = order.planId === null ? null : await planView(tx.sql, tenant, order.planId);
  if (plan === null) return { ...place, outcome: 'refused', reason: 'the item has no plan' };
  const dated = datedBehind(world, again.value.activities, waitEnds(plan, item.itemId));
  if (!dated.ok) return { ...place, outcome: 'refused', reason: dated.fault.message };
  const wanted = { ...again.value, activities: dated.value };
  const change = await planChangeOf(delivery, tx, tenant, plan, item, wanted);
  const compared = await delivery.plans.planDifference(tx, tenant, plan.id, change);
  if (!compared.ok) return { ...place, outcome: 'refused', reason: compared.fault.message };
  const tasks = compared.value;
  const back = new Set([...tasks.replaced, ...tasks.removed]);
  const taken = plan.tasks.filter(({ key }) => back.has(key));
  const points = [
    ...(await pointsOf(tx, tenant, plan, tasks)),
    ...(await terminationPoints(tx, tenant, taken, world.today)),
  ];
  const verdict = judge(points, true);
  const charge = [...verdict.charges];
  const told = { ...place, charge, tasks: listed(tasks), ...costs(item.solution, again.value.solution) };
  if (!verdict.allowed) return { ...told, outcome: 'refused', reason: verdict.message };
  if (!covers(ground.accepts, item.itemId, charge))
    return {
      ...told,
      outcome: 'held',
      reason: `${charge.map((one) => `${one.activity}: ${one.reason}`).join('; ')}; it costs ${totals(charge)}, which must be accepted`,
    };
  if (await stops(ground, plan, change, tasks)) return { ...told, outcome: 'stopping' };
  const done = await orNothing(tx, () => apply(ground, asked, wanted, plan, change, tasks));
  if (done.ok && asked.replan) await tryAgain(ground, plan, tasks);
  return done.ok
    ? { ...told, outcome: isNothing(tasks) ? 'noChange' : 'applied' }
    : { ...told, outcome: 'refused', reason: done.fault.message };
}

/** What fell out and stays as it was is tried again: what it fell out for may be otherwise now. */
async function tryAgain(
  { delivery, tx, tenant, account }: Ground,
  plan: PlanView,
  { kept }: PlanDifference,
): Promise<void> {
  const stays = new Set(kept);
  for (const { id, key, state } of plan.tasks)
    if (state === 'fallout' && stays.has(key))
      unwrap(
        await delivery.plans.retryTask(
          tx,
          tenant,
          { taskId: id },
          { by: account, reason: 'its item was planned anew' },
        ),
      );
}

function listed(tasks: PlanDifference): NonNullable<AmendedItem['tasks']> {
  const { kept, changed, repeated, replaced, removed, added } = tasks;
  return {
    kept: [...kept],
    changed: [...changed],
    repeated: [...repeated],
    replaced: [...replaced],
    removed: [...removed],
    added: [...added],
  };
}

function isNothing({ changed, repeated, replaced, removed, added }: PlanDifference): boolean {
  return [changed, repeated, replaced, removed, added].every((keys) => keys.length === 0);
}

function costs(
  before: DesignAlternative,
  after: DesignAlternative,
): Pick<AmendedItem, 'costBefore' | 'costAfter'> {
  const of = ({ capexMinor, monthlyCostMinor }: DesignAlternative) => ({ capexMinor, monthlyCostMinor });
  return { costBefore: of(before), costAfter: of(after) };
}

/** Whether what was agreed to for an item covers what it costs, currency by currency. */
function covers(accepted: Accepted, itemId: string, charge: readonly CancellationCharge[]): boolean {
  if (accepted === 'any') return true;
  const agreed = accepted.filter((one) => one.serviceOrderItem === itemId);
  const sum = (own: readonly CancellationCharge[]): number =>
    own.reduce((all, one) => all + one.chargeMinor, 0);
  return [...Map.groupBy(charge, (one) => one.currency)].every(
    ([currency, own]) => sum(own) <= sum(agreed.filter((one) => one.currency === currency)),
  );
}

/** Asks what runs and would be taken back to stop; false where nothing does. */
async function stops(
  { delivery, tx, tenant, account }: Ground,
  plan: PlanView,
  change: PlanAmendment,
  { replaced, removed }: PlanDifference,
): Promise<boolean> {
  const touched = new Set([...replaced, ...removed]);
  const out = plan.tasks.some(
    (task) => touched.has(task.key) && (task.state === 'running' || task.state === 'stopping'),
  );
  if (!out) return false;
  const by = { by: account, reason: 'the order is being amended' };
  unwrap(await delivery.plans.amendPlan(tx, tenant, plan.id, change, by));
  return true;
}

async function apply(
  ground: Ground,
  asked: Asked,
  again: Reassessed,
  plan: PlanView,
  change: PlanAmendment,
  difference: PlanDifference,
): Promise<Result<unknown>> {
  const { delivery, tx, tenant, world, order, account, number } = ground;
  const { item } = asked;
  const { orderId, itemId } = item;
  const more =
    asked.kind === 'standing'
      ? await keepMoreOfStanding(delivery, tx, tenant, order, asked.item, again)
      : await keepMissing(delivery, tx, tenant, world, { orderId, number: order.number }, item, again);
  if (!more.ok) return more;
  const design = await designAgain(delivery, tx, tenant, order, item, again);
  if (!design.ok) return design;
  await shareAgain(ground, item, again);
  const { requirement, requirementHash, classification, solution, activities: planned } = again;
  await updateItems(tx, tenant, [
    {
      orderId,
      itemId,
      requirement,
      ...(requirementHash === null ? {} : { requirementHash }),
      ...(classification === null ? {} : { classification }),
      solution,
      moreReservations: more.value,
      service: asked.kind === 'standing' ? asked.service : said(item.service, requirement),
      ...(design.value === undefined
        ? {}
        : { designId: design.value.id, designVersion: design.value.version, specialHandling: true }),
    },
  ]);
  const milestones = planned.flatMap((activity) =>
    activity.milestone === undefined
      ? []
      : [
          {
            name: activity.site === undefined ? activity.milestone : `${activity.milestone}:${activity.site}`,
            activity: `${itemId}/${activity.key}`,
            plannedDate: activity.finishDate,
          },
        ],
  );
  const waits = change.covers === 'all' ? [] : keptOutside(plan, itemId, change.covers);
  const activities = [...activitiesOfPlan(itemId, again), ...waits];
  await replaceActivities(tx, tenant, { orderId, itemId, planId: plan.id }, activities, milestones);
  const by = { by: account, reason: `amendment ${number} of ${order.number}` };
  const amended = await delivery.plans.amendPlan(
    tx,
    tenant,
    plan.id,
    revised(change, difference, plan, number),
    by,
  );
  if (!amended.ok) return amended;
  if (amended.value.kind === 'stopping') throw new Error('an attempt began under the lock of its plan');
  return ok(undefined);
}

/** What an amended item needs of augmentations is shared anew; who can do without leaves them. */
async function shareAgain(
  { delivery, tx, tenant }: Ground,
  item: Pick<Asked['item'], 'designId' | 'solution'>,
  { composition, solution }: Reassessed,
): Promise<void> {
  const shared = (item.solution.augmentations ?? []).length > 0;
  if (!shared || item.designId === null || composition === undefined) return;
  if ((solution.augmentations ?? []).length > 0) await askForCapacity(delivery, tx, tenant, item.designId);
  else await leaveAugmentations(delivery, tx, tenant, item.designId);
}

/** Activities of an item that its plan keeps beside what the solution says: its wait for what it relies on. */
function keptOutside(plan: PlanView, itemId: string, covers: readonly string[]): string[] {
  const own = new Set(covers);
  const names = plan.tasks
    .filter((task) => task.retiredIn === null && task.undoes === null && !own.has(task.key))
    .map((task) => task.activity)
    .filter((activity) => activity.startsWith(`${itemId}/`));
  return [...new Set(names)];
}

/** The service as the item's view tells it, with what is asked now. */
function said(service: unknown, requirement: ServiceRequirement): unknown {
  const { serviceCharacteristic = [], ...rest } = (service ?? {}) as {
    readonly serviceCharacteristic?: readonly { readonly name: string; readonly value: unknown }[];
  };
  const values = requirement as Readonly<Record<string, unknown>>;
  return {
    ...rest,
    serviceCharacteristic: serviceCharacteristic.map((one) =>
      one.name in values ? { ...one, value: values[one.name] } : one,
    ),
  };
}

import type { PlannedActivity, TerminationCharge } from '@turnup/contract';
import { numberPolicy } from '../catalog/index.ts';
import { formatMinor } from '../foundation/money.ts';
import { ok, type Result } from '../foundation/result.ts';
import { ordersByCorrelation, terminationOf } from '../partner/index.ts';
import type { PlanView, TaskView } from '../plan/index.ts';
import type { Transaction } from '../platform/database.ts';
import type { World } from './assess.ts';
import { correlationOf } from './handlers/partnerOrder.ts';
import type { Impacted } from './impact.ts';
import type { PassedPoint } from './pointOfNoReturn.ts';
import { standingOf, tailOfSite } from './tails.ts';
import type { ActivitySchedule, TaskInput } from './types.ts';

/**
 * What a plan costs that ends partners' tails of a service before their minimum term: of each tail on the day on which the
 * plan has it ceased.
 */
export async function terminationCharges(
  tx: Transaction,
  tenant: string,
  serviceId: string,
  plan: {
    readonly activities: readonly Pick<PlannedActivity, 'site' | 'tasks' | 'startDate'>[];
  },
): Promise<TerminationCharge[]> {
  const charges: TerminationCharge[] = [];
  for (const { site, tasks, startDate } of plan.activities) {
    if (site === undefined || !tasks.includes('partner:cease')) continue;
    const tail = await tailOfSite(tx, tenant, serviceId, site);
    const cost = tail === undefined ? undefined : terminationOf(tail, startDate);
    if (tail === undefined || cost === undefined) continue;
    charges.push({
      site,
      partner: tail.partner,
      partnerOrder: tail.number,
      endDate: startDate,
      minimumTermUntil: cost.until,
      remainingMonths: cost.remainingMonths,
      chargeMinor: cost.amountMinor,
      currency: tail.currency,
    });
  }
  return charges;
}

/** The sites of which a plan of an order ceases the tail for an item, with the day. Pure. */
export function ceasedBy(
  { tasks }: Pick<PlanView, 'tasks'>,
  itemId: string,
): { readonly site: string; readonly startDate: string; readonly tasks: string[] }[] {
  return tasks.flatMap(({ key, schedule, retiredIn }) => {
    const { item, site, startDate } = (schedule ?? {}) as unknown as Partial<ActivitySchedule>;
    const ceases = retiredIn === null && key.endsWith('/partner:cease') && item === itemId;
    return ceases && site !== undefined && startDate !== undefined
      ? [{ site, startDate, tasks: ['partner:cease'] }]
      : [];
  });
}

/**
 * How many of these charges must be accepted before anything is done: all that are above the policy
 * `terminationHeldAboveMinor` (0 unless told). Pure.
 */
function heldCharges({ catalog }: Pick<World, 'catalog'>, charges: readonly TerminationCharge[]): number {
  const above = numberPolicy(catalog, 'terminationHeldAboveMinor', 0);
  return charges.filter(({ chargeMinor }) => chargeMinor > above).length;
}

/**
 * A plan that ends partners' tails, with what they charge on its days: planned once as if nothing had to be accepted, and
 * again with the step that accepts where something must be, which moves the days.
 */
export async function pricedPlan<Plan extends Parameters<typeof terminationCharges>[3]>(
  tx: Transaction,
  tenant: string,
  world: World,
  serviceId: string,
  planned: (heldTerminations: number) => Result<Plan>,
): Promise<Result<{ readonly plan: Plan; readonly charges: TerminationCharge[] }>> {
  const free = planned(0);
  if (!free.ok) return free;
  const plan = planned(heldCharges(world, await terminationCharges(tx, tenant, serviceId, free.value)));
  if (!plan.ok) return plan;
  const charges = await terminationCharges(tx, tenant, serviceId, plan.value);
  return ok({ plan: plan.value, charges });
}

/** What is told of an item that takes from others, or ends what a partner charges for. Pure. */
export function notesOf(
  itemId: string,
  impact: readonly Impacted[],
  charges: readonly TerminationCharge[],
): readonly string[] {
  const touched = impact.map(({ service }) => service).join(', ');
  return [
    ...(impact.length === 0
      ? []
      : [`item ${itemId} touches ${touched}: it needs authority before anything is done`]),
    ...charges.map(
      ({ site, partner, chargeMinor, currency, minimumTermUntil, remainingMonths, endDate }) =>
        `item ${itemId}: ${partner} is bound at ${site} until ${minimumTermUntil}; ended on ${endDate}, with ${remainingMonths} months left, it charges ${formatMinor(chargeMinor, currency)} ${currency}`,
    ),
  ];
}

/**
 * What taking tails back that were delivered costs on a day, as points of no return that have their price: of tasks that
 * ordered a tail. With them a cancellation, or an amendment, is accepted with what the partner charges.
 */
export async function terminationPoints(
  tx: Transaction,
  tenant: string,
  tasks: readonly TaskView[],
  date: string,
): Promise<PassedPoint[]> {
  const points: PassedPoint[] = [];
  for (const { kind, state, schedule, input } of tasks) {
    if (kind !== 'partner.order@1' || state !== 'completed') continue;
    const tail = standingOf(await ordersByCorrelation(tx.sql, tenant, [correlationOf(input as TaskInput)]));
    const cost = tail?.ceasedDate === null ? terminationOf(tail, date) : undefined;
    if (tail === undefined || cost === undefined || schedule === null) continue;
    const { item, key, name } = schedule as unknown as ActivitySchedule;
    const reason = `${tail.partner} is bound until ${cost.until}: ${cost.remainingMonths} months are left of ${tail.number}`;
    const { amountMinor: chargeMinor } = cost;
    points.push({
      itemId: item,
      activity: key,
      name,
      point: { kind: 'soft', when: 'finished', chargeMinor, currency: tail.currency, reason },
    });
  }
  return points;
}

import type { PlanEdit, ServiceDesign } from '@turnup/contract';
import { type DesignTarget, findDesign, lockedDesign, planEditFaults } from '../design/index.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { recordAudit } from '../platform/events/index.ts';
import { worldOf } from './assess.ts';
import type { Delivery } from './delivery.ts';
import { followDesign } from './followDesign.ts';
import { recomposeNow } from './recomposeNow.ts';
import { tellOfWithdrawnBefore } from './tellDesigns.ts';

/**
 * Edits the implementation plan of a design: its next version is re-baselined, with the reason, and its dates, money and
 * risks follow; so does the plan of the order that it is made for. Refuses 422 `INVALID_PLAN_EDIT` with every place at
 * fault, `ACTIVITY_CYCLE` with the way round, 409 `INVALID_STATE` for a design that has ended.
 */
export async function editPlan(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  target: DesignTarget,
  edit: PlanEdit,
): Promise<Result<ServiceDesign>> {
  const { tenant, account } = context;
  const found = await editable(tx, tenant, target);
  if (!found.ok) return found;
  const { design, now } = found.value;
  const chosen = design.alternatives.find(({ id }) => id === design.chosenAlternative);
  if (chosen === undefined)
    return refuse(409, 'NO_ALTERNATIVE_CHOSEN', `design ${design.number} has no plan: choose an alternative`);
  const world = await worldOf(delivery, tx.sql, tenant);
  const faults = planEditFaults(edit, {
    activities: chosen.plan.activities,
    teams: new Set(world.catalog.of('team').keys()),
    partners: new Set(world.catalog.of('partner').keys()),
    calendars: new Set(world.catalog.of('calendar').keys()),
    sites: new Set(design.requirement.sites.map(({ site }) => site)),
    today: world.today,
  });
  if (faults.length > 0)
    return refuse(
      422,
      'INVALID_PLAN_EDIT',
      faults.map(({ path, message }) => `${path} ${message}`).join('; '),
      faults,
    );
  const planEdits = [
    ...(design.written?.planEdits ?? []),
    { ...edit, by: account, at: now, version: design.version + 1 },
  ];
  return rebaselined(delivery, tx, context, design, planEdits, 'serviceDesign.editPlan', edit.reason);
}

/** Takes back the last edit of a plan, with a reason: the next version is as if it had not been made. */
export async function undoPlanEdit(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  target: DesignTarget,
  reason: string,
): Promise<Result<ServiceDesign>> {
  const found = await editable(tx, context.tenant, target);
  if (!found.ok) return found;
  const { design } = found.value;
  const edits = design.written?.planEdits ?? [];
  if (edits.length === 0)
    return refuse(409, 'NOTHING_TO_UNDO', `the plan of design ${design.number} was not edited`);
  return rebaselined(delivery, tx, context, design, edits.slice(0, -1), 'serviceDesign.undoPlanEdit', reason);
}

async function editable(
  tx: Transaction,
  tenant: string,
  target: DesignTarget,
): Promise<Result<{ readonly design: ServiceDesign; readonly now: string }>> {
  const found = await lockedDesign(tx, tenant, target);
  if (!found.ok) return found;
  const { design } = found.value;
  return design.state === 'superseded' || design.state === 'rejected'
    ? refuse(409, 'INVALID_STATE', `design ${design.number} is ${design.state}: recompose it first`)
    : found;
}

async function rebaselined(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  design: ServiceDesign,
  planEdits: NonNullable<NonNullable<ServiceDesign['written']>['planEdits']>,
  action: string,
  reason: string,
): Promise<Result<ServiceDesign>> {
  const { tenant, account } = context;
  const made = await recomposeNow(delivery, tx, tenant, design, account, { planEdits, keepsOptions: true });
  if (!made.ok) return made;
  await tellOfWithdrawnBefore(tx, tenant, delivery, made.value);
  // An approved plan goes on until the new one is approved.
  if (design.state !== 'approved') {
    const followed = await followDesign(delivery, tx, tenant, made.value, { by: account, reason });
    if (!followed.ok) return followed;
  }
  await recordAudit(tx, tenant, [
    {
      account,
      action,
      object: { kind: 'serviceDesign', id: design.id },
      detail: { version: made.value.version, reason },
      trace: context.trace,
    },
  ]);
  return ok((await findDesign(tx.sql, tenant, design.id)) ?? made.value);
}

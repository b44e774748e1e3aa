import type { DesignWriting, ServiceDesign } from '@turnup/contract';
import { objectPolicy } from '../catalog/index.ts';
import {
  approve,
  chooseAlternative,
  type DesignTarget,
  defaultMandatorySections,
  findDesign,
  reject,
  submitForReview,
  writeSections,
} from '../design/index.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { recordAudit } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import { claimWorkOrder, completeWorkOrder, listWorkOrders, startWorkOrder } from '../provisioning/index.ts';
import { leaveAugmentations } from './capacity/leave.ts';
import { askForCapacity } from './capacity/shortage.ts';
import type { Delivery } from './delivery.ts';
import { followDesign } from './followDesign.ts';
import { recomposeNow } from './recomposeNow.ts';
import { insertNote, itemsOfDesign } from './store.ts';
import { tellOfWithdrawnBefore } from './tellDesigns.ts';

/** The permission that may take on each open gate, where no policy `waiverPermissions` says otherwise. */
const defaultWaiverPermissions = {
  BUDGET_BREACH: 'design.waive',
  NOT_COMPLIANT: 'design.waive',
  BUSINESS_GATE: 'design.waive',
};

/** Chooses an alternative of a design; ports of it that were withdrawn while another one was chosen are told. */
export async function chooseDesign(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  target: DesignTarget,
  alternative: string,
): Promise<Result<ServiceDesign>> {
  const { tenant, account: by } = context;
  const chosen = await chooseAlternative(tx, tenant, delivery.design, { ...target, alternative, by });
  if (!chosen.ok) return chosen;
  await audited(tx, context, target.id, 'serviceDesign.choose', { alternative });
  return ok(await tellOfWithdrawnBefore(tx, tenant, delivery, chosen.value));
}

/** Puts a design before someone else, and finishes the work order of those who made it. */
export async function submitDesign(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  id: string,
): Promise<Result<ServiceDesign>> {
  const submitted = await submitForReview(tx, context.tenant, delivery.design, {
    id,
    author: context.account,
  });
  if (!submitted.ok) return submitted;
  return finished(delivery, tx, context, submitted.value, 'design', 'serviceDesign.submit', {});
}

/**
 * Approves a design, or refuses it with a reason (never its author). Open gates must be taken on by someone who may; an
 * approval finishes the work order of the review, so that the plan goes on.
 */
export async function decideDesign(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  id: string,
  decision: { readonly approved: boolean; readonly reason?: string; readonly waivers?: readonly string[] },
): Promise<Result<ServiceDesign>> {
  const { tenant, account } = context;
  const reason = decision.reason === undefined ? {} : { reason: decision.reason };
  if (!decision.approved) {
    const rejected = await reject(tx, tenant, delivery.design, { id, by: account, ...reason });
    if (rejected.ok) {
      await audited(tx, context, id, 'serviceDesign.reject', reason);
      await noteOnOrders(tx, context, rejected.value, decision.reason ?? '');
      await leaveAugmentations(delivery, tx, tenant, id);
    }
    return rejected;
  }
  const waivers = [...(decision.waivers ?? [])];
  const catalog = await delivery.catalog(tx.sql, tenant);
  const waiverPermissions = objectPolicy<Record<string, string>>(
    catalog,
    'waiverPermissions',
    defaultWaiverPermissions,
  );
  const authorities = [...context.permissions];
  const approved = await approve(tx, tenant, delivery.design, {
    id,
    by: account,
    waivers,
    authorities,
    waiverPermissions,
    mandatory: objectPolicy(catalog, 'mandatorySections', defaultMandatorySections),
    ...reason,
  });
  if (approved.ok && (approved.value.written?.planEdits ?? []).length > 0) {
    const why = { by: account, reason: decision.reason ?? 'approved' };
    const followed = await followDesign(delivery, tx, tenant, approved.value, why);
    if (!followed.ok) return followed;
  }
  return approved.ok
    ? finished(delivery, tx, context, approved.value, 'approve', 'serviceDesign.approve', {
        waivers,
        ...reason,
      })
    : approved;
}

/** Writes sections of a design in place of what the policies say of it. */
export async function writeDesign(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  target: DesignTarget,
  writing: DesignWriting,
): Promise<Result<ServiceDesign>> {
  const command = { ...target, writing, by: context.account };
  const written = await writeSections(tx, context.tenant, delivery.design, command);
  if (written.ok) await audited(tx, context, target.id, 'serviceDesign.write', writing);
  return written;
}

/** Composes a design anew from the facts as they stand: after a survey, a new quote, or a change of the network. */
export async function recomposeFor(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  id: string,
): Promise<Result<ServiceDesign>> {
  const { tenant, account } = context;
  const design = await findDesign(tx.sql, tenant, id);
  if (design === undefined) return refuse(404, 'NOT_FOUND', `there is no design ${id}`);
  const made = await recomposeNow(delivery, tx, tenant, design, account);
  // With its rejection it has left the augmentations that it shared.
  if (
    made.ok &&
    design.state === 'rejected' &&
    design.alternatives.some(({ augmentations }) => augmentations)
  )
    await askForCapacity(delivery, tx, tenant, id);
  if (made.ok) await audited(tx, context, id, 'serviceDesign.recompose', { version: made.value.version });
  return made;
}

/** Tells the orders that wait for a design that it was rejected, and what has to happen now. */
async function noteOnOrders(
  tx: Transaction,
  context: Context,
  design: ServiceDesign,
  reason: string,
): Promise<void> {
  const text = `${design.number} was rejected by ${context.account}: ${reason}. Compose it anew and submit it again.`;
  for (const { orderId } of await itemsOfDesign(tx.sql, context.tenant, design.id)) {
    await insertNote(tx, context.tenant, { orderId, id: newId(), author: 'turnup', text });
  }
}

/** Finishes the open work order of a kind that is about a design, in the name of the one who did it by deciding. */
async function finished(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  design: ServiceDesign,
  kind: string,
  action: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<Result<ServiceDesign>> {
  for (const { orderId } of await itemsOfDesign(tx.sql, context.tenant, design.id)) {
    const { items: open } = await listWorkOrders(tx.sql, context.tenant, {
      order: orderId,
      kind,
      states: ['acknowledged', 'assigned', 'inProgress'],
    });
    for (const workOrder of open.filter((candidate) => candidate.subject['design'] === design.id)) {
      const target = { id: workOrder.id, actor: { account: context.account, dispatcher: true } };
      const evidence = { design: design.number, version: design.version };
      const begun =
        workOrder.assignee === null
          ? await claimWorkOrder(delivery.provisioning, tx, context.tenant, target)
          : ok(workOrder);
      if (!begun.ok) return begun;
      const started = await startWorkOrder(delivery.provisioning, tx, context.tenant, target);
      if (!started.ok) return started;
      const done = await completeWorkOrder(delivery.provisioning, tx, context.tenant, {
        ...target,
        evidence,
      });
      if (!done.ok) return done;
    }
  }
  await audited(tx, context, design.id, action, detail);
  return ok(design);
}

function audited(
  tx: Transaction,
  context: Context,
  id: string,
  action: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  return recordAudit(tx, context.tenant, [
    { account: context.account, action, object: { kind: 'serviceDesign', id }, detail, trace: context.trace },
  ]);
}

import type { ServiceDesign, ServiceRequirement } from '@turnup/contract';
import { openDesign } from '../design/index.ts';
import { ok, type Result } from '../foundation/result.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { recordAudit } from '../platform/events/index.ts';
import { checkRequirement, designedApart, judge, needDateOf, notFeasible, worldOf } from './assess.ts';
import type { Delivery } from './delivery.ts';
import { assumedConfirmation } from './qualify.ts';

/**
 * Opens a design for someone who asks for it: no question was asked and nothing ordered. Partners' rate cards are taken as
 * they stand, and nothing is kept. An order for the same requirement, or one that names it, takes it up. Refuses as
 * {@link checkRequirement}, and 422 `NOT_FEASIBLE` where nothing satisfies the requirement.
 */
export async function openForPerson(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  requirement: ServiceRequirement,
): Promise<Result<ServiceDesign>> {
  const { tenant, account, trace } = context;
  const world = await worldOf(delivery, tx.sql, tenant);
  const checked = checkRequirement(world, requirement);
  if (!checked.ok) return checked;
  const needed = `${needDateOf(world, requirement)}T00:00:00.000Z`;
  const how = {
    startDate: assumedConfirmation(world),
    occupancy: await delivery.occupancy(tx.sql, tenant, needed),
    // Whoever designs by hand takes the road on which things are designed.
    route: 'special' as const,
  };
  const judged = judge(world, requirement, how);
  if (!judged.ok) return judged;
  const assessed = await designedApart(delivery, world, tenant, requirement, how, judged.value);
  if (!assessed.ok) return assessed;
  const { answer, classification, composition } = assessed.value;
  if (composition.alternatives.length === 0) return notFeasible(answer);
  const design = await openDesign(tx, tenant, delivery.design, {
    mode: 'feasibility',
    requirement,
    classification,
    composition,
    validUntil: answer.validUntil,
    author: account,
    openedFor: { kind: 'person', id: account },
  });
  const object = { kind: 'serviceDesign', id: design.id };
  await recordAudit(tx, tenant, [{ account, action: 'serviceDesign.create', object, detail: {}, trace }]);
  return ok(design);
}

import type { ServiceDesign } from '@turnup/contract';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { type DesignTarget, locked, moved, withAuthor } from './change.ts';
import { type Approval, mayApprove, stateAfter, stillGood } from './rules.ts';
import { insertDecision } from './store.ts';
import type { DesignPorts } from './types.ts';

/**
 * Hands a draft to review. Who submits answers for it as its author. Refuses 409 `NO_ALTERNATIVE` when there is
 * nothing to approve, `DESIGN_EXPIRED` and `INVALID_STATE`.
 */
export async function submitForReview(
  tx: Transaction,
  tenant: string,
  ports: DesignPorts,
  command: DesignTarget & { readonly author: string },
): Promise<Result<ServiceDesign>> {
  const found = await locked(tx, tenant, command);
  if (!found.ok) return found;
  const { design, authors, now } = found.value;
  const next = stateAfter(design, 'submit');
  if (!next.ok) return next;
  if (design.chosenAlternative === undefined)
    return refuse(
      409,
      'NO_ALTERNATIVE',
      `Design ${design.number} has no alternative that could be approved.`,
    );
  const good = stillGood(design, now);
  if (!good.ok) return good;
  const after = {
    design: { ...design, state: next.value, author: command.author, updatedAt: now },
    authors: withAuthor(authors, command.author),
  };
  return ok(await moved(tx, tenant, ports, found.value, after));
}

/** Approves what is in review, with the gates that the approver takes on. Refusals are those of `mayApprove`. */
export async function approve(
  tx: Transaction,
  tenant: string,
  ports: DesignPorts,
  command: DesignTarget & Approval,
): Promise<Result<ServiceDesign>> {
  const found = await locked(tx, tenant, command);
  if (!found.ok) return found;
  const { design, authors, now } = found.value;
  const next = mayApprove(design, authors, command, now);
  if (!next.ok) return next;
  return ok(await decide(tx, tenant, ports, found.value, { ...command, decision: 'approved', at: now }));
}

/** Rejects what is in review; it is composed anew or left. Refuses 409 `INVALID_STATE`, 422 `REASON_REQUIRED`. */
export async function reject(
  tx: Transaction,
  tenant: string,
  ports: DesignPorts,
  command: DesignTarget & { readonly by: string; readonly reason?: string | undefined },
): Promise<Result<ServiceDesign>> {
  const found = await locked(tx, tenant, command);
  if (!found.ok) return found;
  const next = stateAfter(found.value.design, 'reject');
  if (!next.ok) return next;
  if ((command.reason ?? '').trim() === '')
    return refuse(
      422,
      'REASON_REQUIRED',
      'A rejection needs a reason, so that the next version can be better.',
      [{ path: '/reason', message: 'must say why' }],
    );
  return ok(
    await decide(tx, tenant, ports, found.value, {
      ...command,
      waivers: [],
      decision: 'rejected',
      at: found.value.now,
    }),
  );
}

type Decision = {
  readonly by: string;
  readonly at: string;
  readonly decision: 'approved' | 'rejected';
  readonly reason?: string | undefined;
  readonly waivers: readonly string[];
};

async function decide(
  tx: Transaction,
  tenant: string,
  ports: DesignPorts,
  before: { readonly design: ServiceDesign; readonly authors: readonly string[] },
  { by, at, decision, reason, waivers }: Decision,
): Promise<ServiceDesign> {
  const entry = { by, at, decision, ...(reason !== undefined && { reason }), waivers: [...waivers] };
  await insertDecision(tx, tenant, before.design, entry);
  const design: ServiceDesign = {
    ...before.design,
    state: decision,
    approvals: [...before.design.approvals, entry],
    openGates: before.design.openGates.filter(({ code }) => !waivers.includes(code)),
    updatedAt: at,
  };
  return moved(tx, tenant, ports, before, { design, authors: before.authors });
}

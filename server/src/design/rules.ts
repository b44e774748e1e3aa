import type { DesignAlternative, DesignState, ServiceDesign } from '@turnup/contract';
import { ok, type Result, refuse } from '../foundation/result.ts';
import { type MandatorySections, nothingBlank } from './mandatory.ts';

/** What can be done to a version of a design. */
export type DesignMove = 'choose' | 'submit' | 'approve' | 'reject' | 'supersede';

/** The one table of moves; what is not listed is illegal. */
const moves: Readonly<Record<DesignState, Partial<Readonly<Record<DesignMove, DesignState>>>>> = {
  draft: { choose: 'draft', submit: 'inReview', supersede: 'superseded' },
  inReview: { approve: 'approved', reject: 'rejected', supersede: 'superseded' },
  approved: { supersede: 'superseded' },
  rejected: { supersede: 'superseded' },
  superseded: {},
};

/** The state after a move, or 409 `INVALID_STATE`. */
export function stateAfter(design: ServiceDesign, move: DesignMove): Result<DesignState> {
  const next = moves[design.state][move];
  if (next !== undefined) return ok(next);
  const possible = Object.keys(moves[design.state]).join(', ') || 'nothing';
  return refuse(
    409,
    'INVALID_STATE',
    `Design ${design.number} version ${design.version} is ${design.state}: ${move} is not possible, only ${possible}.`,
  );
}

/** Who decides, with what authority. */
export type Approval = {
  readonly by: string;
  readonly waivers: readonly string[];
  readonly reason?: string | undefined;
  /** Permissions that the approver holds. */
  readonly authorities: readonly string[];
  /** For each gate the permission that may waive it; a gate that is not named here cannot be waived. */
  readonly waiverPermissions: Readonly<Record<string, string>>;
  /** What must not be blank, by mode. */
  readonly mandatory: MandatorySections;
};

/**
 * Whether a version may be approved: by someone who is not among its authors (403 `SELF_APPROVAL`), while it is in
 * review (409) and good (409 `DESIGN_EXPIRED`), nothing mandatory blank (409 `SECTION_BLANK`), every open gate waived (409 `DESIGN_GATE_OPEN`) with a reason (422
 * `REASON_REQUIRED`) by someone who holds the gate's permission (403 `WAIVER_NOT_ALLOWED`).
 */
export function mayApprove(
  design: ServiceDesign,
  authors: readonly string[],
  approval: Approval,
  now: string,
): Result<DesignState> {
  const next = stateAfter(design, 'approve');
  if (!next.ok) return next;
  if (authors.includes(approval.by))
    return refuse(
      403,
      'SELF_APPROVAL',
      `${approval.by} is an author of design ${design.number}; someone else must approve it.`,
    );
  const good = stillGood(design, now);
  if (!good.ok) return good;
  const whole = nothingBlank(design, approval.mandatory);
  if (!whole.ok) return whole;
  const waived = waiversStand(design, approval);
  return waived.ok ? next : waived;
}

function waiversStand(design: ServiceDesign, approval: Approval): Result<true> {
  const { waivers, reason, authorities, waiverPermissions } = approval;
  const open = new Set(design.openGates.map((gate) => gate.code));
  const idle = waivers.find((waiver) => !open.has(waiver));
  if (idle !== undefined)
    return refuse(
      422,
      'UNKNOWN_WAIVER',
      `${idle} is no open gate of design ${design.number}; leave it out.`,
      [{ path: '/waivers', message: `${idle} is not open` }],
    );
  const unheld = waivers.find((waiver) => !authorities.includes(waiverPermissions[waiver] ?? '\0'));
  if (unheld !== undefined)
    return refuse(
      403,
      'WAIVER_NOT_ALLOWED',
      waiverPermissions[unheld] === undefined
        ? `No permission is named that could waive ${unheld}.`
        : `${approval.by} does not hold ${waiverPermissions[unheld]}, which waives ${unheld}.`,
    );
  const left = design.openGates.filter((gate) => !waivers.includes(gate.code));
  if (left.length > 0)
    return refuse(
      409,
      'DESIGN_GATE_OPEN',
      `Design ${design.number} cannot be approved: ${left.map((gate) => gate.message).join(' ')} Waive or recompose.`,
      left.map((gate) => ({ path: '/waivers', message: gate.code })),
    );
  if (waivers.length > 0 && (reason ?? '').trim() === '')
    return refuse(422, 'REASON_REQUIRED', `A waiver of ${waivers.join(', ')} needs a reason.`, [
      { path: '/reason', message: 'must say why the gates are waived' },
    ]);
  return ok(true);
}

/** Whether a version is still good at that instant, or 409 `DESIGN_EXPIRED`. Good until, but not at, its end. */
export function stillGood(design: ServiceDesign, now: string): Result<true> {
  return design.validUntil === undefined || Date.parse(now) < Date.parse(design.validUntil)
    ? ok(true)
    : refuse(
        409,
        'DESIGN_EXPIRED',
        `Design ${design.number} was good until ${design.validUntil}; recompose it with what is offered now.`,
      );
}

/** The alternative that stays chosen when a design is composed anew: the same choice, otherwise the first. */
export function choiceAmong(
  alternatives: readonly DesignAlternative[],
  before: string | undefined,
): DesignAlternative | undefined {
  return alternatives.find(({ id }) => id === before) ?? alternatives[0];
}

import type { ServiceDesign, ServiceRequirement } from '@turnup/contract';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { type DesignTarget, locked } from './change.ts';
import { setDeliveredBy } from './demand-store.ts';
import { nextVersion } from './recompose.ts';
import { requirementHash } from './requirementHash.ts';
import { stillGood } from './rules.ts';
import type { Composition, DesignPorts } from './types.ts';

/** A confirmed order takes up a feasibility design. */
export type Commitment = DesignTarget & {
  /** What the order asks for: must be what the design answered. */
  readonly requirement: ServiceRequirement;
  /** The same design as of the confirmation, with its dates; without it the alternatives stay as they are. */
  readonly composition?: Composition | undefined;
  readonly validUntil?: string | undefined;
  readonly by?: string | undefined;
  /** The order that takes it up: what that order keeps does not stand in the design's way. */
  readonly order: string;
};

/**
 * Turns a feasibility design into a committed one: a new version, a draft that someone other than its authors approves.
 * Committing again what is committed already changes nothing. Refuses 409 `REQUIREMENT_CHANGED` for another requirement,
 * `DESIGN_EXPIRED` when it is taken up as it is after its end, `INVALID_STATE` when it was rejected or superseded.
 */
export async function commitDesign(
  tx: Transaction,
  tenant: string,
  ports: DesignPorts,
  command: Commitment,
): Promise<Result<ServiceDesign>> {
  const found = await locked(tx, tenant, command);
  if (!found.ok) return found;
  const { design, now } = found.value;
  if (requirementHash(command.requirement) !== design.requirementHash)
    return refuse(
      409,
      'REQUIREMENT_CHANGED',
      `Design ${design.number} answers another requirement than the one that is confirmed; recompose it.`,
    );
  if (design.state === 'rejected' || design.state === 'superseded')
    return refuse(
      409,
      'INVALID_STATE',
      `Design ${design.number} is ${design.state} and cannot be committed.`,
    );
  if (design.mode === 'committed') return ok(design);
  await setDeliveredBy(tx, tenant, design.id, command.order);
  if (command.composition === undefined) {
    const good = stillGood(design, now);
    if (!good.ok) return good;
  }
  return ok(
    await nextVersion(tx, tenant, ports, found.value, {
      requirement: design.requirement,
      classification: design.classification,
      composition: command.composition ?? design,
      validUntil: command.validUntil,
      mode: 'committed',
      by: command.by,
    }),
  );
}

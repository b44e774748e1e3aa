import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { postponeUse } from './postpone-store.ts';
import type { Owner } from './types.ts';

/** Which reservation begins later, and when. */
export type PostponeRequest = {
  readonly reservationId: string;
  readonly owner: Owner;
  readonly useFrom: string;
};

/**
 * Lets the use of quantities begin later, because what they are taken from comes later: it gives back what lies before,
 * and takes nothing. One that begins later already stays as it is. Refused (404) where the owner has no such reservation.
 */
export async function postpone(
  tx: Transaction,
  tenant: string,
  request: PostponeRequest,
): Promise<Result<{ readonly moved: boolean }>> {
  const moved = await postponeUse(tx, tenant, request);
  return moved === undefined
    ? refuse(404, 'NOT_FOUND', `there is no reservation ${request.reservationId} of ${request.owner.kind}`)
    : ok({ moved });
}

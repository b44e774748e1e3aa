import { createHash } from 'node:crypto';
import type { ServiceOrderCreate } from '@turnup/contract';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { canonical } from './canonical.ts';
import { rememberRequest } from './store.ts';

/**
 * Remembers a request under its external id and under its key, whichever it has. Answers the id of the order that the
 * same request made before under either, undefined where it is new; refused (409) where another body was sent under one
 * of them. Nothing is kept where the transaction is rolled back.
 */
export async function madeBefore(
  tx: Transaction,
  context: Context,
  body: ServiceOrderCreate,
  idempotencyKey: string | undefined,
  orderId: string,
): Promise<Result<string | undefined>> {
  const requestHash = createHash('sha256').update(canonical(body)).digest('base64url');
  let resourceId = orderId;
  // The external id first: whatever keys the same is sent under, they are all names of the one order that has it.
  for (const { key, name, path } of namesOf(body, idempotencyKey)) {
    const request = { client: context.account, key, requestHash, resourceId };
    const known = await rememberRequest(tx, context.tenant, request);
    if (known === undefined) continue;
    if (known.requestHash !== requestHash)
      return refuse(
        409,
        'IDEMPOTENCY_CONFLICT',
        `another order was sent under ${name} before: use a new one, or send the same body`,
        [{ path, message: 'was used with another body' }],
      );
    resourceId = known.resourceId;
  }
  return ok(resourceId === orderId ? undefined : resourceId);
}

function namesOf({ externalId }: ServiceOrderCreate, idempotencyKey: string | undefined) {
  return [
    ...(externalId === undefined
      ? []
      : [{ key: `externalId:${externalId}`, name: `the external id ${externalId}`, path: '/externalId' }]),
    ...(idempotencyKey === undefined
      ? []
      : [{ key: idempotencyKey, name: `the key ${idempotencyKey}`, path: 'Idempotency-Key' }]),
  ];
}

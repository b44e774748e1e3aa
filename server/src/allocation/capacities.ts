import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { replaceCapacity } from './pool-store.ts';
import { usageOf } from './quantities.ts';
import { firstBreach } from './rules/quantities.ts';
import { touchOf } from './rules/request.ts';
import { readNow } from './store.ts';
import type { QuantityRegistration } from './types.ts';

/**
 * Sets the capacities of locked scopes as step functions of time, each replacing what its scope had. Refused (409) where
 * what is promised already would exceed the new limit at some instant from now on; then nothing is changed. Answers the
 * scopes that changed.
 */
export async function setCapacities(
  tx: Transaction,
  tenant: string,
  registrations: readonly QuantityRegistration[],
): Promise<Result<readonly { readonly pool: string; readonly scope: string }[]>> {
  const breach = await breachOf(tx, tenant, await readNow(tx), registrations);
  if (breach !== undefined) return refuse(409, 'CAPACITY_IN_USE', breach);
  const each = registrations.flatMap(({ pool, scope, steps }) =>
    steps.map((step) => ({ pool, scope, ...step })),
  );
  const changed = await replaceCapacity(tx, tenant, {
    pools: each.map((step) => step.pool),
    scopes: each.map((step) => step.scope),
    instants: each.map((step) => step.from),
    limits: each.map((step) => step.limit),
  });
  return ok(changed);
}

/** The first instant at which a new capacity would be below what is promised, as a sentence. */
async function breachOf(
  tx: Transaction,
  tenant: string,
  now: string,
  registrations: readonly QuantityRegistration[],
): Promise<string | undefined> {
  const usage = await usageOf(tx, tenant, registrations, now);
  for (const { pool, scope, steps } of registrations) {
    const limits = steps.map((step) => ({ atMs: Date.parse(step.from), limit: step.limit }));
    const breach = firstBreach(limits, usage.get(touchOf(pool, scope))?.uses ?? [], Date.parse(now));
    if (breach !== undefined)
      return `${pool} on ${scope}: ${breach.used} is promised at ${new Date(breach.atMs).toISOString()}, more than ${breach.limit}`;
  }
  return undefined;
}

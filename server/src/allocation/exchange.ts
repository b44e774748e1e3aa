import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { exchangeHolders, holdersOf, type NamedValue } from './exchange-store.ts';
import { lockReservation, readLines, readNow } from './store.ts';
import type { AllocationPorts } from './types.ts';

/**
 * Lets the holders of two allocated values of a pool change places: each has, under its own key, what the other had. No
 * value is free in between, so nobody can take one. Done twice it is undone. Refused (409) where one of them is not
 * allocated. A unit that broke is exchanged for a spare one so that its service keeps its line.
 */
export async function exchange(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  [one, other]: readonly [NamedValue, NamedValue],
): Promise<Result<void>> {
  const asked = [one, other];
  const seen = await holdersOf(tx.sql, tenant, asked);
  const ids = [...new Set(seen.map(({ reservationId }) => reservationId))].toSorted();
  const locked = [];
  for (const id of ids) locked.push(await lockReservation(tx, tenant, id));
  const holders = await holdersOf(tx.sql, tenant, asked);
  const missing = asked.find(
    (value) => !holders.some((held) => held.value === value.value && held.scope === value.scope),
  );
  if (missing !== undefined || holders.some((held) => !ids.includes(held.reservationId)))
    return refuse(
      409,
      'NOT_ALLOCATED',
      `${missing?.value ?? other.value} of ${other.pool} is not allocated: there is nothing to exchange`,
    );
  await exchangeHolders(tx, tenant, holders);
  const now = await readNow(tx);
  const lines = await readLines(tx.sql, tenant, ids);
  await ports.record(
    tx,
    locked.flatMap((held) =>
      held === null
        ? []
        : [
            {
              kind: 'parametersExchanged' as const,
              tenant,
              reservationId: held.id,
              owner: held.owner,
              reason: held.reason,
              effectiveAt: now,
              holdUntil: held.holdUntil,
              lines: lines.filter(
                (line) =>
                  line.reservationId === held.id &&
                  'values' in line &&
                  asked.some((value) => value.pool === line.pool && line.values.includes(value.value)),
              ),
            },
          ],
    ),
  );
  return ok(undefined);
}

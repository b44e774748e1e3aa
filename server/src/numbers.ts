import type { Transaction } from './platform/database.ts';
import { nextNumber } from './platform/events/index.ts';

/** As many short numbers of a kind as asked for, unique in the tenant. */
export async function numbers(
  tx: Transaction,
  tenant: string,
  kind: string,
  prefix: string,
  count: number,
): Promise<string[]> {
  const made: string[] = [];
  for (let index = 0; index < count; index++) made.push(await nextNumber(tx, tenant, kind, prefix));
  return made;
}

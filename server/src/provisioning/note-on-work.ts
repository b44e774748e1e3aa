import type { Transaction } from '../platform/database.ts';
import type { ProvisioningPorts } from './types.ts';
import { commit, withNote } from './work-step.ts';
import { domainNow, lockOpenAt } from './work-store.ts';

/**
 * Says something to everyone who has unfinished work on a service at a place: a remark on each of their work orders, of
 * which they hear as of any change. Answers how many.
 */
export async function noteOnWork(
  ports: Pick<ProvisioningPorts, 'record'>,
  tx: Transaction,
  tenant: string,
  note: { readonly service: string; readonly place: string; readonly by: string; readonly text: string },
): Promise<number> {
  const open = await lockOpenAt(tx, tenant, note);
  const now = await domainNow(tx);
  for (const before of open) {
    const notes = withNote(before, { account: note.by, dispatcher: false }, now, note.text);
    await commit(ports, tx, tenant, before, { ...before, notes });
  }
  return open.length;
}

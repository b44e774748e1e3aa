import type { ServiceDesign } from '@turnup/contract';
import { ok, type Result } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { type DesignTarget, locked, moved } from './change.ts';
import { stateAfter } from './rules.ts';
import type { DesignPorts } from './types.ts';

/** Ends a design for good: another one, or nothing, takes its place. Refuses 409 `INVALID_STATE` when it has ended. */
export async function supersede(
  tx: Transaction,
  tenant: string,
  ports: DesignPorts,
  command: DesignTarget,
): Promise<Result<ServiceDesign>> {
  const found = await locked(tx, tenant, command);
  if (!found.ok) return found;
  const { design, authors, now } = found.value;
  const next = stateAfter(design, 'supersede');
  if (!next.ok) return next;
  const after = { design: { ...design, state: next.value, updatedAt: now }, authors };
  return ok(await moved(tx, tenant, ports, found.value, after));
}

import type { ServiceDesign } from '@turnup/contract';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { type DesignTarget, locked, moved, withAuthor } from './change.ts';
import { openGatesOf } from './gates.ts';
import { stateAfter } from './rules.ts';
import { lostGatesFor } from './stale.ts';
import type { DesignPorts } from './types.ts';

/**
 * Chooses an alternative of a draft; its gates are the design's open gates from then on. Who chooses is an author.
 * Refuses 422 `UNKNOWN_ALTERNATIVE` and 409 `INVALID_STATE`.
 */
export async function chooseAlternative(
  tx: Transaction,
  tenant: string,
  ports: DesignPorts,
  command: DesignTarget & { readonly alternative: string; readonly by: string },
): Promise<Result<ServiceDesign>> {
  const found = await locked(tx, tenant, command);
  if (!found.ok) return found;
  const { design, authors, now } = found.value;
  const next = stateAfter(design, 'choose');
  if (!next.ok) return next;
  const chosen = design.alternatives.find(({ id }) => id === command.alternative);
  if (chosen === undefined)
    return refuse(
      422,
      'UNKNOWN_ALTERNATIVE',
      `Design ${design.number} has the alternatives ${design.alternatives.map(({ id }) => id).join(', ') || '(none)'}, not ${command.alternative}.`,
      [{ path: '/alternative', message: 'is not one of the alternatives' }],
    );
  const changed = { ...design, state: next.value, chosenAlternative: chosen.id, updatedAt: now };
  const after = {
    design: {
      ...changed,
      openGates: [...openGatesOf(chosen), ...lostGatesFor(changed)],
    },
    authors: withAuthor(authors, command.by),
  };
  return ok(await moved(tx, tenant, ports, found.value, after));
}

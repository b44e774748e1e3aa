import type { ServiceDesign } from '@turnup/contract';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { type DesignTarget, locked, withAuthor } from './change.ts';
import { tell } from './facts.ts';
import { contentOf, type VersionContent } from './open.ts';
import { lostGatesFor } from './stale.ts';
import { insertVersion, type StoredDesign, updateVersion } from './store.ts';
import type { DesignPorts } from './types.ts';

/** A new composition of a design: for a changed requirement, or because the world has changed. */
export type Recomposition = DesignTarget & VersionContent & { readonly by?: string | undefined };

/**
 * Adds a version, a draft that supersedes the one before. What was chosen stays chosen where it is still offered.
 * Refuses 409 `INVALID_STATE` when the design itself was superseded.
 */
export async function recompose(
  tx: Transaction,
  tenant: string,
  ports: DesignPorts,
  command: Recomposition,
): Promise<Result<ServiceDesign>> {
  const found = await locked(tx, tenant, command);
  if (!found.ok) return found;
  if (found.value.design.state === 'superseded')
    return refuse(409, 'INVALID_STATE', `Design ${found.value.design.number} is superseded; open another.`);
  return ok(await nextVersion(tx, tenant, ports, found.value, { ...command, mode: found.value.design.mode }));
}

/** What the next version of a design is made of. */
export type NextVersion = VersionContent & {
  readonly mode: ServiceDesign['mode'];
  readonly by?: string | undefined;
};

/** Writes the next version and ends the one before. The authors so far stay authors: their thoughts live on in it. */
export async function nextVersion(
  tx: Transaction,
  tenant: string,
  ports: DesignPorts,
  { design: before, authors, now }: StoredDesign & { readonly now: string },
  next: NextVersion,
): Promise<ServiceDesign> {
  const author = next.by ?? before.author;
  const written =
    next.planEdits === undefined ? before.written : { ...before.written, planEdits: next.planEdits };
  const content = contentOf(next, before.chosenAlternative);
  const lost =
    next.keepsOptions === true ? lostGatesFor({ ...before, ...content, openGates: before.openGates }) : [];
  const design: ServiceDesign = {
    id: before.id,
    number: before.number,
    href: before.href,
    openedFor: before.openedFor,
    version: before.version + 1,
    mode: next.mode,
    ...content,
    openGates: [...content.openGates, ...lost],
    ...(written && { written }),
    ...(author !== undefined && { author }),
    createdAt: now,
    updatedAt: now,
  };
  await updateVersion(tx, tenant, { design: { ...before, state: 'superseded', updatedAt: now }, authors });
  await insertVersion(tx, tenant, { design, authors: withAuthor(authors, next.by) });
  await tell(tx, tenant, ports, 'ServiceDesignAttributeValueChangeEvent', design);
  return design;
}

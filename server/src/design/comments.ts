import type { DesignComment, DesignCommentCreate } from '@turnup/contract';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { insertComment, listComments, settle } from './comment-store.ts';
import { tell } from './facts.ts';
import { findDesign } from './find.ts';
import type { DesignPorts } from './types.ts';

type Target = { readonly id: string; readonly by: string };

/** Keeps a remark on the present version of a design. Refuses 404 where there is no such design. */
export async function addComment(
  tx: Transaction,
  tenant: string,
  ports: Pick<DesignPorts, 'record'>,
  { id, by, ...said }: Target & DesignCommentCreate,
): Promise<Result<DesignComment>> {
  const design = await findDesign(tx.sql, tenant, id);
  if (design === undefined) return refuse(404, 'NOT_FOUND', `there is no service design ${id}`);
  const comment = newId();
  await insertComment(tx, tenant, id, { ...said, id: comment, version: design.version, author: by });
  await tell(tx, tenant, ports, 'ServiceDesignAttributeValueChangeEvent', design);
  return found(tx, tenant, id, comment);
}

/** Settles a remark, or opens it again. Refuses 404 where there is no such remark on the design. */
export async function settleComment(
  tx: Transaction,
  tenant: string,
  ports: Pick<DesignPorts, 'record'>,
  { id, by, comment, settled }: Target & { readonly comment: string; readonly settled: boolean },
): Promise<Result<DesignComment>> {
  const design = await findDesign(tx.sql, tenant, id);
  const known = design !== undefined && (await settle(tx, tenant, id, comment, settled ? by : null));
  if (design === undefined || !known)
    return refuse(404, 'NOT_FOUND', `design ${design?.number ?? id} has no comment ${comment}`);
  await tell(tx, tenant, ports, 'ServiceDesignAttributeValueChangeEvent', design);
  return found(tx, tenant, id, comment);
}

async function found(
  tx: Transaction,
  tenant: string,
  design: string,
  id: string,
): Promise<Result<DesignComment>> {
  const comment = (await listComments(tx.sql, tenant, design)).find((each) => each.id === id);
  return comment === undefined ? refuse(404, 'NOT_FOUND', `there is no comment ${id}`) : ok(comment);
}

import type { ServiceDesign } from '@turnup/contract';
import { type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { tell } from './facts.ts';
import { domainNow, lockDesign, type StoredDesign, updateVersion } from './store.ts';
import type { DesignPorts } from './types.ts';

/** Which design a command is for, as its sender saw it. */
export type DesignTarget = {
  readonly id: string;
  /** The entity tag that the sender read; refused with 412 when the design has changed since. */
  readonly ifMatch?: string | undefined;
};

/** The entity tag of a design: another one after every change. */
export function designTag(
  design: Pick<ServiceDesign, 'version' | 'state' | 'updatedAt' | 'chosenAlternative'>,
): string {
  const moment = Date.parse(design.updatedAt).toString(36);
  return `"${design.version}-${design.state}-${moment}-${design.chosenAlternative ?? ''}"`;
}

/** Locks the design and reads the domain clock after that; 404 when there is none, 412 when it has changed. */
export async function locked(
  tx: Transaction,
  tenant: string,
  target: DesignTarget,
): Promise<Result<StoredDesign & { readonly now: string }>> {
  const stored = await lockDesign(tx, tenant, target.id);
  if (stored === undefined) return refuse(404, 'DESIGN_NOT_FOUND', `There is no design ${target.id}.`);
  if (target.ifMatch !== undefined && target.ifMatch !== designTag(stored.design))
    return refuse(
      412,
      'DESIGN_CHANGED',
      `Design ${stored.design.number} has changed since it was read; read it again.`,
    );
  return { ok: true, value: { ...stored, now: await domainNow(tx) } };
}

/** Writes a changed version and tells it. */
export async function moved(
  tx: Transaction,
  tenant: string,
  ports: DesignPorts,
  before: StoredDesign,
  after: StoredDesign,
): Promise<ServiceDesign> {
  await updateVersion(tx, tenant, after);
  const type =
    before.design.state === after.design.state
      ? 'ServiceDesignAttributeValueChangeEvent'
      : 'ServiceDesignStateChangeEvent';
  await tell(tx, tenant, ports, type, after.design);
  return after.design;
}

/** Authors with one more. */
export function withAuthor(authors: readonly string[], by: string | undefined): readonly string[] {
  return by === undefined || authors.includes(by) ? authors : [...authors, by];
}

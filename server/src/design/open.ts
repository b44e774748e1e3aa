import type { Classification, ServiceDesign, ServiceRequirement } from '@turnup/contract';
import type { Transaction } from '../platform/database.ts';
import { tell } from './facts.ts';
import { openGatesOf } from './gates.ts';
import { requirementHash } from './requirementHash.ts';
import { choiceAmong } from './rules.ts';
import { domainNow, insertDesign, insertVersion } from './store.ts';
import type { Composition, DesignPorts } from './types.ts';

/** What a version is made of. */
export type VersionContent = {
  readonly requirement: ServiceRequirement;
  readonly classification: Classification;
  readonly composition: Composition;
  /** The instant from which it is no longer good; what it rests on ends then. */
  readonly validUntil?: string | undefined;
  /** Edits of the plan that the composition was made with; those of the version before where nothing is said. */
  readonly planEdits?: NonNullable<ServiceDesign['written']>['planEdits'];
  /** Composed with the accesses that the version before chose: what that one had lost or was taken from it is lost still. */
  readonly keepsOptions?: boolean;
};

/** What opens a design. */
export type DesignOpening = VersionContent & {
  readonly mode: ServiceDesign['mode'];
  readonly openedFor: ServiceDesign['openedFor'];
  /** The account that composed it; absent when the system did by itself. */
  readonly author?: string | undefined;
};

/** Opens a design with its first version, a draft in which the first alternative is chosen. */
export async function openDesign(
  tx: Transaction,
  tenant: string,
  ports: DesignPorts,
  opening: DesignOpening,
): Promise<ServiceDesign> {
  const now = await domainNow(tx);
  const id = ports.ids();
  const design: ServiceDesign = {
    id,
    number: await ports.number(tx, tenant),
    href: `/turnup/v1/serviceDesign/${id}`,
    version: 1,
    mode: opening.mode,
    ...contentOf(opening, undefined),
    ...(opening.author !== undefined && { author: opening.author }),
    openedFor: opening.openedFor,
    createdAt: now,
    updatedAt: now,
  };
  await insertDesign(tx, tenant, design);
  await insertVersion(tx, tenant, { design, authors: opening.author === undefined ? [] : [opening.author] });
  await tell(tx, tenant, ports, 'ServiceDesignCreateEvent', design);
  return design;
}

/** The members of a version that follow from its content; `before` is the alternative that was chosen so far. */
export function contentOf(content: VersionContent, before: string | undefined) {
  const chosen = choiceAmong(content.composition.alternatives, before);
  return {
    state: 'draft',
    requirement: content.requirement,
    requirementHash: requirementHash(content.requirement),
    classification: content.classification,
    alternatives: content.composition.alternatives,
    rejected: content.composition.rejected,
    ...(chosen !== undefined && { chosenAlternative: chosen.id }),
    openGates: chosen === undefined ? [] : openGatesOf(chosen),
    approvals: [],
    ...(content.validUntil !== undefined && { validUntil: content.validUntil }),
  } satisfies Partial<ServiceDesign>;
}

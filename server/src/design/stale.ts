import type { Reason, ServiceDesign } from '@turnup/contract';
import type { Transaction } from '../platform/database.ts';
import { moved } from './change.ts';
import { type Demand, demandsOf } from './demand.ts';
import { designsStandingOn } from './demand-store.ts';
import { type Gate, isStaleness, type Staleness } from './gates.ts';
import { domainNow, lockDesign } from './store.ts';
import type { DesignPorts } from './types.ts';

/** What has become of resources on which designs may stand. */
export type ResourceChange = {
  /** Taken by somebody else, failed or withdrawn, or no longer what it was when the design was composed. */
  readonly code: Staleness;
  readonly kind: Demand['kind'];
  /** Ports as `node/port`. */
  readonly keys: readonly string[];
  /** What happened, in words that follow the resource's name: `is kept for order SO-7`. */
  readonly because: string;
  /** The question or order for which it happened: its own design is not stale by it. */
  readonly owner?: string | undefined;
};

/**
 * Tells every design that stands on a resource what became of it: a gate that nobody can waive is open at once, in any
 * state, until the design is composed anew or an alternative is chosen that does without. A design that knows already is
 * not told twice. Answers which were told.
 */
export async function makeStale(
  tx: Transaction,
  tenant: string,
  ports: DesignPorts,
  change: ResourceChange,
): Promise<readonly ServiceDesign[]> {
  if (change.keys.length === 0) return [];
  const rows = await designsStandingOn(tx.sql, tenant, change.kind, change.keys, change.owner ?? null);
  const told: ServiceDesign[] = [];
  for (const [id, own] of Map.groupBy(rows, (row) => row.design)) {
    const stored = await lockDesign(tx, tenant, id);
    if (stored === undefined) continue;
    // Read again under the lock: meanwhile it may have been composed anew.
    const stands = new Set(demandsOf(stored.design).map(({ kind, key }) => `${kind} ${key}`));
    const gates = own
      .filter(({ key }) => stands.has(`${change.kind} ${key}`) && !knows(stored.design, change, key))
      .map(({ key }) => gateOf(change, key));
    if (gates.length === 0) continue;
    const design: ServiceDesign = {
      ...stored.design,
      openGates: [...stored.design.openGates, ...gates],
      updatedAt: await domainNow(tx),
    };
    told.push(await moved(tx, tenant, ports, stored, { ...stored, design }));
  }
  return told;
}

/**
 * The open gates of a design that its chosen alternative does not close by what it is: a lost reservation stays lost
 * whichever is chosen, and staleness stands where it needs the resource.
 */
export function lostGatesFor(design: ServiceDesign): Reason[] {
  const stands = new Set(demandsOf(design).map(({ kind, key }) => `${kind} ${key}`));
  return design.openGates.filter(
    ({ code, parameters }) =>
      code === ('RESERVATION_LOST' satisfies Gate) ||
      (isStaleness(code) && stands.has(`${parameters?.['kind']} ${parameters?.['resource']}`)),
  );
}

function knows({ openGates }: ServiceDesign, change: ResourceChange, key: string): boolean {
  return openGates.some(
    ({ code, parameters }) =>
      code === change.code && parameters?.['resource'] === key && parameters['kind'] === change.kind,
  );
}

function gateOf({ code, kind, because }: ResourceChange, key: string): Reason {
  return {
    code,
    message: `${words[kind]} ${key} ${because}: recompose, or choose an alternative that does without it.`,
    parameters: { kind, resource: key },
  };
}

const words: Readonly<Record<Demand['kind'], string>> = {
  port: 'Port',
  link: 'Link',
  node: 'Node',
  partnerOffer: 'Partner offer',
  place: 'Place',
  sharedRisk: 'Shared risk',
  cpeModel: 'Equipment',
};

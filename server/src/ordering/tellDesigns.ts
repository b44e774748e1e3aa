import type { AllocationFact } from '../allocation/index.ts';
import { type DesignPorts, makeStale, type ResourceChange } from '../design/index.ts';
import type { Transaction } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { registeredPools } from './parameters.ts';
import { insertNote, itemsOfDesign } from './store.ts';

/** Tells designs, and the orders that wait for them, what became of resources on which they stand. */
export async function tellDesigns(
  tx: Transaction,
  tenant: string,
  design: DesignPorts,
  change: ResourceChange,
): Promise<void> {
  for (const told of await makeStale(tx, tenant, design, change)) {
    const [last] = told.openGates.slice(-1);
    for (const { orderId } of await itemsOfDesign(tx.sql, tenant, told.id))
      await insertNote(tx, tenant, {
        orderId,
        id: newId(),
        author: 'design',
        text: `${told.number} is stale. ${last?.message ?? ''}`,
      });
  }
}

const taking: ReadonlySet<AllocationFact['kind']> = new Set([
  'reservationCreated',
  'reservationGranted',
  'parametersAllocated',
]);

/** Tells designs that count on ports which somebody else has just got, in the transaction in which he got them. */
export async function tellOfTaken(
  tx: Transaction,
  design: DesignPorts,
  facts: readonly AllocationFact[],
): Promise<void> {
  for (const fact of facts.filter(({ kind }) => taking.has(kind))) {
    const keys = fact.lines.flatMap((line) =>
      line.pool === registeredPools.port && 'values' in line
        ? line.values.map((value) => `${line.scope}/${value}`)
        : [],
    );
    await tellDesigns(tx, fact.tenant, design, {
      code: 'RESOURCE_TAKEN',
      kind: 'port',
      keys,
      because: `is taken by ${fact.owner.kind} ${fact.owner.id} since ${fact.effectiveAt}`,
      owner: fact.owner.id,
    });
  }
}

/** Tells designs that count on ports which have failed or are gone. Other pools hold nothing that a design names. */
export async function tellOfWithdrawn(
  tx: Transaction,
  tenant: string,
  design: DesignPorts,
  members: { readonly pool: string; readonly scope: string; readonly values: readonly string[] },
): Promise<void> {
  if (members.pool !== registeredPools.port) return;
  await tellDesigns(tx, tenant, design, {
    code: 'RESOURCE_LOST',
    kind: 'port',
    keys: members.values.map((value) => `${members.scope}/${value}`),
    because: 'is withdrawn',
  });
}

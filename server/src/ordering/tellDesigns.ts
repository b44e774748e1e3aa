import type { ServiceDesign } from '@turnup/contract';
import type { AllocationFact } from '../allocation/index.ts';
import { type DesignPorts, findDesign, makeStale, type ResourceChange } from '../design/index.ts';
import type { Plans } from '../plan/index.ts';
import type { Transaction } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { lookAgain } from './lookAgain.ts';
import { registeredPools } from './parameters.ts';
import { withdrawnPorts } from './reserve.ts';
import { insertNote, itemsOfDesign } from './store.ts';

/** What those who stand on resources are told through. */
export type Telling = { readonly design: DesignPorts; readonly plans: Plans };

/**
 * Tells designs, and the orders that wait for them, what became of resources on which they stand; answers to questions of
 * feasibility that stand on them are judged anew.
 */
export async function tellDesigns(
  tx: Transaction,
  tenant: string,
  { design, plans }: Telling,
  change: ResourceChange,
): Promise<void> {
  await lookAgain(plans, tx, tenant, change);
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

/**
 * Tells of ports that the chosen alternative of a design stands on and that were withdrawn before it stood on them: while
 * another one was chosen nobody told it. Answers the design as it is then.
 */
export async function tellOfWithdrawnBefore(
  tx: Transaction,
  tenant: string,
  telling: Telling,
  design: ServiceDesign,
): Promise<ServiceDesign> {
  const chosen = design.alternatives.find(({ id }) => id === design.chosenAlternative);
  const keys = chosen === undefined ? [] : await withdrawnPorts(tx, tenant, chosen);
  if (keys.length === 0) return design;
  await tellDesigns(tx, tenant, telling, {
    code: 'RESOURCE_LOST',
    kind: 'port',
    keys,
    because: 'is withdrawn',
  });
  return (await findDesign(tx.sql, tenant, design.id)) ?? design;
}

const taking: ReadonlySet<AllocationFact['kind']> = new Set([
  'reservationCreated',
  'reservationGranted',
  'parametersAllocated',
]);

/** Tells designs that count on ports which somebody else has just got, in the transaction in which he got them. */
export async function tellOfTaken(
  tx: Transaction,
  telling: Telling,
  facts: readonly AllocationFact[],
): Promise<void> {
  for (const fact of facts.filter(({ kind }) => taking.has(kind))) {
    const keys = fact.lines.flatMap((line) =>
      line.pool === registeredPools.port && 'values' in line
        ? line.values.map((value) => `${line.scope}/${value}`)
        : [],
    );
    await tellDesigns(tx, fact.tenant, telling, {
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
  telling: Telling,
  members: { readonly pool: string; readonly scope: string; readonly values: readonly string[] },
): Promise<void> {
  if (members.pool !== registeredPools.port) return;
  await tellDesigns(tx, tenant, telling, {
    code: 'RESOURCE_LOST',
    kind: 'port',
    keys: members.values.map((value) => `${members.scope}/${value}`),
    because: 'is withdrawn',
  });
}

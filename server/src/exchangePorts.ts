import type { ReferenceKind } from '@turnup/contract';
import { type AllocationRefusal, readPools, valuesOf } from './allocation/index.ts';
import { type Catalog, textPolicy } from './catalog/index.ts';
import { type ExchangePorts, type OutsideUse, type PlainRecord, useKey } from './exchange/index.ts';
import type { FieldFault } from './foundation/result.ts';
import { allUnits, partyRecords } from './inventory/index.ts';
import { type NetworkKind, type NetworkRecords, readNetwork } from './network/index.ts';
import type { Delivery } from './ordering/index.ts';
import type { Transaction } from './platform/database.ts';
import { newId } from './platform/ids.ts';

/** The owner of what is in use outside of the system. */
const outside = { kind: 'process', id: 'inventory-import' };

/** Binds the exchange of the inventory to the rooms that keep it. */
export function exchangePorts(delivery: Delivery): Omit<ExchangePorts, 'loaders' | 'faultsOf'> {
  return {
    present: (tx, tenant, kind) => presentRecords(delivery, tx, tenant, kind),
    usualCalendar: async (tx, tenant) =>
      textPolicy(await delivery.catalog(tx.sql, tenant), 'operatorCalendar', ''),
    async usesThatStand(tx, tenant) {
      const lines = await valuesOf(tx.sql, tenant, outside);
      const uses = lines.flatMap((line) =>
        'values' in line ? line.values.map((value) => ({ pool: line.pool, value })) : [],
      );
      return new Set(uses.map((use) => useKey(use)));
    },
    async take(tx, tenant, uses) {
      const faults: FieldFault[] = [];
      for (const [pool, own] of Map.groupBy(uses, (use) => use.pool))
        faults.push(...(await takeFrom(delivery, tx, tenant, pool, own)));
      return faults;
    },
  };
}

/** Takes values of one pool for good, or answers which somebody has already. */
async function takeFrom(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  pool: string,
  uses: readonly OutsideUse[],
): Promise<readonly FieldFault[]> {
  const now = await delivery.now(tx.sql);
  const sources = new Map(uses.map((use, index) => [`use:${index}`, use]));
  const reservationId = newId();
  const reserved = await delivery.parameters.reserve(tx, tenant, {
    reservationId,
    owner: outside,
    reason: 'in use outside of the system',
    holdUntil: null,
    use: { from: now, to: null },
    lines: [...sources].map(([key, { shape, value }]) => ({ key, shape, pool, value })),
  });
  if (!reserved.ok) return faultsOf(reserved.fault, sources);
  await delivery.parameters.allocate(tx, tenant, { reservationId, owner: outside });
  return [];
}

function faultsOf(fault: AllocationRefusal, sources: ReadonlyMap<string, OutsideUse>): FieldFault[] {
  const { faults = [], lines = [], message } = fault;
  if (lines.length === 0) return faults.length > 0 ? [...faults] : [{ path: '', message }];
  return lines.map((line, index) => ({
    path: sources.get(line.key)?.source ?? line.pool,
    message: faults[index]?.message ?? message,
  }));
}

/** The network as a transaction found it: its kinds are asked for one after the other, before any is written. */
const networks = new WeakMap<Transaction, Promise<NetworkRecords>>();

function networkOf(tx: Transaction, tenant: string): Promise<NetworkRecords> {
  const found = networks.get(tx) ?? readNetwork(tx.sql, tenant).then(({ records }) => records);
  networks.set(tx, found);
  return found;
}

/** Where the network keeps the records of each of its kinds. */
const tableOf = {
  sharedRisk: 'sharedRisks',
  place: 'places',
  networkNode: 'nodes',
  port: 'ports',
  link: 'links',
  augmentation: 'augmentations',
} as const satisfies { readonly [Kind in NetworkKind]: keyof NetworkRecords };

/** The records of a kind as they stand, as the contract shapes them. */
async function presentRecords(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  kind: ReferenceKind,
): Promise<readonly PlainRecord[]> {
  const { sql } = tx;
  switch (kind) {
    case 'sharedRisk':
    case 'place':
    case 'networkNode':
    case 'port':
    case 'link':
    case 'augmentation':
      return (await networkOf(tx, tenant))[tableOf[kind]];
    case 'pool':
      return (await readPools(sql, tenant)) as readonly PlainRecord[];
    case 'party':
      return partyRecords(sql, tenant);
    case 'cpeUnit':
      return (await allUnits(sql, tenant)).map(({ serial, model, depot }) => ({ serial, model, depot }));
    case 'deviceAccess':
      return [];
    default:
      return fromCatalog(await delivery.catalog(sql, tenant), kind);
  }
}

function fromCatalog(catalog: Catalog, kind: Parameters<Catalog['of']>[0]): readonly PlainRecord[] {
  return [...catalog.of(kind).values()] as unknown as readonly PlainRecord[];
}

import type { Result } from '../foundation/result.ts';
import type { Database, Sql, Transaction } from '../platform/database.ts';
import { allocateAll } from './allocate-all.ts';
import { exchange } from './exchange.ts';
import type { NamedValue } from './exchange-store.ts';
import { expireDue, type Sweep } from './expire.ts';
import { type Gathered, gatherMoves, type WriteTags } from './gathered.ts';
import { deallocate, type GiveBackRequest, type GivenBack, release } from './give-back.ts';
import { type HandOver, handOver } from './hand-over.ts';
import {
  type AllocateRequest,
  allocate,
  type ConfirmRequest,
  confirm,
  type ExtendRequest,
  extend,
} from './held.ts';
import { loadPools } from './load-pools.ts';
import { registerMembers, registerQuantity, reinstate } from './members.ts';
import { readLoadedPools } from './pool-store.ts';
import { type PostponeRequest, postpone } from './postpone.ts';
import { reserve } from './reserve.ts';
import { readReservations } from './store.ts';
import type {
  AllocationPorts,
  AllocationRefusal,
  LoadCount,
  MemberRegistration,
  Owner,
  PoolRecord,
  QuantityRegistration,
  Reservation,
  ReserveRequest,
  TakenLine,
} from './types.ts';

export { listReservations, readCapacity, readHeldAmounts, readHeldValues } from './browse-store.ts';
export type { Sweep } from './expire.ts';
export { nextDue } from './expiry-store.ts';
export type { Gathered } from './gathered.ts';
export type { GiveBackRequest, GivenBack } from './give-back.ts';
export type { AllocateRequest, ConfirmRequest, ExtendRequest } from './held.ts';
export { withdraw } from './members.ts';
export { listPools } from './pool-store.ts';
export { goneAmong, holdersIn, ledger, takenValues, valuesOf } from './read-store.ts';
export { contains, type Prefix, parsePrefix } from './rules/prefix.ts';
export type * from './types.ts';
export { UseMemory } from './use-memory.ts';
export { percentUsed, type Utilisation, utilisation } from './utilisation.ts';

/** One registration, or many at once. */
type OneOrMany<Item> = Item | readonly Item[];

/** The moves of the room, with what it needs from outside bound to them. */
export type Allocation = {
  /** Loads reference data of kind `pool`; throws a `RefusalError`. */
  loadPools(tx: Transaction, tenant: string, records: readonly PoolRecord[]): Promise<LoadCount>;
  reserve(
    tx: Transaction,
    tenant: string,
    request: ReserveRequest,
  ): Promise<Result<Reservation, AllocationRefusal>>;
  confirm(tx: Transaction, tenant: string, request: ConfirmRequest): Promise<Result<Reservation>>;
  /** Reserves and confirms in transactions of its own, which requests of the same moment share. */
  gathered<Tag>(database: Database, write: WriteTags<Tag>): Gathered<Tag>;
  extend(tx: Transaction, tenant: string, request: ExtendRequest): Promise<Result<Reservation>>;
  allocate(tx: Transaction, tenant: string, request: AllocateRequest): Promise<Result<Reservation>>;
  /** Many at once, set-wise; an answer for each. */
  allocateAll(
    tx: Transaction,
    tenant: string,
    requests: readonly AllocateRequest[],
  ): Promise<readonly Result<readonly TakenLine[]>[]>;
  release(tx: Transaction, tenant: string, request: GiveBackRequest): Promise<Result<GivenBack>>;
  deallocate(tx: Transaction, tenant: string, request: GiveBackRequest): Promise<Result<GivenBack>>;
  /** Lets the holders of two allocated values change places. */
  exchange(tx: Transaction, tenant: string, values: readonly [NamedValue, NamedValue]): Promise<Result<void>>;
  /** Lets an allocated value pass to another owner. */
  handOver(tx: Transaction, tenant: string, request: HandOver): Promise<Result<void>>;
  /** Sweeps what is due by the domain clock, for all tenants, at most `limit` of each kind. */
  expireDue(tx: Transaction, limit: number): Promise<Sweep>;
  registerMembers(
    tx: Transaction,
    tenant: string,
    registrations: OneOrMany<MemberRegistration>,
  ): Promise<Result<{ readonly added: number }>>;
  registerQuantity(
    tx: Transaction,
    tenant: string,
    registrations: OneOrMany<QuantityRegistration>,
  ): Promise<Result<{ readonly changed: number }>>;
  /** Lets the use of what is kept begin later. */
  postpone(
    tx: Transaction,
    tenant: string,
    request: PostponeRequest,
  ): Promise<Result<{ readonly moved: boolean }>>;
  reinstate(tx: Transaction, tenant: string, members: MemberRegistration): Promise<number>;
};

/** Binds the room to its ports. */
export function createAllocation(ports: AllocationPorts): Allocation {
  const many = <Item>(items: OneOrMany<Item>): readonly Item[] =>
    Array.isArray(items) ? items : [items as Item];
  return {
    loadPools: (tx, tenant, records) => loadPools(tx, tenant, ports, records),
    reserve: (tx, tenant, request) => reserve(tx, tenant, ports, request),
    postpone,
    confirm: (tx, tenant, request) => confirm(tx, tenant, ports, request),
    gathered: (database, write) => gatherMoves(database, ports, write),
    extend: (tx, tenant, request) => extend(tx, tenant, ports, request),
    allocate: (tx, tenant, request) => allocate(tx, tenant, ports, request),
    allocateAll: (tx, tenant, requests) => allocateAll(tx, tenant, ports, requests),
    release: (tx, tenant, request) => release(tx, tenant, ports, request),
    deallocate: (tx, tenant, request) => deallocate(tx, tenant, ports, request),
    exchange: (tx, tenant, values) => exchange(tx, tenant, ports, values),
    handOver: (tx, tenant, request) => handOver(tx, tenant, ports, request),
    expireDue: (tx, limit) => expireDue(tx, ports, limit),
    registerMembers: (tx, tenant, items) => registerMembers(tx, tenant, ports, many(items)),
    registerQuantity: (tx, tenant, items) => registerQuantity(tx, tenant, ports, many(items)),
    reinstate: (tx, tenant, members) => reinstate(tx, tenant, ports, members),
  };
}

/** Loaded pools as records, all or with these codes, in the order of their codes. */
export function readPools(
  sql: Sql,
  tenant: string,
  codes: readonly string[] | null = null,
): Promise<readonly PoolRecord[]> {
  return readLoadedPools(sql, tenant, codes);
}

/** One reservation by id, or null. */
export async function reservation(sql: Sql, tenant: string, id: string): Promise<Reservation | null> {
  const [found] = await readReservations(sql, tenant, { ids: [id], owner: null });
  return found ?? null;
}

/** All reservations of an owner, oldest first. */
export function reservations(sql: Sql, tenant: string, owner: Owner): Promise<Reservation[]> {
  return readReservations(sql, tenant, { ids: null, owner });
}

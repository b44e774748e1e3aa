import type { AccessOption, ReferenceRecord } from '@turnup/contract';
import type { DeviceContribution, Drift, TransactionOutcome } from '../activation/index.ts';
import type {
  AllocationRefusal,
  OwnedLine,
  Owner,
  Reservation,
  ReserveRequest,
} from '../allocation/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { CalendarBook, WorkingCalendar } from '../foundation/calendar.ts';
import type { Result } from '../foundation/result.ts';
import type { NetworkSnapshot } from '../network/index.ts';
import type { PartnerPorts } from '../partner/index.ts';
import type { Plans } from '../plan/index.ts';
import type { Sql, Transaction } from '../platform/database.ts';
import type { WorkOrderDraft } from '../provisioning/index.ts';
import type { Prober, TestRun } from '../testing/index.ts';

/** Which ports are taken and what the links carry at a date: facts of allocation that feasibility needs. */
export type Occupancy = {
  readonly takenPorts: ReadonlySet<string>;
  readonly linkUseKbps: ReadonlyMap<string, number>;
};

/** Parameters, through the one door of `allocation/`, with its ports bound. */
export type ParameterDoor = {
  reserve(
    tx: Transaction,
    tenant: string,
    request: ReserveRequest,
  ): Promise<Result<Reservation, AllocationRefusal>>;
  confirm(
    tx: Transaction,
    tenant: string,
    request: { readonly reservationId: string; readonly owner: Owner },
  ): Promise<Result<Reservation, AllocationRefusal>>;
  allocate(
    tx: Transaction,
    tenant: string,
    request: { readonly reservationId: string; readonly owner: Owner },
  ): Promise<Result<Reservation, AllocationRefusal>>;
  valuesOf(sql: Sql, tenant: string, owner: Owner): Promise<readonly OwnedLine[]>;
  occupancy(sql: Sql, tenant: string, at: string): Promise<Occupancy>;
};

/** The devices, through `activation/`. */
export type DeviceDoor = {
  apply(change: {
    readonly tenant: string;
    readonly transactionId: string;
    readonly serviceId: string;
    readonly contributions: readonly DeviceContribution[] | null;
  }): Promise<TransactionOutcome>;
  /** Places on a device where it differs from what services own there. */
  drift(tenant: string, device: string): Promise<readonly Drift[]>;
  prober(tenant: string): Prober;
};

/** What the room is composed with: the doors of the floors below, bound to one system. */
export type Delivery = {
  readonly plans: Plans;
  /** The domain clock. */
  readonly now: (sql: Sql) => Promise<string>;
  readonly catalog: (sql: Sql, tenant: string) => Promise<Catalog>;
  readonly calendars: (sql: Sql, tenant: string) => Promise<CalendarBook>;
  /** The calendar by which the operator's own desks work (policy `operatorCalendar`). */
  readonly operatorCalendar: (sql: Sql, tenant: string) => Promise<WorkingCalendar>;
  readonly network: (sql: Sql, tenant: string) => Promise<NetworkSnapshot>;
  readonly pools: (sql: Sql, tenant: string) => Promise<ReadonlyMap<string, ReferenceRecord<'pool'>>>;
  readonly parameters: ParameterDoor;
  readonly partners: PartnerPorts;
  readonly devices: DeviceDoor;
  readonly work: {
    create(
      tx: Transaction,
      tenant: string,
      drafts: readonly WorkOrderDraft[],
    ): Promise<Result<readonly { readonly id: string }[]>>;
  };
  readonly tests: {
    store(tx: Transaction, tenant: string, run: TestRun): Promise<void>;
    hasPassed(sql: Sql, tenant: string, serviceId: string): Promise<boolean>;
  };
  /** SQL outside of any transaction, for work that talks to the outside. */
  readonly sql: Sql;
};

/** The option of a leg, by site and index. */
export function legOf(
  sites: readonly { readonly site: string; readonly legs: readonly AccessOption[] }[],
  site: string,
  index: number,
): AccessOption | undefined {
  return sites.find((candidate) => candidate.site === site)?.legs[index];
}

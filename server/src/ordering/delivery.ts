import type { NetworkPathQuestion } from '@turnup/contract';
import type {
  ChangePlan,
  Comparison,
  DeviceContribution,
  Drift,
  DriftRuling,
  Impact,
  ImpactRules,
  Leaf,
  ReadBack,
  RecordedParts,
  Rollback,
  ServiceChange,
  ServicePart,
  SettledDrift,
  TransactionOutcome,
} from '../activation/index.ts';
import type { Allocation, Gathered, Pool, Reservation } from '../allocation/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { Composition, DesignPorts } from '../design/index.ts';
import type { EquipmentPorts } from '../equipment/index.ts';
import type { CalendarBook, WorkingCalendar } from '../foundation/calendar.ts';
import type { Result } from '../foundation/result.ts';
import type { CoreConditions, FoundPaths, LinkUse, NetworkSnapshot } from '../network/index.ts';
import type { PartnerPorts } from '../partner/index.ts';
import type { Plans } from '../plan/index.ts';
import type { Database, Sql, Transaction } from '../platform/database.ts';
import type { AuditEntry } from '../platform/events/index.ts';
import type { ProvisioningPorts } from '../provisioning/index.ts';
import type { Prober } from '../testing/index.ts';
import type { CapacityPorts } from './capacity/ports.ts';
import type { Composing, Judged, Judging, Occupancy, World } from './world.ts';

export type { Composing, Judging, Occupancy } from './world.ts';

/** The devices, through `activation/`. */
export type DeviceDoor = {
  apply(change: {
    readonly tenant: string;
    readonly transactionId: string;
    readonly serviceId: string;
    readonly contributions: readonly DeviceContribution[] | null;
    /** Further services that the same transaction changes. */
    readonly others?: readonly ServicePart[];
    /** Configuration that differs from the records stops the change, or is overwritten. */
    readonly onDrift?: 'stop' | 'overwrite';
    /** It waits for no maintenance window. */
    readonly urgent?: boolean;
    /** A short check inside the confirm window; what does not pass it is taken back everywhere. */
    readonly smokeCheck?: NonNullable<ServiceChange['smokeCheck']>;
  }): Promise<TransactionOutcome>;
  /** What a change would send to each device and what would take it back; devices are read, not touched. */
  plan(change: {
    readonly tenant: string;
    readonly serviceId: string;
    readonly contributions: readonly DeviceContribution[] | null;
  }): Promise<ChangePlan>;
  /** Which services a change interrupts, by the records, or by what the devices have. */
  impact(
    change: {
      readonly tenant: string;
      readonly serviceId: string;
      readonly contributions: readonly DeviceContribution[] | null;
      readonly others?: readonly ServicePart[];
    },
    rules: ImpactRules,
    source?: 'records' | 'devices',
  ): Promise<readonly Impact[]>;
  /** Devices on which a service owns something, by the records. */
  devicesOf(sql: Sql, tenant: string, serviceId: string): Promise<readonly string[]>;
  /** Whether a device takes a further change now, by how many it takes in its time. */
  takesChanges(tenant: string, device: string): Promise<boolean>;
  /** Queues that a service is taken off devices which are known not to answer. */
  enqueueRemoval(
    tx: Transaction,
    tenant: string,
    serviceId: string,
    devices: readonly string[],
    reason: string,
  ): Promise<void>;
  /** Lets what was found on the devices go with the service; see `adoptFound` of `activation/`. */
  adopt(tx: Transaction, tenant: string, serviceId: string, sharedTables: readonly string[]): Promise<void>;
  /** Forgets what a service owns on devices, without touching one. */
  disown(tx: Transaction, tenant: string, serviceId: string): Promise<void>;
  /** Places on a device where it differs from what services own there; throws while it is being changed. */
  drift(tenant: string, device: string): Promise<readonly Drift[]>;
  /** What going back to a label means, and the change that does it. */
  rollback(tenant: string, label: string, devices: readonly string[]): Promise<Rollback>;
  /** Services that own something on a device, by the records. */
  servicesOn(tenant: string, device: string): Promise<readonly string[]>;
  /** A device held against what is intended for it, by service. */
  compare(
    tenant: string,
    device: string,
    intended: ReadonlyMap<string, readonly Leaf[]>,
  ): Promise<Result<Comparison>>;
  /**
   * Reads the drift of a device while nobody can change it, and keeps and adopts what is ruled so. Refused with 409
   * `DEVICE_IN_TRANSACTION` while the device is not free.
   */
  settleDrift(
    tenant: string,
    device: string,
    rule: (drift: Drift) => DriftRuling,
    by: { readonly account: string; readonly reason: string },
  ): Promise<Result<SettledDrift>>;
  /** What these services own on a device by the records now, as a change that writes it again; undefined where none is named. */
  recorded(tenant: string, device: string, services: ReadonlySet<string>): Promise<RecordedParts | undefined>;
  /** Writes again what these services own on a device by the records at that time; undefined where none is named. */
  putBack(change: {
    readonly tenant: string;
    readonly transactionId: string;
    readonly device: string;
    readonly services: ReadonlySet<string>;
    /** It waits for no maintenance window. */
    readonly urgent: boolean;
  }): Promise<TransactionOutcome | undefined>;
  prober(tenant: string): Prober;
  /** Takes a list entry of a device away until the answer is called, and at most for `timeoutS`. */
  takeAway(
    tenant: string,
    place: { readonly device: string; readonly path: string },
    timeoutS: number,
  ): Promise<Result<() => Promise<void>>>;
  /** What a device runs at the places that services own. */
  reported(tenant: string, device: string): Promise<Result<ReadBack>>;
  /** Forgets a device that is gone for good, with what services own on it; it is not touched. */
  forget(tx: Transaction, tenant: string, device: string): Promise<void>;
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
  readonly pools: (sql: Sql, tenant: string) => Promise<ReadonlyMap<string, Pool>>;
  /** Parameters, through the one door of `allocation/`. */
  readonly parameters: Allocation;
  /** Reserves and confirms for people and programs outside, many in one transaction, each with its audit record. */
  readonly moves: Gathered<(made: Reservation) => AuditEntry | null>;
  /** What is promised on links at an instant. */
  readonly linkUse: (sql: Sql, tenant: string, at: string) => Promise<LinkUse>;
  /** Which ports are taken and what links carry at an instant. */
  readonly occupancy: (sql: Sql, tenant: string, at: string) => Promise<Occupancy>;
  /**
   * Judges requirements on one network, without composing designs. Large questions are answered by other threads, which
   * read what is committed; the answers come in the order of the questions.
   */
  /** Composes designs, large ones in another thread. */
  readonly compose: (world: World, tenant: string, work: Composing) => Promise<Result<Composition>>;
  readonly judge: (
    world: World,
    tenant: string,
    judgings: readonly Judging[],
  ) => Promise<readonly Result<Judged>[]>;
  /** Ways through the core, by other threads where the network is large. */
  readonly paths: (
    network: NetworkSnapshot,
    question: Omit<NetworkPathQuestion, 'date'>,
    conditions: CoreConditions,
  ) => Promise<FoundPaths>;
  readonly design: DesignPorts;
  readonly capacity: CapacityPorts;
  readonly partners: PartnerPorts;
  readonly provisioning: ProvisioningPorts;
  readonly equipment: EquipmentPorts;
  readonly devices: DeviceDoor;
  /** SQL outside of any transaction, for work that talks to the outside. */
  readonly sql: Sql;
  /** A transaction of its own, for work that talks to the outside and has something to write before it is done. */
  readonly transaction: Database['transaction'];
};

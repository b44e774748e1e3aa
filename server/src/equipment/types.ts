import type { CpeModel, DeviceAccess } from '@turnup/contract';
import type { Sql, Transaction } from '../platform/database.ts';
import type { Fact } from '../platform/events/index.ts';

/** What a unit says of itself when it boots unconfigured, and where from. */
export type BootRequest = {
  readonly model: string;
  readonly serial: string;
  /** The one-time secret that it was given at the depot. */
  readonly voucher: string;
  readonly firmware: string;
  /** Where its SSH server listens; without a host at the address from which it asks. */
  readonly management: { readonly host?: string; readonly port: number; readonly hostKeySha256: string };
  /** Where its SNMP agent will listen. */
  readonly snmp?: { readonly host?: string; readonly port: number };
  /** The address from which it asks. */
  readonly address: string;
};

/** What a unit is told when it was matched: its name, and who may manage and read it from now on. */
export type ManagementConfiguration = {
  readonly hostname: string;
  readonly management: { readonly user: string; readonly secret: string };
  readonly snmp?: SnmpUser;
};

/** A user of SNMPv3 at security level authPriv (RFC 3414, RFC 3826, RFC 7860 for the digest). */
export type SnmpUser = {
  readonly user: string;
  readonly authProtocol: 'SHA';
  readonly authKey: string;
  readonly privProtocol: 'AES';
  readonly privKey: string;
};

/** Why a unit that asks to be configured is refused. It is never told which of these. */
export type BootRefusal =
  | 'unknownSerial'
  | 'wrongModel'
  | 'notAssigned' // nobody is waiting for it
  | 'notShipped' // it has not left the depot
  | 'withdrawn' // it broke, or came back
  | 'noVoucher'
  | 'wrongVoucher'
  | 'replayed' // the voucher has come with another host key before
  | 'spent' // the unit was configured: the voucher is good for nothing any more
  | 'addressNotAllowed';

/** Where a voucher stands. */
export type VoucherState = 'issued' | 'used' | 'spent';

/** A voucher as it is kept: never the secret itself. */
export type Voucher = {
  readonly serial: string;
  readonly digest: Buffer;
  readonly state: VoucherState;
  /** The host key with which it was used. */
  readonly hostKeySha256: string | null;
};

/** A unit that has booted and was matched. Instants of the domain clock. */
export type Enrolment = {
  readonly serial: string;
  readonly firmware: string;
  readonly snmpHost: string | null;
  readonly snmpPort: number | null;
  readonly snmpUser: string | null;
  readonly sealedSnmp: Buffer | null;
  readonly enrolledAt: string;
  readonly bootedAt: string;
};

/** A device that was refused. */
export type RefusedBoot = {
  readonly serial: string;
  readonly model: string;
  readonly reason: BootRefusal;
  readonly address: string;
  readonly times: number;
  readonly firstAt: string;
  readonly lastAt: string;
};

/** The policy `equipment`: what the operator allows devices at customers' premises to do. */
export type EquipmentPolicy = {
  /** Networks in which a unit may say that it is managed (CIDR). */
  readonly managementNetworks: readonly string[];
  /** The account with which the system manages and reads units. */
  readonly managementUser: string;
};

/** An interface as a unit tells it (IF-MIB, RFC 2863). */
export type InterfaceReading = {
  readonly name: string;
  readonly operStatus: string;
  readonly speedMbps: number | null;
};

/** What the agent of a unit answered. `values` are those of the object identifiers asked for, by identifier. */
export type SnmpAnswer = {
  readonly sysName: string | null;
  readonly sysDescr: string | null;
  readonly serial: string | null;
  readonly interfaces: readonly InterfaceReading[];
  readonly values: ReadonlyMap<string, number>;
};

/** Where an agent is asked, and as whom. The secrets are open here and nowhere else. */
export type SnmpTarget = { readonly host: string; readonly port: number; readonly user: SnmpUser };

/** Asks the agent of a unit; throws `SnmpFault` where it does not answer, or not us. */
export type SnmpReader = (target: SnmpTarget, oids: readonly string[]) => Promise<SnmpAnswer>;

/** One measured thing beside its limits, in the unit of the model's data. `value` is null where the unit has no such object. */
export type ReadingValue = {
  readonly name: string;
  readonly unit: string;
  readonly value: number | null;
  readonly minimum?: number;
  readonly maximum?: number;
};

/** What was read of a unit. `bad`: something is beyond its limits; `unread`: the unit did not answer. */
export type UnitReading = {
  readonly id: string;
  readonly serial: string;
  readonly verdict: 'good' | 'bad' | 'unread';
  readonly sysName: string | null;
  readonly sysDescr: string | null;
  readonly readSerial: string | null;
  readonly interfaces: readonly InterfaceReading[];
  readonly values: readonly ReadingValue[];
  /** What is wrong, in sentences with numbers. */
  readonly findings: readonly string[];
};

/** What the composition root lends this room. */
export type EquipmentPorts = {
  readonly ids: () => string;
  /** A new secret of at least 128 bits, as text without blanks. */
  readonly secret: () => string;
  /** Seals and opens secrets under the key outside the database, bound to their owner. */
  readonly seal: (owner: string, secret: string) => Buffer;
  readonly unseal: (owner: string, sealed: Buffer) => string;
  readonly record: (tx: Transaction, tenant: string, facts: readonly Fact[]) => Promise<void>;
  readonly models: (sql: Sql, tenant: string) => Promise<ReadonlyMap<string, CpeModel>>;
  readonly policy: (sql: Sql, tenant: string) => Promise<EquipmentPolicy>;
  /** Keeps how a device is reached. */
  readonly registerAccess: (tx: Transaction, tenant: string, access: DeviceAccess) => Promise<void>;
  /** The secret with which a device is reached; undefined for one that is not known. */
  readonly accessSecret: (sql: Sql, tenant: string, device: string) => Promise<string | undefined>;
  /** Says something to the people who work on a service at a place. */
  readonly tellWork: (
    tx: Transaction,
    tenant: string,
    work: { readonly serviceId: string; readonly place: string; readonly text: string },
  ) => Promise<void>;
  /** A unit at a place of a service has booted: whoever waits for it looks again. */
  readonly onBoot: (
    tx: Transaction,
    tenant: string,
    unit: { readonly serial: string; readonly serviceId: string; readonly place: string },
  ) => Promise<void>;
  readonly read: SnmpReader;
};

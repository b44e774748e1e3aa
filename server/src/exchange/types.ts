import type { ReferenceKind } from '@turnup/contract';
import type { FieldFault } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';

/** A file as it came: what its rows are, and its text. */
export type ExchangeFile = { readonly kind: string; readonly csv: string };

/** One row of a CSV file: its cells by column, and its line for people (the header is line 1). */
export type Row = { readonly line: number; readonly cells: ReadonlyMap<string, string> };

/** A record of reference data, as the contract shapes it. */
export type PlainRecord = Readonly<Record<string, unknown>>;

/** Records of one kind that a source tells. Members that it does not know are absent. */
export type ToldRecord = {
  readonly kind: ReferenceKind;
  readonly key: string;
  /** Where it was told, for people: `devices line 12`. */
  readonly source: string;
  readonly told: PlainRecord;
  /** What a new record gets besides. */
  readonly whenNew: PlainRecord;
};

/** A value or prefix that is in use outside of the system: taken, so that it is never handed out. */
export type OutsideUse = {
  readonly pool: string;
  readonly shape: 'values' | 'blocks';
  readonly value: string;
  readonly source: string;
};

/** What a source tells, and what of it could not be used. */
export type Told = {
  readonly records: readonly ToldRecord[];
  readonly uses: readonly OutsideUse[];
  /** Rows that say something that cannot be: nothing is imported until they are mended. */
  readonly faults: readonly FieldFault[];
  /** Rows that are none of the system's business, with why. */
  readonly skipped: readonly { readonly source: string; readonly why: string }[];
};

/** A member that differs. */
export type MemberChange = { readonly member: string; readonly from: unknown; readonly to: unknown };

/** What an import does to the records of one kind. */
export type KindPreview = {
  readonly kind: string;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  /** How many stand that the source does not tell. They stay: an import deletes nothing. */
  readonly onlyHere: number;
  /** The first of them, at most fifty. */
  readonly onlyHereKeys: readonly string[];
  /** The first created keys, at most fifty. */
  readonly createdKeys: readonly string[];
  /** The first changes, at most fifty, member by member. */
  readonly changes: readonly { readonly key: string; readonly members: readonly MemberChange[] }[];
};

/** The whole of an import before it is done, or as it was done. */
export type ImportPreview = {
  readonly kinds: readonly KindPreview[];
  /** Why nothing is imported; the list is cut at fifty. */
  readonly faults: readonly FieldFault[];
  readonly faultCount: number;
  readonly skipped: readonly { readonly source: string; readonly why: string }[];
  /** How many rows were skipped in all; the list is cut at fifty. */
  readonly skippedCount: number;
};

/** What the room needs from outside. */
export type ExchangePorts = {
  /** Loaders of reference data, each all or nothing. */
  readonly loaders: Readonly<
    Record<ReferenceKind, (tx: Transaction, tenant: string, records: readonly never[]) => Promise<unknown>>
  >;
  /** What a record of reference data must be; every fault with its place within the records. */
  readonly faultsOf: (kind: ReferenceKind, records: readonly unknown[]) => readonly FieldFault[];
  /** The records of a kind as they stand. */
  readonly present: (tx: Transaction, tenant: string, kind: ReferenceKind) => Promise<readonly PlainRecord[]>;
  /** The calendar by which new sites work where the import names none; empty where the operator has none. */
  readonly usualCalendar: (tx: Transaction, tenant: string) => Promise<string>;
  /** Uses that earlier imports have taken, by `useKey`. */
  readonly usesThatStand: (tx: Transaction, tenant: string) => Promise<ReadonlySet<string>>;
  /** Takes values that are in use outside; answers those that somebody has already, each with why. */
  readonly take: (
    tx: Transaction,
    tenant: string,
    uses: readonly OutsideUse[],
  ) => Promise<readonly FieldFault[]>;
};

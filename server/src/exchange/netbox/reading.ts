import type { ReferenceKind } from '@turnup/contract';
import type { FieldFault } from '../../foundation/result.ts';
import type { OutsideUse, PlainRecord, Row, ToldRecord } from '../types.ts';

/** What NetBox does not know and a new record needs. Each may be told with the import. */
export type NetboxDefaults = {
  readonly calendar: string;
  readonly asNumber: number;
  readonly nodeAvailability: number;
  readonly transitUs: number;
  readonly cardAvailability: number;
  readonly linkAvailability: number;
  readonly mtu: number;
  readonly portCostMinor: number;
  readonly quarantineDays: number;
  /** Which role of NetBox's is which of ours; devices of other roles are none of the system's business. */
  readonly roles: Readonly<Record<string, 'providerEdge' | 'core' | 'access'>>;
};

/** What an import was told, and the calendar that new sites work by. */
export type GivenDefaults = Partial<NetboxDefaults> & Pick<NetboxDefaults, 'calendar'>;

/** The calendar is no constant: it is the operator's own where the import names none. */
const usual: Omit<NetboxDefaults, 'calendar'> = {
  asNumber: 65_000,
  nodeAvailability: 0.9999,
  transitUs: 50,
  cardAvailability: 0.9999,
  linkAvailability: 0.9999,
  mtu: 9_000,
  portCostMinor: 0,
  quarantineDays: 30,
  roles: { 'Provider Edge': 'providerEdge', PE: 'providerEdge', Core: 'core', P: 'core', Access: 'access' },
};

/** What is known so far while the files are read in their order. */
export class Reading {
  readonly defaults: NetboxDefaults;
  readonly records: ToldRecord[] = [];
  readonly uses: OutsideUse[] = [];
  readonly faults: FieldFault[] = [];
  readonly skipped: { readonly source: string; readonly why: string }[] = [];
  /** Devices that are none of the network's: their interfaces and cables are not either. */
  readonly strangers = new Set<string>();
  /** Rate of each port that was told, by `device/port`. */
  readonly rates = new Map<string, number>();
  /** Ends of cables, by `device/port`. */
  readonly cabled = new Set<string>();

  constructor(given: GivenDefaults) {
    this.defaults = { ...usual, ...given };
  }

  tell(kind: ReferenceKind, key: string, source: string, told: PlainRecord, whenNew: PlainRecord): void {
    this.records.push({ kind, key, source, told, whenNew });
  }

  fault(path: string, message: string): void {
    this.faults.push({ path, message });
  }

  skip(source: string, why: string): void {
    this.skipped.push({ source, why });
  }
}

/** A cell by NetBox's field name; empty where there is no such column. */
export function cell(row: Row, name: string): string {
  return row.cells.get(name) ?? '';
}

/** Whether a cell says yes; NetBox exports `True`. */
export const isTrue = (text: string): boolean => /^(true|yes|✔)$/i.test(text);
/** Whether a cell says no, and does not merely say nothing. */
export const isFalse = (text: string): boolean => /^(false|no|✘)$/i.test(text);

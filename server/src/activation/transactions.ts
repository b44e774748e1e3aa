import type { Activation } from './activation.ts';
import { stepOf } from './journal/outcome.ts';
import * as store from './journal/store.ts';
import type { DeviceRecord, JournalEntry, TransactionRecord, TransactionView } from './journal/types.ts';

/** A transaction with its devices and its journal, or undefined. */
export async function getTransaction(
  activation: Activation,
  tenant: string,
  id: string,
): Promise<TransactionView | undefined> {
  const { sql } = activation.database;
  const record = await store.readTransaction(sql, tenant, id);
  if (record === undefined) return undefined;
  const devices = (await store.readDevices(sql, tenant, [id])).get(id) ?? [];
  return view(record, devices, await store.readJournal(sql, tenant, id));
}

/** Transactions, newest first, without their journals. `before` is the last id of the page before. */
export async function getTransactions(
  activation: Activation,
  tenant: string,
  query: { readonly serviceId?: string; readonly before?: string; readonly limit: number },
): Promise<readonly TransactionView[]> {
  const { sql } = activation.database;
  const records = await store.listTransactions(sql, tenant, query);
  const devices = await store.readDevices(
    sql,
    tenant,
    records.map((record) => record.id),
  );
  return records.map((record) => view(record, devices.get(record.id) ?? [], []));
}

function view(
  { requestHash: _hash, tenant: _tenant, ...record }: TransactionRecord,
  devices: readonly DeviceRecord[],
  journal: readonly JournalEntry[],
): TransactionView {
  return { ...record, devices: devices.map(stepOf), journal };
}

import type { Sql, Transaction } from '../../platform/database.ts';

/** A change of the network that was taken back because its test did not pass. Instants are domain instants. */
export type Reversal = {
  readonly orderId: string;
  readonly itemId: string;
  readonly serviceId: string;
  readonly testRun: string;
  readonly transactionId: string;
  /** `completed`, or why the devices still have it. */
  readonly outcome: string;
  readonly reversedAt: string;
  /** When it was made again for a further test; null while it is off the devices. */
  readonly madeAgainAt: string | null;
};

export async function insertReversal(
  tx: Transaction,
  tenant: string,
  reversal: Omit<Reversal, 'reversedAt' | 'madeAgainAt'>,
): Promise<void> {
  const { orderId, itemId, serviceId, testRun, transactionId, outcome } = reversal;
  await tx.sql`
    insert into reversed_configuration
      (tenant, order_id, item_id, service_id, test_run, transaction_id, outcome, reversed_at)
    values (${tenant}, ${orderId}, ${itemId}, ${serviceId}, ${testRun}, ${transactionId}, ${outcome}, domain_now())
    on conflict (tenant, transaction_id) do nothing`;
}

/** What of an item was taken back and not made again. */
export async function isReversed(
  sql: Sql,
  tenant: string,
  { orderId, itemId }: Pick<Reversal, 'orderId' | 'itemId'>,
): Promise<boolean> {
  const rows = await sql`
    select from reversed_configuration
     where tenant = ${tenant} and order_id = ${orderId} and item_id = ${itemId} and made_again_at is null limit 1`;
  return rows.length > 0;
}

/** Whether a service is off its devices because a test did not pass. */
export async function isServiceReversed(sql: Sql, tenant: string, serviceId: string): Promise<boolean> {
  const rows = await sql`
    select from reversed_configuration
     where tenant = ${tenant} and service_id = ${serviceId} and made_again_at is null limit 1`;
  return rows.length > 0;
}

export async function markMadeAgain(
  tx: Transaction,
  tenant: string,
  { orderId, itemId }: Pick<Reversal, 'orderId' | 'itemId'>,
): Promise<void> {
  await tx.sql`
    update reversed_configuration set made_again_at = domain_now()
     where tenant = ${tenant} and order_id = ${orderId} and item_id = ${itemId} and made_again_at is null`;
}

/** Everything that was taken back for an order, the oldest first. */
export async function reversalsOf(sql: Sql, tenant: string, orderId: string): Promise<Reversal[]> {
  return await sql<Reversal>`
    select order_id as "orderId", item_id as "itemId", service_id as "serviceId", test_run as "testRun",
           transaction_id as "transactionId", outcome, reversed_at as "reversedAt", made_again_at as "madeAgainAt"
      from reversed_configuration where tenant = ${tenant} and order_id = ${orderId}
     order by reversed_at, transaction_id`;
}

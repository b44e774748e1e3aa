import type { Sql, Transaction } from '../../platform/database.ts';

/**
 * Where it stands with taking a change back: `wanted` (waits for its instant, for a device, or for its next try),
 * `running` (a try is out, or its devices are in doubt), `failed` (a person's), `completed`, `again` (it is being made
 * again), `withdrawn` (a further test or a waiver came first).
 */
export type ReversalOutcome = 'wanted' | 'running' | 'failed' | 'completed' | 'again' | 'withdrawn';

/** How an item came onto the network, so that it can be taken back: by itself, or as a change of what stood. */
export type ReversedChange = 'network.configure@1' | 'network.reconfigure@1';

/** A change of the network that is taken back because its test did not pass. Instants are domain instants. */
export type Reversal = {
  readonly orderId: string;
  readonly itemId: string;
  readonly serviceId: string;
  readonly testRun: string;
  readonly change: ReversedChange;
  readonly outcome: ReversalOutcome;
  /** Why the last try did not come about, in words. */
  readonly problem: string | null;
  /** The transaction of the last try. */
  readonly transactionId: string | null;
  /** Not earlier than this. */
  readonly dueAt: string;
  readonly reversedAt: string | null;
  /** When it was made again, for a further test or after a waiver; null while it is off the devices. */
  readonly madeAgainAt: string | null;
};

type Item = Pick<Reversal, 'orderId' | 'itemId'>;

/** Wants a change taken back; false where it is wanted already for that run. */
export async function insertReversal(
  tx: Transaction,
  tenant: string,
  reversal: Pick<Reversal, 'orderId' | 'itemId' | 'serviceId' | 'testRun' | 'change' | 'dueAt'>,
): Promise<boolean> {
  const { orderId, itemId, serviceId, testRun, change, dueAt } = reversal;
  const rows = await tx.sql`
    insert into reversed_configuration (tenant, order_id, item_id, service_id, test_run, change, outcome, due_at)
    values (${tenant}, ${orderId}, ${itemId}, ${serviceId}, ${testRun}, ${change}, 'wanted', ${dueAt})
    on conflict (tenant, test_run) do nothing returning test_run`;
  return rows.length > 0;
}

/** Begins a try under the transaction's id; false where the change is not to be taken back any more. */
export async function beginReversal(
  tx: Transaction,
  tenant: string,
  testRun: string,
  transactionId: string,
): Promise<boolean> {
  const rows = await tx.sql`
    update reversed_configuration set outcome = 'running', transaction_id = ${transactionId}
     where tenant = ${tenant} and test_run = ${testRun} and outcome in ('wanted', 'running', 'failed')
    returning test_run`;
  return rows.length > 0;
}

/** Writes down what came of a try. */
export async function endReversal(
  tx: Transaction,
  tenant: string,
  testRun: string,
  outcome: 'wanted' | 'failed' | 'completed' | 'withdrawn',
  problem: string | null = null,
): Promise<void> {
  await tx.sql`
    update reversed_configuration set outcome = ${outcome}, problem = ${problem},
           reversed_at = case when ${outcome} = 'completed' then domain_now() end
     where tenant = ${tenant} and test_run = ${testRun} and outcome in ('wanted', 'running', 'failed')`;
}

/** Takes back that an item is to be taken back, where no try is out; its change stays on the devices. */
export async function withdrawReversal(
  tx: Transaction,
  tenant: string,
  { orderId, itemId }: Item,
): Promise<void> {
  await tx.sql`
    update reversed_configuration set outcome = 'withdrawn'
     where tenant = ${tenant} and order_id = ${orderId} and item_id = ${itemId} and outcome in ('wanted', 'failed')`;
}

/** The same for all that is to be taken back of a service. */
export async function withdrawReversalsOf(tx: Transaction, tenant: string, serviceId: string): Promise<void> {
  await tx.sql`
    update reversed_configuration set outcome = 'withdrawn'
     where tenant = ${tenant} and service_id = ${serviceId} and outcome in ('wanted', 'failed')`;
}

/** Whether an item is being taken back at this moment. */
export async function isBeingReversed(sql: Sql, tenant: string, { orderId, itemId }: Item): Promise<boolean> {
  const rows = await sql`
    select from reversed_configuration
     where tenant = ${tenant} and order_id = ${orderId} and item_id = ${itemId} and outcome = 'running' limit 1`;
  return rows.length > 0;
}

/** Whether an item was taken back and not made again. */
export async function isReversed(sql: Sql, tenant: string, { orderId, itemId }: Item): Promise<boolean> {
  const rows = await sql`
    select from reversed_configuration
     where tenant = ${tenant} and order_id = ${orderId} and item_id = ${itemId}
       and outcome in ('completed', 'again') and made_again_at is null limit 1`;
  return rows.length > 0;
}

/** What is off the devices of a service, or about to be, because a test did not pass, and not made again. */
export async function openReversals(
  sql: Sql,
  tenant: string,
  serviceId: string,
): Promise<readonly Pick<Reversal, 'outcome'>[]> {
  return await sql<Pick<Reversal, 'outcome'>>`
    select outcome from reversed_configuration
     where tenant = ${tenant} and service_id = ${serviceId} and outcome in ('running', 'completed', 'again')
       and made_again_at is null`;
}

/** Begins to make again what of a service was taken back; answers just what nobody had begun with. */
export async function beginAgain(tx: Transaction, tenant: string, serviceId: string): Promise<Reversal[]> {
  return await tx.sql<Reversal>`
    update reversed_configuration set outcome = 'again'
     where tenant = ${tenant} and service_id = ${serviceId} and outcome = 'completed' and made_again_at is null
    returning order_id as "orderId", item_id as "itemId", service_id as "serviceId", test_run as "testRun", change,
              outcome, problem, transaction_id as "transactionId", due_at as "dueAt", reversed_at as "reversedAt",
              made_again_at as "madeAgainAt"`;
}

export async function markMadeAgain(
  tx: Transaction,
  tenant: string,
  { orderId, itemId }: Item,
): Promise<void> {
  await tx.sql`
    update reversed_configuration set outcome = 'completed', made_again_at = domain_now()
     where tenant = ${tenant} and order_id = ${orderId} and item_id = ${itemId}
       and outcome in ('completed', 'again') and made_again_at is null`;
}

/** Everything that was or is to be taken back for an order, the oldest first. */
export async function reversalsOf(sql: Sql, tenant: string, orderId: string): Promise<Reversal[]> {
  return await sql<Reversal>`
    select order_id as "orderId", item_id as "itemId", service_id as "serviceId", test_run as "testRun", change,
           outcome, problem, transaction_id as "transactionId", due_at as "dueAt", reversed_at as "reversedAt",
           made_again_at as "madeAgainAt"
      from reversed_configuration where tenant = ${tenant} and order_id = ${orderId}
     order by due_at, test_run`;
}

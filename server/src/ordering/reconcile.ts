import { type ConfiguredService, configuredServices } from '../activation/index.ts';
import { changeServices, type Service, serviceFamily } from '../inventory/index.ts';
import type { Database, Sql, Transaction } from '../platform/database.ts';
import { recordFacts } from '../platform/events/index.ts';
import { isId } from '../platform/ids.ts';
import type { Delivery } from './delivery.ts';
import { type Mismatch, mismatchOf, mismatchText } from './mismatch.ts';
import { openReversals } from './turnUp/reversal-store.ts';

/** A service whose records and devices differ. */
export type FoundMismatch = {
  readonly kind: Mismatch;
  readonly service: Service;
  readonly transactionId: string;
  readonly devices: readonly string[];
  readonly text: string;
};

/** What a sweep did, and from when the next one looks. */
export type Reconciliation = {
  readonly looked: number;
  readonly repaired: number;
  readonly reported: number;
  readonly upTo: string;
};

/** How long a service must have been left alone before its records are judged: its own task comes first. */
const restS = 5;
const atOnce = 1_000;

/**
 * Compares the transactions that have ended since an instant (real clock) with the states of their services. A service
 * that is configured and not recorded, which is what a crash between the two leaves, is recorded now, with its reason; any
 * other difference is told as an event. Nothing is silent, and doing it twice changes nothing.
 */
export async function reconcileInventory(
  delivery: Delivery,
  database: Database,
  endedAfter: string,
): Promise<Reconciliation> {
  const query = { tenant: null, endedAfter, restS, limit: atOnce };
  const configured = await configuredServices(database.sql, query);
  let repaired = 0;
  let reported = 0;
  for (const one of configured) {
    const found = await judge(delivery, database.sql, one);
    if (found === undefined) continue;
    await database.transaction(async (tx) => {
      if (found.kind === 'configuredNotRecorded') repaired += await repair(tx, one, found);
      else reported += await report(tx, one.tenant, 'InventoryMismatchEvent', found);
    });
  }
  return { looked: configured.length, repaired, reported, upTo: configured.at(-1)?.endedAt ?? endedAfter };
}

/** Every mismatch of a tenant as it stands now. */
export async function inventoryMismatches(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
): Promise<readonly FoundMismatch[]> {
  const found: FoundMismatch[] = [];
  let endedAfter = '1970-01-01T00:00:00.000Z';
  for (;;) {
    const page = await configuredServices(sql, { tenant, endedAfter, restS: 0, limit: atOnce });
    for (const one of page) found.push(...[await judge(delivery, sql, one)].filter((it) => it !== undefined));
    const last = page.at(-1);
    if (last === undefined || page.length < atOnce) return found;
    endedAfter = last.endedAt;
  }
}

async function judge(
  delivery: Delivery,
  sql: Sql,
  one: ConfiguredService,
): Promise<FoundMismatch | undefined> {
  if (!isId(one.serviceId)) return undefined;
  const [service] = await serviceFamily(sql, one.tenant, one.serviceId);
  if (service === undefined) return undefined;
  // Off its devices because a test did not pass: recorded there, and made again with the test.
  if ((await openReversals(sql, one.tenant, service.id)).length > 0) return undefined;
  const { nodes } = await delivery.network(sql, one.tenant);
  const kind = mismatchOf(service, one.devices, (device) => nodes.has(device));
  if (kind === undefined) return undefined;
  const { transactionId, devices } = one;
  return { kind, service, transactionId, devices, text: mismatchText(kind, service) };
}

/** Records a service and its parts as what the devices have. */
async function repair(tx: Transaction, one: ConfiguredService, found: FoundMismatch): Promise<number> {
  const family = await serviceFamily(tx.sql, one.tenant, one.serviceId);
  const behind = family.filter((service) => service.state === 'reserved');
  if (behind.length === 0) return 0;
  const changed = await changeServices(
    tx,
    one.tenant,
    behind.map((service) => ({ id: service.id, state: 'inactive' })),
    {
      by: 'reconciliation',
      ...(found.service.orderId === null ? {} : { orderId: found.service.orderId }),
      reason: `configured by transaction ${one.transactionId}, and not recorded then`,
    },
  );
  // Its own task was quicker: then there is nothing to repair.
  return changed.ok ? report(tx, one.tenant, 'InventoryReconciledEvent', found) : 0;
}

async function report(
  tx: Transaction,
  tenant: string,
  type: 'InventoryMismatchEvent' | 'InventoryReconciledEvent',
  { kind, service, transactionId, devices, text }: FoundMismatch,
): Promise<number> {
  await recordFacts(tx, tenant, [
    {
      type,
      domain: 'serviceInventory',
      aggregate: { kind: 'service', id: service.id },
      resource: 'inventoryMismatch',
      body: {
        id: service.id,
        number: service.number,
        state: service.state,
        kind,
        transactionId,
        devices,
        text,
      },
      ...(service.orderId === null ? {} : { correlationId: service.orderId }),
    },
  ]);
  return 1;
}

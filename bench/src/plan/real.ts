import { type Allocation, createAllocation, type PoolRecord } from '../../../server/src/allocation/index.ts';
import { allocationFacts } from '../../../server/src/allocationFacts.ts';
import { unwrap } from '../../../server/src/foundation/result.ts';
import { changeServices, createServices } from '../../../server/src/inventory/index.ts';
import type { Attempt, Outcome } from '../../../server/src/plan/index.ts';
import type { Database, Transaction } from '../../../server/src/platform/database.ts';
import { newId } from '../../../server/src/platform/ids.ts';
import type { Work } from './work.ts';

const tenant = 'bench';
const pool = 'routeDistinguisher';

type StepInput = { readonly service: string; readonly line: string };

/**
 * What the steps of an order do to parameters and inventory, through the doors of the rooms: an order comes with its
 * service and with values reserved for its steps; each step allocates its value, writes a version of the service, and
 * the events of both, all set-wise for the batch.
 */
export async function realWork(database: Database): Promise<Work> {
  const parameters = createAllocation({ record: allocationFacts });
  await database.sql`insert into tenant (tenant, name) values (${tenant}, ${tenant}) on conflict do nothing`;
  await database.transaction((tx) => parameters.loadPools(tx, tenant, [distinguishers]));
  const services = new Map<string, string>();
  return {
    handler: {
      kind: 'allocate@1',
      mode: 'transactional',
      standsAlone: true,
      run: (tx, attempts) => allocateAndRecord(parameters, tx, attempts),
    },
    inputOf: (order, step) => ({ service: services.get(order) ?? '', line: `l${step}` }),
    async prepare(tx, orders, steps) {
      for (const order of orders) services.set(order, newId());
      await accept(
        parameters,
        tx,
        orders.map((order) => [order, services.get(order) ?? '']),
        steps,
      );
    },
  };
}

const distinguishers: PoolRecord = {
  code: pool,
  kind: pool,
  shape: 'values',
  scope: 'tenant',
  range: { first: 1, last: 50_000_000 },
  strategy: 'lowest',
  quarantineDays: 30,
};

/** The service of each order, and a value reserved for each of its steps. */
async function accept(
  parameters: Allocation,
  tx: Transaction,
  orders: readonly (readonly [order: string, service: string])[],
  steps: number,
): Promise<void> {
  const drafts = orders.map(([order, id]) => ({
    id,
    number: `S-${order}`,
    category: 'RFS' as const,
    specification: 'bench',
    name: order,
    customer: 'bench',
    state: 'reserved' as const,
  }));
  await createServices(tx, tenant, drafts, { by: 'bench', reason: 'ordered' });
  for (const [order, service] of orders) {
    const reserved = await parameters.reserve(tx, tenant, {
      reservationId: service,
      owner: { kind: 'service', id: service },
      reason: order,
      holdUntil: null,
      use: { from: '2030-01-01T00:00:00.000Z', to: null },
      lines: Array.from({ length: steps }, (_, step) => ({ key: `l${step}`, shape: 'values', pool })),
    });
    unwrap(reserved.ok ? reserved : { ok: false, fault: reserved.fault });
  }
}

/** One batch of steps. */
async function allocateAndRecord(
  parameters: Allocation,
  tx: Transaction,
  attempts: readonly Attempt[],
): Promise<readonly Outcome[]> {
  const inputs = attempts.map((attempt) => attempt.input as StepInput);
  const requests = inputs.map(({ service, line }) => ({
    reservationId: service,
    owner: { kind: 'service', id: service },
    lines: [line],
  }));
  const taken = (await parameters.allocateAll(tx, tenant, requests)).map(unwrap);
  const changes = taken.map(([line], index) => ({
    id: inputs[index]?.service ?? '',
    characteristics: { [line?.key ?? '']: line !== undefined && 'values' in line ? line.values : [] },
  }));
  unwrap(await changeServices(tx, tenant, changes, { by: 'bench', reason: 'allocated' }));
  return changes.map(({ characteristics }): Outcome => ({ kind: 'completed', output: characteristics }));
}

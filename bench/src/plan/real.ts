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
 * What the steps of an order do to parameters and inventory, through the doors of the rooms: values are reserved for an
 * order's steps, and it is accepted with its service; each step allocates its value, writes a version of the service, and
 * the events of both, all set-wise for the batch.
 */
export async function realWork(database: Database): Promise<Work> {
  const parameters = createAllocation({ record: allocationFacts });
  await database.sql`insert into tenant (tenant, name) values (${tenant}, ${tenant}) on conflict do nothing`;
  await database.transaction((tx) => parameters.loadPools(tx, tenant, [distinguishers]));
  // As the API does: what is asked for at the same time shares a transaction.
  const moves = parameters.gathered<undefined>(database, async () => {});
  const services = new Map<string, string>();
  return {
    handler: {
      kind: 'allocate@1',
      mode: 'transactional',
      standsAlone: true,
      takesChains: true,
      run: (tx, attempts) => allocateAndRecord(parameters, tx, attempts),
    },
    inputOf: (order, step) => ({ service: services.get(order) ?? '', line: `l${step}` }),
    async reserve(order, steps) {
      const service = newId();
      services.set(order, service);
      const request = {
        reservationId: service,
        owner: { kind: 'service', id: service },
        reason: order,
        holdUntil: null,
        use: { from: '2030-01-01T00:00:00.000Z', to: null },
        lines: Array.from({ length: steps }, (_, step) => ({
          key: `l${step}`,
          shape: 'values' as const,
          pool,
        })),
      };
      const reserved = await moves.reserve(tenant, { request, tag: undefined });
      unwrap(reserved.ok ? reserved : { ok: false, fault: reserved.fault });
    },
    async prepare(tx, orders) {
      const drafts = orders.map((order) => ({
        id: services.get(order) ?? '',
        number: `S-${order}`,
        category: 'RFS' as const,
        specification: 'bench',
        name: order,
        customer: 'bench',
        state: 'reserved' as const,
      }));
      await createServices(tx, tenant, drafts, { by: 'bench', reason: 'ordered' });
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

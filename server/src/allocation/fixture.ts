import { unwrap } from '../foundation/result.ts';
import { type Database, sqlState } from '../platform/database.ts';
import { stopClockAt, useDrift } from './fixture-store.ts';
import { type Allocation, createAllocation, ledger } from './index.ts';
import type { AllocationFact, PoolRecord, RequestLine, ReserveRequest } from './types.ts';
import type { UseMemory } from './use-memory.ts';

/** For tests: the room on a database, with its facts kept and the domain clock in hand. */
export type Fixture = {
  readonly room: Allocation;
  readonly facts: AllocationFact[];
  /** The deadlocks that the database found and that were run again. */
  readonly deadlocks: Error[];
  /** Stops the domain clock at an instant. */
  setClock(at: string): Promise<void>;
  loadPools(tenant: string, ...records: readonly PoolRecord[]): Promise<void>;
  /** Runs one move in its own transaction. */
  run<Value>(work: (tx: Parameters<Allocation['reserve']>[0]) => Promise<Value>): Promise<Value>;
};

/** Makes a fixture. Facts of a transaction that does not commit are not kept. */
export function fixture(database: Database): Fixture {
  const facts: AllocationFact[] = [];
  const deadlocks: Error[] = [];
  const open = new WeakMap<object, AllocationFact[]>();
  const room = createAllocation({
    record: async (tx, made) => {
      open.get(tx)?.push(...made);
    },
  });
  return {
    room,
    facts,
    deadlocks,
    async setClock(at) {
      await stopClockAt(database, at);
    },
    async loadPools(tenant, ...records) {
      await database.transaction((tx) => room.loadPools(tx, tenant, records));
    },
    async run(work) {
      let made: AllocationFact[] = [];
      const value = await database.transaction((tx) => {
        made = [];
        open.set(tx, made);
        return work(tx).catch((error: unknown) => {
          if (error instanceof Error && sqlState(error) === '40P01') deadlocks.push(error);
          throw error;
        });
      });
      facts.push(...made);
      return value;
    },
  };
}

/** A request with the parts that a test does not care about. */
export function request(
  reservationId: string,
  lines: readonly RequestLine[],
  rest: Partial<ReserveRequest> = {},
): ReserveRequest {
  return {
    reservationId,
    owner: { kind: 'quote', id: `owner-of-${reservationId}` },
    reason: 'test',
    holdUntil: null,
    use: { from: '2027-03-01T00:00:00.000Z', to: null },
    lines,
    ...rest,
  };
}

/** A pool of VLANs per port; the parts given replace the usual ones. */
export function vlanPool(rest: Partial<PoolRecord> = {}): PoolRecord {
  return {
    code: 'vlan',
    kind: 'vlan',
    shape: 'values',
    scope: 'port',
    range: { first: 300, last: 303 },
    strategy: 'lowest',
    quarantineDays: 0,
    ...rest,
  };
}

/** A pool of link prefixes, tenant-wide. */
export function linkPool(rest: Partial<PoolRecord> = {}): PoolRecord {
  return {
    code: 'link',
    kind: 'linkPrefix',
    shape: 'blocks',
    scope: 'tenant',
    prefixes: ['10.0.0.0/28'],
    carveLength: 31,
    strategy: 'lowest',
    quarantineDays: 0,
    ...rest,
  };
}

/** Throws unless every pool and scope of the tenant is conserved, and what is kept of its use is what is held. */
export async function assertConserved(database: Database, tenant: string): Promise<void> {
  const broken = (await ledger(database.sql, tenant)).filter(
    (line) => !line.conserved || line.sum !== line.size,
  );
  if (broken.length > 0) throw new Error(`not conserved: ${JSON.stringify(broken)}`);
  const drift = await useDrift(database, tenant);
  if (drift.length > 0) throw new Error(`use is not what is held: ${JSON.stringify(drift)}`);
}

/** What is remembered as used, as {@link quantityUse} tells it. */
export async function rememberedUse(
  memory: UseMemory,
  ...question: Parameters<UseMemory['at']>
): Promise<Map<string, number>> {
  const { scopes, amounts } = await memory.at(...question);
  const used = scopes.names.map((scope, number) => [scope, amounts[number] ?? 0] as const);
  return new Map(used.filter(([, amount]) => amount > 0));
}

/** The values that a reservation took for a line. */
export function valuesIn(result: Awaited<ReturnType<Allocation['reserve']>>, key: string): readonly string[] {
  const line = unwrap(result).lines.find((one) => one.key === key);
  if (line === undefined || line.shape === 'quantities') throw new Error(`no values for ${key}`);
  return line.values;
}

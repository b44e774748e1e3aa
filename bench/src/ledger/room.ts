import {
  type AllocationFact,
  createAllocation,
  type PoolRecord,
  type ReserveRequest,
} from '../../../server/src/allocation/index.ts';
import { unwrap } from '../../../server/src/foundation/result.ts';
import type { Database, Transaction } from '../../../server/src/platform/database.ts';

/** The ledger under measurement: what a client does to it. */
export type Ledger = {
  /** Reserves a VLAN on a port, a link prefix and bandwidth on a link, all or nothing; confirms in a second transaction. */
  reserveAndConfirm(number: number): Promise<void>;
  reserve(number: number, holdUntil: string): Promise<void>;
  /** Settles everything that is over; answers how many reservations expired. */
  expire(): Promise<number>;
};

export const tenant = 'bench';
/** VLANs come from so many ports, bandwidth from so many links: few enough to be wanted by several at once. */
export const ports = 200;
export const links = 50;

const pools: readonly PoolRecord[] = [
  {
    code: 'vlan',
    kind: 'vlan',
    shape: 'values',
    scope: 'port',
    range: { first: 100, last: 100_000 },
    strategy: 'lowest',
    quarantineDays: 30,
  },
  {
    code: 'linkPrefix',
    kind: 'linkPrefix',
    shape: 'blocks',
    scope: 'tenant',
    prefixes: ['10.0.0.0/8'],
    carveLength: 31,
    strategy: 'lowest',
    quarantineDays: 30,
  },
];

/** Opens the allocation room on a database of its own. `record` is what it does with its facts. */
export async function openLedger(
  database: Database,
  record: (tx: Transaction, facts: readonly AllocationFact[]) => Promise<void> = async () => {},
): Promise<Ledger> {
  const room = createAllocation({ record });
  await database.transaction(async (tx) => {
    await room.loadPools(tx, tenant, pools);
    const steps = [{ from: '2020-01-01T00:00:00.000Z', limit: 1_000_000_000_000 }];
    const scopes = Array.from({ length: links }, (_, link) => ({
      pool: 'linkBandwidth',
      scope: `l${link}`,
      steps,
    }));
    unwrap(await room.registerQuantity(tx, tenant, scopes));
  });
  const moves = room.gathered<null>(database, async () => {});
  const reserve = async (number: number, holdUntil: string): Promise<void> => {
    unwrap(await moves.reserve(tenant, { request: requestOf(number, holdUntil), tag: null }));
  };
  return {
    reserve,
    async reserveAndConfirm(number) {
      const { reservationId, owner } = requestOf(number, farAway);
      await reserve(number, farAway);
      unwrap(await moves.confirm(tenant, { request: { reservationId, owner }, tag: null }));
    },
    async expire() {
      for (let expired = 0; ; ) {
        const { facts, more } = await database.transaction((tx) => room.expireDue(tx, 10_000));
        expired += facts.length;
        if (!more) return expired;
      }
    },
  };
}

const inYears = (years: number): string => new Date(Date.now() + years * 365 * 86_400_000).toISOString();

/** No hold of a measurement ends by itself. */
export const farAway = inYears(5);
const useFrom = inYears(6);

function requestOf(number: number, holdUntil: string): ReserveRequest {
  return {
    reservationId: `r${number}`,
    owner: { kind: 'quote', id: `q${number}` },
    reason: 'bench',
    holdUntil,
    use: { from: useFrom, to: null },
    lines: [
      { key: 'vlan', shape: 'values', pool: 'vlan', scope: `p${number % ports}` },
      { key: 'prefix', shape: 'blocks', pool: 'linkPrefix' },
      {
        key: 'bandwidth',
        shape: 'quantities',
        pool: 'linkBandwidth',
        scope: `l${number % links}`,
        amount: 1,
      },
    ],
  };
}

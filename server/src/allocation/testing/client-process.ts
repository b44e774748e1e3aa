import { openDatabase } from '../../platform/database.ts';
import { fixture } from '../fixture.ts';
import type { RequestLine, ReserveRequest } from '../types.ts';

// A client of the ledger that a test starts as a process of its own, to be killed at any moment:
// node client-process.ts URL TENANT SEED. It tells each operation that has ended.

const [url, tenant, seed] = process.argv.slice(2);
if (url === undefined || tenant === undefined || seed === undefined)
  throw new Error('usage: client-process.ts URL TENANT SEED');
const database = openDatabase({ url, connections: 4 });
const { room, run } = fixture(database);
const gathered = room.gathered<null>(database, async () => {});

/** Mulberry32: the same seed gives the same run. */
let state = Number(seed);
function below(limit: number): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
}

const day = (n: number): string => new Date(Date.UTC(2027, 2, 1 + n)).toISOString();
const owner = { kind: 'test', id: 'somebody' };
/** Few names, so that clients meet on the same reservations. */
const someName = (): string => `r${below(60)}`;

function someLines(): RequestLine[] {
  const lines: RequestLine[] = [];
  if (below(3) > 0)
    lines.push({ key: 'v', shape: 'values', pool: 'vlan', scope: `p${below(2)}`, count: 1 + below(2) });
  if (below(3) > 0) lines.push({ key: 'b', shape: 'blocks', pool: 'link', length: 29 + below(4) });
  if (below(3) > 0)
    lines.push({ key: 'q', shape: 'quantities', pool: 'bandwidth', scope: 'l', amount: 1 + below(4) });
  return lines;
}

function someRequest(): ReserveRequest {
  const from = below(20);
  return {
    reservationId: `${someName()}-${below(1_000_000)}`,
    owner,
    reason: 'kill test',
    holdUntil: below(2) === 0 ? null : day(30 + below(5)),
    use: { from: day(from), to: below(2) === 0 ? null : day(from + 1 + below(10)) },
    lines: someLines(),
    queue: below(4) === 0,
  };
}

async function reserve(): Promise<void> {
  const asked = someRequest();
  await run((tx) => room.reserve(tx, tenant ?? '', asked));
}

/** Several at once, in one transaction as far as they can. */
async function reserveBeside(): Promise<void> {
  const asked = Array.from({ length: 1 + below(4) }, someRequest);
  await Promise.all(asked.map((request) => gathered.reserve(tenant ?? '', { request, tag: null })));
}

const moves = [
  reserve,
  reserve,
  reserveBeside,
  (id: string) => gathered.confirm(tenant, { request: { reservationId: id, owner }, tag: null }),
  (id: string) => run((tx) => room.confirm(tx, tenant, { reservationId: id, owner })),
  (id: string) => run((tx) => room.allocate(tx, tenant, { reservationId: id, owner })),
  (id: string) => run((tx) => room.release(tx, tenant, { reservationId: id })),
  (id: string) => run((tx) => room.deallocate(tx, tenant, { reservationId: id })),
  () => run((tx) => room.expireDue(tx, 5)),
];

async function someMove(known: readonly string[]): Promise<void> {
  const move = moves[below(moves.length)] ?? reserve;
  await move(known[below(Math.max(1, known.length))] ?? someName());
}

process.on('disconnect', () => process.exit(0));
process.on('message', (known: readonly string[]) => {
  reservations = known;
});
let reservations: readonly string[] = [];
process.send?.('ready');
for (;;) {
  await someMove(reservations);
  process.send?.('did');
}

import type { DemoFleet } from './fleet.ts';
import type { TestSystem } from './system.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says; the tests say what they should be.
type Row = any;

/** Everything that an order leaves behind while it stands: what must be as before once it is taken back. */
export type Traces = {
  /** Pools with what is reserved and allocated in them. What ages in quarantine is given back, as it should be. */
  readonly held: readonly object[];
  /** What each device of the operator runs. */
  readonly devices: ReadonlyMap<string, string>;
  /** Services that have not ended. */
  readonly services: readonly string[];
  /** Their states, and whose they are. */
  readonly standing: readonly string[];
  /** Work that is not over. */
  readonly work: readonly string[];
  /** Orders to partners that are neither over nor ceased. */
  readonly partnerOrders: readonly string[];
  /** Whether every pool's states add up to its size. */
  readonly conserved: boolean;
};

/** Reads the traces of all orders through the API, and from the devices themselves. */
export async function tracesOf(system: TestSystem, fleet: DemoFleet): Promise<Traces> {
  const get = async (path: string): Promise<Row[]> => {
    const { status, body } = await system.call('provisioning', 'GET', path);
    if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const ledger = await get('/turnup/v1/pool?limit=1000');
  const services = await get('/tmf-api/serviceInventory/v4/service?limit=1000');
  const work = await get(
    '/tmf-api/workOrder/v4/workOrder?state=acknowledged,assigned,inProgress,held&limit=1000',
  );
  const partnerOrders = await get('/turnup/v1/partnerOrder?limit=1000');
  const live = services.filter(({ state }) => state !== 'terminated');
  return {
    held: ledger
      .filter((line) => line.reserved + line.allocated > 0)
      .map(({ pool, scope, reserved, allocated }) => ({ pool, scope, reserved, allocated })),
    devices: await fleet.hashes(),
    services: live.map(({ id }) => id),
    standing: live.map(({ id, state, relatedParty }) => `${id} ${state} of ${relatedParty[0]?.id}`),
    work: work.map(({ number }) => number),
    partnerOrders: partnerOrders
      .filter(({ action, state, ceasedDate }) =>
        action === 'add'
          ? ['acknowledged', 'inProgress', 'held'].includes(state) ||
            (state === 'completed' && (ceasedDate ?? null) === null)
          : ['acknowledged', 'inProgress', 'held'].includes(state),
      )
      .map(({ number }) => number),
    conserved: ledger.every((line) => line.conserved === true),
  };
}

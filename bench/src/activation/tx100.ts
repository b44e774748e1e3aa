import {
  type Activation,
  applyServiceChange,
  closeDrivers,
  type DeviceContribution,
  readBack,
} from '../../../server/src/activation/index.ts';
import { unwrap } from '../../../server/src/foundation/result.ts';
import type { Database } from '../../../server/src/platform/database.ts';
import { newId } from '../../../server/src/platform/ids.ts';
import { activationOn, tenant } from '../network/activation.ts';
import { BenchCarrier } from '../network/carrier.ts';
import { EdgeFleet } from '../network/fleet.ts';
import { vpnOn } from '../network/service.ts';
import { compared, figure, median } from '../rows.ts';
import { openFor, startServer } from '../run/database.ts';
import type { Run } from '../run/run.ts';
import type { BenchOptions, Row } from '../types.ts';
import { besideAnsible } from './ansible.ts';

/** One service on many devices in one transaction: on netconfd where the machine has it, and on our own servers. */
export async function tx100(run: Run, options: BenchOptions): Promise<Row[]> {
  const { quick } = options;
  const count = quick ? 10 : 100;
  const rounds = quick ? 2 : 7;
  const server = await startServer(run);
  const carrier = await BenchCarrier.start(run, ['--netconf', String(count)]);
  const rows: Row[] = [];
  if (carrier !== undefined) {
    const database = openFor(run, await server.createMigrated('netconfd'), 8);
    await carrier.loadAccess(database);
    const names = carrier.devices.map(({ device }) => device);
    rows.push(...(await measured(run, database, { what: 'netconfd', prefix: 'tx100', names, rounds })));
    rows.push(...(await besideAnsible(run, server, carrier, options)));
    await carrier.stop();
  }
  const names = Array.from({ length: count }, (_, index) => `PE-${index + 1}`);
  const fleet = new EdgeFleet(run, 'fleet', names);
  await fleet.start();
  const database = openFor(run, await server.createMigrated('fleet'), 8);
  await fleet.loadAccess(database);
  // Without netconfd our own servers stand in under the same name; the unit says which it was.
  const prefix = carrier === undefined ? 'tx100' : 'tx100Own';
  rows.push(...(await measured(run, database, { what: 'own NETCONF servers', prefix, names, rounds })));
  await fleet.kill();
  return rows;
}

type Case = {
  readonly what: string;
  readonly prefix: string;
  readonly names: readonly string[];
  readonly rounds: number;
};

async function measured(run: Run, database: Database, { what, prefix, names, rounds }: Case): Promise<Row[]> {
  const activation = activationOn(database, { rpcMs: 20_000 });
  run.defer(() => closeDrivers(activation.drivers));
  const apply = async (contributions: readonly DeviceContribution[] | null) => {
    const from = performance.now();
    const transactionId = newId();
    const change = { tenant, transactionId, serviceId: 'vpn', contributions };
    const { state } = await applyServiceChange(activation, change);
    return { state, seconds: (performance.now() - from) / 1_000 };
  };
  const first = await apply(vpnOn(names, { rateKbps: 10_000, target: 1 }));
  must(first.state, 'completed');
  const took: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    // Every device gets another rate and other route targets.
    const again = await apply(vpnOn(names, { rateKbps: 10_000 + round * 1_000, target: 1 + round }));
    must(again.state, 'completed');
    took.push(again.seconds);
    run.say(`${names.length} devices (${what}): ${again.seconds.toFixed(2)} s`);
  }
  const before = await hashes(activation, names);
  const failing = await apply(failingOn(names, Math.floor(names.length / 2)));
  must(failing.state, 'undone');
  const after = await hashes(activation, names);
  const leftovers = names.filter((name) => before.get(name) !== after.get(name)).length;
  run.say(`one of ${names.length} fails (${what}): ${failing.seconds.toFixed(2)} s, ${leftovers} changed`);
  must((await apply(null)).state, 'completed');
  return [
    compared(`${prefix}.s`, median(took), `s on ${names.length} × ${what}`, 'promised at most', 2),
    figure(`${prefix}.firstS`, first.seconds, 's with opening the sessions'),
    figure(`${prefix}.failingS`, failing.seconds, 's until all is undone'),
    figure(`${prefix}.leftovers`, leftovers, 'devices changed, promised 0'),
  ];
}

/** A change that one device refuses: an MTU beyond its model's range. */
function failingOn(names: readonly string[], index: number): readonly DeviceContribution[] {
  return vpnOn(names, { rateKbps: 99_000, target: 99 }).map(({ device, leaves }) => ({
    device,
    leaves: leaves.map((leaf) =>
      device === names[index] && leaf.path.endsWith(']/mtu') && leaf.path.includes('/unit[')
        ? { ...leaf, value: 70_000 }
        : leaf,
    ),
  }));
}

async function hashes(
  activation: Activation,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  return new Map(
    await Promise.all(
      names.map(async (name) => {
        return [name, unwrap(await readBack(activation, tenant, name)).runningHash] as const;
      }),
    ),
  );
}

function must(state: string, wanted: string): void {
  if (state !== wanted) throw new Error(`a transaction that should be ${wanted} is ${state}`);
}

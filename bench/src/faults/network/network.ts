import { closeDrivers } from '../../../../server/src/activation/index.ts';
import type { Database } from '../../../../server/src/platform/database.ts';
import { activationOn } from '../../network/activation.ts';
import { EdgeFleet } from '../../network/fleet.ts';
import { openFor, startServer } from '../../run/database.ts';
import type { Run } from '../../run/run.ts';
import type { FaultRun, Invariant } from '../../types.ts';
import { type Chance, chanceOf } from '../random.ts';
import { blows, type Field } from './blows.ts';
import { policy, rpcMs } from './errand.ts';
import { killedServers } from './killed.ts';
import { devices, Scene } from './scene.ts';

/** A network-wide transaction under every fault, one after the other. */
export const network: FaultRun = {
  name: 'network',
  about: 'one change on three NETCONF devices under every fault, and its server killed with -9 at every step',
  limitMinutes: 15,
  async run(run, seed) {
    const chance = chanceOf(seed);
    const server = await startServer(run);
    const url = await server.createMigrated('network');
    const database = openFor(run, url, 6);
    const field = await fieldOf(run, database);
    const activation = activationOn(database, { rpcMs, policy });
    run.defer(() => closeDrivers(activation.drivers));
    const scene = new Scene(run, activation, field, chance);
    await scene.learn();
    const struck: Invariant[] = [];
    for (const blow of shuffled(chance, blows)) struck.push(...(await scene.strike(blow)));
    const killed = await killedServers(run, url, scene);
    return [...struck, ...killed, ...(await scene.last())];
  },
};

async function fieldOf(run: Run, database: Database): Promise<Field> {
  const field = {
    pair: new EdgeFleet(run, 'pair', devices.slice(0, 2)),
    single: new EdgeFleet(run, 'single', devices.slice(2)),
  };
  for (const fleet of [field.pair, field.single]) {
    await fleet.start();
    await fleet.loadAccess(database);
  }
  return field;
}

function shuffled<Item>(chance: Chance, items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, at: chance.next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

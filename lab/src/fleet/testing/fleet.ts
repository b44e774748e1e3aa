import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NetconfClient, type Target } from '../../netconf/client.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { NodeRecord, WorldUpdate } from '../control-schema.ts';
import { openStateFolder } from '../persistence.ts';
import { World } from '../world.ts';

/** The password of every device that tests make. */
export const PASSWORD = 'secret';

/** A fleet in this process, on its own folder, with real SSH between it and the tests. */
export type TestFleet = {
  readonly world: World;
  /** Opens a session on a device. */
  readonly connect: (device: string, more?: Partial<Target>) => Promise<NetconfClient>;
  /** Ends the fleet and takes its folder away. */
  readonly stop: () => Promise<void>;
};

/** A provider edge with one port. */
export function edgeNode(name: string, more: Partial<NodeRecord> = {}): NodeRecord {
  return {
    name,
    role: 'provider-edge',
    ports: [{ name: 'ge-0', rateKbps: 1_000_000 }],
    managed: true,
    user: 'lab',
    password: PASSWORD,
    ...more,
  };
}

/** Starts a fleet with a world. */
export async function startFleet(update: WorldUpdate, clock: Clock = systemClock): Promise<TestFleet> {
  const folder = await mkdtemp(join(tmpdir(), 'fleet-'));
  const world = await World.open(await openStateFolder(folder), clock);
  await world.update(update);
  return {
    world,
    connect: (device, more) => {
      const { host, port, user } = world.host(device).address();
      return NetconfClient.connect({ host, port, user, password: PASSWORD, ...more });
    },
    stop: async () => {
      await world.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until a condition holds; fails after ten seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    if (await condition()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error('the condition did not come true in ten seconds');
}

import { setTimeout as pause } from 'node:timers/promises';
import { type Activation, deviceState, listDevices, type PortState } from './activation/index.ts';
import { objectPolicy, tenantsWithPolicy } from './catalog/index.ts';
import { linksAtNodes, type NetworkSnapshot } from './network/index.ts';
import { answerFailures, type Delivery, repairObject, surveillanceContext } from './ordering/index.ts';
import type { Database } from './platform/database.ts';
import {
  type Ground,
  lookAt,
  type SurveillancePolicy,
  type Told,
  type WatchedLink,
} from './surveillance/index.ts';
import type { TrunkListeners } from './trunkListeners.ts';

const policyCode = 'networkSurveillance';

/** What holds of the policy where it does not say. Where no policy is loaded, nothing is looked at. */
const defaultPolicy: SurveillancePolicy = {
  everyMs: 1_000,
  answerMs: 2_000,
  atOnce: 32,
  failAfterLooks: 3,
  failAfterToldLooks: 1,
  toldSettleMs: 150,
  clearAfterLooks: 10,
};

/**
 * Looks at the network of every tenant that has the policy, each when its time has come or a device has told that a trunk
 * went, and answers what has failed. Answers whether orders were made.
 */
export function watcherOf(
  database: Database,
  activation: Activation,
  delivery: Delivery,
  listeners: TrunkListeners,
): () => Promise<boolean> {
  const asking = new Set<string>();
  return async () => {
    let ordered = false;
    for (const tenant of await tenantsWithPolicy(database.sql, policyCode)) {
      const policy = objectPolicy(await delivery.catalog(database.sql, tenant), policyCode, defaultPolicy);
      const devices = await listDevices(database.sql, tenant);
      if (devices.length === 0) continue;
      const network = await delivery.network(database.sql, tenant);
      const toldBad = listeners.badOf(tenant);
      const ground = { ...groundOf(activation, tenant, network, devices, asking), toldBad };
      listeners.listen(tenant, ground.devices);
      const atOnce = listeners.takeNews(tenant);
      if (atOnce) await pause(policy.toldSettleMs);
      if (await lookAt(database, tenant, policy, ground, atOnce))
        if ((await answerFailures(delivery, tenant)) > 0) ordered = true;
    }
    return ordered;
  };
}

function groundOf(
  activation: Activation,
  tenant: string,
  network: NetworkSnapshot,
  devices: readonly string[],
  asking: Set<string>,
): Omit<Ground, 'toldBad'> {
  const links = watchedLinks(network, devices);
  const ends = new Set(links.flatMap((link) => link.ends.map(({ node }) => node)));
  return {
    links,
    devices: devices.filter((device) => ends.has(device)),
    async ask(device) {
      // One that hangs is asked again when it has answered or its session has ended.
      const key = `${tenant} ${device}`;
      if (asking.has(key)) return undefined;
      asking.add(key);
      try {
        const state = await deviceState(activation, tenant, device);
        return state.ok ? told(device, state.value.ports) : undefined;
      } finally {
        asking.delete(key);
      }
    },
    async cleared(tx, { name }) {
      await repairObject(tx, surveillanceContext(tenant), name);
    },
  };
}

/**
 * Links in service of which both ports are known, at the devices that can be asked. The others of a large network are not
 * looked at: this is done several times a second.
 */
function watchedLinks(network: NetworkSnapshot, devices: readonly string[]): readonly WatchedLink[] {
  return linksAtNodes(network, devices).flatMap(({ name, a, b, status }): WatchedLink[] => {
    if (status !== 'inService' || a.node === undefined || b.node === undefined) return [];
    if (a.port === undefined || b.port === undefined) return [];
    return [
      {
        name,
        ends: [
          { node: a.node, port: a.port },
          { node: b.node, port: b.port },
        ],
      },
    ];
  });
}

function told(device: string, ports: readonly PortState[]): Told {
  return {
    device,
    ports: new Map(
      ports.map(({ name, operStatus, continuity }) => {
        if (operStatus !== 'up') return [name, { passes: false, words: `the port is ${operStatus}` }];
        const passes = continuity !== 'down';
        return [name, { passes, words: passes ? 'up' : 'BFD does not hear the other end' }];
      }),
    ),
  };
}

import type { Activation } from './activation.ts';
import { cliDriver, deviceLists } from './cli/driver.ts';
import { frrDriver } from './frr/driver.ts';
import { netconfDriver } from './netconf/driver.ts';
import type { NetconfOptions } from './netconf/options.ts';
import { ovsdbDriver } from './ovsdb/driver.ts';

/** The drivers of all kinds of devices, with the NETCONF driver's time-outs for the others too. */
export function openDrivers(netconf: NetconfOptions): Activation['drivers'] {
  const timeouts = { connectMs: netconf.timeouts.connectMs, requestMs: netconf.timeouts.rpcMs };
  return {
    netconf: netconfDriver(netconf),
    ovsdb: ovsdbDriver({ timeouts, agentMs: netconf.timeouts.rpcMs, idleMs: netconf.idleMs }),
    // A commit reloads the routing software, which takes seconds where NETCONF takes milliseconds.
    frr: frrDriver({ timeouts: { ...timeouts, requestMs: 6 * timeouts.requestMs }, idleMs: netconf.idleMs }),
    cli: cliDriver({ timeouts, idleMs: netconf.idleMs, listKeys: deviceLists }),
  };
}

/** Ends all sessions of all drivers. */
export async function closeDrivers(drivers: Activation['drivers']): Promise<void> {
  await Promise.all(Object.values(drivers).map((driver) => driver.close()));
}

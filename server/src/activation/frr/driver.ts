import type { DeviceDriver, DeviceSession, DeviceTarget } from '../driver.ts';
import type { ChannelTimeouts } from '../ssh/channel.ts';
import { ConnectionPool } from '../ssh/pool.ts';
import { AgentClient } from './agent-client.ts';
import { differenceText } from './candidate.ts';
import { FrrSession } from './session.ts';

/** What the FRR driver is given. */
export type FrrOptions = {
  /** A commit reloads the routing software: requests need seconds. */
  readonly timeouts: ChannelTimeouts;
  /** An idle connection is closed after this long. */
  readonly idleMs: number;
};

/**
 * The driver of routers that run FRR, with a network namespace for each VRF and EVPN (RFC 9136) between the edges. The
 * agent beside each router makes changes whole and takes unconfirmed ones back.
 */
export function frrDriver(options: FrrOptions): DeviceDriver {
  const pool = new ConnectionPool((target) => AgentClient.connect(target, options.timeouts), options.idleMs);
  return {
    undoesBy: 'agent',
    async open(target: DeviceTarget): Promise<DeviceSession> {
      const client = await pool.acquire(target);
      return new FrrSession(client, () => pool.release(target, client));
    },
    nativeText: (_, places) => differenceText(places),
    close: () => pool.close(),
  };
}

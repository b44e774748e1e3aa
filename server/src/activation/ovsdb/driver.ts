import type { DeviceDriver, DeviceSession, DeviceTarget } from '../driver.ts';
import { ConnectionPool } from '../ssh/pool.ts';
import { OvsdbConnection, type OvsdbOptions } from './connection.ts';
import { operationsOf } from './operations.ts';
import { OvsdbSession } from './session.ts';
import { watchTrunks } from './watch.ts';

/**
 * The driver of provider bridges (IEEE 802.1ad) that are configured through OVSDB (RFC 7047) inside SSH. The agent
 * beside each bridge takes unconfirmed changes back.
 */
export function ovsdbDriver(options: OvsdbOptions): DeviceDriver {
  const pool = new ConnectionPool((target) => OvsdbConnection.open(target, options), options.idleMs);
  return {
    undoesBy: 'agent',
    async open(target: DeviceTarget): Promise<DeviceSession> {
      const connection = await pool.acquire(target);
      return new OvsdbSession(connection, () => pool.release(target, connection));
    },
    nativeText: (changes) =>
      operationsOf(changes)
        .map((operation) => JSON.stringify(operation))
        .join('\n'),
    watch: (target, onEvent, onLost) => watchTrunks(target, options.timeouts, onEvent, onLost),
    close: () => pool.close(),
  };
}

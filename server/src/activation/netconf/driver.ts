import {
  type DeviceDialect,
  type DeviceDriver,
  type DeviceSession,
  type DeviceTarget,
  DriverError,
} from '../driver.ts';
import { ConnectionPool } from '../ssh/pool.ts';
import { NetconfClient } from './client.ts';
import { toEditConfig } from './codec.ts';
import { listenToChanges } from './listen.ts';
import type { NetconfOptions } from './options.ts';
import { NetconfSession } from './session.ts';

const needed = ['candidate:1.0', 'confirmed-commit:1.1', 'rollback-on-error:1.0'];

/** The driver of devices that speak NETCONF with candidate and confirmed commit; they undo by themselves. */
export function netconfDriver(options: NetconfOptions): DeviceDriver {
  const pool = new ConnectionPool(
    (target) => NetconfClient.connect(target, options.timeouts),
    options.idleMs,
  );
  return {
    undoesBy: 'device',
    async open(target: DeviceTarget): Promise<DeviceSession> {
      const client = await pool.acquire(target);
      const missing = needed.filter(
        (name) => !client.capabilities.has(`urn:ietf:params:netconf:capability:${name}`),
      );
      if (missing.length > 0) {
        await client.close();
        throw new DriverError('protocol', `the device lacks the NETCONF capability ${missing.join(', ')}`);
      }
      return new NetconfSession(client, spokenBy(options, target.dialect), () =>
        pool.release(target, client),
      );
    },
    nativeText: (changes, _, dialect = options.dialect) =>
      changes.length === 0 ? '' : toEditConfig(changes, dialect),
    listen: (target, heard) => listenToChanges(target, options.timeouts, heard),
    close: () => pool.close(),
  };
}

/** The options as one device wants them. */
function spokenBy(options: NetconfOptions, dialect: DeviceDialect | undefined): NetconfOptions {
  if (dialect === undefined) return options;
  return { ...options, dialect, testNamespace: dialect.testNamespace ?? options.testNamespace };
}

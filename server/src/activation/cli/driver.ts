import type { DeviceDriver, DeviceSession, DeviceTarget } from '../driver.ts';
import type { ChannelTimeouts } from '../ssh/channel.ts';
import { ConnectionPool } from '../ssh/pool.ts';
import { commandsOf, type ListKeys } from './lines.ts';
import { CliSession } from './session.ts';
import { Shell } from './shell.ts';

/** What the command-line driver is given. */
export type CliOptions = {
  readonly timeouts: ChannelTimeouts;
  /** An idle session is closed after this long. */
  readonly idleMs: number;
  readonly listKeys: ListKeys;
};

/** The lists of the device model that the service models write. */
export const deviceLists: ListKeys = {
  port: 'name',
  'port/unit': 'vlan',
  vrf: 'name',
  'vrf/neighbor': 'address',
  'vrf/network': 'prefix',
  'vrf/static': 'prefix',
  'vrf/path-to': 'destination',
  path: 'name',
  'qos-policy': 'name',
  'qos-policy/class': 'name',
  evc: 'name',
};

/** The driver of devices with a transactional command line over SSH; they undo by themselves. */
export function cliDriver(options: CliOptions): DeviceDriver {
  const pool = new ConnectionPool((target) => Shell.open(target, options.timeouts), options.idleMs);
  return {
    undoesBy: 'device',
    async open(target: DeviceTarget): Promise<DeviceSession> {
      const shell = await pool.acquire(target);
      return new CliSession(shell, options.listKeys, () => pool.release(target, shell));
    },
    nativeText: (changes) => commandsOf(changes).join('\n'),
    close: () => pool.close(),
  };
}

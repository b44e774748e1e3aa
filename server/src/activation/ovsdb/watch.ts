import type { DeviceTarget, DriverError, TrunkEvent } from '../driver.ts';
import type { ChannelTimeouts } from '../ssh/channel.ts';
import { OvsdbClient } from './client.ts';
import { elementsOf, entriesOf, type OvsdbRow } from './values.ts';

/** Tells every change of a bridge's trunks, beginning with how they are, until `stop` is called or it is lost. */
export async function watchTrunks(
  target: DeviceTarget,
  timeouts: ChannelTimeouts,
  onEvent: (event: TrunkEvent) => void,
  onLost: (why: DriverError) => void,
): Promise<{ stop(): void }> {
  const client = await OvsdbClient.connect(target, timeouts);
  const known = new Map<string, boolean>();
  const note = (row: OvsdbRow): void => {
    if (entriesOf(row['bfd'])['enable'] !== 'true') return;
    const port = String(row['name']);
    const forwarding =
      entriesOf(row['bfd_status'])['forwarding'] === 'true' && elementsOf(row['link_state'])[0] === 'up';
    if (known.get(port) === forwarding) return;
    known.set(port, forwarding);
    onEvent({ device: target.device, port, forwarding });
  };
  await client.monitor(
    { Interface: ['name', 'bfd', 'bfd_status', 'link_state'] },
    (update) => {
      for (const row of Object.values(update['Interface'] ?? {})) if (row.new) note(row.new);
    },
    onLost,
  );
  return { stop: () => client.close() };
}

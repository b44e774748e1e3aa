import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import { type DeviceTarget, DriverError } from '../driver.ts';

/** How long a device may take. */
export type ChannelTimeouts = {
  /** From the first packet until the channel is open. */
  readonly connectMs: number;
  /** From a request to its answer. */
  readonly requestMs: number;
};

/** A channel of its own SSH connection. */
export type Channel = { readonly stream: Duplex; close(): void };

/** Connects, logs in and opens a channel, all within `connectMs`. Throws {@link DriverError}. */
export async function openChannel(
  target: DeviceTarget,
  connectMs: number,
  open: (connection: ssh2.Client, target: DeviceTarget) => Promise<Duplex>,
): Promise<Channel> {
  const connection = new ssh2.Client();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `${target.host}:${target.port} did not answer within ${connectMs} ms`;
    timer = setTimeout(() => reject(new DriverError('unreachable', message)), connectMs);
  });
  try {
    const opened = open(connection, target);
    // When the time is up nobody waits for it any more.
    opened.catch(() => {});
    const stream = await Promise.race([opened, late]);
    // Later errors end the stream, and its end is what the conversation hears of.
    connection.on('error', () => stream.destroy());
    return { stream, close: () => connection.destroy() };
  } catch (error) {
    connection.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

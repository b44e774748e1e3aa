import { createHash, timingSafeEqual } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type ssh2 from 'ssh2';
import { type DeviceTarget, DriverError } from '../driver.ts';

/**
 * Logs in to a device and opens one of its SSH subsystems (RFC 4254, 6.5). The host key is compared before the secret
 * is sent. Throws {@link DriverError}.
 */
export function openSubsystem(connection: ssh2.Client, target: DeviceTarget, name: string): Promise<Duplex> {
  return login(connection, target, (resolve, reject) =>
    connection.subsys(name, (error, stream) => {
      if (error) reject(new DriverError('protocol', `no subsystem ${name}: ${error.message}`));
      else resolve(stream);
    }),
  );
}

/** Logs in to a device and opens its command line (RFC 4254, 6.5), without echo of a terminal. */
export function openShell(connection: ssh2.Client, target: DeviceTarget): Promise<Duplex> {
  return login(connection, target, (resolve, reject) =>
    connection.shell(false, (error, stream) => {
      if (error) reject(new DriverError('protocol', `no command line: ${error.message}`));
      else resolve(stream);
    }),
  );
}

function login(
  connection: ssh2.Client,
  target: DeviceTarget,
  open: (resolve: (stream: Duplex) => void, reject: (error: DriverError) => void) => void,
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    let hostKey: 'unseen' | 'matches' | 'differs' = 'unseen';
    connection.on('ready', () => {
      // Requests are small and wait for their answers: held back by the sender they would take 40 ms each.
      connection.setNoDelay(true);
      open(resolve, reject);
    });
    connection.on('error', (error: Error & { level?: string }) => {
      if (hostKey === 'differs') {
        reject(
          new DriverError('hostKey', `${target.host}:${target.port} shows another host key than recorded`),
        );
      } else if (error.level === 'client-authentication') {
        reject(
          new DriverError(
            'authentication',
            `${target.host}:${target.port} refuses the recorded user or secret`,
          ),
        );
      } else {
        reject(new DriverError('unreachable', `${target.host}:${target.port}: ${error.message}`));
      }
    });
    connection.on('close', () => reject(new DriverError('unreachable', 'the connection was closed')));
    connection.connect({
      host: target.host,
      port: target.port,
      username: target.user,
      password: target.secret,
      hostVerifier: (key: Buffer) => {
        hostKey = isRecordedKey(key, target.hostKeySha256) ? 'matches' : 'differs';
        return hostKey === 'matches';
      },
    });
  });
}

function isRecordedKey(key: Buffer, recordedSha256: string): boolean {
  const actual = createHash('sha256').update(key).digest();
  // OpenSSH writes the name of the digest in front.
  const recorded = Buffer.from(recordedSha256.replace(/^SHA256:/, ''), 'base64');
  return actual.length === recorded.length && timingSafeEqual(actual, recorded);
}

import { spawn } from 'node:child_process';
import { createHash, timingSafeEqual } from 'node:crypto';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import { makeHostKey } from '../host-key.ts';

/** A subsystem of a device's SSH server: a local socket, or a program that talks on its standard streams. */
export type Subsystem =
  | { readonly kind: 'socket'; readonly path: string }
  | {
      readonly kind: 'program';
      readonly command: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    };

/** A device's management side: one SSH server with its own host key on a socket in the file system. */
export type ManagementServer = {
  readonly hostKeySha256: string;
  close(): void;
};

/** Who may log in to a device. */
export type Login = { readonly user: string; readonly secret: string };

/** Serves a device's subsystems over SSH to whoever knows the secret, as it is at the time. */
export function serveManagement(
  socketPath: string,
  login: () => Login,
  subsystems: Readonly<Record<string, Subsystem>>,
): Promise<ManagementServer> {
  const key = makeHostKey();
  const server = new ssh2.Server({ hostKeys: [key.privateKey] }, (client) => {
    client.on('error', () => {});
    client.on('authentication', (context) => {
      const { user, secret } = login();
      const known =
        context.method === 'password' && context.username === user && isSame(context.password, secret);
      if (known) context.accept();
      else context.reject(['password']);
    });
    client.on('session', (accept) => {
      accept().on('subsystem', (take, refuse, { name }) => {
        const subsystem = subsystems[name];
        if (subsystem === undefined) refuse?.();
        else join(take(), subsystem);
      });
    });
  });
  const hostKeySha256 = key.sha256.replace(/^SHA256:/, '');
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(socketPath, () => resolve({ hostKeySha256, close: () => server.close() }));
  });
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

/** Joins a channel and the other side; when either ends, both do. */
function join(channel: Duplex, subsystem: Subsystem): void {
  if (subsystem.kind === 'socket') {
    couple(channel, net.connect({ path: subsystem.path }));
    return;
  }
  const [program = '', ...words] = subsystem.command;
  const child = spawn(program, words, {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, ...subsystem.env },
  });
  child.on('error', () => channel.destroy());
  child.stdin.on('error', () => {});
  channel.on('error', () => {});
  channel.pipe(child.stdin);
  child.stdout.pipe(channel);
  channel.on('close', () => child.kill('SIGKILL'));
  child.on('exit', () => channel.end());
}

/** Two streams as one. */
export function couple(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
    from.pipe(to);
  }
}

import { createHash, timingSafeEqual } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2, { type Connection } from 'ssh2';
import type { HostKey } from '../host-key.ts';

/** Who may log in. */
export type Login = { readonly user: string; readonly password: string };

/** An authenticated `netconf` subsystem. */
export type Subsystem = {
  readonly stream: Duplex;
  readonly user: string;
  readonly sourceHost: string;
  readonly disconnect: () => void;
};

/** The SSH side of a device: one loopback port that opens and closes. */
export class SshServer {
  readonly #login: () => Login;
  readonly #serve: (subsystem: Subsystem) => void;
  readonly #ssh: ssh2.Server;
  readonly #sockets = new Set<Socket>();
  #listener: Server | undefined;

  constructor(hostKey: HostKey, login: () => Login, serve: (subsystem: Subsystem) => void) {
    this.#login = login;
    this.#serve = serve;
    this.#ssh = new ssh2.Server({ hostKeys: [hostKey.privateKey] }, (connection, info) =>
      this.#accept(connection, info.ip),
    );
  }

  /** Listens on 127.0.0.1: on the wanted port if it is free (0: on any), else on any. Answers the port. */
  async open(wantedPort: number): Promise<number> {
    try {
      return await this.#listen(wantedPort);
    } catch (error) {
      if (wantedPort === 0) throw error;
      return this.#listen(0);
    }
  }

  /** Closes the port and breaks every connection, also one whose client has stopped reading. */
  close(): void {
    this.#listener?.close();
    this.#listener = undefined;
    for (const socket of this.#sockets) socket.destroy();
  }

  #listen(port: number): Promise<number> {
    // Requests and replies are small: waiting to fill a segment would cost 40 ms each way.
    const listener = createServer({ noDelay: true }, (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      this.#ssh.injectSocket(socket);
    });
    return new Promise((done, fail) => {
      listener.once('error', fail);
      listener.listen(port, '127.0.0.1', () => {
        listener.off('error', fail);
        this.#listener = listener;
        done((listener.address() as AddressInfo).port);
      });
    });
  }

  #accept(connection: Connection, sourceHost: string): void {
    let user = '';
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => {
      const login = this.#login();
      const good =
        context.method === 'password' &&
        same(context.username, login.user) &&
        same(context.password, login.password);
      if (!good) return context.reject(['password']);
      user = context.username;
      context.accept();
    });
    connection.on('session', (acceptSession) => {
      acceptSession().on('subsystem', (acceptSubsystem, reject, { name }) => {
        if (name !== 'netconf') return reject?.();
        const stream = acceptSubsystem();
        this.#serve({ stream, user, sourceHost, disconnect: () => connection.end() });
      });
    });
  }
}

function same(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Notification } from '@turnup/contract';

/** What is done with a notification. It is answered when this is done: 204, or 500 when it fails, to be told again. */
export type OnNotification = (notification: Notification) => Promise<void>;

/** An HTTP server on loopback for the callbacks of all listeners of a process, each by a path of its own. */
export type Listener = {
  readonly port: number;
  /** Registers a path; answers the callback's address. */
  at(path: string, handler: OnNotification): string;
  close(): Promise<void>;
};

/**
 * Opens the server. `port` is where listeners of an earlier process stood, so that what is still addressed to them
 * arrives; where it is taken, any other port.
 */
export async function openListener(options: {
  readonly port?: number;
  readonly onFailure: (path: string, error: unknown) => void;
}): Promise<Listener> {
  const handlers = new Map<string, OnNotification>();
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '/').slice(1);
    const handler = handlers.get(path);
    // Nobody of that name: an earlier process registered it. It is taken, so that it does not come again and again.
    if (handler === undefined) return void response.writeHead(204).end();
    try {
      await handler(JSON.parse(await textOf(request)) as Notification);
      response.writeHead(204).end();
    } catch (error) {
      options.onFailure(path, error);
      response.writeHead(500).end();
    }
  });
  const port = await listening(server, options.port ?? 0).catch(() => listening(server, 0));
  return {
    port,
    at(path, handler) {
      handlers.set(path, handler);
      return `http://127.0.0.1:${port}/${path}`;
    },
    async close() {
      handlers.clear();
      await new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      });
    },
  };
}

function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

import { createServer, type IncomingMessage, request, type Server } from 'node:http';

/** What a control request asks, and answers with. */
export type Handler = (body: unknown) => Promise<unknown>;

/**
 * HTTP and JSON on a socket in the state folder: whoever may open the folder may break the laboratory, and nobody
 * else, since commands run inside it.
 */
export function serveControl(path: string, handlers: Readonly<Record<string, Handler>>): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const answer = (status: number, body: unknown): void => {
      outgoing.writeHead(status, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify(body));
    };
    const handler = handlers[`${incoming.method} ${incoming.url}`];
    if (handler === undefined) {
      answer(404, { error: `there is no ${incoming.method} ${incoming.url}` });
      return;
    }
    bodyOf(incoming)
      .then(handler)
      .then(
        (body) => answer(200, body ?? {}),
        (error: unknown) => answer(422, { error: error instanceof Error ? error.message : String(error) }),
      );
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(path, () => resolve(server));
  });
}

async function bodyOf(incoming: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const part of incoming) text += String(part);
  return text === '' ? {} : JSON.parse(text);
}

/** Asks a laboratory; throws its words when it refuses. */
export function askControl(
  socketPath: string,
  method: string,
  url: string,
  body?: unknown,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, method, path: url }, (response) => {
      bodyOf(response).then((answer) => {
        if (response.statusCode === 200) resolve(answer);
        else reject(new Error((answer as { error?: string }).error ?? `status ${response.statusCode}`));
      }, reject);
    });
    asking.on('error', reject);
    asking.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

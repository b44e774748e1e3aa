import type { FastifyInstance } from 'fastify';
import type { Context } from '../platform/context.ts';
import type { Database } from '../platform/database.ts';
import { eventsAfter, hears, lastPosition, notificationOf } from '../platform/events/index.ts';

const pollMs = 250;
const keepAliveMs = 15_000;

/**
 * The live stream of the console (server-sent events, WHATWG HTML 9.2): every event of the tenant after the position
 * that the client has seen. A client that comes back sends `Last-Event-ID` and misses nothing.
 */
export function addLiveStream(
  server: FastifyInstance,
  database: Database,
  authenticate: (token: string, trace: string) => Promise<Context | undefined>,
): void {
  server.get('/turnup/v1/live', async (request, reply) => {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const context = token === undefined ? undefined : await authenticate(token, request.id);
    if (context === undefined)
      return reply
        .code(401)
        .send({ code: 'NO_SESSION', reason: 'Who are you?', message: 'sign in first', status: '401' });
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    let open = true;
    raw.on('close', () => {
      open = false;
    });
    const seen = Number(request.headers['last-event-id'] ?? Number.NaN);
    let position = Number.isSafeInteger(seen) ? seen : await lastPosition(database.sql, context.tenant);
    raw.write(`: connected\nid: ${position}\nevent: ready\ndata: {}\n\n`);
    let quietMs = 0;
    while (open) {
      const events = await eventsAfter(database.sql, context.tenant, position, 200).catch(() => []);
      const subscription = { tenant: context.tenant, party: context.party ?? null };
      for (const event of events) {
        if (hears(subscription, event))
          raw.write(`id: ${event.position}\ndata: ${JSON.stringify(notificationOf(event))}\n\n`);
        position = event.position;
      }
      quietMs = events.length > 0 ? 0 : quietMs + pollMs;
      if (quietMs >= keepAliveMs) {
        raw.write(': still here\n\n');
        quietMs = 0;
      }
      await new Promise((resolve) => {
        setTimeout(resolve, pollMs).unref();
      });
    }
    return reply;
  });
}

import { ok, refuse } from '../../foundation/result.ts';
import { ping } from '../../platform/database.ts';
import { openApiOf, type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';

/** What operators of the program itself ask: is it well, its figures, its document. */
export function systemRoutes({ database, metrics }: Application, all: () => readonly Route[]): Route[] {
  return [
    route({
      method: 'GET',
      path: '/turnup/v1/health',
      access: 'public',
      summary: 'Whether this node can do its work',
      async handle() {
        try {
          await ping(database);
          return ok({ status: 200, body: { status: 'ok' } });
        } catch {
          return refuse(503, 'DATABASE_UNREACHABLE', 'the database does not answer');
        }
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/metrics',
      access: may('system.observe'),
      summary: 'Figures of this node for Prometheus',
      handle: async () =>
        ok({ status: 200, body: await metrics.text(), headers: { 'content-type': metrics.contentType } }),
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/openapi.json',
      access: 'session',
      summary: 'Every route as an OpenAPI document',
      handle: async () => ok({ status: 200, body: openApiOf(all()) }),
    }),
  ];
}

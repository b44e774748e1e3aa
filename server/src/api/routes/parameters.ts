import { ledger, reservation, reservations } from '../../allocation/index.ts';
import { ok, refuse } from '../../foundation/result.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';
import { pageOf, pageReply } from '../paging.ts';

/** Pools as a ledger, and reservations. */
export function parameterRoutes({ database }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path: '/turnup/v1/pool',
      access: may('network.read'),
      summary: 'Every pool and scope, counted: free, reserved, allocated, quarantined, withdrawn',
      async handle({ query, context }) {
        const page = pageOf(query, ['pool']);
        if (!page.ok) return page;
        const lines = (await ledger(database.sql, context.tenant)).filter(
          (line) => !query.has('pool') || line.pool === query.get('pool'),
        );
        return ok(
          pageReply(
            lines.slice(page.value.offset, page.value.offset + page.value.limit),
            lines.length,
            page.value,
            query.get('fields'),
          ),
        );
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/reservation',
      access: may('network.read'),
      summary: 'Reservations of an owner',
      async handle({ query, context }) {
        const page = pageOf(query, ['ownerKind', 'ownerId']);
        if (!page.ok) return page;
        const [kind, id] = [query.get('ownerKind'), query.get('ownerId')];
        if (kind === null || id === null)
          return refuse(400, 'OWNER_REQUIRED', 'say whose: ownerKind and ownerId');
        const rows = await reservations(database.sql, context.tenant, { kind, id });
        return ok(
          pageReply(
            rows.slice(page.value.offset, page.value.offset + page.value.limit),
            rows.length,
            page.value,
            query.get('fields'),
          ),
        );
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/reservation/:id',
      access: may('network.read'),
      summary: 'One reservation',
      async handle({ params, context }) {
        const id = params['id'] ?? '';
        const found = await reservation(database.sql, context.tenant, id);
        return found === null ? notFound('reservation', id) : ok({ status: 200, body: found });
      },
    }),
  ];
}

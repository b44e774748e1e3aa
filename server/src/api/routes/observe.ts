import { ok, refuse, unwrap } from '../../foundation/result.ts';
import { auditOf, type ListedEvent, listEvents, notificationOf } from '../../platform/events/index.ts';
import { type Route, route } from '../../platform/http/index.ts';
import { acknowledgeAlert, listAlerts } from '../../provisioning/index.ts';
import { type Application, may } from '../application.ts';
import { filterWords } from '../filterWords.ts';
import { pageOf, pageReply } from '../paging.ts';

/** What is watched: jeopardy, and who did what. */
export function observationRoutes({ database, provisioning }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path: '/turnup/v1/jeopardyAlert',
      access: may('order.read'),
      summary: 'Predicted misses',
      async handle({ query, context }) {
        const page = pageOf(query, ['level', 'owner', 'open', 'serviceOrder'], filterWords.alerts);
        if (!page.ok) return page;
        const text = (name: string): Record<string, string> =>
          query.has(name) ? { [name]: query.get(name) ?? '' } : {};
        const filter = {
          ...page.value,
          ...text('level'),
          ...text('owner'),
          ...(query.has('open') ? { open: query.get('open') === 'true' } : {}),
          ...(query.has('serviceOrder') ? { orders: [query.get('serviceOrder') ?? ''] } : {}),
        };
        const { items, total } = await listAlerts(database.sql, context.tenant, filter as never);
        return ok(pageReply(items, total, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'POST',
      path: '/turnup/v1/jeopardyAlert/:id/acknowledge',
      access: may('order.read'),
      summary: 'Its owner has seen it',
      async handle({ params, context }) {
        const alert = await database.transaction(async (tx) =>
          unwrap(
            await acknowledgeAlert(provisioning, tx, context.tenant, {
              id: params['id'] ?? '',
              actor: { account: context.account, roles: context.roles },
            }),
          ),
        );
        return ok({ status: 200, body: alert });
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/event',
      access: may('audit.read'),
      summary: 'What happened and who was told of it, newest first',
      async handle({ query, context }) {
        const page = pageOf(query, ['eventType', 'kind', 'id', 'correlationId', 'from', 'until']);
        if (!page.ok) return page;
        const strange = ['from', 'until'].find(
          (name) => query.has(name) && Number.isNaN(Date.parse(query.get(name) ?? '')),
        );
        if (strange !== undefined)
          return refuse(400, 'INVALID_FILTER', `${strange} is an instant, not ${query.get(strange)}`);
        const filter = {
          types: query.get('eventType')?.split(',') ?? null,
          aggregateKind: query.get('kind'),
          aggregateId: query.get('id'),
          correlationId: query.get('correlationId'),
          from: query.get('from'),
          until: query.get('until'),
        };
        const events = await listEvents(database.sql, context.tenant, filter, page.value);
        return ok(pageReply(events.map(eventBody), events[0]?.total ?? 0, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/audit/:kind/:id',
      access: may('audit.read'),
      summary: 'Who did what to an object',
      handle: async ({ params, context }) =>
        ok({
          status: 200,
          body: await auditOf(database.sql, context.tenant, params['kind'] ?? '', params['id'] ?? ''),
        }),
    }),
  ];
}

/** An event as its listeners receive it, with what it is about and who they are. */
function eventBody(event: ListedEvent): Record<string, unknown> {
  const { id, position, aggregateKind, aggregateId, told } = event;
  return { id, position, about: { kind: aggregateKind, id: aggregateId }, ...notificationOf(event), told };
}
